"""Reads an uploaded spreadsheet or text file into checked columns; knows nothing of Django.

A verb per kind of file. Each gives a Reading, or raises Unreadable when the file as a
whole can't be used. Reading happens in a child process with bounded memory and time.
"""

from datetime import date
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Literal

from intake.reading.results import (
    Codes,
    Finding,
    ListTable,
    OrderTable,
    Reading,
    SalesTable,
    StockTable,
    Table,
    Unreadable,
)

__all__ = [
    "Codes",
    "Finding",
    "ListTable",
    "OrderTable",
    "Reading",
    "SalesTable",
    "StockTable",
    "Table",
    "Unreadable",
    "look",
    "read_aliases",
    "read_orders",
    "read_products",
    "read_sales",
    "read_stock",
]

FilePath = str | PathLike[str]


def look(path: FilePath, *, name: str = "", in_process: bool = False) -> str:
    """The container of a file, "xlsx", "xls" or "csv", without reading its cells."""
    return _read("look", path, name, in_process)


def read_sales(
    path: FilePath, *, today: date, day_first: bool = True, name: str = "", in_process: bool = False
) -> Reading:
    """Sales lines (SalesTable). `day_first`: how dates are read that the column leaves open."""
    return _read("sales", path, name, in_process, today=today, day_first=day_first)


def read_stock(
    path: FilePath, *, place: Literal["cd", "stores"], name: str = "", in_process: bool = False
) -> Reading:
    """Stock (StockTable) of the CD, or of the stores as a wide matrix or as lines."""
    if place not in ("cd", "stores"):
        raise ValueError(place)
    return _read(place, path, name, in_process)


def read_orders(
    path: FilePath, *, today: date, day_first: bool = True, name: str = "", in_process: bool = False
) -> Reading:
    """Open purchase orders (OrderTable), by SKU and day of arrival."""
    return _read("orders", path, name, in_process, today=today, day_first=day_first)


def read_products(path: FilePath, *, name: str = "", in_process: bool = False) -> Reading:
    """Products (ListTable: sku, name, and what else the file has)."""
    return _read("products", path, name, in_process)


def read_aliases(path: FilePath, *, name: str = "", in_process: bool = False) -> Reading:
    """Store aliases (ListTable: alias, store)."""
    return _read("aliases", path, name, in_process)


def _read(kind: str, path: FilePath, name: str, in_process: bool, **options: object) -> Any:
    path = str(Path(fspath(path)).resolve())
    try:
        if in_process:
            from intake.reading.files import read_file as read
        else:
            from intake.reading.isolated import read_isolated as read
        return read(kind, path, **options)
    except Unreadable as error:
        if name:
            error.facts["name"] = name[-200:]
        raise
