"""The demo retailer's spreadsheets, as an ERP exports them: one sheet, SKUs and dates as text.

The sales come in two files that share no day, so that forecasts over both count nothing twice:
the later one holds the last four weeks, which still leaves the mode `sma3_min3` its three weeks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import numpy as np
import numpy.typing as npt
from xlsxwriter import Workbook

from fastdso.demo.retailer import Retailer
from fastdso.demo.stores import HEAD_OFFICE
from fastdso.demo.terms import Supplier

Row = Sequence[str | int | float]

FRACTION = 0.25
RECEIVED_AFTER = 10  # the line that was received in full stands after this one
BAD_DATE_MONTH_DAY, BAD_QUANTITY = "02-31", "dos"


@dataclass(frozen=True)
class DemoFiles:
    """Where each spreadsheet was written."""

    suppliers: Path
    products: Path
    aliases: Path
    stores: Path
    cd_stock: Path
    store_stock: Path
    orders: Path
    sales_earlier: Path
    sales_later: Path


def write_files(retailer: Retailer, folder: Path) -> DemoFiles:
    """Write all spreadsheets; the same retailer gives the same bytes, so a file is recognised.

    The later sales hold two rows, the store stock one cell, and the orders one line that no
    clean export would.
    """
    folder.mkdir(parents=True, exist_ok=True)
    later = retailer.sales.day >= retailer.later_from
    sheets: dict[str, tuple[str, Iterable[Row]]] = {
        "suppliers": ("proveedores", _suppliers(retailer)),
        "products": ("productos", _products(retailer)),
        "aliases": ("alias_tiendas", [("alias", "store"), *retailer.aliases]),
        "stores": ("tiendas", _stores(retailer)),
        "cd_stock": ("stock_cd", _cd_stock(retailer)),
        "store_stock": ("stock_tiendas", _store_stock(retailer)),
        "orders": ("ordenes_compra", _orders(retailer)),
        "sales_earlier": ("ventas_anteriores", _sales(retailer, ~later)),
        "sales_later": ("ventas_recientes", _blemished(retailer, _sales(retailer, later))),
    }
    # The date inside the file is the retailer's, not the clock's.
    made = datetime.combine(retailer.day(7 * retailer.weeks), time())
    return DemoFiles(
        **{
            kind: _write(folder / f"{name}.xlsx", rows, made)
            for kind, (name, rows) in sheets.items()
        }
    )


def _products(retailer: Retailer) -> Iterator[Row]:
    yield (
        *("sku", "name", "category", "is_merchandise"),
        *("supplier", "unit_cost", "pack_size", "moq"),
    )
    for product, terms in zip(retailer.products, retailer.terms, strict=True):
        yield (
            *(product.sku, product.name, product.category, "1" if product.is_merchandise else "0"),
            terms.supplier.name if terms.supplier else "",
            "" if terms.unit_cost is None else terms.unit_cost,
            *(terms.pack_size, terms.moq),
        )


def _suppliers(retailer: Retailer) -> Iterator[Row]:
    yield Supplier._fields
    for supplier in retailer.suppliers:
        yield tuple("" if value is None else value for value in supplier)


def _orders(retailer: Retailer) -> Iterator[Row]:
    """What is still to come; one line was received in full and still stands there."""
    yield "SKU", "Producto", "Cantidad pendiente", "Fecha de llegada"
    close = 7 * retailer.weeks - 1
    for number, order in enumerate(retailer.orders):
        product = retailer.products[order.product]
        arrives = retailer.day(close + order.day).isoformat()
        yield product.sku, product.name, order.units, arrives
        if number == RECEIVED_AFTER:
            yield product.sku, product.name, 0, arrives


def _stores(retailer: Retailer) -> Iterator[Row]:
    yield "name", "code", "type"
    for store in retailer.stores:
        yield store.name, store.code, store.type


def _cd_stock(retailer: Retailer) -> Iterator[Row]:
    yield "sku", "product_name", "quantity"
    for number in np.flatnonzero(retailer.cd_recorded):
        product = retailer.products[number]
        yield product.sku, product.name, int(retailer.cd_stock[number])


def _store_stock(retailer: Retailer) -> Iterator[Row]:
    """Wide: a column per store but the head office, which keeps no stock."""
    shown = [n for n, store in enumerate(retailer.stores) if store.type != HEAD_OFFICE]
    yield "Codigo", "Nombre", *(retailer.stores[number].in_stock for number in shown)
    cells = retailer.store_stock[shown].T.tolist()
    middle = cells[len(cells) // 2]
    middle[middle.index(0)] = FRACTION
    for product, units in zip(retailer.products, cells, strict=True):
        yield product.sku, product.name, *units


def _sales(retailer: Retailer, wanted: npt.NDArray[np.bool_]) -> Iterator[Row]:
    yield "sku", "product_name", "store", "quantity", "date"
    columns = [column[wanted].tolist() for column in retailer.sales]
    days = [retailer.day(number).isoformat() for number in range(7 * retailer.weeks)]
    for day, store, number, units in zip(*columns, strict=True):
        product = retailer.products[number]
        yield product.sku, product.name, retailer.stores[store].in_sales, units, days[day]


def _blemished(retailer: Retailer, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, the 100th and the 200th of them followed by one like it that is no good."""
    for number, row in enumerate(rows):
        yield row
        if number == 100:
            yield *row[:4], f"{retailer.first_day.year}-{BAD_DATE_MONTH_DAY}"
        elif number == 200:
            yield *row[:3], BAD_QUANTITY, row[4]


def _write(path: Path, rows: Iterable[Row], made: datetime) -> Path:
    with Workbook(path, {"constant_memory": True}) as workbook:
        workbook.set_properties({"created": made})
        sheet = workbook.add_worksheet("Hoja1")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write_number(number, column, cell)
    return path
