"""One sheet as a rectangle of cells, whatever container it came from."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from intake.reading import limits
from intake.reading.results import Unreadable


@dataclass(frozen=True)
class CellError:
    """A cell that has no value to read: #N/A and the like, or a formula never calculated."""

    text: str
    code: str = "cell_error"


def no_padding(column: int) -> np.ndarray | None:
    return None


@dataclass(frozen=True)
class Grid:
    """`cells` (rows x columns of objects): str, float, int, bool, date, datetime, CellError.

    An empty cell is "". `numbers` are the row numbers people see. `padding(column)` gives per row
    the digits its number format fills up with zeros (0: none), or None when no cell has such a
    format. `odd_rows` are rows of a csv with more or fewer cells than the others.
    """

    sheet: str
    container: str
    cells: np.ndarray
    numbers: np.ndarray
    date1904: bool = False
    padding: Callable[[int], np.ndarray | None] = no_padding
    widths: np.ndarray | None = field(default=None)  # cells per row; None: all the same


def rectangle(rows: list[list]) -> np.ndarray:
    """Rows of one length as a two-dimensional array of objects."""
    if not rows or not rows[0]:
        return np.empty((0, 0), object)
    return np.array(rows, dtype=object)


def check_size(
    rows: int, columns: int, sheet: str, cell: str = "", *, sparse: bool = False
) -> None:
    """Raise Unreadable("too_large") before memory is spent on empty cells."""
    if sparse or columns > limits.COLUMNS or rows * columns > limits.CELLS:
        facts = {"rows": rows, "columns": columns, "sheet": sheet, "cell": cell}
        raise Unreadable(
            "too_large", limit_columns=limits.COLUMNS, limit_cells=limits.CELLS, **facts
        )
