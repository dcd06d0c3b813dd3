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

from intake.reading.grid import CellError, Grid, check_size
from intake.reading.results import Unreadable
from intake.reading.workbook import padding_width


def xls_grids(path: Path) -> Iterator[Grid]:
    """The visible sheets. Raises Unreadable: encrypted, broken, too_large."""
    book = _open(path)
    for sheet in book.sheets():
        if sheet.visibility == 0:
            check_size(sheet.nrows, sheet.ncols, sheet.name)
            yield Grid(
                sheet=sheet.name,
                container="xls",
                cells=_cells(book, sheet),
                numbers=np.arange(1, sheet.nrows + 1),
                date1904=book.datemode == 1,
                padding=partial(_padding, book, sheet),
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


def _padding(book: xlrd.Book, sheet: xlrd.sheet.Sheet, column: int) -> np.ndarray:
    formats = (book.format_map.get(style.format_key) for style in book.xf_list)
    widths = dict(enumerate(padding_width(f.format_str) if f else 0 for f in formats))
    padding = np.zeros(sheet.nrows, np.int64)
    for row in range(sheet.nrows):
        if column < sheet.row_len(row):
            padding[row] = widths.get(sheet.cell_xf_index(row, column), 0)
    return padding
