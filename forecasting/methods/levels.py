"""What every method gives back."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Levels:
    """A flat forecast of the weekly demand, made anew at the end of each week.

    `path` has the shape of the sales (weeks, series): `path[t]` is made of the weeks up to t alone.
    It is never below 0, and NaN before the first observation. `parts` says by name what the last
    level was made of, a value per series.
    """

    path: np.ndarray
    parts: dict[str, np.ndarray]
