"""The demand of a period as a distribution: negative binomial, Poisson, or normal if it is large.

A variance equal to the mean is Poisson's; a smaller one is taken as that. Above a mean of 60 the
normal distribution serves, with half a unit of correction for whole numbers.

A negative binomial with more variance has more weight on 0, too, and from a point on its upper
quantiles *fall*: the buyer would be told to keep less of what is less certain. So a variance counts
as at most mean + 5 · mean².
"""

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np

MOST_SUMMED = 60  # the mean above which the normal distribution serves
WIDEST = 5  # squared means of variance beyond Poisson's
NEGLIGIBLE = 1e-15
TIDY = 16  # steps after which those that are done leave the loop

Column = np.ndarray | float

_erfc = np.frompyfunc(math.erfc, 1, 1)
_normal_quantile = np.frompyfunc(NormalDist().inv_cdf, 1, 1)


def at_least(mean: Column, variance: Column, level: Column) -> np.ndarray:
    """The least whole number that demand does not exceed with probability `level` (0 < level < 1).

    int64; 0 where the mean is 0.
    """
    mean, variance, level = _columns(mean, variance, level)
    least = np.zeros(len(mean), dtype=np.int64)
    large = mean > MOST_SUMMED
    if large.any():
        values, place = np.unique(level[large], return_inverse=True)
        z = _normal_quantile(values).astype(float)[place]
        exact = mean[large] + z * np.sqrt(variance[large]) - 0.5
        least[large] = np.maximum(np.ceil(exact), 0).astype(np.int64)

    def enough(units: int, below: np.ndarray, which: np.ndarray) -> np.ndarray:
        least[which] = units
        return below >= level[which]

    _sum_up(mean, variance, ~large & (mean > 0), enough)
    return least


def survival(mean: Column, variance: Column, k: Column) -> np.ndarray:
    """P(demand ≥ k) for whole k, elementwise."""
    mean, variance, k = _columns(mean, variance, k)
    chance = (k <= 0).astype(float)
    large = (mean > MOST_SUMMED) & (k > 0)
    if large.any():
        z = (k[large] - 0.5 - mean[large]) / np.sqrt(variance[large])
        chance[large] = _normal_tail(z)

    def reached(units: int, below: np.ndarray, which: np.ndarray) -> np.ndarray:
        at = units + 1 == k[which]
        chance[which[at]] = np.maximum(1 - below[at], 0)
        return at | (1 - below < NEGLIGIBLE)

    _sum_up(mean, variance, ~large & (k > 0) & (mean > 0), reached)
    return chance


def lost(mean: Column, variance: Column, position: Column) -> np.ndarray:
    """Units expected to be asked for beyond `position` (whole): E[max(demand − position, 0)]."""
    mean, variance, position = _columns(mean, variance, position)
    beyond = mean - np.minimum(position, 0)
    large = (mean > MOST_SUMMED) & (position > 0)
    if large.any():
        deviation = np.sqrt(variance[large])
        z = (position[large] - mean[large]) / deviation
        density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        beyond[large] = deviation * (density - z * _normal_tail(z))

    def served(units: int, below: np.ndarray, which: np.ndarray) -> np.ndarray:
        beyond[which] -= np.maximum(1 - below, 0)
        return (units + 1 >= position[which]) | (1 - below < NEGLIGIBLE)

    _sum_up(mean, variance, ~large & (position > 0) & (mean > 0), served)
    return np.maximum(beyond, 0)


def fill_rate(mean: Column, variance: Column, position: Column) -> np.ndarray:
    """The share of the demand that `position` is expected to serve; 1 where there is no demand."""
    mean, variance, position = _columns(mean, variance, position)
    some = mean > 0
    share = lost(mean, variance, position) / np.where(some, mean, 1.0)
    return np.where(some, np.clip(1 - share, 0, 1), 1.0)


def _sum_up(
    mean: np.ndarray,
    variance: np.ndarray,
    chosen: np.ndarray,
    visit: Callable[[int, np.ndarray, np.ndarray], np.ndarray],
) -> None:
    """Add up the probabilities of 0, 1, 2, … units, for all chosen elements side by side.

    `visit(units, below, which)` is told P(demand ≤ units) of the elements `which`, and says of
    which it has heard enough. With q = 1 − mean / variance, P(k + 1) = P(k) (k·q + mean²/variance)
    / (k + 1), which is Poisson's for q = 0.
    """
    which = np.flatnonzero(chosen)
    mean, variance = mean[which], variance[which]
    q = (variance - mean) / variance
    scale = mean * mean / variance
    some = np.where(q > 0, q, 1.0)
    exponent = np.where(q > 0, np.log1p(-np.where(q > 0, q, 0.0)) / some, -1.0)
    point = np.exp(scale * exponent)
    below = point.copy()
    done = np.zeros(len(which), dtype=bool)
    units = 0
    while len(which):
        done[~done] = visit(units, below[~done], which[~done])
        if units % TIDY == 0 or done.all():
            kept = ~done
            which, done = which[kept], done[kept]
            q, scale, point, below = q[kept], scale[kept], point[kept], below[kept]
        point *= (units * q + scale) / (units + 1)
        below += point
        units += 1


def _columns(mean: Column, variance: Column, third: Column) -> tuple[np.ndarray, ...]:
    """Columns of one length; the variance within what the distributions can have."""
    mean, variance, third = np.broadcast_arrays(*map(np.atleast_1d, (mean, variance, third)))
    mean = mean.astype(float)
    return mean, np.clip(variance, mean, mean + WIDEST * mean * mean), third


def _normal_tail(z: np.ndarray) -> np.ndarray:
    """P(a standard normal number exceeds z)."""
    return _erfc(z / math.sqrt(2)).astype(float) / 2
