"""From a file to a reading, in this process: container, sheet, header, columns."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from intake.reading import fields
from intake.reading.container import recognise
from intake.reading.grid import Grid
from intake.reading.headers import Header, find_header
from intake.reading.results import Reading, Unreadable

DAMAGE = (
    LookupError,
    ValueError,
    ArithmeticError,
    OSError,
    EOFError,
    RecursionError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)
Find = Callable[[Grid], Header]


def read_file(kind: str, path: str, **options: object) -> Reading | str:
    """Read a file as one of KINDS, or only "look" what container it is. Raises Unreadable."""
    return KINDS[kind](Path(path), **options)


def grids(path: Path) -> Iterator[Grid]:
    """The visible sheets of a file that hold anything. Raises Unreadable."""
    container = recognise(path)
    if container == "xlsx":
        from intake.reading.xlsx import xlsx_grids as read
    elif container == "xls":
        from intake.reading.xls import xls_grids as read
    else:
        from intake.reading.delimited import csv_grids as read
    any_cells = False
    for grid in _whole(read(path)):
        if grid.cells.size:
            any_cells = True
            yield grid
    if not any_cells:
        raise Unreadable("empty")


def _whole(sheets: Iterator[Grid]) -> Iterator[Grid]:
    """The sheets; what libraries raise over damaged bytes becomes Unreadable("broken")."""
    while True:
        try:
            grid = next(sheets, None)
        except DAMAGE as error:
            raise Unreadable("broken", reason=repr(error)[:200]) from error
        if grid is None:
            return
        yield grid


def first_with_header(path: Path, find: Find) -> tuple[Grid, Header]:
    """The first sheet whose header is found. Raises what was nearest to one."""
    nearest: Unreadable | None = None
    for grid in grids(path):
        try:
            return grid, find(grid)
        except Unreadable as error:
            if nearest is None or error.facts.get("matched", 0) > nearest.facts.get("matched", 0):
                nearest = error
    raise nearest


def _sales(path: Path, *, today: date, day_first: bool) -> Reading:
    from intake.reading.sales import read_sales_lines

    grid, header = first_with_header(path, lambda grid: find_header(grid, fields.SALES))
    return read_sales_lines(grid, header, today=today, day_first=day_first)


def _cd(path: Path) -> Reading:
    from intake.reading.stock import read_stock_lines

    grid, header = first_with_header(path, lambda grid: find_header(grid, fields.CD_STOCK))
    return read_stock_lines(grid, header)


def _stores(path: Path) -> Reading:
    from intake.reading.matrix import read_matrix
    from intake.reading.stock import read_stock_lines

    def find(grid: Grid) -> Header:
        try:
            return find_header(grid, fields.STORE_STOCK_LONG)
        except Unreadable as no_long:
            if no_long.code == "duplicate_columns":
                raise
            return find_header(grid, fields.STORE_STOCK_WIDE, wide=True)

    grid, header = first_with_header(path, find)
    if "quantity" in header.columns:
        return read_stock_lines(grid, header)
    return read_matrix(grid, header)


def _orders(path: Path, *, today: date, day_first: bool) -> Reading:
    from intake.reading.orders import read_order_lines

    grid, header = first_with_header(path, lambda grid: find_header(grid, fields.OPEN_ORDERS))
    return read_order_lines(grid, header, today=today, day_first=day_first)


def _list(path: Path, known: tuple[fields.Field, ...]) -> Reading:
    from intake.reading.lists import read_list

    grid, header = first_with_header(path, lambda grid: find_header(grid, known))
    return read_list(grid, header)


def _products(path: Path) -> Reading:
    return _list(path, fields.PRODUCTS)


def _aliases(path: Path) -> Reading:
    return _list(path, fields.ALIASES)


KINDS: dict[str, Callable[..., Reading | str]] = {
    "look": recognise,
    "sales": _sales,
    "cd": _cd,
    "stores": _stores,
    "orders": _orders,
    "products": _products,
    "aliases": _aliases,
}
