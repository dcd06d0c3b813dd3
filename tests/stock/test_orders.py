"""Open purchase orders: a stock upload that says what is coming, and moves nothing."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import IntegrityError
from django.utils import timezone

from catalog.models import Product
from intake.errors import BadFile, SameFile
from intake.models import RejectedRow, SourceFile, WarnedRow
from runs.errors import NotAllowed, Refused
from runs.models import Run
from runs.rows import write_rows
from runs.services import advance, verify
from stock.models import OnOrder, StockCount, StockLevel, StockMovement, StockPosting
from stock.queries import counting_runs, on_order, orders_of, orders_run, stock_position
from tests import do, make

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SOON, LATER = TODAY + timedelta(days=14), TODAY + timedelta(days=60)


def lines(run: Run) -> list[tuple]:
    rows = OnOrder.objects.of(run).order_by("product__sku", "due")
    return list(rows.values_list("product__sku", "due", "units"))


def ids(*skus: str) -> list[int]:
    by_sku = dict(Product.objects.values_list("sku", "pk"))
    return [by_sku[sku] for sku in skus]


def test_a_file_of_orders_becomes_a_stock_run_with_its_lines(tmp_path):
    make.product("TEE", "Old name")
    rows = [
        ("TEE", "Shirt", 24, SOON),
        ("0042", "Game", 6, LATER),
        ("TEE", "Shirt", 12, LATER),
        ("TEE", "Shirt", 6, SOON),
        ("CAP", "Cap", 0, SOON),
        ("CAP", "Cap", 1.5, SOON),
        ("CAP", "Cap", 1, "31/02/2026"),
    ]

    run = do.load_stock(make.orders_file(rows, tmp_path / "o.xlsx"), "orders")

    assert lines(run) == [("0042", LATER, 6), ("TEE", SOON, 30), ("TEE", LATER, 12)]
    assert (run.run_type, run.outcome, run.mode) == ("stock_upload", "completed", "replace")
    assert (run.row_count, run.rejected_count, run.units, run.skus, run.stores) == (4, 3, 48, 2, 0)
    assert run.parameters["place"] == "orders"
    assert run.metadata["orders"] == 3
    rejected = RejectedRow.objects.of(run).order_by("row").values_list("row", "column", "reason")
    assert list(rejected) == [
        (6, "quantity", "units_not_positive"),
        (7, "quantity", "units_not_whole"),
        (8, "due_date", "date_impossible"),
    ]
    warned = WarnedRow.objects.of(run).values_list("row", "reason")
    assert list(warned) == [(5, "duplicate_line")]
    assert dict(Product.objects.values_list("sku", "name")) == {"TEE": "Shirt", "0042": "Game"}
    reason = f"{run.get_run_type_display()} {run.short_id}"
    assert Product.history.get(sku="0042").history_change_reason == reason


def test_orders_move_no_stock_and_are_no_count(tmp_path):
    cd = do.count_cd({"TEE": 5}, tmp_path)
    stores = do.count_stores({"TEE": {"Norte": 2}}, tmp_path)
    tables = (StockLevel, StockMovement, StockPosting)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    position = stock_position(ids("TEE"))

    run = do.order({"TEE": {SOON: 24}, "CAP": {SOON: 6}}, tmp_path)

    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert StockCount.objects.of(run).count() == 0
    after = stock_position(ids("TEE"))
    assert after.mark == position.mark
    assert [after.cd_units.tolist(), after.store_units.tolist()] == [[5], [2]]
    assert counting_runs(after.mark) == [cd, stores]


def test_overdue_orders_are_kept_with_a_warning(tmp_path):
    yesterday = TODAY - timedelta(days=3)

    run = do.order({"TEE": {yesterday: 4, SOON: 2}}, tmp_path)

    assert lines(run) == [("TEE", yesterday, 4), ("TEE", SOON, 2)]
    warned = WarnedRow.objects.of(run).values_list("row", "column", "value", "reason")
    assert list(warned) == [(2, "due_date", str(yesterday), "date_overdue")]
    assert len(run.warnings) == 1


def test_on_order_is_told_in_the_order_asked_up_to_a_day(tmp_path):
    run = do.order({"TEE": {SOON: 24, LATER: 12}, "CAP": {LATER: 6}}, tmp_path)
    other = make.product("MUG").pk
    tee, cap = ids("TEE", "CAP")
    asked = [cap, other, tee, cap]

    everything = on_order(run, asked, None)

    assert everything.tolist() == [6, 0, 36, 6]
    assert everything.dtype == np.int64
    assert on_order(run, np.array(asked), LATER).tolist() == [6, 0, 36, 6]
    assert on_order(run, asked, LATER - timedelta(days=1)).tolist() == [0, 0, 24, 0]
    assert on_order(run, asked, SOON).tolist() == [0, 0, 24, 0]
    assert on_order(run, asked, SOON - timedelta(days=1)).tolist() == [0, 0, 0, 0]
    assert on_order(run, [], None).tolist() == []
    assert on_order(None, asked, None).tolist() == [0, 0, 0, 0]


def test_many_products_are_told_in_one_query(tmp_path, django_assert_num_queries):
    run = do.order({f"SKU {number}": {SOON: number + 1} for number in range(700)}, tmp_path)
    wanted = ids(*(f"SKU {number}" for number in range(699, -1, -1)))

    with django_assert_num_queries(1):
        found = on_order(run, wanted, None)

    assert found.tolist() == list(range(700, 0, -1))
    with django_assert_num_queries(1):
        assert on_order(run, wanted[:3], None).tolist() == [700, 699, 698]


def test_a_run_tells_only_its_own_orders(tmp_path):
    first = do.order({"TEE": {SOON: 24}, "CAP": {SOON: 1}}, tmp_path)
    second = do.order({"TEE": {LATER: 5}}, tmp_path)

    asked = ids("TEE", "CAP")
    assert on_order(first, asked, None).tolist() == [24, 1]
    assert on_order(second, asked, None).tolist() == [5, 0]
    columns = ("product__sku", "due", "units")
    assert [tuple(row[name] for name in columns) for row in orders_of(second)] == [
        ("TEE", LATER, 5)
    ]


def test_the_newest_upload_that_stands_is_the_truth(tmp_path):
    assert orders_run() is None
    first = do.order({"TEE": {SOON: 24}}, tmp_path)
    do.count_cd({"TEE": 5}, tmp_path)
    assert orders_run() == first

    second = do.order({"TEE": {SOON: 2}}, tmp_path)
    assert orders_run() == second
    for outcome in (Run.Outcome.QUEUED, Run.Outcome.RUNNING, Run.Outcome.FAILED):
        make.run(Run.Type.STOCK_UPLOAD, outcome=outcome, parameters={"place": "orders"})
    assert orders_run() == second

    Run.objects.filter(pk=second.pk).update(status=Run.Status.ARCHIVED)
    assert orders_run() == first


def test_an_active_upload_of_orders_does_not_hide_a_newer_one(tmp_path):
    first = do.order({"TEE": {SOON: 24}}, tmp_path)
    advance(first, "activate", by=make.superuser())

    newer = do.order({"TEE": {SOON: 2}}, tmp_path)

    assert orders_run() == newer


def test_orders_are_never_added(tmp_path):
    path = make.orders_file([("TEE", "Shirt", 4, SOON)], tmp_path / "o.xlsx")

    for act in (do.load_stock, do.try_stock):
        said = do.refused(Refused, act, path, "orders", mode="add")

        assert said == (
            "Nothing was loaded: a file of open orders is always the whole list of them. "
            "Choose replace."
        )
    assert Run.objects.count() == 0


def test_a_file_is_the_same_only_as_what_it_was_loaded(tmp_path):
    rows = [("sku", "cantidad", "eta"), ("TEE", 4, SOON)]
    path = make.sheet(rows, tmp_path / "both.xlsx")
    first = do.load_stock(path, "orders")

    said = do.refused(SameFile, do.load_stock, path, "orders")

    assert first.short_id in said
    assert do.load_stock(path, "cd").parameters["place"] == "cd"
    assert do.load_stock(path, "orders", again=True).digest == first.digest


def test_a_dry_run_tells_the_same_and_stores_nothing(tmp_path):
    rows = [("TEE", "Shirt", 4, SOON), ("CAP", "Cap", -4, SOON)]
    path = make.orders_file(rows, tmp_path / "o.xlsx")

    dry = do.try_stock(path, "orders")

    assert (Run.objects.count(), Product.objects.count(), SourceFile.objects.count()) == (0, 0, 0)
    run = do.load_stock(path, "orders")
    assert (dry.digest, dry.rows, dry.rejected, dry.units, dry.skus) == (
        run.digest,
        run.row_count,
        run.rejected_count,
        run.units,
        run.skus,
    )


def test_a_file_without_a_usable_line_is_refused(tmp_path):
    path = make.orders_file([("TEE", "Shirt", 0, SOON)], tmp_path / "o.xlsx")

    said = do.refused(BadFile, do.load_stock, path, "orders")

    assert "Row 2, column “quantity”, value “0”: the quantity must be at least one." in said
    assert Run.objects.count() == 0


def test_who_may_not_upload_uploads_no_orders(tmp_path):
    path = make.orders_file([("TEE", "Shirt", 4, SOON)], tmp_path / "o.xlsx")

    do.refused(NotAllowed, do.load_stock, path, "orders", by=make.user("runs.view_run"))

    assert Run.objects.count() == 0


def test_the_digest_is_of_what_the_orders_say(tmp_path):
    units = {"TEE": {SOON: 24, LATER: 12}, "0042": {SOON: 6}}
    run = do.order(units, tmp_path)
    rows = [(sku, "Other", 1, day) for sku, by in units.items() for day in by]
    rows += [(sku, "", n - 1, day) for sku, by in units.items() for day, n in by.items()]
    rows.reverse()

    same = do.load_stock(make.orders_file(rows, tmp_path / "same.xlsx"), "orders")

    assert same.digest == run.digest
    assert do.order({**units, "0042": {SOON: 7}}, tmp_path).digest != run.digest
    assert do.order({**units, "0042": {LATER: 6}}, tmp_path).digest != run.digest
    assert do.order({**units, "42": {SOON: 6}}, tmp_path).digest != run.digest


def test_a_run_of_orders_is_verified_as_on_its_day(tmp_path):
    """What is too far ahead depends on the day; the run's own counts, which is moved here."""
    far = TODAY + timedelta(days=800)
    rows = [("TEE", "Shirt", 4, SOON), ("CAP", "Cap", 4, far)]
    run = do.load_stock(make.orders_file(rows, tmp_path / "o.xlsx"), "orders")
    assert run.rejected_count == 1
    assert verify(run).same

    Run.objects.filter(pk=run.pk).update(created_at=timezone.now() + timedelta(days=100))
    run.refresh_from_db()
    assert not verify(run).same


@pytest.mark.parametrize(("units", "due"), [(0, LATER), (2, SOON)])
def test_the_database_refuses_an_order_of_nothing_and_the_same_twice(units, due, tmp_path):
    run = do.order({"TEE": {SOON: 1}}, tmp_path)

    with pytest.raises(IntegrityError):
        write_rows(run, OnOrder, {"product": ids("TEE"), "due": [str(due)], "units": [units]})
