"""Large texts in which every line is a row of as many cells; without quotes they are cut out."""

import numpy as np

from intake.reading import limits
from intake.reading.body import Body, TypedBody
from intake.reading.grid import Grid, check_size, rectangle
from intake.reading.slices import WORD, Slices, padded
from intake.reading.typed import Texts

NEW_LINE, RETURN, QUOTE = b'\n\r"'


def plain_grid(text: bytes, separator: str) -> Grid | None:
    """The grid of a text in UTF-8, if every line has the same number of separators; else None.

    None also where it is too large. Raises Unreadable("too_large") where it is too wide.
    """
    if not text or any(mark in text for mark in b"\"'\0") or text.startswith(b"sep="):
        return None
    if b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
        return None
    data = padded(text)
    is_line = data[:-WORD] == NEW_LINE
    ends = _ends(is_line, is_line | (data[:-WORD] == ord(separator)))
    if ends is None:
        return None
    check_size(*ends.shape, "")
    width = ends.shape[1]
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


def is_regular(text: bytes, separator: str) -> bool:
    """Whether all lines have as many cells, where quotes stand around whole cells or are doubled.

    A return is expected before a new line only.
    """
    data = np.frombuffer(text, np.uint8)
    is_line, is_quote = data == NEW_LINE, data == QUOTE
    is_end = is_line | (data == ord(separator))
    within = np.bitwise_xor.accumulate(is_quote.view(np.uint8)).view(bool)
    if not text or within[-1] or (is_line & within).any():
        return False
    is_edge = is_end | is_quote | (data == RETURN)
    opens, closes = is_quote & within, is_quote & ~within
    if (opens[1:] & ~is_edge[:-1]).any() or (closes[:-1] & ~is_edge[1:]).any():
        return False
    ends = _ends(is_line, is_end & ~within)
    return ends is not None and ends.shape[1] <= limits.COLUMNS


def _ends(is_line: np.ndarray, is_end: np.ndarray) -> np.ndarray | None:
    """Where each cell ends (lines x cells), or None where lines differ in their cells.

    The arrays say of each byte whether it ends a line, and whether it ends a cell.
    """
    width = np.count_nonzero(is_end[: is_line.argmax() + 1])
    if width < 2 or np.count_nonzero(is_end) > limits.CELLS:
        return None
    ends, lines = np.flatnonzero(is_end), np.count_nonzero(is_line)
    if not is_line[-1]:
        ends, lines = np.append(ends, len(is_line)), lines + 1
    if len(ends) != lines * width or not is_line[ends[width - 1 : -1 : width]].all():
        return None
    return ends.reshape(-1, width)
