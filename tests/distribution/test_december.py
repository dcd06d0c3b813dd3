"""A real week of a real retailer, with the figures that are known of it."""

import csv
from pathlib import Path

import pytest

from catalog.models import Product, Store
from distribution.models import CdRemainder, Prediction
from intake.models import RejectedRow
from runs.models import Run
from runs.services import verify
from sales.models import SalesRecord
from stock.models import StockCount, StockLevel
from stock.queries import ledger_differences
from tests import do, make

pytestmark = pytest.mark.django_db

# Spellings of the stock file, and the stores of the sales file they mean.
ALIASES = {"La serena": "La Serena", "Bio Bio": "Plaza Bio Bio", "Web": "WEB"}


def expected(december: Path, name: str) -> dict:
    with (december / f"sma1_no_min.{name}.csv").open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header[-1] == "quantity"
    return {tuple(key): int(units) for *key, units in rows}


def lines(run: Run) -> dict[tuple[str, str], int]:
    rows = Prediction.objects.of(run).values_list("product__sku", "store__name", "suggested")
    return {(sku, store): units for sku, store, units in rows}


def test_the_figures_of_the_real_week_come_out(december):
    cd = do.load_stock(december / "Stock_CD.xlsx", "cd")
    stores = do.load_stock(december / "Stock_Tiendas.xlsx", "stores")
    sales = do.load_sales(december / "Ventas_por_tienda.xlsx")
    run = do.distribute(sales, "sma1_no_min")

    assert (cd.row_count, cd.units, cd.skus, cd.rejected_count) == (35_364, 714_311, 35_364, 0)
    assert signs(cd) == (6_407, 47, 28_910)
    assert StockLevel.objects.filter(location__is_cd=True, units__lt=0).count() == 47

    assert stores.stores == 26
    assert (stores.rejected_count, stores.row_count) == (1, 919_463)
    # Of its 110,730 cells above zero one is 0.116: reported, not loaded.
    assert signs(stores) == (110_729, 101, 919_463 - 110_729 - 101)
    assert StockCount.objects.of(stores).count() == 110_830
    rejected = RejectedRow.objects.of(stores).get()
    assert (rejected.value, rejected.reason) == ("0.116", "units_not_whole")

    assert (sales.row_count, sales.units, sales.skus, sales.stores) == (339, 722, 13, 26)
    assert (sales.rejected_count, sales.ignored_count) == (0, 0)
    assert SalesRecord.objects.of(sales).filter(quantity__lt=0).count() == 2

    assert (run.row_count, run.units, run.skus) == (145, 46, 13)
    assert lines(run) == expected(december, "predictions")
    left = CdRemainder.objects.of(run).values_list("product__sku", "left")
    assert {(sku,): units for sku, units in left} == expected(december, "remainder")
    assert run.metadata["cd_left"] == 55
    assert run.metadata["excluded"] == 0
    assert sum(run.metadata["reasons"].values()) == 145
    assert run.warnings == []
    assert Product.objects.count() == 35_364
    assert ledger_differences() == []
    assert [verify(each).same for each in (cd, stores, sales, run)] == [True] * 4


def signs(run: Run) -> tuple[int, int, int]:
    return tuple(run.metadata["file"][name] for name in ("positive", "negative", "zero"))


def test_with_aliases_the_stock_of_differently_spelt_stores_is_deducted_too(december):
    for alias, store in ALIASES.items():
        make.alias(alias, make.store(store))
    do.load_stock(december / "Stock_CD.xlsx", "cd")
    stores = do.load_stock(december / "Stock_Tiendas.xlsx", "stores")
    sales = do.load_sales(december / "Ventas_por_tienda.xlsx")

    run = do.distribute(sales, "sma1_no_min")

    assert {name: stores.parameters["stores"][name] for name in ALIASES} == ALIASES
    assert Store.objects.count() == 26
    before, now = expected(december, "predictions"), lines(run)
    assert {
        pair: (before[pair], units) for pair, units in now.items() if units != before[pair]
    } == {
        ("711719023555", "La Serena"): (2, 0),
        ("711719023555", "Plaza Bio Bio"): (2, 0),
    }
    found = Prediction.objects.of(run).filter(store__name__in=ALIASES.values())
    columns = ("product__sku", "store__name", "window_units", "store_stock", "need")
    assert set(found.exclude(store_stock=0).values_list(*columns)) == {
        ("045496883393", "La Serena", 1, 9, 0),
        ("045496883393", "Plaza Bio Bio", 8, 1, 7),
        ("045496883416", "La Serena", 11, 1, 10),
        ("045496885342", "Plaza Bio Bio", 8, 5, 3),
        ("045496885342", "WEB", 13, 2, 11),
        ("045496885571", "WEB", 3, 2, 1),
        ("045496885847", "La Serena", 2, 1, 1),
        ("4948872415934", "La Serena", 3, 7, 0),
        ("4948872415934", "Plaza Bio Bio", 2, 12, 0),
        ("711719023555", "La Serena", 2, 13, 0),
        ("711719023555", "Plaza Bio Bio", 2, 18, 0),
    }
    assert run.units == 42
