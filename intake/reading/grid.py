"""One sheet as a rectangle of cells, whatever container it came from."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from intake.reading import limits
from intake.reading.body import Body, ObjectBody
from intake.reading.formats import Shapes
from intake.reading.results import Unreadable


def no_shapes(column: int) -> Shapes | None:
    return None


def no_others() -> list[str]:
    return []


@dataclass(frozen=True)
class Grid:
    """`head` (rows x columns of objects): str, float, int, bool, date, datetime, CellError.

    An empty cell is "". The head is the whole sheet, or of a large one its upper rows, and then
    `load(start)` gives what stands from that row on, or raises NotTyped. `numbers` are the row
    numbers people see. `shapes(column)` gives the number formats that show more than digits and
    per row which of them its cell has (0: none), or None when no cell of the sheet has one.
    `others()` are the names of further sheets with something in them. `swallowed` are rows of a
    csv that may hide the lines after them.
    """

    sheet: str
    container: str
    head: np.ndarray
    numbers: np.ndarray
    date1904: bool = False
    shapes: Callable[[int], Shapes | None] = no_shapes
    others: Callable[[], list[str]] = no_others
    widths: np.ndarray | None = field(default=None)  # cells per row of a csv; None: all the same
    swallowed: list[int] = field(default_factory=list)
    load: Callable[[int], Body] | None = None

    def below(self, row: int) -> Body:
        """What stands below a row of the head. Raises NotTyped, Unreadable."""
        return self.load(row + 1) if self.load else ObjectBody(self.head[row + 1 :])


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
