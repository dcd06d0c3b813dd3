"""SES3: the mean of three simple exponential smoothings, one slow, one fast, one tuned.

A smoothing is `f += alpha * (y - f)`, begun at the first observation (Brown 1959). The tuned one
has the alpha whose forecasts of the next week have had the least squared error so far, the smaller
alpha if two are equal. All alphas run side by side, so each week's choice uses that week and
earlier ones only. A missing week leaves levels and errors as they were.
"""

import numpy as np

from .levels import Levels

ALPHAS = np.array([0.05, 0.1, 0.2, 0.3, 0.5, 0.7])
SLOW, FAST = 0, 4  # places in ALPHAS
BLOCK = 2048  # series at a time: all their smoothings stay in the processor's cache


def ses3(actual: np.ndarray) -> Levels:
    """The level of each series at the end of each week.

    The parts are the smoothings as they are at the end, `slow`, `fast` and `tuned`, and `alpha`,
    that of the tuned one. Returns may take a smoothing below 0, the level stops at 0.
    """
    weeks, series = actual.shape
    path = np.empty((weeks, series))
    parts = {name: np.empty(series) for name in ("slow", "fast", "tuned", "alpha")}
    for start in range(0, series, BLOCK):
        block = slice(start, start + BLOCK)
        for name, values in _smooth(actual[:, block], path[:, block]).items():
            parts[name][block] = values
    return Levels(path, parts)


def _smooth(actual: np.ndarray, path: np.ndarray) -> dict[str, np.ndarray]:
    """Write the levels of a block of series into `path`; its parts."""
    series = actual.shape[1]
    level = np.zeros((len(ALPHAS), series))
    squares = np.zeros((len(ALPHAS), series))  # the sum of squared errors so far
    error, square = np.empty_like(level), np.empty_like(level)
    alphas = ALPHAS[:, None]
    tuned, least = np.zeros(series), np.empty(series)
    better = np.empty(series, dtype=bool)
    begun = np.zeros(series, dtype=bool)
    for week, sales in enumerate(actual):
        known = ~np.isnan(sales)
        counted = known & begun
        all_counted = counted.all()
        seen = sales if all_counted else np.where(known, sales, 0.0)
        np.subtract(seen, level, out=error)
        if not all_counted:
            error *= counted
        np.multiply(error, error, out=square)
        squares += square
        error *= alphas
        level += error
        if not all_counted:
            level += np.where(known & ~begun, seen, 0.0)  # a level not begun is 0
            begun |= known
        tuned[:] = level[0]
        least[:] = squares[0]
        for place in range(1, len(ALPHAS)):
            np.less(squares[place], least, out=better)
            np.copyto(tuned, level[place], where=better)
            np.minimum(least, squares[place], out=least)
        now = np.add(level[SLOW], level[FAST], out=path[week])
        now += tuned
        now /= 3
        np.maximum(now, 0, out=now)
        if not all_counted:
            now[~begun] = np.nan
    parts = {
        "slow": level[SLOW],
        "fast": level[FAST],
        "tuned": tuned,
        "alpha": ALPHAS[squares.argmin(axis=0)],
    }
    return {name: np.where(begun, values, np.nan) for name, values in parts.items()}
