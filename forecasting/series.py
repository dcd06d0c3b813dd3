"""Sales rows as weekly series, one per product and store.

Weeks are numbered from 1970 and start on Monday. Only the sums that exist are kept: most series of
a retailer are short or full of zeros, and are spread out a part at a time.
"""

from dataclasses import dataclass

import numpy as np

from runs.sorting import order_of

DAYS_FROM_MONDAY = 3  # 1970-01-01 was a Thursday

Spans = tuple[np.ndarray, np.ndarray, np.ndarray]  # series, from week, to week (exclusive)


@dataclass(frozen=True)
class Weekly:
    """Sales as weekly sums: a series per product and store, ordered by product, then store.

    All arrays are int64. The sums of series `i` are `starts[i]:starts[i + 1]` of `week` and
    `units`. Week indices count from `first_week`.
    """

    product: np.ndarray  # (series,)
    store: np.ndarray  # (series,)
    first: np.ndarray  # (series,) week index of the first sale
    starts: np.ndarray  # (series + 1,)
    week: np.ndarray  # (sums,) week index, 0 … weeks - 1
    units: np.ndarray  # (sums,)
    first_week: int
    weeks: int


def week_of(day: np.ndarray) -> np.ndarray:
    """The number of each day's week."""
    return (day.astype("datetime64[D]").astype(np.int64) + DAYS_FROM_MONDAY) // 7


def weekly(
    product: np.ndarray,
    store: np.ndarray,
    day: np.ndarray,
    units: np.ndarray,
    first_week: int,
    weeks: int,
) -> Weekly:
    """Sales rows, in any order, as weekly sums; rows of other weeks are left out.

    A series begins with the first week in which more was sold than came back. If there is none, it
    begins with its first row.
    """
    index = week_of(day) - first_week
    within = (index >= 0) & (index < weeks)
    product, store, index, units = (column[within] for column in (product, store, index, units))
    order = order_of(product, store, index)
    product, store, index, units = (column[order] for column in (product, store, index, units))

    new_series = changes(product) | changes(store)
    sums = np.flatnonzero(new_series | changes(index))
    units = np.add.reduceat(units, sums) if len(sums) else units
    heads = np.flatnonzero(new_series[sums])
    week = index[sums]
    sold = np.where(units > 0, week, weeks)
    first = np.minimum.reduceat(sold, heads) if len(heads) else sold
    return Weekly(
        product=product[sums[heads]],
        store=store[sums[heads]],
        first=np.where(first < weeks, first, week[heads]),
        starts=np.append(heads, len(sums)),
        week=week,
        units=units,
        first_week=first_week,
        weeks=weeks,
    )


def dense(weekly: Weekly, series: slice, gaps: np.ndarray, out: Spans) -> np.ndarray:
    """Some series as a matrix (weeks, series): zeros from the first sale on, NaN where missing.

    Missing are the weeks before the first sale and, if the series sold nothing in them, weeks that
    were not uploaded (`gaps`, true per week) and those in which the store was known to be out of
    stock (`out`: index among all series, from week, to week exclusive).
    """
    begin, end = _bounds(weekly, series)
    count, first = end - begin, weekly.first[begin:end]
    matrix = np.zeros((weekly.weeks, count))
    matrix[gaps] = np.nan
    which, from_week, to_week = (np.asarray(values) for values in out)
    here = (which >= begin) & (which < end)
    rows, span = _spread(from_week[here], np.minimum(to_week[here], weekly.weeks))
    matrix[rows, which[here][span] - begin] = np.nan

    sums = slice(weekly.starts[begin], weekly.starts[end])
    column = np.repeat(np.arange(count), np.diff(weekly.starts[begin : end + 1]))
    cell, units = weekly.week[sums] * count + column, weekly.units[sums]
    flat = matrix.reshape(-1)
    if gaps.any() or here.any():
        sold = (units > 0) | ~np.isnan(flat[cell])
        cell, units = cell[sold], units[sold]
    flat[cell] = units
    for week in range(int(first.max(initial=0))):
        np.copyto(matrix[week], np.nan, where=first > week)
    return matrix


def chunks(weekly: Weekly, most: int) -> list[slice]:
    """Slices of whole products, each of at most `most` series, or of one product that has more."""
    heads = np.append(np.flatnonzero(changes(weekly.product)), len(weekly.product))
    found, begin = [], 0
    while begin < heads[-1]:
        ends = heads[np.searchsorted(heads, begin, side="right") :]
        place = max(np.searchsorted(ends, begin + most, side="right") - 1, 0)
        found.append(slice(begin, int(ends[place])))
        begin = int(ends[place])
    return found


def by_product(
    weekly: Weekly, series: slice, actual: np.ndarray, path: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sales and levels of whole products, all their stores together: indices, actual, path.

    Where one store's week is missing, what was forecast for it stands in for it, so that an
    empty shelf does not look like a fall in demand. NaN where no store has begun and where
    no store's sales are known.
    """
    begin, end = _bounds(weekly, series)
    heads = np.flatnonzero(changes(weekly.product[begin:end]))
    if not len(heads):
        return weekly.product[:0], actual[:, :0], path[:, :0]
    known, begun = ~np.isnan(actual), ~np.isnan(path)
    level = np.where(begun, path, 0.0)
    filled = np.where(known, actual, 0.0)
    np.copyto(filled[1:], level[:-1], where=~known[1:])
    together = np.add.reduceat(filled, heads, axis=1)
    together[~np.logical_or.reduceat(known, heads, axis=1)] = np.nan
    levels = np.add.reduceat(level, heads, axis=1)
    levels[~np.logical_or.reduceat(begun, heads, axis=1)] = np.nan
    return weekly.product[begin:end][heads], together, levels


def changes(column: np.ndarray) -> np.ndarray:
    """True where a sorted column starts a new value."""
    starts = np.ones(len(column), dtype=bool)
    starts[1:] = column[1:] != column[:-1]
    return starts


def _bounds(weekly: Weekly, series: slice) -> tuple[int, int]:
    begin, end, _step = series.indices(len(weekly.product))
    return begin, end


def _spread(begin: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every number of the ranges begin … end - 1, and the place of the range it is from."""
    begin = np.maximum(begin, 0)
    length = np.maximum(end - begin, 0)
    span = np.repeat(np.arange(len(begin)), length)
    before = np.cumsum(length) - length
    return begin[span] + np.arange(len(span)) - before[span], span
