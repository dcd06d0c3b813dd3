"""A sales upload deducts its units from the stores' stock, if asked to: once, undone with it."""

import pytest
from django.utils import translation

from intake.errors import SameFile
from runs.errors import Conflict
from runs.services import advance, system_user
from stock.models import StockLevel
from stock.queries import ledger_differences
from tests import do, make

pytestmark = pytest.mark.django_db

DAY = "2025-12-01"
ROWS = [("TEE", "Soho", DAY, 3), ("TEE", "Soho", DAY, 2), ("TEE", "Eden", DAY, -1)]


def levels() -> dict[tuple[str, str], int]:
    rows = StockLevel.objects.known().select_related("product", "location__store")
    return {(level.product.sku, str(level.location)): level.units for level in rows}


@pytest.fixture(autouse=True)
def stock(tmp_path):
    do.count_stores({"TEE": {"Soho": 4, "Eden": 1}}, tmp_path)
    do.count_cd({"TEE": 9}, tmp_path)


def test_sales_leave_the_stock_alone_by_default(tmp_path):
    do.sell(ROWS, tmp_path)

    assert levels() == {("TEE", "Soho"): 4, ("TEE", "Eden"): 1, ("TEE", "CD"): 9}


def test_units_are_deducted_and_returns_come_back(tmp_path):
    run = do.sell(ROWS, tmp_path, deduct_stock=True)

    assert levels() == {("TEE", "Soho"): -1, ("TEE", "Eden"): 2, ("TEE", "CD"): 9}
    assert (run.metadata["deducted"], ledger_differences()) == (4, [])


def test_where_no_stock_is_known_nothing_is_deducted(tmp_path):
    with translation.override("en"):
        run = do.sell([*ROWS, ("CAP", "Soho", DAY, 5)], tmp_path, deduct_stock=True)

    assert ("CAP", "Soho") not in levels()
    assert [text for text in run.warnings if "deducted" in text] == [
        "1 pair of SKU and store has no stock that is known: nothing was deducted there."
    ]


def test_archiving_the_sales_brings_the_units_back(tmp_path):
    run = do.sell(ROWS, tmp_path, deduct_stock=True)

    advance(run, "archive", by=system_user())

    assert levels() == {("TEE", "Soho"): 4, ("TEE", "Eden"): 1, ("TEE", "CD"): 9}
    assert ledger_differences() == []


def test_a_count_that_came_after_stays_as_it_is(tmp_path):
    run = do.sell(ROWS, tmp_path, deduct_stock=True)
    do.count_stores({"TEE": {"Soho": 7}}, tmp_path)

    advance(run, "archive", by=system_user())

    assert levels() == {("TEE", "Soho"): 7, ("TEE", "Eden"): 1, ("TEE", "CD"): 9}


def test_the_same_sales_from_another_file_are_not_deducted_twice_without_being_asked(tmp_path):
    do.sell(ROWS, tmp_path, deduct_stock=True)

    do.refused(SameFile, do.sell, ROWS[::-1], tmp_path, deduct_stock=True)

    assert levels()["TEE", "Soho"] == -1
    do.sell(ROWS[::-1], tmp_path, deduct_stock=True, again=True)
    assert levels()["TEE", "Soho"] == -6


def test_the_same_sales_from_another_file_are_loaded_and_told(tmp_path):
    first = do.sell(ROWS, tmp_path)

    run = do.sell(ROWS[::-1], tmp_path)

    assert [first.short_id in text for text in run.warnings][:1] == [True]
    assert run.digest == first.digest


def test_a_distribution_of_archived_sales_is_refused(tmp_path):
    run = do.sell(ROWS, tmp_path)
    advance(run, "archive", by=system_user())

    assert run.short_id in do.refused(Conflict, make.distribution, run)
