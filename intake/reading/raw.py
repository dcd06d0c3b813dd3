"""Rows of a file as they stand in it, for somebody who is to correct them."""

from collections.abc import Iterable

from intake.reading.columns import NUMBER, column
from intake.reading.grid import Grid
from intake.reading.results import RawRows, Unreadable
from intake.reading.skus import number_as_sku


def raw_rows(sheets: Iterable[Grid], *, sheet: str, header_row: int, numbers: list[int]) -> RawRows:
    """The header and the rows with these numbers. Raises Unreadable("no_sheet")."""
    for grid in sheets:
        if grid.sheet == sheet:
            return _of(grid, header_row, set(numbers))
    raise Unreadable("no_sheet", found=[sheet])


def _of(grid: Grid, header_row: int, numbers: set[int]) -> RawRows:
    wanted = [i for i, number in enumerate(grid.numbers.tolist()) if number in numbers]
    texts = [_texts(grid, wanted, index) for index in range(grid.head.shape[1])]
    rows = {int(grid.numbers[row]): [text[i] for text in texts] for i, row in enumerate(wanted)}
    at = grid.numbers.tolist().index(header_row)
    headers = [column(grid.head[at : at + 1, i], i, "").shown(0) for i in range(len(texts))]
    return RawRows([header.strip() for header in headers], rows)


def _texts(grid: Grid, rows: list[int], index: int) -> list[str]:
    """The cells of a column as they are shown: numbers with the zeros of their format."""
    cells = column(grid.head[rows, index], index, "")
    shapes = grid.shapes(index) if len(cells.of_kind(NUMBER)) else None
    texts = [cells.shown(row) for row in range(len(rows))]
    if shapes is not None:
        known, shape_of_row = shapes
        for i in cells.of_kind(NUMBER).tolist():
            shape = known[int(shape_of_row[rows[i]])]
            texts[i] = number_as_sku(float(cells.cells[i]), shape) or texts[i]
    return texts
