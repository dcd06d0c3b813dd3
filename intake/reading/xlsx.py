"""Sheets of an .xlsx workbook, by calamine, after a look at what it would hide or choke on."""

import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from python_calamine import CalamineError, load_workbook

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
from intake.reading.workbook import Part, read_workbook, shape_by_style


def xlsx_grids(path: Path) -> Iterator[Grid]:
    """The visible sheets, each read only when asked for. Raises Unreadable."""
    with zipfile.ZipFile(path) as archive:
        workbook = read_workbook(archive)
        for place, part in enumerate(workbook.parts, 1):
            scan = scan_sheet(archive, part.path)
            last = f"{column_letters(scan.columns - 1)}{scan.rows}" if scan.columns else ""
            check_size(scan.rows, scan.columns, part.sheet, last, sparse=is_sparse(scan))
            cells = _cells(path, part.sheet)
            check_size(*cells.shape, part.sheet)
            _mark_errors(cells, scan)
            yield Grid(
                sheet=part.sheet,
                container="xlsx",
                cells=cells,
                numbers=np.arange(1, len(cells) + 1),
                date1904=workbook.date1904,
                shapes=partial(_shapes, path, part.path, len(cells)),
                others=partial(_filled, path, workbook.parts[place:]),
            )


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
