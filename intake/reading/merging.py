"""What several lines of the same say together: sums, last names, warnings."""

import numpy as np

from intake.reading.columns import TEXT, Column
from intake.reading.dates import counted_orders, is_ambiguous
from intake.reading.results import Codes
from intake.reading.rows import Notes
from intake.reading.skus import case_twins
from intake.reading.texts import TextColumn
from runs.sorting import order_of, repeated


def sum_places(
    skus: np.ndarray, places: np.ndarray, units: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Per distinct (SKU, place), ascending: the index of its first entry, and its units."""
    order = order_of(skus, places)
    if not len(order):
        return order, units
    sorted_skus, sorted_places = skus[order], places[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = (np.diff(sorted_skus) != 0) | (np.diff(sorted_places) != 0)
    starts = np.flatnonzero(is_new)
    return order[starts], np.add.reduceat(units[order], starts)


def last_names(sku: Codes, product: TextColumn | None, kept: np.ndarray) -> list[str]:
    """Per SKU the last product name of the file that is not empty, or ""."""
    names = [""] * len(sku.values)
    if product is None:
        return names
    values = product.values
    for code, name in zip(sku.codes.tolist(), product.codes[kept].tolist(), strict=True):
        if values[name]:
            names[code] = values[name]
    return names


def warn_of_case_twins(
    notes: Notes, column: Column, sku: TextColumn, kept: np.ndarray, skus: list[str]
) -> None:
    """One warning per group of SKUs that differ only in case, at the first row of the group."""
    groups = case_twins(skus)
    if not groups:
        return
    codes, first = np.unique(sku.codes[kept], return_index=True)
    rows: dict[str, int] = {}
    for code, position in zip(codes.tolist(), first.tolist(), strict=True):
        rows[sku.values[code]] = min(position, rows.get(sku.values[code], position))
    for group in groups:
        row = kept[min(rows[value] for value in group)]
        text = ", ".join(group)
        notes.warn(notes.rows.numbers[row], column.header, text, "sku_differs_only_in_case")


def warn_of_doubts(
    notes: Notes, column: Column, sku: TextColumn, doubts: dict[int, str], kept: np.ndarray
) -> None:
    """One warning per SKU that may not be what was meant, at its first kept line."""
    if not doubts:
        return
    codes, first = np.unique(sku.codes[kept], return_index=True)
    for code, row in zip(codes.tolist(), kept[first].tolist(), strict=True):
        if code in doubts:
            notes.warn(notes.rows.numbers[row], column.header, sku.values[code], doubts[code])


def warn_of_order(notes: Notes, column: Column, kept: np.ndarray) -> None:
    """One warning for all dates that can be read in two ways when the column does not decide."""
    texts = column.texts
    days_first, months_first = counted_orders(texts)
    if bool(days_first) != bool(months_first):
        return
    doubtful = np.array([is_ambiguous(text) for text in texts])
    rows = kept[(column.kinds[kept] == TEXT) & doubtful[column.codes[kept]]]
    if len(rows):
        code = "dates_in_both_orders" if days_first else "dates_doubtful"
        notes.warn(notes.rows.numbers[rows[0]], column.header, column.shown(rows[0]), code)
        notes.counts[code] = len(rows)


def warn_of_duplicates(notes: Notes, sku: Column, kept: np.ndarray, keys: list[np.ndarray]) -> None:
    """Warn of each kept line whose keys (one entry per kept line) an earlier line has, too."""
    again = kept[repeated(*keys)]
    notes.warn_all(again, sku.header, "duplicate_line", sku.shown)
