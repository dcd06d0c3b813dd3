"""An upload is undone by archiving its run: the stock is as if it had never been loaded."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Store
from forecasting.services.generating import usable_sales
from runs.errors import Conflict
from runs.services import advance, effects_of, system_user
from runs.workflow import STEPS
from stock.errors import NotEnoughStock
from stock.models import StockLevel, StockMovement, StockPosting
from stock.queries import counting_runs, ledger_differences, orders_run, stock_position
from stock.services import ADD
from tests import do, make
from tests.stock.test_services import movements

pytestmark = pytest.mark.django_db


def known() -> dict[tuple[str, str], int]:
    """Units by SKU and place, of what is known."""
    rows = StockLevel.objects.known().select_related("product", "location__store")
    return {(level.product.sku, str(level.location)): level.units for level in rows}


def archive(run):
    return advance(run, "archive", by=system_user())


def told(run) -> list[str]:
    """What archiving would do, in English."""
    with translation.override("en"):
        return effects_of(run, STEPS["archive"])


def send(tmp_path, units: int, sku: str = "TEE"):
    """A distribution of so many units to Soho, executed."""
    run = make.distribution(do.sell([(sku, "Soho", "2025-12-01", units)], tmp_path))
    for step in ("approve", "execute"):
        run = advance(run, step, by=make.superuser(f"boss{units}{step}"))
    return run


def test_what_a_first_count_said_is_unknown_again(tmp_path):
    run = do.count_cd({"TEE": 5, "0042": -2, "NIL": 0}, tmp_path)
    before = stock_position([]).mark

    archive(run)

    assert known() == {}
    assert movements(run)[:2] == [("0042", "-", "CD", 2), ("0042", "CD", "-", 2)]
    assert ledger_differences() == []
    assert counting_runs(stock_position([]).mark) == []
    products = [level.product_id for level in StockLevel.objects.all()]
    assert len(stock_position(products).cd_units) == 0
    assert sorted(stock_position(products, mark=before).cd_units) == [-2, 0, 5]
    assert counting_runs(before) == [run]


def test_the_count_before_it_holds_again(tmp_path):
    do.count_cd({"TEE": 5, "OLD": 3}, tmp_path)
    wrong = do.count_cd({"TEE": 50, "NEW": 7}, tmp_path)
    assert known() == {("TEE", "CD"): 50, ("OLD", "CD"): 0, ("NEW", "CD"): 7}

    archive(wrong)

    assert known() == {("TEE", "CD"): 5, ("OLD", "CD"): 3}
    assert ledger_differences() == []


def test_a_later_count_of_the_same_places_is_not_disturbed(tmp_path):
    wrong = do.count_cd({"TEE": 50, "NEW": 7}, tmp_path)
    do.count_cd({"TEE": 4}, tmp_path)

    archive(wrong)

    assert known() == {("TEE", "CD"): 4}
    assert ledger_differences() == []


def test_what_a_later_count_could_not_read_goes_back(tmp_path):
    do.count_cd({"TEE": 5}, tmp_path)
    wrong = do.count_cd({"TEE": 50}, tmp_path)
    do.count_cd({"TEE": "x", "CAP": 1}, tmp_path)
    assert known()["TEE", "CD"] == 50

    archive(wrong)

    assert known() == {("TEE", "CD"): 5, ("CAP", "CD"): 1}


def test_what_came_in_and_went_out_since_stays(tmp_path):
    do.count_cd({"TEE": 10}, tmp_path)
    more = do.count_cd({"TEE": 6}, tmp_path, mode=ADD)
    do.count_stores({"TEE": {"Soho": 1}}, tmp_path)
    do.count_cd({"TEE": 100}, tmp_path, mode=ADD)
    send(tmp_path, 4)
    assert known() == {("TEE", "CD"): 113, ("TEE", "Soho"): 4}

    archive(more)

    assert known() == {("TEE", "CD"): 107, ("TEE", "Soho"): 4}
    assert ledger_differences() == []


def test_undoing_a_later_count_brings_back_what_was_undone_under_it(tmp_path):
    """The first was undone while the second hid it: once the second goes, the first must not
    come back."""
    do.count_cd({"TEE": 5}, tmp_path)
    first = do.count_cd({"TEE": 50}, tmp_path)
    second = do.count_cd({"TEE": 8}, tmp_path)

    archive(first)
    assert known() == {("TEE", "CD"): 8}
    archive(second)

    assert known() == {("TEE", "CD"): 5}
    assert ledger_differences() == []


def test_units_that_the_cd_has_sent_since_keep_an_upload_from_being_undone(tmp_path):
    do.count_cd({"TEE": 1}, tmp_path)
    more = do.count_cd({"TEE": 10}, tmp_path)
    sent = send(tmp_path, 4)

    said = do.refused(NotEnoughStock, archive, more)

    assert "TEE" in said
    more.refresh_from_db()
    assert (more.status, known()["TEE", "CD"]) == ("DRAFT", 6)
    assert any("refused" in text for text in told(more))
    advance(sent, "undo", by=system_user(), note="wrong")
    archive(more)
    assert known()["TEE", "CD"] == 1


def test_an_upload_is_undone_once(tmp_path):
    run = do.count_cd({"TEE": 5}, tmp_path)
    archive(run)
    moved = StockMovement.objects.count()

    with pytest.raises(Conflict):
        archive(run)

    assert StockMovement.objects.count() == moved


def test_the_same_file_can_be_loaded_again_afterwards(tmp_path):
    path = make.cd_file([("TEE", "Tee", 5)], tmp_path / "cd.xlsx")
    archive(do.load_stock(path, "cd"))

    do.load_stock(path, "cd")

    assert known() == {("TEE", "CD"): 5}


def test_what_would_happen_is_told_beforehand(tmp_path):
    do.count_cd({"TEE": 5}, tmp_path)
    wrong = do.count_cd({"TEE": 2, "NEW": 7}, tmp_path)

    said = told(wrong)

    assert said == [
        "Takes its stock back: 3 units are added and 7 removed, at 2 pairs of SKU and place.",
        "Of 1 pair nothing is known afterwards: only this upload told of it.",
    ]


def test_stores_are_taken_back_like_the_cd(tmp_path):
    do.count_stores({"TEE": {"Soho": 3, "Eden": 2}}, tmp_path)
    wrong = do.count_stores({"TEE": {"Soho": 9}, "CAP": {"Soho": 1}}, tmp_path)

    archive(wrong)

    assert known() == {("TEE", "Soho"): 3, ("TEE", "Eden"): 2}
    assert ledger_differences() == []


LOAD = st.tuples(
    st.sampled_from(["replace", "add"]),
    st.dictionaries(st.sampled_from("ABC"), st.sampled_from([-1, 0, 2, 5, "x"]), min_size=1),
)


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(loads=st.lists(LOAD, min_size=1, max_size=5), data=st.data())
def test_any_uploads_undone_in_any_order_leave_what_the_others_give(loads, data, tmp_path):
    """The oracle loads only the others, in a ledger of its own: the stores Here and There."""
    loads = [(mode, units) for mode, units in loads if set(units.values()) != {"x"}]
    kept = data.draw(st.lists(st.booleans(), min_size=len(loads), max_size=len(loads)))

    def count(store: str, mode: str, units: dict):
        return make.store_stock({sku: {store: n} for sku, n in units.items()}, tmp_path, mode=mode)

    def at(store: str) -> dict[str, int]:
        return {sku: n for (sku, place), n in known().items() if place == store}

    suffix = Store.objects.count()
    here, there = f"Here {suffix}", f"There {suffix}"
    runs = [count(here, *load) for load in loads]
    for load, stays in zip(loads, kept, strict=True):
        if stays:
            count(there, *load)
    undone = [run for run, stays in zip(runs, kept, strict=True) if not stays]
    for run in data.draw(st.permutations(undone)):
        archive(run)

    assert at(here) == at(there)
    assert ledger_differences() == []


def test_archiving_open_orders_moves_no_stock_and_lets_the_upload_before_hold_again(tmp_path):
    soon = timezone.localdate() + timedelta(days=14)
    first, second = (
        do.load_stock(
            make.orders_file([("TEE", "", units, soon)], tmp_path / f"{units}.xlsx"), "orders"
        )
        for units in (5, 7)
    )
    (on_second,), on_first = told(second), told(first)

    archive(second)

    assert (orders_run(), first.short_id in on_second, on_first) == (first, True, [])
    assert len(told(first)) == 1
    archive(first)
    assert orders_run() is None
    assert (StockPosting.objects.count(), StockLevel.objects.count()) == (0, 0)


def test_a_forecast_takes_no_archived_sales_by_itself(tmp_path):
    kept, gone = (do.sell([("TEE", "Soho", "2025-12-01", units)], tmp_path) for units in (1, 2))

    archive(gone)

    assert list(usable_sales()) == [kept]
