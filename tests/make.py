"""Short makers of what tests need: `make.product("TEE")`. Each fills in what a test leaves out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group, Permission
from django.utils import timezone
from model_bakery import baker
from xlsxwriter import Workbook

from catalog.models import Category, Product, Store, StoreAlias, Supplier
from catalog.services import name_products, stores_with_names
from distribution.services import generate_distribution
from forecasting.models import Uplift
from forecasting.services import generate_forecast
from intake.reading import read_orders, read_sales, read_stock
from intake.services import CREATE, decide_stores, staged
from runs.models import Run, RunSource
from runs.rows import RunRow, write_rows
from runs.services import open_run, process, system_user
from sales.services import SalesFile, write_sales
from stock.models import OnOrder
from stock.services import ORDERS, REPLACE, OrdersFile
from stock.services.counts import StockFile

Cell = str | int | float | date | bool | None
SALES_HEADERS = ("sku", "product_name", "store", "quantity", "date")
CD_HEADERS = ("sku", "product_name", "quantity")
ORDERS_HEADERS = ("sku", "product_name", "quantity", "due_date")
WIDE_HEADERS = ("Codigo", "Nombre")
PASSWORD = "una clave de prueba"


def user(
    *permissions: str, name: str = "", group: str | None = None, staff: bool = False, **fields
) -> AbstractUser:
    """A user with exactly these permissions ("runs.view_run") and, if named, in this group."""
    User = get_user_model()
    made = User.objects.create_user(
        name or f"user{User.objects.count() + 1}", password=PASSWORD, is_staff=staff, **fields
    )
    made.user_permissions.set(map(permission, permissions))
    if group:
        made.groups.add(Group.objects.get(name=group))
    return made


def superuser(name: str = "root") -> AbstractUser:
    return get_user_model().objects.create_superuser(name, password=PASSWORD)


def permission(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def category(name: str = "Toys") -> Category:
    return Category.objects.get_or_create(name=name)[0]


def supplier(name: str | None = None, **fields) -> Supplier:
    return baker.make(Supplier, name=name or f"Supplier {Supplier.objects.count() + 1}", **fields)


def product(sku: str | None = None, name: str = "", **fields) -> Product:
    sku = sku or f"SKU-{Product.objects.count() + 1}"
    return baker.make(Product, sku=sku, name=name or f"Product {sku}", **fields)


def store(name: str | None = None, type: str = Store.Type.PHYSICAL, **fields) -> Store:
    return baker.make(Store, name=name or f"Store {Store.objects.count() + 1}", type=type, **fields)


def alias(text: str, store: Store) -> StoreAlias:
    return StoreAlias.objects.create(alias=text, store=store)


def run(
    run_type: str = Run.Type.SALES_UPLOAD,
    *,
    outcome: str = Run.Outcome.COMPLETED,
    by: AbstractUser | None = None,
    sources: Iterable[Run] = (),
    **fields,
) -> Run:
    """A run as it stands after its processing; its rows are the test's to write."""
    made = Run.objects.create(
        run_type=run_type, outcome=outcome, created_by=by or system_user(), **fields
    )
    for source in sources:
        RunSource.objects.create(run=made, source=source)
    return made


def sales_run(rows: Iterable[Sequence[Cell]], folder: Path, *, by=None, **about) -> Run:
    """Sales loaded from a file, as an upload does it, but for the child process that reads it."""
    path = sales_file(rows, folder / "ventas.xlsx")
    reading = read_sales(path, today=timezone.localdate(), in_process=True)
    stores = decide_stores(reading.table.store.values, CREATE)
    run = _opened(Run.Type.SALES_UPLOAD, path, by, about, {"unknown_stores": CREATE})
    return process(run, prepared=SalesFile(reading, stores))


def sales_rows(rows: Iterable[Sequence]) -> Run:
    """Sales as (SKU, store, day, units), written without a file; what they name is made."""
    rows, by = list(rows), system_user()
    skus, names = (list(dict.fromkeys(row[place] for row in rows)) for place in (0, 1))
    ids = name_products(skus, [""] * len(skus), by=by, reason="").ids.tolist()
    product = dict(zip(skus, ids, strict=True))
    store = stores_with_names(names, by=by, reason="") if names else {}
    made = run()
    write_sales(
        made,
        product=np.array([product[row[0]] for row in rows], np.int64),
        store=np.array([store[row[1]] for row in rows], np.int64),
        day=np.array([row[2] for row in rows], "M8[D]"),
        units=np.array([row[3] for row in rows], np.int64),
    )
    return made


def on_order(rows: Iterable[tuple[str, date, int]], **fields) -> Run:
    """Open purchase orders, written without a file: SKU, day they are due, units."""
    made = run(Run.Type.STOCK_UPLOAD, parameters={"place": "orders"}, **fields)
    rows = [(Product.objects.get_or_create(sku=sku)[0].pk, due, units) for sku, due, units in rows]
    product, due, units = zip(*rows, strict=True)
    columns = {"product": product, "due": np.array(due, dtype="M8[D]"), "units": units}
    write_rows(made, OnOrder, columns)
    return made


def row_columns(model: type[RunRow], count: int) -> dict[str, list | int | str]:
    """As many rows of any model, without their run, with values that its constraints allow."""
    filled = {}
    for field in model._meta.concrete_fields:
        if field.name in ("id", "run"):
            continue
        if field.name in ("product", "row", "line"):
            filled[field.name] = list(range(1, count + 1))  # nothing constrains these keys
        elif field.get_internal_type() in ("CharField", "TextField"):
            filled[field.name] = ""
        elif field.get_internal_type() == "DateField":
            filled[field.name] = "2025-12-01"
        else:
            filled[field.name] = 1 if field.name == "units" else 0
    return filled


def cd_stock(units: Mapping[str, Cell], folder: Path, *, by=None, mode: str = REPLACE) -> Run:
    """Stock of the CD, `{"TEE": 4}`, loaded from a file."""
    rows = [(sku, f"Product {sku}", number) for sku, number in units.items()]
    return _stock_run("cd", cd_file(rows, folder / "cd.xlsx"), by, mode)


def store_stock(
    units: Mapping[str, Mapping[str, Cell]], folder: Path, *, by=None, mode: str = REPLACE
) -> Run:
    """Stock of the stores, `{"TEE": {"SOHO": 4}}`, loaded from a file."""
    return _stock_run("stores", wide_stock_file(units, folder / "tiendas.xlsx"), by, mode)


def orders(units: Mapping[str, Mapping[date, Cell]], folder: Path, *, by=None) -> Run:
    """Open purchase orders, `{"TEE": {date(2026, 1, 5): 24}}`, loaded from a file."""
    path = orders_file(order_rows(units), folder / "ordenes.xlsx")
    reading = read_orders(path, today=timezone.localdate(), in_process=True)
    how = {"place": ORDERS, "mode": REPLACE, "unknown_stores": CREATE}
    run = _opened(Run.Type.STOCK_UPLOAD, path, by, {}, how, mode=REPLACE)
    return process(run, prepared=OrdersFile(reading))


def distribution(sales: Run, mode: str = "sma1_no_min", *, by=None, **about) -> Run:
    """A distribution of a sales run and the stock as it stands, completed."""
    run = generate_distribution(sales, by=by or system_user(), mode=mode, about=about, queue=False)
    return process(run)


def forecast(*sales: Run, reference_day: date = date(2025, 12, 29), **asked) -> Run:
    """A forecast of sales runs and the stock as it stands, completed."""
    asked |= {"reference_day": reference_day}
    return process(generate_forecast(sales, by=system_user(), asked=asked, queue=False))


def uplift(product: Product, percent: int = 10, reason: str = "Christmas") -> Uplift:
    return baker.make(Uplift, product=product, category=None, percent=percent, reason=reason)


def _stock_run(place: str, path: Path, by, mode: str) -> Run:
    reading = read_stock(path, place=place, in_process=True)
    stores = decide_stores(reading.table.stores, CREATE) if place == "stores" else {}
    how = {"place": place, "mode": mode, "unknown_stores": CREATE}
    run = _opened(Run.Type.STOCK_UPLOAD, path, by, {}, how, mode=mode)
    return process(run, prepared=StockFile(reading, stores))


def _opened(run_type: str, path: Path, by, about: Mapping, parameters: Mapping, **fields) -> Run:
    by = by or system_user()
    with path.open("rb") as source, staged(source, path.name) as file:
        file.keep(by)
        return open_run(
            run_type,
            by=by,
            about=about,
            queue=False,
            file_name=file.name,
            file_sha256=file.sha256,
            parameters=parameters,
            **fields,
        )


def sales_file(
    rows: Iterable[Sequence[Cell]], path: Path, *, headers: Sequence[str] = SALES_HEADERS
) -> Path:
    """A sales file: rows of SKU, product, store, quantity, date."""
    return sheet([headers, *rows], path)


def cd_file(
    rows: Iterable[Sequence[Cell]], path: Path, *, headers: Sequence[str] = CD_HEADERS
) -> Path:
    """A stock file of the CD: rows of SKU, product, quantity."""
    return sheet([headers, *rows], path)


def orders_file(
    rows: Iterable[Sequence[Cell]], path: Path, *, headers: Sequence[str] = ORDERS_HEADERS
) -> Path:
    """A file of open purchase orders: rows of SKU, product, units still to come, day."""
    return sheet([headers, *rows], path)


def order_rows(units: Mapping[str, Mapping[date, Cell]]) -> list[tuple]:
    return [
        (sku, f"Product {sku}", number, day)
        for sku, by_day in units.items()
        for day, number in by_day.items()
    ]


def wide_stock_file(
    units: Mapping[str, Mapping[str, Cell]],
    path: Path,
    *,
    headers: Sequence[str] = WIDE_HEADERS,
    names: Mapping[str, str] | None = None,
) -> Path:
    """A stock file of the stores: `{"TEE": {"SOHO": 4}}` gives a row per SKU, a column per store.

    A store that a SKU does not name gets an empty cell.
    """
    stores = list(dict.fromkeys(store for by_store in units.values() for store in by_store))
    rows = [
        (sku, (names or {}).get(sku, f"Product {sku}"), *map(by_store.get, stores))
        for sku, by_store in units.items()
    ]
    return sheet([(*headers, *stores), *rows], path)


def sheet(rows: Iterable[Sequence[Cell]], path: Path, *, name: str = "Hoja1") -> Path:
    """A spreadsheet of one sheet. Texts stay texts (SKUs with zeros in front, formulas)."""
    with Workbook(path) as workbook:
        as_date = workbook.add_format({"num_format": "dd-mm-yyyy"})
        worksheet = workbook.add_worksheet(name)
        for row_number, row in enumerate(rows):
            for column, value in enumerate(row):
                place = (row_number, column)
                match value:
                    case None:
                        pass
                    case str():
                        worksheet.write_string(*place, value)
                    case bool():
                        worksheet.write_boolean(*place, value)
                    case date() | datetime():
                        worksheet.write_datetime(*place, value, as_date)
                    case _:
                        worksheet.write_number(*place, value)
    return path
