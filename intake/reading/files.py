"""From a file to a reading, in this process: container, sheet, header, columns."""

import contextlib
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from intake.reading import fields, limits
from intake.reading.body import NotTyped
from intake.reading.container import recognise
from intake.reading.grid import Grid
from intake.reading.headers import ANYWHERE, Header, find_header
from intake.reading.layout import Layout, signature
from intake.reading.results import RawRows, Reading, Seen, Unreadable

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


def read_file(
    kind: str, path: str, layout: Mapping | None = None, **options: object
) -> Reading | Seen | RawRows | str:
    """Read a file as one of READERS, or only "look" what container it is, take "raw" rows of it,
    or "preview" what it looks like. Raises Unreadable."""
    if kind == "look":
        return recognise(Path(path))
    if kind == "raw":
        from intake.reading.raw import raw_rows

        return raw_rows(grids(Path(path)), **options)
    said = Layout(**layout) if layout else ANYWHERE
    if (said.header_row or 0) < limits.HEADER_SEARCH_ROWS:
        with contextlib.suppress(NotTyped):
            return read_sheets(kind, grids(Path(path), typed=True), said, options)
    return read_sheets(kind, grids(Path(path)), said, options)


def read_sheets(
    kind: str, sheets: Iterator[Grid], said: Layout, options: Mapping
) -> Reading | Seen:
    """Read the first sheet with a header, or "preview" them. Raises NotTyped, Unreadable."""
    if kind == "preview":
        from intake.reading.outline import preview

        return preview(sheets, said, **options)
    return read_as(kind, *first_with_header(sheets, kind, said), **options)


def read_as(kind: str, grid: Grid, header: Header, **options: object) -> Reading:
    """Read a sheet whose header was found."""
    return replace(READERS[kind](grid, header, **options), signature=signature(header.texts))


def grids(path: Path, *, typed: bool = False) -> Iterator[Grid]:
    """The visible sheets of a file that hold anything. Raises Unreadable.

    Large ones may be `typed`: many times faster, where every column holds cells of one kind.
    """
    container = recognise(path)
    if container == "xlsx":
        from intake.reading.xlsx import xlsx_grids as read
    elif container == "xls":
        from intake.reading.xls import xls_grids as read
    else:
        from intake.reading.delimited import csv_grids as read
    any_cells = False
    for grid in _whole(read(path, typed)):
        if grid.head.size:
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


def first_with_header(sheets: Iterable[Grid], kind: str, layout: Layout) -> tuple[Grid, Header]:
    """The first sheet whose header is found. Raises what was nearest to one."""
    nearest = Unreadable("no_sheet", found=[layout.sheet])
    for grid in sheets:
        if not layout.has_sheet(grid.sheet):
            continue
        try:
            return grid, header_of(kind, grid, layout)
        except Unreadable as error:
            if nearest.code == "no_sheet" or error.facts.get("matched", 0) > nearest.facts.get(
                "matched", 0
            ):
                nearest = error
    raise nearest


def header_of(kind: str, grid: Grid, layout: Layout) -> Header:
    """Where a sheet has the columns of a kind of file. Raises Unreadable."""
    if kind != "stores":
        return find_header(grid, FIELDS[kind], layout)
    try:
        return find_header(grid, fields.STORE_STOCK_LONG, layout)
    except Unreadable as no_long:
        if no_long.code in ("duplicate_columns", "column_used_twice"):
            raise
        return find_header(grid, fields.STORE_STOCK_WIDE, layout, wide=True)


def _sales(grid: Grid, header: Header, *, today: date, day_first: bool) -> Reading:
    from intake.reading.sales import read_sales_lines

    return read_sales_lines(grid, header, today=today, day_first=day_first)


def _stock(grid: Grid, header: Header) -> Reading:
    from intake.reading.matrix import read_matrix
    from intake.reading.stock import read_stock_lines

    return (read_stock_lines if "quantity" in header.columns else read_matrix)(grid, header)


def _orders(grid: Grid, header: Header, *, today: date, day_first: bool) -> Reading:
    from intake.reading.orders import read_order_lines

    return read_order_lines(grid, header, today=today, day_first=day_first)


def _list(grid: Grid, header: Header) -> Reading:
    from intake.reading.lists import read_list

    return read_list(grid, header)


FIELDS: dict[str, tuple[fields.Field, ...]] = {
    "sales": fields.SALES,
    "cd": fields.CD_STOCK,
    "stores": fields.STORE_STOCK_LONG,
    "orders": fields.OPEN_ORDERS,
    "products": fields.PRODUCTS,
    "aliases": fields.ALIASES,
}
READERS: dict[str, Callable[..., Reading]] = {
    "sales": _sales,
    "cd": _stock,
    "stores": _stock,
    "orders": _orders,
    "products": _list,
    "aliases": _list,
}
