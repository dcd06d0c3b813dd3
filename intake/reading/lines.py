"""Files with one line per fact (sales, CD stock, orders, …), as checked columns."""

from dataclasses import dataclass

import numpy as np

from intake.reading.columns import Column
from intake.reading.dates import DayRule, days_of
from intake.reading.grid import Grid
from intake.reading.headers import Header
from intake.reading.merging import warn_of_doubts, warn_of_order
from intake.reading.problems import CODES, NONE
from intake.reading.problems import NUMBER as PROBLEM
from intake.reading.results import Codes, Reading, Table, Unreadable
from intake.reading.rows import Notes, Rows, first_problems, trailing_totals
from intake.reading.skus import skus_of
from intake.reading.texts import TextColumn, names_of, stores_of
from intake.reading.units import units_of

NUMBERS_OF_A_TOTAL = [NONE, PROBLEM["units_not_whole"], PROBLEM["units_out_of_range"]]


@dataclass
class Lines:
    """The accepted lines of a file: `kept` are their row indexes, everything else is by row."""

    rows: Rows
    notes: Notes
    kept: np.ndarray
    ignored: dict[str, int]
    columns: dict[str, Column]
    sku: TextColumn
    store: TextColumn | None
    product: TextColumn | None
    days: np.ndarray | None
    units: np.ndarray
    day_first: bool | None
    rejected: np.ndarray  # row indexes

    def codes(self, texts: TextColumn | None) -> Codes:
        if texts is None:
            return Codes([""] if len(self.kept) else [], np.zeros(len(self.kept), np.int32))
        return Codes.of(texts.values, texts.codes[self.kept])

    def unread(self) -> list[tuple[str, str]]:
        """(SKU, store or "") of rejected rows that name both: their quantity is not known."""
        named = self.sku.problems[self.rejected] == NONE
        if self.store:
            named &= self.store.problems[self.rejected] == NONE
        rows = self.rejected[named]
        skus = [self.sku.values[code] for code in self.sku.codes[rows].tolist()]
        if not self.store:
            return [(sku, "") for sku in skus]
        stores = [self.store.values[code] for code in self.store.codes[rows].tolist()]
        return list(zip(skus, stores, strict=True))

    def reading(self, table: Table) -> Reading:
        units, header = self.units[self.kept], self.rows.header
        return Reading(
            table=table,
            container=self.rows.grid.container,
            sheet=self.rows.grid.sheet,
            header_row=int(self.rows.grid.numbers[header.row]),
            mapping=header.mapping,
            rows=len(self.kept),
            rejected_rows=len(self.notes.rejected),
            ignored=self.ignored,
            rejected=self.notes.rejected,
            warnings=self.notes.warnings,
            warning_counts=dict(self.notes.counts),
            negative=int((units < 0).sum()),
            zero=int((units == 0).sum()),
            positive=int((units > 0).sum()),
            extra=header.unused,
            day_first=self.day_first,
        )


def read_lines(
    grid: Grid, header: Header, *, days_by: DayRule | None = None, least: int | None = None
) -> Lines:
    """Check all columns, and part the rows into kept, rejected and ignored.

    `days_by` is needed where the file has dates; `least` are the fewest units of a line.
    """
    rows = Rows(grid, header)
    notes = Notes(rows)
    columns = rows.fields()
    sku, doubts = skus_of(columns["sku"], grid.shapes, rows.slice)
    units, units_found = units_of(columns["quantity"])
    if least is not None:
        units_found[(units_found == NONE) & (units < least)] = PROBLEM["units_not_positive"]
    found = [(columns["sku"].index, sku.problems), (columns["quantity"].index, units_found)]
    product = store = days = order = None
    if "product_name" in columns:
        product = names_of(columns["product_name"])
    if "store" in columns:
        store = stores_of(columns["store"])
        found.append((columns["store"].index, store.problems))
    if "date" in columns:
        days, days_found, order = days_of(columns["date"], days_by, date1904=grid.date1904)
        found.append((columns["date"].index, days_found))

    blank = rows.blank(columns.values())
    repeated = rows.repeated_headers(columns.values()) & ~blank
    has_number = np.isin(units_found, NUMBERS_OF_A_TOTAL)
    rest = [columns[name] for name in ("store", "date") if name in columns]
    total = trailing_totals(columns["sku"], blank, has_number, columns.get("product_name"), rest)
    is_ignored = blank | repeated | total
    problem, where = first_problems([(-1, rows.uneven()), *found])
    by_index = {column.index: column for column in columns.values()}
    rejected = np.flatnonzero((problem != NONE) & ~is_ignored)
    for row in rejected.tolist():
        notes.reject(row, by_index.get(int(where[row])), CODES[problem[row]])
    kept = np.flatnonzero((problem == NONE) & ~is_ignored)
    if not len(kept) and not notes.rejected:
        raise Unreadable("no_rows", sheet=grid.sheet, row=int(grid.numbers[header.row]))
    warn_of_doubts(notes, columns["sku"], sku, doubts, kept)
    if order is not None:
        warn_of_order(notes, columns["date"], kept)
    ignored = {"blank": blank, "total": total, "header": repeated}
    counts = {reason: int(mask.sum()) for reason, mask in ignored.items()}
    return Lines(
        rows, notes, kept, counts, columns, sku, store, product, days, units, order, rejected
    )
