"""Blocks of whole products: the heavy part of a forecast, in pieces that need no other piece.

A block can be computed in another thread, process or machine; however the products are cut into
blocks, each gets the same numbers.
"""

from dataclasses import dataclass, replace

import numpy as np

from forecasting import accuracy
from forecasting.methods import METHODS
from forecasting.series import Spans, Weekly, by_product, changes, chunks, dense

SERIES = 4_096  # of a block: more do not fit the cache


@dataclass(frozen=True)
class Block:
    """Whole products with all their series, and what is asked of them.

    `methods` are names of METHODS, the one that forecasts first; the others are compared with it
    over `horizon` weeks.
    """

    weekly: Weekly
    gaps: np.ndarray  # (weeks,) true where a week was not uploaded
    out: Spans  # out of stock: series, from week, to week (exclusive)
    methods: tuple[str, ...]
    horizon: int


@dataclass(frozen=True)
class Trial:
    """Sums of errors over series and past horizons."""

    absolute: float
    signed: float
    actual: float


@dataclass(frozen=True)
class Evaluated:
    """What is known of a block: matrices are (weeks, products), `level` has an entry per series."""

    product: np.ndarray
    sold: np.ndarray  # NaN where no upload tells of the week
    actual: np.ndarray  # the same, with the level for stores that were out of stock
    paths: dict[str, np.ndarray]
    parts: dict[str, np.ndarray]  # (products,) what the last level was made of, stores together
    level: np.ndarray
    trials: dict[str, Trial]


def blocks(
    weekly: Weekly,
    gaps: np.ndarray,
    out: Spans,
    methods: tuple[str, ...],
    horizon: int,
    series: int = SERIES,
) -> list[Block]:
    return [
        Block(_part(weekly, piece), gaps, _within(out, piece), methods, horizon)
        for piece in chunks(weekly, series)
    ]


def _part(weekly: Weekly, piece: slice) -> Weekly:
    starts = weekly.starts[piece.start : piece.stop + 1]
    sums = slice(starts[0], starts[-1])
    return replace(
        weekly,
        product=weekly.product[piece],
        store=weekly.store[piece],
        first=weekly.first[piece],
        starts=starts - starts[0],
        week=weekly.week[sums],
        units=weekly.units[sums],
    )


def _within(out: Spans, piece: slice) -> Spans:
    series, from_week, to_week = out
    here = (series >= piece.start) & (series < piece.stop)
    return series[here] - piece.start, from_week[here], to_week[here]


def evaluate(block: Block) -> Evaluated:
    weekly, everything = block.weekly, slice(0, len(block.weekly.product))
    actual = dense(weekly, everything, block.gaps, block.out)
    heads = np.flatnonzero(changes(weekly.product))
    together, paths, trials = None, {}, {}
    for name in block.methods:
        levels = METHODS[name].levels(actual)
        products, filled, paths[name] = by_product(weekly, everything, actual, levels.path)
        trials[name] = _trial(accuracy.rolling(actual, levels.path, block.horizon))
        if together is None:
            together, own = filled, levels
    sold = np.add.reduceat(np.nan_to_num(actual), heads, axis=1)
    sold[np.isnan(together)] = np.nan
    parts = {
        name: np.add.reduceat(np.nan_to_num(values), heads) for name, values in own.parts.items()
    }
    return Evaluated(products, sold, together, paths, parts, np.nan_to_num(own.path[-1]), trials)


def _trial(errors: accuracy.Errors) -> Trial:
    return Trial(
        float(np.nansum(errors.absolute)),
        float(np.nansum(errors.signed)),
        float(np.nansum(errors.actual)),
    )


def joined(parts: list[Evaluated], weeks: int, methods: tuple[str, ...]) -> Evaluated:
    """Blocks in their order as one, also if there is none."""
    if not parts:
        nothing, empty = np.zeros((weeks, 0)), np.zeros(0)
        none = {name: Trial(0.0, 0.0, 0.0) for name in methods}
        products = np.zeros(0, dtype=np.int64)
        paths = dict.fromkeys(methods, nothing)
        return Evaluated(products, nothing, nothing, paths, {}, empty, none)
    return Evaluated(
        product=np.concatenate([part.product for part in parts]),
        sold=np.concatenate([part.sold for part in parts], axis=1),
        actual=np.concatenate([part.actual for part in parts], axis=1),
        paths={
            name: np.concatenate([part.paths[name] for part in parts], axis=1) for name in methods
        },
        parts={
            name: np.concatenate([part.parts[name] for part in parts]) for name in parts[0].parts
        },
        level=np.concatenate([part.level for part in parts]),
        trials={
            name: Trial(
                sum(part.trials[name].absolute for part in parts),
                sum(part.trials[name].signed for part in parts),
                sum(part.trials[name].actual for part in parts),
            )
            for name in methods
        },
    )
