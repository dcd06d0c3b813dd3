"""Short makers of what tests need: `make.product("TEE")`. Each fills in what a test leaves out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group, Permission
from model_bakery import baker
from xlsxwriter import Workbook

from catalog.models import Category, Product, Store, StoreAlias
from runs.models import Run, RunSource
from runs.services import system_user

Cell = str | int | float | date | bool | None
SALES_HEADERS = ("sku", "product_name", "store", "quantity", "date")
CD_HEADERS = ("sku", "product_name", "quantity")
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
