"""A stored forecast is what its inputs give, for ever; and the same inputs give the same digest."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from catalog.models import Category, Product, Store, Supplier
from forecasting import blocks
from forecasting.models import Forecast, LeftOut, PurchaseSuggestion, Uplift
from forecasting.services import set_uplift
from runs.models import Run
from runs.services import advance, system_user, verify
from stock.models import StockPosting
from tests import do, make

pytestmark = pytest.mark.django_db

MONDAY = date(2025, 9, 1)
WEEKS = 12
REFERENCE = MONDAY + timedelta(weeks=WEEKS)
SOLD = {
    ("0042", "Norte"): [4, 0, 3, 5, 0, 0, 0, 6, 2, 4, 4, 1],
    ("0042", "Ñuñoa"): [0, 1, 0, 0, 2],
    ("42", "Sur"): [9, 8, 7, 9, 8, 9, 7, 8, 9, 9, 8, 9],
    ("TEE", "Norte"): [1, -2, 0, 30, 1, 0, 0, 0, 0, 2],
    ("TEE", "WEB"): [2] * 12,
    ("OLD", "Norte"): [3, 3],
    ("RARE", "Sur"): [1],
}
SALES = [
    (sku, f"Product {sku}", store, units, str(MONDAY + timedelta(weeks=week)))
    for (sku, store), numbers in SOLD.items()
    for week, units in enumerate(numbers)
]
CD = [("0042", "Game", 7), ("42", "Presale", -2), ("TEE", "Shirt", 1)]
STORES = [
    ("Codigo", "Nombre", "Norte", "Sur", "Ñuñoa"),
    ("0042", "Game", 1, 0, -1),
    ("TEE", "Shirt", 90, 2, 0),
]
ASKED = {
    "ses3": {"min_weeks_history": 2},
    "given": {"lead_time_days": 10, "service_level": "0.9", "coverage_weeks": "1.5"},
    "filtered": {"about": {"store_filter": "Norte, Ñuñoa"}},
    "sma3": {"method": "sma3", "reference_day": REFERENCE - timedelta(weeks=2)},
}
# One digest of each for ever: another value means that stored forecasts would no longer verify,
# or that the databases do not agree.
PINNED = {
    "ses3": "da60a40a2712948ddd430c5e1109a74412bb431bbf550fa4e0ed4b0807416726",
    "given": "2d82984d8c42aee84328fd2f76c9f2737d10cd061ff7082b26a982aac549aa7d",
    "filtered": "419542fad5fff1bebda710d5594309f4ac5c39aad778ce473d842d99f02ce0dc",
    "sma3": "fda157e8bda39712ab22d54707f3c3672ea1f2e1950113eb676421c99be1e41a",
}


def catalogue() -> None:
    """Terms, an uplift, and a product that is new to the catalogue."""
    toys = make.category("Toys")
    far = make.supplier("Far", lead_time_days=21, lead_time_spread_days=Decimal("3.5"))
    terms = {"supplier": far, "category": toys, "pack_size": 6, "moq": 12}
    Product.objects.filter(sku="0042").update(**terms, unit_cost=Decimal("9.90"))
    Product.objects.filter(sku="42").update(category=toys, unit_cost=100)
    Product.objects.filter(sku="OLD").update(is_active=False)
    make.product("NEW", category=toys, unit_cost=5)
    new = datetime(2025, 11, 3, 12, tzinfo=UTC)
    Product.history.update(history_date=datetime(2025, 5, 1, 12, tzinfo=UTC))
    Product.history.filter(sku="NEW").update(history_date=new)
    by = system_user()
    set_uplift(by=by, percent=Decimal("12.5"), reason="Christmas", category=toys)
    set_uplift(by=by, percent=Decimal(-30), reason="Out of fashion", sku="TEE")


def loaded(folder: Path, *, shuffle: int = 0, ending: str = "xlsx") -> list[Run]:
    """The fixed case: two uploads that overlap, stock that ran out once, orders."""
    rows, cd, stores = list(SALES), list(CD), list(STORES)
    if shuffle:
        chance = random.Random(shuffle)
        chance.shuffle(rows)
        chance.shuffle(cd)
        stores = [stores[0], *reversed(stores[1:])]
    write = do.csv_file if ending == "csv" else make.sheet
    late = str(MONDAY + timedelta(weeks=6))
    older = [(*row[:3], row[3] + (row[4] == late), row[4]) for row in rows if row[4] <= late]
    newer = [row for row in rows if row[4] >= late]
    sales = [
        do.load_sales(write([make.SALES_HEADERS, *part], folder / f"{name}.{ending}"))
        for name, part in (("older", older), ("newer", newer))
    ]
    was_counted(do.count_stores({"0042": {"Norte": 5}}, folder), weeks=0)
    was_counted(do.count_stores({"0042": {"Norte": 0}}, folder), weeks=4)
    was_counted(do.load_stock(write(stores, folder / f"stores.{ending}"), "stores"), weeks=7)
    do.load_stock(write([make.CD_HEADERS, *cd], folder / f"cd.{ending}"), "cd")
    make.on_order([("0042", REFERENCE, 5), ("TEE", REFERENCE + timedelta(weeks=40), 9)])
    catalogue()
    return sales


def was_counted(count: Run, weeks: int) -> None:
    """Count stock as of a Monday in the past."""
    midnight = datetime.combine(MONDAY + timedelta(weeks=weeks), datetime.min.time())
    StockPosting.objects.filter(run=count).update(at=timezone.make_aware(midnight))


def asked_for(sales: list[Run]) -> dict[str, Run]:
    how = {"reference_day": REFERENCE}
    return {name: do.forecast(*sales, **{**how, **asked}) for name, asked in ASKED.items()}


def digests(folder: Path, **how) -> dict[str, str]:
    return {name: run.digest for name, run in asked_for(loaded(folder, **how)).items()}


def test_the_digests_of_a_fixed_case_never_change_on_any_database(tmp_path):
    assert digests(tmp_path) == PINNED


def test_the_fixed_case_has_something_of_everything(tmp_path):
    runs = asked_for(loaded(tmp_path))
    rows = {row.product.sku: row for row in PurchaseSuggestion.objects.of(runs["ses3"])}

    assert set(rows) == {"0042", "42", "TEE", "NEW"}
    assert rows["0042"].history == "4,1,3,5,2,0,0,6,2,4,4,1"
    assert rows["0042"].levels != rows["0042"].history
    assert (rows["0042"].weeks, rows["0042"].on_order, rows["0042"].supplier) == (12, 5, "Far")
    assert (rows["NEW"].is_new, rows["TEE"].uplift, rows["42"].uplift) == (True, -30, 12.5)
    reasons = LeftOut.objects.of(runs["ses3"]).values_list("product__sku", "reason")
    assert dict(reasons) == {"OLD": "inactive", "RARE": "little_history"}
    stores = Forecast.objects.of(runs["filtered"]).values_list("store__name", flat=True)
    assert set(stores) == {"Norte", "Ñuñoa"}
    assert rows["TEE"].transfer_units > 0
    assert len({run.digest for run in runs.values()}) == len(runs)


@pytest.mark.parametrize(
    "how",
    [{"shuffle": 1}, {"ending": "csv"}, {"ending": "csv", "shuffle": 2}],
    ids=str,
)
def test_neither_the_order_of_rows_nor_the_kind_of_file_changes_a_digest(how, tmp_path):
    assert digests(tmp_path, **how) == PINNED


@pytest.mark.parametrize("series", [1, 2, 5])
def test_the_size_of_blocks_changes_no_digest(series, tmp_path, monkeypatch):
    """Blocks of one product each are enough of them to be computed side by side."""
    monkeypatch.setattr(blocks.blocks, "__defaults__", (series,))

    assert digests(tmp_path) == PINNED


def test_what_was_in_the_database_before_changes_no_digest(tmp_path):
    """Other ids, another order of creation, another history of the stock."""
    make.store("Ñuñoa")
    for sku in ("TEE", "42", "ELSE"):
        make.product(sku)
    do.count_stores({"TEE": {"Sur": 9}}, tmp_path)
    do.sell([("TEE", "Otra", MONDAY, 5)], tmp_path)
    make.on_order([("TEE", REFERENCE, 77)])

    assert digests(tmp_path) == PINNED


@pytest.fixture
def runs(tmp_path) -> dict[str, Run]:
    return asked_for(loaded(tmp_path))


def later_uploads(folder):
    do.sell([("TEE", "Norte", REFERENCE - timedelta(days=7), 90)], folder)
    do.sell([("ELSE", "Otra", MONDAY, 4)], folder)


def later_stock(folder):
    do.count_cd({"TEE": 800, "ELSE": 5}, folder)
    do.count_stores({"TEE": {"Norte": 1}, "0042": {"Sur": 50, "Otra": 3}}, folder)


def later_terms(folder):
    other = make.supplier("Near", lead_time_days=1)
    everything = {"unit_cost": 777, "pack_size": 5, "moq": 500, "supplier": other}
    Product.objects.update(**everything, category=make.category("Books"))
    Supplier.objects.filter(name="Far").update(lead_time_days=90, name="Very far")
    Category.objects.filter(name="Toys").update(name="Games")


def later_uplifts(folder):
    Uplift.objects.all().delete()
    set_uplift(by=system_user(), percent=Decimal(500), reason="Boom", sku="42")


def later_names(folder):
    """The names of stores that were asked for are now others'."""
    Store.objects.filter(name="Norte").update(name="Zona Norte")
    Store.objects.filter(name="Sur").update(name="Norte")
    Store.objects.filter(name="Ñuñoa").update(name="A Ñuñoa")
    Product.objects.filter(sku="TEE").update(name="Another name")


def later_products(folder):
    Product.objects.filter(sku__in=["TEE", "NEW"]).update(is_active=False)
    Product.objects.filter(sku="OLD").update(is_active=True)
    Product.objects.filter(sku="0042").update(is_merchandise=False)
    make.product("NEWER", category=Category.objects.get(name="Toys"))


def later_orders(folder):
    make.on_order([("0042", REFERENCE, 500), ("42", REFERENCE, 80)])


def later_archived_sources(folder):
    Run.objects.exclude(run_type=Run.Type.FORECAST_V2).update(status=Run.Status.ARCHIVED)


def later_undone_uploads(folder):
    for run in Run.objects.exclude(run_type=Run.Type.FORECAST_V2).order_by("number"):
        advance(run, "archive", by=system_user(), note="")


def later_reservations(folder):
    do.count_cd({"0042": 50, "TEE": 50}, folder)
    sales = do.sell([("TEE", "Norte", MONDAY, 9), ("0042", "Sur", MONDAY, 9)], folder)
    advance(do.distribute(sales, "sma1_no_min"), "approve", by=system_user(), note="")


@pytest.mark.parametrize(
    "later",
    [
        later_uploads,
        later_stock,
        later_terms,
        later_uplifts,
        later_names,
        later_products,
        later_orders,
        later_archived_sources,
        later_undone_uploads,
        later_reservations,
    ],
)
def test_a_forecast_verifies_whatever_came_after_it(later, runs, settings, tmp_path):
    settings.FASTDSO_FOUR_EYES = False
    before = {name: rows_of(run) for name, run in runs.items()}

    later(tmp_path)

    found = {name: verify(Run.objects.get(pk=run.pk)) for name, run in runs.items()}
    assert {name: each.computed for name, each in found.items()} == PINNED
    assert {name: each.same for name, each in found.items()} == dict.fromkeys(runs, True)
    assert {name: rows_of(run) for name, run in runs.items()} == before


def rows_of(run: Run) -> list[list[dict]]:
    models = (PurchaseSuggestion, Forecast, LeftOut)
    return [list(model.objects.of(run).order_by("pk").values()) for model in models]


def test_a_forecast_with_a_reservation_verifies_when_it_is_released(runs, settings, tmp_path):
    settings.FASTDSO_FOUR_EYES = False
    do.count_cd({"42": 50}, tmp_path)
    distribution = do.distribute(runs["sma3"].sources.filter(run_type="sales_upload").first())
    distribution = advance(distribution, "approve", by=system_user(), note="")
    sales = runs["ses3"].sources.filter(run_type=Run.Type.SALES_UPLOAD)
    reserved = do.forecast(*sales, reference_day=REFERENCE)
    assert reserved.digest != do.forecast(*sales, reference_day=REFERENCE, horizon_weeks=9).digest

    advance(distribution, "revoke", by=system_user(), note="because")

    assert verify(reserved).same
    assert PurchaseSuggestion.objects.of(reserved).get(product__sku="42").reserved == 9


def test_what_an_undone_upload_said_of_the_stock_is_no_evidence(runs):
    zero = Run.objects.of_type(Run.Type.STOCK_UPLOAD).order_by("number")[1]
    sales = runs["ses3"].sources.filter(run_type=Run.Type.SALES_UPLOAD)

    advance(zero, "archive", by=system_user(), note="")

    again = do.forecast(*sales, reference_day=REFERENCE, **ASKED["ses3"])
    before, after = (
        PurchaseSuggestion.objects.of(run).get(product__sku="0042") for run in (runs["ses3"], again)
    )
    assert (before.history, before.store_stock) == (after.history, after.store_stock)
    assert before.levels != after.levels


@pytest.mark.parametrize("days", [1, 400])
def test_times_enter_no_digest(days, runs, monkeypatch):
    later = timezone.now() + timedelta(days=days)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    assert [verify(run).same for run in runs.values()] == [True] * len(runs)


def test_verifying_writes_nothing(runs):
    before = list(Run.objects.order_by("number").values()), rows_of(runs["ses3"])

    verify(runs["ses3"])

    assert (list(Run.objects.order_by("number").values()), rows_of(runs["ses3"])) == before
