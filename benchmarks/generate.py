"""Spreadsheets as large as real ones, from a fixed seed: `python -m benchmarks.generate FOLDER`.

Everything in them is invented. A week is three files: sales, CD stock and store stock, with the
row counts and the share of zeros of a real retailer's exports.
"""

import argparse
import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
from xlsxwriter import Workbook

SEED = 20_251_222
PRODUCTS, STORES = 35_364, 26
SALES_ROWS, SOLD_PRODUCTS = 339, 13
FILLED_CD, FILLED_STORES = 0.182, 0.1205  # shares of the cells that are not zero
BELOW_ZERO = 0.0009
LARGE_PRODUCTS, LARGE_STORES, LARGE_WEEKS = 10_000, 500, 12
FIRST_DAY = date(2025, 1, 6)  # a Monday


class Week(NamedTuple):
    """The three files of a week."""

    sales: Path
    cd_stock: Path
    store_stock: Path


def write_week(folder: Path) -> Week:
    """Three .xlsx files of the size of a real week."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    skus, stores = make_skus(PRODUCTS), [f"Tienda {number:02}" for number in range(STORES)]
    week = Week(folder / "sales.xlsx", folder / "cd_stock.xlsx", folder / "store_stock.xlsx")
    write_xlsx(week.cd_stock, _cd_stock(skus, rng))
    write_xlsx(week.store_stock, _store_stock(skus, stores, rng))
    sales = sales_rows(SALES_ROWS, skus[:SOLD_PRODUCTS], stores, 7, rng)
    write_xlsx(week.sales, sales)
    return week


def write_sales(path: Path, rows: int, *, inline: bool = False) -> Path:
    """A sales file (.xlsx or .csv) of many rows: 10,000 products, 500 stores, 12 weeks.

    An .xlsx is as Excel saves it, texts in a table of their own and days as numbers; `inline` as
    programs that write row by row do, with every text in its cell and days as text.
    """
    rng = np.random.default_rng(SEED)
    skus = make_skus(LARGE_PRODUCTS)
    stores = [f"Tienda {number:03}" for number in range(LARGE_STORES)]
    made = sales_rows(rows, skus, stores, 7 * LARGE_WEEKS, rng)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(made)
    else:
        write_xlsx(path, made, inline=inline)
    return path


def make_skus(count: int) -> list[str]:
    """Different texts of digits, one in six with a leading zero."""
    return [f"{'0' if number % 6 == 0 else '2'}{number:011}" for number in range(count)]


def sales_rows(
    count: int, skus: Sequence[str], stores: Sequence[str], days: int, rng: np.random.Generator
) -> Iterator[Sequence[str | int]]:
    """The header and sales rows in no order; every product and store occurs, if rows allow."""
    product = rng.permutation(np.arange(count) % len(skus)).tolist()
    store = rng.permutation(np.arange(count) % len(stores)).tolist()
    day = rng.integers(0, days, count).tolist()
    units = np.where(rng.random(count) < 0.006, -1, rng.geometric(0.6, count)).tolist()
    texts = [(FIRST_DAY + timedelta(days=number)).isoformat() for number in range(days)]
    yield "sku", "product_name", "store", "quantity", "date"
    for p, s, u, d in zip(product, store, units, day, strict=True):
        yield skus[p], f"Producto {skus[p]}", stores[s], u, texts[d]


def _cd_stock(skus: Sequence[str], rng: np.random.Generator) -> Iterator[Sequence[str | int]]:
    yield "sku", "product_name", "quantity"
    for sku, units in zip(skus, _units((len(skus),), FILLED_CD, rng), strict=True):
        yield sku, f"Producto {sku}", units


def _store_stock(
    skus: Sequence[str], stores: Sequence[str], rng: np.random.Generator
) -> Iterator[Sequence[str | int]]:
    yield "sku", "product_name", *stores
    for sku, units in zip(skus, _units((len(skus), len(stores)), FILLED_STORES, rng), strict=True):
        yield sku, f"Producto {sku}", *units


def _units(shape: tuple[int, ...], filled: float, rng: np.random.Generator) -> list:
    units = np.where(rng.random(shape) < filled, rng.geometric(0.15, shape), 0)
    units[rng.random(shape) < BELOW_ZERO] = -1
    return units.tolist()


def write_xlsx(path: Path, rows: Iterable[Sequence[str | int]], *, inline: bool = True) -> None:
    with Workbook(path, {"constant_memory": inline}) as workbook:
        sheet, day = workbook.add_worksheet("Hoja1"), workbook.add_format({"num_format": 14})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if not inline and column == 4 and number:
                    sheet.write_datetime(number, column, datetime.fromisoformat(cell), day)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write_number(number, column, cell)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sales", type=int, metavar="ROWS", help="only sales, so many rows")
    parser.add_argument("--format", choices=("xlsx", "csv"), default="xlsx")
    parser.add_argument("--inline", action="store_true", help="texts within the cells")
    given = parser.parse_args()
    if given.sales:
        given.folder.mkdir(parents=True, exist_ok=True)
        path = given.folder / f"sales_{given.sales}.{given.format}"
        print(write_sales(path, given.sales, inline=given.inline))
    else:
        print(*write_week(given.folder), sep="\n")


if __name__ == "__main__":
    main()
