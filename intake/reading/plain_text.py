"""Large texts whose cells are cut out by separators alone: no quotes, no line within a cell."""

import numpy as np

from intake.reading import limits
from intake.reading.body import Body, TypedBody
from intake.reading.grid import Grid, check_size, rectangle
from intake.reading.slices import WORD, Slices, padded
from intake.reading.typed import Texts

NEW_LINE, RETURN = b"\n\r"


def plain_grid(text: bytes, separator: str) -> Grid | None:
    """The grid of a text in UTF-8, if every line has the same number of separators; else None.

    None also where it is too large. Raises Unreadable("too_large") where it is too wide.
    """
    if any(mark in text for mark in b"\"'\0") or text.startswith(b"sep="):
        return None
    if b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
        return None
    data = padded(text)
    width = text.count(separator.encode(), 0, max(text.find(b"\n"), 0)) + 1
    ends = _ends(data[:-WORD], ord(separator), width)
    if ends is None:
        return None
    check_size(*ends.shape, "")
    ends = np.ascontiguousarray(ends.T)  # by column, as they are looked at

    def column(index: int, rows: slice) -> Slices:
        if index:
            starts = ends[index - 1, rows] + 1
        else:
            starts = np.concatenate(([0], ends[-1, :-1] + 1))[rows]
        lengths = ends[index, rows] - starts
        if index == width - 1:
            lengths -= (lengths > 0) & (data[ends[index, rows] - 1] == RETURN)
        return Slices(data, starts, lengths)

    def below(start: int) -> Body:
        """The columns from the row `start` on."""
        columns = [Texts(column(index, slice(start, None))) for index in range(width)]
        return TypedBody(ends.shape[1] - start, columns)

    upper = [column(index, slice(limits.HEAD_ROWS)).all() for index in range(width)]
    return Grid(
        sheet="",
        container="csv",
        head=rectangle([list(row) for row in zip(*upper, strict=True)]),
        numbers=np.arange(1, ends.shape[1] + 1),
        load=below,
    )


def _ends(data: np.ndarray, separator: int, width: int) -> np.ndarray | None:
    """Where each cell ends (lines x cells), or None where lines differ in their cells."""
    is_line = data == NEW_LINE
    is_end = is_line | (data == separator)
    if width < 2 or np.count_nonzero(is_end) > limits.CELLS:
        return None
    ends, lines = np.flatnonzero(is_end), np.count_nonzero(is_line)
    if data[-1] != NEW_LINE:
        ends, lines = np.append(ends, len(data)), lines + 1
    if len(ends) != lines * width or not is_line[ends[width - 1 : -1 : width]].all():
        return None
    return ends.reshape(-1, width)
