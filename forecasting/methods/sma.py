"""The classic methods week by week: the mean of the last known weeks, zeros included.

The arithmetic users know counts days, not weeks, and is in `forecasting/classic.py`.
"""

import numpy as np

from .levels import Levels
from .recent import mean_of_last


def sma3(actual: np.ndarray) -> Levels:
    return _mean(actual, 3)


def sma2(actual: np.ndarray) -> Levels:
    return _mean(actual, 2)


def _mean(actual: np.ndarray, weeks: int) -> Levels:
    path = mean_of_last(actual, ~np.isnan(actual), weeks)
    return Levels(path, {"mean": path[-1]})
