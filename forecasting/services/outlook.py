"""What will be sold of each product, from its weekly history, and how well that was forecast."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting import accuracy
from forecasting.blocks import Evaluated
from forecasting.methods import NAIVE
from forecasting.models import Pattern

COMPARED = ("ses3", "sma3", NAIVE)
WINDOWS = 3
NOMINAL = 0.95
OFTEN, ALIKE = 1.32, 0.49  # limits of ADI and CV² (Syntetos, Boylan and Croston 2005)


def compared_methods(method: str) -> tuple[str, ...]:
    """The method that was chosen, then those it is compared with."""
    return tuple(dict.fromkeys((method, *COMPARED)))


@dataclass(frozen=True)
class Outlook:
    """Columns beside `product`, the indices of products that sold in the weeks looked at.

    Matrices are (weeks, products): what was sold, and the level as known at each week's end.
    """

    product: np.ndarray
    sold: np.ndarray
    actual: np.ndarray  # with the level for stores that were out of stock
    path: np.ndarray
    level: np.ndarray
    parts: dict[str, np.ndarray]
    weeks: np.ndarray
    weeks_sold: np.ndarray
    pattern: np.ndarray
    errors: accuracy.Errors
    naive: accuracy.Errors


def outlook(found: Evaluated, method: str, horizon: int) -> Outlook:
    actual, path = found.actual, found.paths[method]
    known = ~np.isnan(actual)
    begun = ~np.isnan(path)
    sells = known & (found.sold > 0)
    return Outlook(
        product=found.product,
        sold=found.sold,
        actual=actual,
        path=path,
        level=np.nan_to_num(path[-1]) if len(path) else np.zeros(len(found.product)),
        parts=found.parts,
        weeks=(known & begun).sum(axis=0),
        weeks_sold=sells.sum(axis=0),
        pattern=_pattern(found.sold, sells, (known & begun).sum(axis=0)),
        errors=accuracy.rolling(actual, path, horizon, WINDOWS),
        naive=accuracy.rolling(actual, found.paths[NAIVE], horizon, WINDOWS),
    )


def _pattern(sold: np.ndarray, sells: np.ndarray, weeks: np.ndarray) -> np.ndarray:
    """How regular the weekly demand is, as a label; empty where nothing was sold."""
    times = sells.sum(axis=0)
    some = np.maximum(times, 1)
    sizes = np.where(sells, sold, 0.0)
    mean = sizes.sum(axis=0) / some
    square = (sizes * sizes).sum(axis=0) / some
    often = weeks < OFTEN * times
    alike = square - mean * mean < ALIKE * mean * mean
    return np.select(
        [times == 0, often & alike, often, alike],
        ["", Pattern.SMOOTH.value, Pattern.ERRATIC.value, Pattern.INTERMITTENT.value],
        default=Pattern.LUMPY.value,
    )


def accuracy_report(
    found: Evaluated, method: str, horizon: int, categories: Sequence[str], weeks: int
) -> dict:
    """The figures of a run's accuracy, rounded, as they are kept with it.

    Empty while the history is too short to try a horizon on it. `weeks` is the period that the
    interval is judged over, `categories` stands beside the products.
    """
    errors = {
        name: accuracy.rolling(found.actual, path, horizon, WINDOWS)
        for name, path in found.paths.items()
    }
    if not len(errors[method].actual) or not np.nansum(errors[method].actual) > 0:
        return {}
    intervals = accuracy.intervals(found.actual, found.paths[method], weeks, WINDOWS, NOMINAL)
    return {
        "horizon": horizon,
        "windows": len(errors[method].actual),
        "interval_weeks": weeks,
        "coverage": _figure(accuracy.coverage(intervals)),
        "methods": [
            {
                "method": name,
                "wape": _figure(accuracy.wape(errors[name])),
                "bias": _figure(accuracy.bias(errors[name])),
                "mase": _figure(accuracy.mase(errors[name])),
                "pair_wape": _share(found.trials[name].absolute, found.trials[name].actual),
                "pair_bias": _share(found.trials[name].signed, found.trials[name].actual),
            }
            for name in compared_methods(method)
        ],
        "categories": _by_category(errors[method], errors[NAIVE], categories),
    }


def loses_to_naive(report: dict) -> bool:
    """Whether the method that was chosen did worse than saying the last week again."""
    by_name = {figures["method"]: figures["wape"] for figures in report.get("methods", ())}
    chosen, naive = next(iter(by_name.values()), None), by_name.get(NAIVE)
    return chosen is not None and naive is not None and chosen > naive


def _by_category(own: accuracy.Errors, naive: accuracy.Errors, categories: Sequence[str]) -> list:
    """Of each category: units sold in the trials, WAPE and bias, and the naive WAPE."""
    names, codes = np.unique(np.array(categories, dtype=object), return_inverse=True)
    sums = {
        key: np.bincount(codes, np.nansum(values, axis=0), minlength=len(names))
        for key, values in (
            ("actual", own.actual),
            ("absolute", own.absolute),
            ("signed", own.signed),
            ("naive", naive.absolute),
        )
    }
    return [
        {
            "category": name,
            "units": int(sums["actual"][code]),
            "wape": _share(sums["absolute"][code], sums["actual"][code]),
            "bias": _share(sums["signed"][code], sums["actual"][code]),
            "naive_wape": _share(sums["naive"][code], sums["actual"][code]),
        }
        for code, name in enumerate(names.tolist())
        if sums["actual"][code] > 0
    ]


def _share(part: float, whole: float) -> float | None:
    return _figure(part / whole) if whole > 0 else None


def _figure(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)
