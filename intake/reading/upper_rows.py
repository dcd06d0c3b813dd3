"""The upper rows of a large sheet, cell by cell, without reading the sheet."""

import io
import re
import zipfile
from contextlib import closing

import numpy as np
from python_calamine import CalamineError, load_workbook

from intake.reading import limits
from intake.reading.grid import rectangle
from intake.reading.sheet_scan import Scan, column_number, is_sparse, whole_rows
from intake.reading.workbook import Part

LARGEST_COPY = 64 << 20
OPENING = re.compile(rb"<((?:\w+:)?)sheetData>")
DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="[A-Z]{1,3}\d{1,7}:([A-Z]{1,3})(\d{1,7})"')


def upper_rows(archive: zipfile.ZipFile, part: Part) -> np.ndarray | None:
    """At least HEAD_ROWS rows of objects, as wide as the sheet says it is.

    None where the sheet does not say so, says what cannot be, or needs a second look.
    """
    start = _start(archive, part)
    opening, dimension = OPENING.search(start), DIMENSION.search(start)
    if not opening or not dimension:
        return None
    width, rows = column_number(dimension[1]) + 1, int(dimension[2])
    said = Scan(rows, width, archive.getinfo(part.path).file_size)
    if width > limits.COLUMNS or rows * width > limits.CELLS or is_sparse(said):
        return None
    ending = b"</%bsheetData></%bworksheet>" % (opening[1], opening[1])
    copy = _copy(archive, part, start + ending)
    if copy is None:
        return None
    try:
        cells = load_workbook(copy).get_sheet_by_name(part.sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError):
        return None
    head = rectangle(cells)
    if not head.size or head.shape[1] > width:
        return None
    wide = np.full((len(head), width), "", object)
    wide[:, : head.shape[1]] = head
    return wide


def _start(archive: zipfile.ZipFile, part: Part) -> bytes:
    """The XML of the sheet up to the end of a row."""
    start, rows = [], 0
    with closing(whole_rows(archive, part.path)) as pieces:
        for piece in pieces:
            start.append(piece)
            rows += piece.count(b"row>")
            if rows >= limits.HEAD_ROWS:
                break
    whole = b"".join(start)
    return whole[: whole.rfind(b"row>") + 4]


def _copy(archive: zipfile.ZipFile, part: Part, sheet: bytes) -> io.BytesIO | None:
    """A workbook like this one, with this sheet only; None where that is too much."""
    copy, size = io.BytesIO(), len(sheet)
    with zipfile.ZipFile(copy, "w") as to:
        for entry in archive.infolist():
            if entry.filename == part.path:
                to.writestr(entry.filename, sheet)
            elif not entry.filename.startswith(("xl/worksheets/", "xl/media/")):
                size += entry.file_size
                if size > LARGEST_COPY:
                    return None
                to.writestr(entry.filename, archive.read(entry))
    copy.seek(0)
    return copy
