"""How far the forecast of a whole protection period errs, from its own past errors.

Errors are those of the *sum* over the period: weekly errors times the square root of the weeks
would cover far too little, because a level that is wrong stays wrong for weeks.
"""

import math

import numpy as np

# Fitted on 4-week sums of 600 SKUs in ten stores (docs/forecast-accuracy.md), forecast from their
# first 1, 2 and 4 weeks: (-0.66, 1.63), (-1.15, 1.69), (-1.33, 1.68). It hardly depends on the
# length of the period beyond what D says.
DEFAULT_LAW = (-1.2, 1.7)
LEAST_ERRORS = 8  # of a SKU that the law is fitted on
LEAST_SKUS = 30
PRIOR = 4  # protection periods that the law counts for


def errors(
    actual: np.ndarray, path: np.ndarray, periods: float, origins: slice | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Mean squared error of the sum over the next `periods` weeks, and how many errors, per SKU.

    `actual` and `path` are (weeks, skus). At each origin t the error is the sales of the weeks
    after t less `periods` times `path[t]`; of a last week that is a fraction its share is counted.
    Left out are origins without a level and those followed by a missing week. `origins` narrows the
    weeks t; all that are followed by enough others if None. The mean is 0 where there is none.
    """
    weeks, skus = actual.shape
    whole = math.floor(periods)
    share = periods - whole
    needed = whole + (share > 0)
    missing = np.isnan(actual)
    filled = np.where(missing, 0.0, actual)
    sold = np.concatenate([np.zeros((1, skus)), filled]).cumsum(axis=0)
    absent = np.concatenate([np.zeros((1, skus), dtype=np.int64), missing]).cumsum(axis=0)
    squares, count = np.zeros(skus), np.zeros(skus, dtype=np.int64)
    # A loop, because a sum over an axis rounds differently where there is one column only.
    for origin in range(weeks)[origins or slice(None)]:
        after, end = origin + 1, origin + 1 + needed
        if end > weeks:
            continue
        total = sold[after + whole] - sold[after]
        if share:
            total += share * filled[after + whole]
        error = total - periods * path[origin]
        valid = (absent[end] == absent[after]) & ~np.isnan(error)
        squares += np.where(valid, error * error, 0.0)
        count += valid
    return squares / np.maximum(count, 1), count


def law(v: np.ndarray, n: np.ndarray, demand: np.ndarray) -> tuple[float, float]:
    """(a, b) of log v = a + b · log D by least squares, over SKUs with enough errors.

    Where they are too few, or their demands all alike, the default.
    """
    usable = (n >= LEAST_ERRORS) & (v > 0) & (demand > 0)
    x, y = np.log(demand[usable]), np.log(v[usable])
    if len(x) < LEAST_SKUS:
        return DEFAULT_LAW
    off = x - x.sum() / len(x)
    width = (off * off).sum()
    if width / len(x) < 0.01:
        return DEFAULT_LAW
    mean = y.sum() / len(y)
    b = (off * (y - mean)).sum() / width
    return float(mean - b * x.sum() / len(x)), float(b)


def spread(
    v: np.ndarray,
    n: np.ndarray,
    demand: np.ndarray,
    periods: float,
    law: tuple[float, float],
    extra: np.ndarray | float = 0.0,
) -> np.ndarray:
    """v*, the variance of the demand of the protection period around its forecast D.

    v* = (w·v + 4·exp(a + b·log D)) / (w + 4) · (1 + 1 / max(w, 1)) with w = n / periods, the
    periods that do not overlap: a SKU with little history is taken as its like. `extra` is what an
    uncertain lead time adds, (weekly level)² · var(L). Never below D: no demand is steadier than
    Poisson's.
    """
    a, b = law
    periods_seen = n / periods
    known = demand > 0
    alike = np.where(known, np.exp(a + b * np.log(np.where(known, demand, 1.0))), 0.0)
    shrunk = (periods_seen * v + PRIOR * alike) / (periods_seen + PRIOR)
    return np.maximum(shrunk * (1 + 1 / np.maximum(periods_seen, 1)) + extra, demand)
