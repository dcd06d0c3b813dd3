"""Small lists of text: products, store aliases."""

from collections.abc import Callable

import numpy as np

from intake.reading.amounts import amounts_of, counts_of
from intake.reading.columns import Column
from intake.reading.grid import Grid
from intake.reading.headers import Header
from intake.reading.merging import warn_of_case_twins, warn_of_doubts, warn_of_duplicates
from intake.reading.problems import CODES, NONE
from intake.reading.problems import NUMBER as PROBLEM
from intake.reading.results import Codes, ListTable, Reading, Unreadable
from intake.reading.rows import Notes, Rows, first_problems
from intake.reading.skus import skus_of
from intake.reading.texts import TextColumn, names_of, stores_of

READERS: dict[str, Callable[[Column], TextColumn]] = {
    "store": stores_of,
    "alias": lambda column: stores_of(column, "alias"),
    "unit_cost": amounts_of,
    "pack_size": lambda column: counts_of(column, least=1),
    "moq": lambda column: counts_of(column, least=0),
}


def read_list(grid: Grid, header: Header) -> Reading:
    """Every named column as text, under its field's name, or its own header if it is no field."""
    rows = Rows(grid, header)
    notes = Notes(rows)
    columns = rows.fields()
    for index in header.others():
        if header.texts[index]:
            columns.setdefault(header.texts[index], rows.column(index))
    texts: dict[str, TextColumn] = {}
    doubts: dict[int, str] = {}
    for name, column in columns.items():
        if name == "sku":
            texts[name], doubts = skus_of(column, grid.shapes, rows.slice)
        else:
            read = READERS.get(name, names_of) if name in header.columns else names_of
            texts[name] = read(column)
        if name == "name":
            is_empty = np.array([not value for value in texts[name].values])
            texts[name].problems[is_empty[texts[name].codes]] = PROBLEM["name_missing"]

    fields = [columns[name] for name in header.columns]
    blank = rows.blank(fields)
    repeated = rows.repeated_headers(fields) & ~blank
    found = [(columns[name].index, text.problems) for name, text in texts.items()]
    problem, where = first_problems([(-1, rows.uneven()), *found])
    by_index = {column.index: column for column in columns.values()}
    is_data = ~(blank | repeated)
    if not is_data.any():
        raise Unreadable("no_rows", sheet=grid.sheet, row=int(grid.numbers[header.row]))
    for row in np.flatnonzero(is_data & (problem != NONE)).tolist():
        notes.reject(row, by_index.get(int(where[row])), CODES[problem[row]])
    kept = np.flatnonzero(is_data & (problem == NONE))
    _warn(notes, columns, texts, kept)
    if doubts:
        warn_of_doubts(notes, columns["sku"], texts["sku"], doubts, kept)
    table = ListTable(
        columns={
            name: [text.values[i] for i in text.codes[kept].tolist()]
            for name, text in texts.items()
        },
        rows=rows.numbers[kept].tolist(),
    )
    return Reading(
        table=table,
        container=grid.container,
        sheet=grid.sheet,
        header_row=int(grid.numbers[header.row]),
        mapping=header.mapping,
        rows=len(kept),
        rejected_rows=len(notes.rejected),
        ignored={"blank": int(blank.sum()), "total": 0, "header": int(repeated.sum())},
        rejected=notes.rejected,
        warnings=notes.warnings,
        warning_counts=dict(notes.counts),
        negative=0,
        zero=0,
        positive=0,
        extra=header.unused,
    )


def _warn(notes: Notes, columns: dict, texts: dict[str, TextColumn], kept: np.ndarray) -> None:
    key = "sku" if "sku" in texts else "alias"
    codes = Codes.of(texts[key].values, texts[key].codes[kept])
    warn_of_duplicates(notes, columns[key], kept, [codes.codes])
    if key == "sku":
        warn_of_case_twins(notes, columns[key], texts[key], kept, codes.values)
