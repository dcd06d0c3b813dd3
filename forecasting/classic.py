"""The classic purchase forecast: whole-number arithmetic on columns, exactly as users know it."""

from fractions import Fraction

import numpy as np

from forecasting.series import changes, week_of
from runs.sorting import order_of

ROOM = 2**62  # what is smaller is counted in int64


def window_demand(
    product: np.ndarray,
    day: np.ndarray,
    units: np.ndarray,
    reference_day: np.datetime64,
    days: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Products with sales rows in the window, in order, their units in it, and its weeks with rows.

    The window reaches from `days` before the reference day to that day, both included.
    Weeks are calendar weeks, starting on Monday.
    """
    last = np.datetime64(reference_day, "D")
    day = day.astype("datetime64[D]")
    within = (day >= last - np.timedelta64(days, "D")) & (day <= last)
    product, week, units = product[within], week_of(day[within]), units[within]
    order = order_of(product, week)
    product, week, units = product[order], week[order], units[order]

    new_product = changes(product)
    heads = np.flatnonzero(new_product)
    new_week = (new_product | changes(week)).astype(np.int64)
    if not len(heads):
        return product, units, new_week
    return product[heads], np.add.reduceat(units, heads), np.add.reduceat(new_week, heads)


def required(sums: np.ndarray, divisor: int, factor: Fraction) -> tuple[np.ndarray, np.ndarray]:
    """What `factor` weeks of demand need: in hundredths of a unit, and in whole units.

    Demand per week is `sums / divisor`; the factor is coverage + safety + lead time / 7. Both are
    rounded from the exact quotient, halves to the even neighbour. Numbers that int64 might not
    hold are counted in Python's own; a result it cannot hold is an OverflowError.
    """
    per_unit = Fraction(factor) / divisor
    most = max(int(sums.max(initial=0)), -int(sums.min(initial=0)))
    if max(most, 1) * 100 * per_unit.numerator >= ROOM or 100 * per_unit.denominator >= ROOM:
        sums = sums.astype(object)
    hundredths = rounded(sums * (100 * per_unit.numerator), per_unit.denominator)
    units = rounded(sums * per_unit.numerator, per_unit.denominator)
    return hundredths.astype(np.int64), units.astype(np.int64)


def rounded(numerator: np.ndarray, denominator: int) -> np.ndarray:
    """numerator / denominator, halves to the even neighbour, also below zero; exact."""
    whole = numerator // denominator  # not np.divmod, which knows no numbers of Python's own
    rest = numerator - whole * denominator
    up = (2 * rest > denominator) | ((2 * rest == denominator) & (whole % 2 == 1))
    return whole + up
