"""Large texts whose cells are cut out by separators alone: no quotes, no line within a cell."""

import numpy as np

from intake.reading import limits
from intake.reading.body import Body, TypedBody
from intake.reading.grid import Grid, check_size, rectangle
from intake.reading.slices import WORD, Slices, padded
from intake.reading.typed import Texts

NEW_LINE, RETURN = b"\n\r"


def plain_grid(text: str, separator: str) -> Grid | None:
    """The grid of a text in which every line has the same number of separators; else None.

    Raises Unreadable("too_large").
    """
    if any(mark in text for mark in "\"'\0") or text.startswith("sep="):
        return None
    if text.count("\r") != text.count("\r\n"):
        return None
    data = padded(text.encode())
    ends = _ends(data[:-WORD], ord(separator), text.partition("\n")[0].count(separator) + 1)
    if ends is None:
        return None
    check_size(*ends.shape, "")
    starts = np.concatenate(([0], ends.ravel()[:-1] + 1)).reshape(ends.shape)
    lengths = ends - starts
    lengths[:, -1] -= (data[ends[:, -1] - 1] == RETURN) & (lengths[:, -1] > 0)

    def below(start: int) -> Body:
        """The columns from the row `start` on."""
        cells = zip(starts[start:].T, lengths[start:].T, strict=True)
        return TypedBody(
            len(starts) - start, [Texts(Slices(data, first, many)) for first, many in cells]
        )

    upper = zip(starts[: limits.HEAD_ROWS].T, lengths[: limits.HEAD_ROWS].T, strict=True)
    columns = [Slices(data, first, many).all() for first, many in upper]
    return Grid(
        sheet="",
        container="csv",
        head=rectangle([list(row) for row in zip(*columns, strict=True)]),
        numbers=np.arange(1, len(starts) + 1),
        load=below,
    )


def _ends(data: np.ndarray, separator: int, width: int) -> np.ndarray | None:
    """Where each cell ends (lines x cells), or None where lines differ in their cells."""
    ends = np.flatnonzero((data == separator) | (data == NEW_LINE))
    if data[-1] != NEW_LINE:
        ends = np.append(ends, len(data))
    if width < 2 or len(ends) % width:
        return None
    ends = ends.reshape(-1, width)
    is_line = data[ends[:-1, -1]] == NEW_LINE
    return ends if is_line.all() and (data[ends[:, :-1]] == separator).all() else None
