"""Sheets of an .xlsx workbook, by calamine, after a look at what it would hide or choke on.

A large sheet is read by fastexcel, the same calamine, which hands over whole columns.
"""

import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from python_calamine import CalamineError, load_workbook

from intake.reading import limits
from intake.reading.body import Body, NotTyped
from intake.reading.formats import Shapes, shapes_of_styles
from intake.reading.grid import Grid, check_size, rectangle
from intake.reading.results import Unreadable
from intake.reading.sheet_scan import (
    Scan,
    column_letters,
    column_styles,
    has_values,
    is_sparse,
    scan_sheet,
)
from intake.reading.upper_rows import upper_rows
from intake.reading.workbook import Part, Workbook, read_workbook, shape_by_style

NO_PART = zipfile.ZipInfo()
LARGE_SHEET = 4_000_000  # bytes of XML; below, looking at each cell takes no time


def xlsx_grids(path: Path, typed: bool) -> Iterator[Grid]:
    """The visible sheets, each read only when asked for. Raises Unreadable."""
    with zipfile.ZipFile(path) as archive:
        workbook = read_workbook(archive)
        for place, part in enumerate(workbook.parts, 1):
            others = partial(_filled, path, workbook.parts[place:])
            grid = _large_grid(path, archive, workbook, part) if typed else None
            yield (grid or _grid(path, archive, workbook, part))(others=others)


def _grid(path: Path, archive: zipfile.ZipFile, workbook: Workbook, part: Part) -> partial[Grid]:
    """A sheet of objects."""
    scan = scan_sheet(archive, part.path)
    _check_scan(scan, part)
    cells = _cells(path, part.sheet)
    check_size(*cells.shape, part.sheet)
    _mark_errors(cells, scan)
    return partial(
        Grid,
        sheet=part.sheet,
        container="xlsx",
        head=cells,
        numbers=np.arange(1, len(cells) + 1),
        date1904=workbook.date1904,
        shapes=partial(_shapes, path, part.path, len(cells)),
    )


def _large_grid(
    path: Path, archive: zipfile.ZipFile, workbook: Workbook, part: Part
) -> partial[Grid] | None:
    """A sheet of which only the upper rows are objects; None where it is small or odd."""
    if archive.NameToInfo.get(part.path, NO_PART).file_size < LARGE_SHEET:
        return None
    head = upper_rows(archive, part)
    if head is None:
        return None
    return partial(
        Grid,
        sheet=part.sheet,
        container="xlsx",
        head=head,
        numbers=np.arange(1, limits.XLSX_ROWS + 1),
        date1904=workbook.date1904,
        shapes=partial(_shapes, path, part.path, limits.XLSX_ROWS),
        load=partial(_load, path, part, head),
    )


def _load(path: Path, part: Part, head: np.ndarray, start: int) -> Body:
    """The rows from `start` on, by whole columns, and beside that the look at the XML.

    Raises NotTyped where a cell has a value that is found neither there nor above: also where
    that is an empty text above, which `head` cannot tell from no value.
    """
    from intake.reading.typed_sheet import typed_sheet

    with ThreadPoolExecutor(1) as beside, zipfile.ZipFile(path) as archive:
        scanning = beside.submit(scan_sheet, archive, part.path)
        try:
            body, values = typed_sheet(path, part.sheet, start, head.shape[1])
        finally:
            scan = scanning.result()
    _check_scan(scan, part)
    above = int((head[:start] != "").sum())
    if scan.errors or scan.values != above + values:
        raise NotTyped
    return body


def _check_scan(scan: Scan, part: Part) -> None:
    last = f"{column_letters(scan.columns - 1)}{scan.rows}" if scan.columns else ""
    check_size(scan.rows, scan.columns, part.sheet, last, sparse=is_sparse(scan))


def _cells(path: Path, sheet: str) -> np.ndarray:
    try:
        rows = load_workbook(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("broken", reason=str(error)[:200], sheet=sheet) from error
    return rectangle(rows)


def _mark_errors(cells: np.ndarray, scan: Scan) -> None:
    for (row, column), error in scan.errors.items():
        if row < cells.shape[0] and column < cells.shape[1]:
            cells[row, column] = error


def _filled(path: Path, parts: list[Part]) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [part.sheet for part in parts if has_values(archive, part.path)]


def _shapes(path: Path, part: str, rows: int, column: int) -> Shapes | None:
    with zipfile.ZipFile(path) as archive:
        shapes = shape_by_style(archive)
        if not shapes:
            return None
        styles = np.full(rows, -1)
        for row, style in column_styles(archive, part, column_letters(column)):
            if row < rows:
                styles[row] = style
    return shapes_of_styles(shapes, styles)
