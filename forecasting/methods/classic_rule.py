"""The predecessor's rule: the mean of the last three weeks that have any sale or return.

A week without one is no zero to it, so that it sees slow sellers as faster than they are. It is
here to be compared with; the arithmetic users know is in `forecasting/classic.py`.
"""

import numpy as np

from .levels import Levels
from .recent import mean_of_last


def classic_rule(actual: np.ndarray) -> Levels:
    path = mean_of_last(actual, ~np.isnan(actual) & (actual != 0), 3)
    return Levels(path, {"mean": path[-1]})
