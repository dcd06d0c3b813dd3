"""The four classic modes: whole-number arithmetic on columns, exactly as users know it.

A pair is one SKU in one store. Weeks are numbered from 1970, starting on Monday.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.series import changes, week_of
from runs.sorting import order_of

UNKNOWN = -(2**62)  # a CD stock nobody has recorded: it limits nothing


@dataclass(frozen=True)
class Mode:
    """Mean of the last `window` existing weeks; pairs with fewer than `least` weeks get none."""

    window: int
    least: int
    deducts_store_stock: bool


MODES = {
    "sma3_min3": Mode(window=3, least=3, deducts_store_stock=True),
    "sma2_min2": Mode(window=2, least=2, deducts_store_stock=True),
    "sma1_no_min": Mode(window=1, least=1, deducts_store_stock=True),
    "sma3_ignore_stock": Mode(window=3, least=3, deducts_store_stock=False),
}


@dataclass(frozen=True)
class Demand:
    """One entry per pair, ordered by product and store: arrays of int64."""

    product: np.ndarray
    store: np.ndarray
    weeks: np.ndarray  # existing weeks
    window_units: np.ndarray  # units in the last `window` existing weeks


def weekly_demand(
    product: np.ndarray, store: np.ndarray, day: np.ndarray, units: np.ndarray, window: int
) -> Demand:
    """Sales rows as demand per pair; a week exists when it has at least one row.

    `product` and `store` are indices (int64), `day` is datetime64[D], `units` whole numbers.
    """
    week = week_of(day)
    order = order_of(product, store, week)
    product, store, week, units = product[order], store[order], week[order], units[order]

    new_pair = changes(product) | changes(store)
    starts = np.flatnonzero(new_pair | changes(week))
    sums = np.add.reduceat(units, starts) if len(starts) else units
    of_pair = np.flatnonzero(new_pair[starts])  # the first week of each pair
    weeks = np.diff(np.append(of_pair, len(starts)))
    ends = of_pair + weeks
    running = np.concatenate([[0], np.cumsum(sums)])
    window_units = running[ends] - running[np.maximum(of_pair, ends - window)]
    first_rows = starts[of_pair]
    return Demand(product[first_rows], store[first_rows], weeks, window_units)


def rounded_mean(units: np.ndarray, weeks: int) -> np.ndarray:
    """units / weeks, halves to the even neighbour, also below zero; exact."""
    whole, rest = np.divmod(units, weeks)
    up = (2 * rest > weeks) | ((2 * rest == weeks) & (whole % 2 == 1))
    return whole + up


@dataclass(frozen=True)
class Allocation:
    """What each pair is sent, in the order it was asked: arrays of int64."""

    units: np.ndarray
    before: np.ndarray  # what the CD held when the pair's turn came; UNKNOWN if unlimited
    turn: np.ndarray  # 1 for the first served of its product


def serve_largest_first(
    product: np.ndarray, need: np.ndarray, place_of_name: np.ndarray, cd_stock: np.ndarray
) -> Allocation:
    """Give each pair its need while the CD's stock of its product lasts, the largest need first.

    Equal needs are served by `place_of_name`, the store's place in the order of names.
    `cd_stock` stands beside each pair; less than zero counts as zero, UNKNOWN limits nothing.
    """
    order = order_of(product, -need, place_of_name)
    sorted_need = need[order]
    starts = changes(product[order])
    taken = np.cumsum(sorted_need) - sorted_need
    first = np.flatnonzero(starts)
    segment = np.cumsum(starts) - 1
    taken -= taken[first][segment] if len(first) else 0
    unlimited = cd_stock[order] == UNKNOWN
    left = np.maximum(np.maximum(cd_stock[order], 0) - taken, 0)
    units = np.where(unlimited, sorted_need, np.minimum(sorted_need, left))

    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    turn = np.arange(len(order)) - (first[segment] if len(first) else 0) + 1
    return Allocation(units[back], np.where(unlimited, UNKNOWN, left)[back], turn[back])
