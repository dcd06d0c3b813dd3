"""Sheets of an old .xls workbook.

By xlrd, not calamine: calamine shows error cells as empty and has no number formats, and here no
XML can be looked into for them.
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import xlrd

from intake.reading.columns import CellError
from intake.reading.formats import Shapes, shape_of, shapes_of_styles
from intake.reading.grid import Grid, check_size
from intake.reading.problems import visible
from intake.reading.results import Unreadable


def xls_grids(path: Path, typed: bool) -> Iterator[Grid]:
    """The visible sheets, none of them typed. Raises Unreadable: encrypted, broken, too_large."""
    book = _open(path)
    sheets = [sheet for sheet in book.sheets() if sheet.visibility == 0]
    for place, sheet in enumerate(sheets, 1):
        check_size(sheet.nrows, sheet.ncols, sheet.name)
        yield Grid(
            sheet=visible(sheet.name, 64),
            container="xls",
            head=_cells(book, sheet),
            numbers=np.arange(1, sheet.nrows + 1),
            date1904=book.datemode == 1,
            shapes=partial(_shapes, book, sheet),
            others=partial(_filled, sheets[place:]),
        )


def _open(path: Path) -> xlrd.Book:
    try:
        with open(os.devnull, "w") as log:
            return xlrd.open_workbook(
                str(path), logfile=log, formatting_info=True, ragged_rows=True
            )
    except MemoryError:
        raise
    except Exception as error:  # xlrd meets damage with whatever breaks first
        code = "encrypted" if "encrypted" in str(error).lower() else "broken"
        raise Unreadable(code, reason=str(error)[:200]) from error


def _cells(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> np.ndarray:
    cells = np.full((sheet.nrows, sheet.ncols), "", object)
    for row in range(sheet.nrows):
        values = sheet.row_values(row)
        for column, kind in enumerate(sheet.row_types(row)):
            if kind > xlrd.XL_CELL_NUMBER:
                values[column] = _value(book, kind, values[column])
        cells[row, : len(values)] = values
    return cells


def _value(book: xlrd.Book, kind: int, value: object) -> object:
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(value, "#ERROR"))
    if kind == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(value, book.datemode)
        except (ValueError, OverflowError, xlrd.xldate.XLDateError):
            return value
    return value


def _filled(sheets: list[xlrd.sheet.Sheet]) -> list[str]:
    return [visible(sheet.name, 64) for sheet in sheets if sheet.nrows]


def _shapes(book: xlrd.Book, sheet: xlrd.sheet.Sheet, column: int) -> Shapes | None:
    formats = (book.format_map.get(style.format_key) for style in book.xf_list)
    shapes = [shape_of(f.format_str) if f else None for f in formats]
    if not any(shapes):
        return None
    styles = np.full(sheet.nrows, -1)
    for row in range(sheet.nrows):
        if column < sheet.row_len(row):
            styles[row] = sheet.cell_xf_index(row, column)
    return shapes_of_styles(dict(enumerate(shapes)), styles)
