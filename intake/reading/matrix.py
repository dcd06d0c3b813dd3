"""Store stock as a wide matrix: one row per SKU, one column per store, a blank cell is 0."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from intake.reading import limits
from intake.reading.columns import BLANK, Column
from intake.reading.grid import Grid
from intake.reading.headers import Header, store_columns
from intake.reading.merging import (
    last_names,
    sum_places,
    warn_of_case_twins,
    warn_of_doubts,
    warn_of_duplicates,
)
from intake.reading.problems import CODES, NONE, visible
from intake.reading.results import Codes, Reading, StockTable, Unreadable
from intake.reading.rows import Notes, Rows, trailing_totals
from intake.reading.skus import skus_of
from intake.reading.texts import CONTROL, names_of, store_name
from intake.reading.units import units_of


@dataclass(frozen=True)
class Cells:
    """Some cells of the matrix, in row order: row, position among the stores, what is there."""

    rows: np.ndarray
    columns: np.ndarray
    values: np.ndarray

    def of_rows(self, mask: np.ndarray) -> "Cells":
        keep = mask[self.rows]
        return Cells(self.rows[keep], self.columns[keep], self.values[keep])


def read_matrix(grid: Grid, header: Header) -> Reading:
    """Raises Unreadable: no_rows, bad_store_header."""
    rows = Rows(grid, header)
    notes = Notes(rows)
    store_indexes = store_columns(header)
    stores = _store_names(grid, header, store_indexes)
    fields = rows.fields()
    sku_column, product_column = fields["sku"], fields.get("product_name")
    sku, doubts = skus_of(sku_column, grid.shapes, rows.slice)
    product = names_of(product_column) if product_column else None

    units, found, columns, has_number, all_blank = _read_cells(rows, store_indexes)
    blank = rows.blank([c for c in (sku_column, product_column) if c]) & all_blank
    repeated = rows.repeated_headers([sku_column, *columns]) & ~blank
    total = trailing_totals(sku_column, blank, has_number, product_column, ())
    is_data = ~(blank | repeated | total)
    problem = rows.uneven()
    problem = np.where(problem == NONE, sku.problems, problem)
    kept = np.flatnonzero(is_data & (problem == NONE))
    bad_rows = np.flatnonzero(is_data & (problem != NONE))
    if not is_data.any():
        raise Unreadable("no_rows", sheet=grid.sheet, row=int(grid.numbers[header.row]))

    is_kept = np.zeros(rows.count, bool)
    is_kept[kept] = True
    units, found = units.of_rows(is_kept), found.of_rows(is_kept)
    _reject(notes, sku_column, bad_rows, problem, columns, found)
    for row in np.flatnonzero(units.values < 0)[: limits.WARNINGS_OF_A_CODE].tolist():
        column, number = columns[units.columns[row]], rows.numbers[units.rows[row]]
        notes.warn_here(number, column.header, str(units.values[row]), "negative_units")
    negative, positive = int((units.values < 0).sum()), int((units.values > 0).sum())
    if negative:
        notes.counts["negative_units"] = negative

    skus = Codes.of(sku.values, sku.codes[kept])
    warn_of_duplicates(notes, sku_column, kept, [skus.codes])
    warn_of_case_twins(notes, sku_column, sku, kept, skus.values)
    warn_of_doubts(notes, sku_column, sku, doubts, kept)
    _warn_of_headers(notes, header, stores)

    accepted = len(kept) * len(columns) - len(found.rows)
    return Reading(
        table=_table(skus, kept, rows.count, units, found, stores, last_names(skus, product, kept)),
        container=grid.container,
        sheet=grid.sheet,
        header_row=int(grid.numbers[header.row]),
        mapping=header.mapping,
        rows=accepted,
        rejected_rows=len(bad_rows) * len(columns) + len(found.rows),
        ignored={
            "blank": int(blank.sum()) * len(columns),
            "total": int(total.sum()) * len(columns),
            "header": int(repeated.sum()) * len(columns),
        },
        rejected=notes.rejected,
        warnings=notes.warnings,
        warning_counts=dict(notes.counts),
        negative=negative,
        zero=accepted - negative - positive,
        positive=positive,
        extra=[
            visible(header.texts[i])
            for i in header.others()
            if header.texts[i] and i not in store_indexes
        ],
    )


def _store_names(grid: Grid, header: Header, indexes: list[int]) -> list[str]:
    names = [store_name(header.texts[index]) for index in indexes]
    bad = [name for name in names if len(name) > limits.STORE_LENGTH or CONTROL.search(name)]
    if bad:
        raise Unreadable("bad_store_header", sheet=grid.sheet, found=[visible(n) for n in bad[:20]])
    return names


def _read_cells(
    rows: Rows, indexes: list[int]
) -> tuple[Cells, Cells, list[Column], np.ndarray, np.ndarray]:
    """Cells that are not zero, cells with problems; the columns; rows with a number; blank rows."""
    columns, units, problems = [], [], []
    has_number = np.zeros(rows.count, bool)
    all_blank = np.ones(rows.count, bool)
    for position, index in enumerate(indexes):
        column = rows.column(index)
        values, found = units_of(column, blank_is_zero=True)
        is_blank = column.kinds == BLANK
        has_number |= (found == NONE) & ~is_blank
        all_blank &= is_blank
        columns.append(column)
        units.append(_some(values, position))
        problems.append(_some(found, position))
    return _in_row_order(units), _in_row_order(problems), columns, has_number, all_blank


def _some(values: np.ndarray, position: int) -> Cells:
    rows = np.flatnonzero(values)
    return Cells(rows, np.full(len(rows), position, np.int32), values[rows])


def _in_row_order(pieces: list[Cells]) -> Cells:
    rows = np.concatenate([piece.rows for piece in pieces])
    columns = np.concatenate([piece.columns for piece in pieces])
    values = np.concatenate([piece.values for piece in pieces])
    order = np.argsort(rows, kind="stable")
    return Cells(rows[order], columns[order], values[order])


def _reject(
    notes: Notes,
    sku: Column,
    bad_rows: np.ndarray,
    problem: np.ndarray,
    columns: list[Column],
    found: Cells,
) -> None:
    for row in bad_rows.tolist():
        is_sku = CODES[problem[row]] not in ("too_many_cells", "too_few_cells")
        notes.reject(row, sku if is_sku else None, CODES[problem[row]])
    for row, column, code in zip(
        found.rows.tolist(), found.columns.tolist(), found.values.tolist(), strict=True
    ):
        notes.reject(row, columns[column], CODES[code])
    notes.rejected.sort(key=lambda finding: finding.row)


def _warn_of_headers(notes: Notes, header: Header, stores: list[str]) -> None:
    number = notes.rows.grid.numbers[header.row]
    for name in dict.fromkeys(name for name in stores if stores.count(name) > 1):
        notes.warn(number, name, name, "duplicate_store_column")
    for index in header.others():
        if not header.texts[index]:
            column = notes.rows.column(index)
            for row in np.flatnonzero(column.kinds != BLANK)[:1].tolist():
                value = column.shown(row)
                notes.warn(notes.rows.numbers[row], "", value, "column_without_header")


def _table(
    skus: Codes,
    kept: np.ndarray,
    count: int,
    units: Cells,
    found: Cells,
    stores: list[str],
    names: list[str],
) -> StockTable:
    sku_of_row = np.zeros(count, np.int32)
    sku_of_row[kept] = skus.codes
    store = Codes.of(stores, units.columns)
    first, sums = sum_places(sku_of_row[units.rows], store.codes, units.values)
    first, sums = first[sums != 0], sums[sums != 0]
    entry_skus = sku_of_row[units.rows][first]
    read = Counter(dict.fromkeys(stores, 0))
    for position, name in enumerate(stores):
        read[name] += len(kept) - int((found.columns == position).sum())
    unread = zip(sku_of_row[found.rows].tolist(), found.columns.tolist(), strict=True)
    return StockTable(
        sku=Codes.of(skus.values, entry_skus),
        store=Codes.of(store.values, store.codes[first]),
        units=sums,
        skus=skus.values,
        names=names,
        stores=list(read),
        rows_of_stores=list(read.values()),
        unread=[(skus.values[sku], stores[column]) for sku, column in unread],
    )
