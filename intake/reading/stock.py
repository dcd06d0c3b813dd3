"""A stock file with one line per SKU, or per SKU and store, as columns."""

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np

from intake.reading.dates import DayRule, days_of
from intake.reading.fields import DAY, HELD, SOLD, STORE, Field
from intake.reading.grid import Grid
from intake.reading.headers import Header, match_fields, normalised
from intake.reading.lines import Lines, read_lines
from intake.reading.merging import (
    last_names,
    sum_places,
    warn_of_case_twins,
    warn_of_duplicates,
)
from intake.reading.problems import NONE
from intake.reading.results import Codes, Reading, StockTable
from intake.reading.texts import names_of


def read_stock_lines(grid: Grid, header: Header) -> Reading:
    """Stock with one line per SKU (and store): lines of the same are summed, with a warning."""
    lines = read_lines(grid, header)
    sku = lines.codes(lines.sku)
    store = lines.codes(lines.store) if lines.store else None
    places = store.codes if store else np.zeros(len(lines.kept), np.int32)
    first, sums = sum_places(sku.codes, places, lines.units[lines.kept])
    warn_of_duplicates(lines.notes, lines.columns["sku"], lines.kept, [sku.codes, places])
    units = lines.columns["quantity"]
    negative = lines.kept[lines.units[lines.kept] < 0]
    lines.notes.warn_all(negative, units.header, "negative_units", units.shown)
    if store is None:
        _warn_of_stores(lines, header)
    warn_of_case_twins(lines.notes, lines.columns["sku"], lines.sku, lines.kept, sku.values)
    # Of a store without an accepted line the file counts nothing: there is nothing to leave open.
    known = {"", *(store.values if store else ())}
    table = StockTable(
        sku=Codes(sku.values, sku.codes[first]),
        store=Codes(store.values, store.codes[first]) if store else None,
        units=sums,
        skus=sku.values,
        names=last_names(sku, lines.product, lines.kept),
        stores=_in_order(store) if store else [],
        rows_of_stores=_rows_in_order(store) if store else [],
        unread=[pair for pair in lines.unread() if pair[1] in known],
    )
    return replace(lines.reading(table), looks_like_sales=_looks_like_sales(lines, header))


def _looks_like_sales(lines: Lines, header: Header) -> bool:
    """Whether the units could as well be sold: each has a store and a day, and the days differ."""
    units = normalised(header.texts[header.columns["quantity"]])
    is_held = units in HELD.all_names and units not in SOLD.all_names
    if is_held or not _columns_of(header, STORE):
        return False
    rule = DayRule(date.max, "date_in_future", day_first=True)
    for index in _columns_of(header, DAY):
        column = lines.rows.column(index)
        days, found, _order = days_of(column, rule, date1904=lines.rows.grid.date1904)
        known = lines.kept[found[lines.kept] == NONE]
        if len(known) and (days[known] != days[known[0]]).any():
            return True
    return False


def _columns_of(header: Header, field: Field) -> list[int]:
    """All columns that could be this field by their header."""
    return [i for i, text in enumerate(header.texts) if normalised(text) in field.all_names]


def _warn_of_stores(lines: Lines, header: Header) -> None:
    """Stock of one place whose lines name several stores is not what it is said to be."""
    for column in header.others():
        if not match_fields([header.texts[column]], (STORE,))[0]:
            continue
        named = lines.rows.column(column)
        if len(np.unique(names_of(named).codes[lines.kept])) > 1:
            number = int(lines.rows.grid.numbers[header.row])
            lines.notes.warn(number, named.header, "", "stores_not_read")


def _in_order(store: Codes) -> list[str]:
    return [store.values[code] for code in dict.fromkeys(store.codes.tolist())]


def _rows_in_order(store: Codes) -> list[int]:
    return list(Counter(store.codes.tolist()).values())
