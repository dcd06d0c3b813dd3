"""A file of sales sent as stock: its units would become the stock there is."""

import pytest
from django.core.management import CommandError, call_command

from intake.errors import BadFile
from intake.services import staged
from runs.models import Run
from runs.services import process, system_user
from stock.models import StockLevel
from stock.services import upload_stock
from tests import do, make

pytestmark = pytest.mark.django_db

ROWS = [("0012-A", "Cap", "Soho", 4, "2025-12-22"), ("0012-A", "Cap", "Soho", 3, "2025-12-23")]


@pytest.fixture(params=["xlsx", "csv"])
def sales(request, tmp_path):
    if request.param == "xlsx":
        return make.sales_file(ROWS, tmp_path / "ventas.xlsx")
    header = ("sku", "producto", "tienda", "cantidad", "fecha")
    return do.csv_file([header, *ROWS], tmp_path / "ventas.csv")


def load(path, **how) -> Run:
    return do.load_stock(path, how.pop("place", "cd"), **how)


@pytest.mark.parametrize("place", ["cd", "stores"])
def test_it_is_refused_unless_somebody_says_that_it_is_stock(sales, place):
    with pytest.raises(BadFile):
        load(sales, place=place)
    assert not Run.objects.exists()

    run = load(sales, place=place, is_stock=True)

    assert (run.outcome, run.units) == ("completed", 7)
    assert StockLevel.objects.get().units == 7


def test_the_command_has_a_word_for_it(sales):
    with pytest.raises(CommandError):
        call_command("load_stock", str(sales), place="cd")

    call_command("load_stock", str(sales), place="cd", is_stock=True)

    assert StockLevel.objects.get().units == 7


def in_the_background(path, monkeypatch, **how) -> Run:
    """As a file that is too large to be read before the answer."""
    monkeypatch.setattr("intake.services.READ_AT_ONCE", 0)
    with path.open("rb") as content, staged(content, path.name) as file:
        return upload_stock(file, by=system_user(), place="cd", **how)[0]


def test_in_a_large_file_the_worker_finds_it(sales, monkeypatch):
    run = in_the_background(sales, monkeypatch)
    with pytest.raises(BadFile):
        process(run)

    run.refresh_from_db()
    assert (run.outcome, StockLevel.objects.count()) == ("failed", 0)


def test_the_worker_knows_what_somebody_has_said(sales, monkeypatch):
    run = process(in_the_background(sales, monkeypatch, is_stock=True))

    assert (run.outcome, run.units, run.parameters["is_stock"]) == ("completed", 7, True)


@pytest.mark.parametrize(
    "header",
    [
        "sku,tienda,fecha,unidades,ventas",  # which of them is the quantity of sales is open
        "sku,tienda,fecha,cantidad,fecha emision",
        "sku,sucursal,bodega,fecha,cantidad",
    ],
)
def test_it_is_known_also_where_several_columns_could_be_one(header, tmp_path):
    names, lines = header.split(","), (("2025-12-22", 4), ("2025-12-23", 3))
    value = {"sku": "A", "fecha": None, "cantidad": None, "unidades": None, "ventas": 9000}
    rows = [
        [value.get(name, "Soho") or (day if name == "fecha" else units) for name in names]
        for day, units in lines
    ]

    with pytest.raises(BadFile):
        load(do.csv_file([names, *rows], tmp_path / "ventas.csv"))


def test_a_column_that_somebody_said_holds_the_units_may_hold_sold_ones(tmp_path):
    rows = [
        ("sku", "tienda", "fecha", "q"),
        ("A", "X", "2025-12-22", 4),
        ("A", "X", "2025-12-23", 3),
    ]

    with pytest.raises(BadFile):
        load(do.csv_file(rows, tmp_path / "v.csv"), layout={"columns": {"quantity": "q"}})


def test_a_dry_run_says_so_too(sales):
    with pytest.raises(BadFile):
        do.try_stock(sales, "cd")

    assert do.try_stock(sales, "cd", is_stock=True).units == 7


def dated(*days: str) -> list[tuple]:
    lines = (("A", "Soho", 4), ("B", "Eden", 3))
    return [
        ("sku", "tienda", "cantidad", "fecha"),
        *((*line, day) for line, day in zip(lines, days, strict=True)),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        dated("2025-12-22", "2025-12-22"),
        dated("2025-12-22 08:00", "2025-12-22 08:15"),
        dated("2/1/2025", "02/01/2025"),
        dated("2025-12-22", "n/a"),
        dated("lunes", "martes"),
        dated("", ""),
        [("sku", "tienda", "stock", "fecha"), ("A", "X", 4, "1/12/25"), ("A", "Y", 3, "2/12/25")],
        [("sku", "cantidad", "fecha"), ("A", 4, "2025-12-22"), ("B", 3, "2025-12-23")],
        [("sku", "tienda", "cantidad"), ("A", "Soho", 4), ("A", "Eden", 3)],
    ],
    ids=lambda rows: " ".join(map(str, rows[1])),
)
def test_stock_that_says_when_or_where_it_was_counted_is_stock(rows, tmp_path):
    place = "stores" if "tienda" in rows[0] else "cd"

    run = load(do.csv_file(rows, tmp_path / "stock.csv"), place=place)

    assert (run.outcome, run.units) == ("completed", 7)
    assert "is_stock" not in run.parameters
