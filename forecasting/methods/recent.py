"""The mean of the last weeks that count: what the simple methods share."""

import numpy as np


def mean_of_last(actual: np.ndarray, counts: np.ndarray, most: int) -> np.ndarray:
    """At each week, the mean of the last `most` weeks in which `counts` is true, or of as many as
    there are; NaN before the first of them, and never below 0. Shapes are (weeks, series).
    """
    weeks, series = actual.shape
    last = np.zeros((most, series))  # the newest first
    held = np.zeros(series)
    path = np.full((weeks, series), np.nan)
    for week in range(weeks):
        shift = counts[week]
        for age in range(most - 1, 0, -1):
            np.copyto(last[age], last[age - 1], where=shift)
        np.copyto(last[0], actual[week], where=shift)
        held += shift & (held < most)
        total = last[0].copy()
        for age in range(1, most):
            total += last[age]
        np.divide(total, held, out=path[week], where=held > 0)
    return np.maximum(path, 0, out=path)
