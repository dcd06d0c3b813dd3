"""How well a method has forecast: from origins in the past, against what was sold afterwards.

Every forecast that is judged was made of the weeks up to its origin alone. Errors are forecast
less actual: a bias above 0 is too much. No percentages of single series: they divide by zeros.
"""

from dataclasses import dataclass

import numpy as np

from forecasting import purchase

STEP = 4  # weeks from one origin to the next


@dataclass(frozen=True)
class Errors:
    """Arrays of (windows, series), the latest window first; NaN where nothing can be compared."""

    forecast: np.ndarray  # total of the known weeks of the window
    actual: np.ndarray  # what was sold in them
    weekly: np.ndarray  # mean absolute error of a week
    scale: np.ndarray  # mean absolute change from week to week up to the origin

    @property
    def signed(self) -> np.ndarray:
        return self.forecast - self.actual

    @property
    def absolute(self) -> np.ndarray:
        return np.abs(self.signed)


@dataclass(frozen=True)
class Intervals:
    """Arrays of (windows, series): between what the demand was expected, and what it was."""

    low: np.ndarray
    high: np.ndarray
    actual: np.ndarray


def origins(weeks: int, horizon: int, windows: int, step: int = STEP) -> list[int]:
    """The last week before each window of `horizon` weeks, a `step` apart, the latest first.

    The latest window ends with the last week. Longer than the step, windows overlap. Those that
    would have no week before them are left out.
    """
    starts = (weeks - 1 - horizon - step * back for back in range(windows))
    return [start for start in starts if start >= 0]


def rolling(
    actual: np.ndarray, path: np.ndarray, horizon: int, windows: int = 3, step: int = STEP
) -> Errors:
    """Errors of the total of `horizon` weeks, from each of the last `windows` origins.

    `actual` and `path` are (weeks, series). A missing week is left out of both sides.
    """
    weeks, series = actual.shape
    starts = origins(weeks, horizon, windows, step)
    found = {name: np.full((len(starts), series), np.nan) for name in Errors.__annotations__}
    changes = np.abs(np.diff(actual, axis=0))
    for window, origin in enumerate(starts):
        after = actual[origin + 1 : origin + 1 + horizon]
        known = ~np.isnan(after)
        count = known.sum(axis=0)
        usable = (count > 0) & ~np.isnan(path[origin])
        some = np.where(usable, count, 1)
        off = np.where(known, np.abs(after - path[origin]), 0.0)
        found["forecast"][window] = np.where(usable, path[origin] * count, np.nan)
        found["actual"][window] = np.where(usable, np.nansum(after, axis=0), np.nan)
        found["weekly"][window] = np.where(usable, off.sum(axis=0) / some, np.nan)
        found["scale"][window] = _mean(changes[:origin])
    return Errors(**found)


def wape(errors: Errors) -> float:
    """Σ|forecast − actual| / Σ actual, over all windows and series; NaN if nothing was sold."""
    return _ratio(np.nansum(errors.absolute), np.nansum(errors.actual))


def bias(errors: Errors) -> float:
    """Σ(forecast − actual) / Σ actual: above 0 is too much, below 0 too little."""
    return _ratio(np.nansum(errors.signed), np.nansum(errors.actual))


def mase(errors: Errors) -> float:
    """Mean of (mean absolute error of a week) / (mean absolute change from week to week before).

    Below 1 the forecast, made once for the whole horizon, errs less than sales change in a week.
    Series that had not changed before the origin are left out (Hyndman and Koehler 2006).
    """
    usable = (errors.scale > 0) & ~np.isnan(errors.weekly)
    scaled = errors.weekly[usable] / errors.scale[usable]
    return _ratio(scaled.sum(), len(scaled))


def intervals(
    actual: np.ndarray, path: np.ndarray, weeks: int, windows: int, level: float = 0.95
) -> Intervals:
    """What demand of the next `weeks` was expected between, with probability `level`.

    At each origin it is made of the weeks up to it: their errors, their law, their level.
    NaN where there was no level yet or a week of the window is missing.
    """
    starts = origins(len(actual), weeks, windows)
    found = {
        name: np.full((len(starts), actual.shape[1]), np.nan) for name in Intervals.__annotations__
    }
    for window, origin in enumerate(starts):
        past = slice(origin + 1)
        total = actual[origin + 1 : origin + 1 + weeks].sum(axis=0)
        usable = ~np.isnan(total) & ~np.isnan(path[origin])
        demand = np.where(usable, path[origin] * weeks, 0.0)
        v, n = purchase.errors(actual[past], path[past], weeks)
        variance = purchase.spread(v, n, demand, weeks, purchase.law(v, n, demand))
        for name, tail in (("low", (1 - level) / 2), ("high", (1 + level) / 2)):
            found[name][window] = np.where(
                usable, purchase.at_least(demand, variance, tail), np.nan
            )
        found["actual"][window] = np.where(usable, total, np.nan)
    return Intervals(**found)


def coverage(intervals: Intervals) -> float:
    """The share of windows and series whose demand was within its interval, ends included."""
    usable = ~np.isnan(intervals.actual)
    within = (intervals.low <= intervals.actual) & (intervals.actual <= intervals.high)
    return _ratio((within & usable).sum(), usable.sum())


def _mean(changes: np.ndarray) -> np.ndarray:
    """Mean over the weeks that are known; NaN where there is none."""
    count = (~np.isnan(changes)).sum(axis=0)
    total = np.nansum(changes, axis=0)
    return np.where(count > 0, total / np.where(count > 0, count, 1), np.nan)


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def lead_spread(actual: np.ndarray, path: np.ndarray, lead: int) -> np.ndarray:
    """Root mean squared error of the single week `lead` weeks after each origin; NaN if none."""
    if lead >= len(actual):
        return np.full(actual.shape[1], np.nan)
    error = actual[lead:] - path[:-lead]
    valid = ~np.isnan(error)
    count = valid.sum(axis=0)
    squares = np.where(valid, error * error, 0.0).sum(axis=0)
    return np.where(count > 0, np.sqrt(squares / np.maximum(count, 1)), np.nan)
