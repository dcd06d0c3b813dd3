"""The methods that forecast: one file each, and one line here.

A method takes sales (weeks, series) as floats, NaN where a week is missing (before the first sale,
not uploaded, known to be out of stock), and treats each series by itself: what it says of one does
not depend, to the last bit, on which others stand beside it.
"""

from collections.abc import Callable

import numpy as np

from .classic_rule import classic_rule
from .levels import Levels
from .mean4 import mean4
from .naive import naive
from .ses3 import ses3

__all__ = ["METHODS", "Levels"]

METHODS: dict[str, Callable[[np.ndarray], Levels]] = {
    "ses3": ses3,
    "naive": naive,
    "mean4": mean4,
    "classic": classic_rule,
}
