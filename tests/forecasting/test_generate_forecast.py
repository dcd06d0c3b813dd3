"""What the statistical forecast makes of sales, stock, terms, orders and uplifts (R-41, R-42)."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Product
from forecasting.models import Forecast, LeftOut, PurchaseSuggestion, Uplift
from forecasting.reasons import explanation
from forecasting.services import generate_forecast, set_uplift
from runs.errors import Conflict, NotAllowed, Refused
from runs.models import Run
from runs.services import advance, process, system_user
from stock.models import StockPosting
from tests import do, make
from tests.forecasting import slow

pytestmark = pytest.mark.django_db

MONDAY = date(2025, 9, 1)
ONE_CYCLE = {"lead_time_days": 7, "coverage_weeks": 1}  # protection: two weeks


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def weekly(sku: str, store: str, units: Iterable[int], first: date = MONDAY) -> list[do.Sale]:
    """One row a week, always on the same weekday."""
    return [(sku, store, first + timedelta(weeks=n), number) for n, number in enumerate(units)]


def after(weeks: int) -> date:
    return MONDAY + timedelta(weeks=weeks)


def forecast(rows: Iterable[do.Sale], weeks: int = 8, **asked) -> Run:
    """Of these sales, as they are known after so many weeks."""
    how = {"reference_day": after(weeks), **ONE_CYCLE, **asked}
    return do.forecast(make.sales_rows(rows), **how)


def line(run: Run, sku: str = "TEE") -> PurchaseSuggestion:
    return PurchaseSuggestion.objects.of(run).get(product__sku=sku)


def lines(run: Run, *fields: str) -> dict:
    rows = PurchaseSuggestion.objects.of(run).values_list("product__sku", *fields)
    return {sku: values[0] if len(values) == 1 else tuple(values) for sku, *values in rows}


def left_out(run: Run) -> dict[str, tuple]:
    rows = LeftOut.objects.of(run).values_list("product__sku", "reason", "weeks", "units")
    return {sku: tuple(rest) for sku, *rest in rows}


def test_a_steady_product_worked_out_by_hand(tmp_path):
    """Ten a week for six weeks: the level is 10, D = 20, no error was ever seen (n = 4, w = 2), so
    v* = (2·0 + 4·e^(−1.2 + 1.7·ln 20)) / 6 · (1 + 1/2) = e^(−1.2)·20^1.7 = 49.06.
    """
    make.product(
        "TEE",
        unit_cost=Decimal("1250.50"),
        pack_size=12,
        moq=30,
        supplier=make.supplier("Norte SA", lead_time_days=90),
        category=make.category("Shirts"),
    )
    run_of_stock = make.cd_stock({"TEE": 5}, tmp_path)
    make.store_stock({"TEE": {"Norte": 3, "Sur": -2}}, tmp_path)
    orders = make.on_order([("TEE", after(8), 4), ("TEE", after(8) + timedelta(days=1), 50)])

    run = forecast(weekly("TEE", "Norte", [10] * 6), weeks=6)

    row = line(run)
    assert (row.base_demand, row.weekly_demand, row.slow, row.fast, row.tuned) == (10,) * 5
    assert (row.weeks, row.weeks_sold, row.pattern, row.is_new) == (6, 6, "smooth", False)
    assert (row.periods, row.demand, row.spread) == (2, 20, Decimal("7.00"))
    assert (row.abc, row.service_level) == ("A", Decimal("0.975"))
    assert row.target == slow.least(20, 49.06, "0.975") == 35
    assert (row.safety_stock, row.required_units) == (15, 35)
    assert (row.cd_stock, row.store_stock, row.on_order, row.reserved) == (5, 3, 4, 0)
    assert row.position == 5 + 3 + 4
    # 23 are lacking; at least 30, in packs of 12: three packs.
    assert (row.suggested, row.cost, row.unit_cost) == (36, 36 * Decimal("1250.50"), 1250.5)
    assert (row.pack, row.moq, row.lead_time_days) == (12, 30, 7)
    assert (row.supplier, row.category) == ("Norte SA", "Shirts")
    assert (row.cover_weeks, row.decision, row.doubts) == (Decimal("4.8"), "buy", "")
    assert (row.history, row.levels) == ("10,10,10,10,10,10", ",".join(["10.0"] * 6))
    assert set(run.sources.all()) >= {run_of_stock, orders}
    assert explanation(row) == [
        "It sells 10.00 a week: the mean of a slow (10.00), a fast (10.00) and a tuned (10.00) "
        "smoothing of 6 weeks, 6 of them with sales.",
        f"Over the 2.00 weeks until an order placed later could arrive, 20.00 units are expected, "
        f"and with 95 % certainty between {row.demand_low} and {row.demand_high}. To serve 97.5 % "
        "of such periods without a stock-out, 35 are needed: 15.00 of them are safety stock.",
        "There are 12: CD 5, less 0 reserved; stores 3; on order 4.",
        "23 are lacking; in packs of 12 and at least 30, that is 36 to buy.",
    ]


def test_a_product_in_two_stores_agrees_with_the_slow_way():
    norte, sur = [4, 6, 2, 8, 4, 4, 6, 2], [1, 0, 3, 0, 2, 0, 0, 5]
    run = forecast([*weekly("TEE", "Norte", norte), *weekly("TEE", "Sur", sur)])

    row = line(run)
    parts = [slow.smoothings(store) for store in (norte, sur)]
    for name in ("slow", "fast", "tuned"):
        assert getattr(row, name) == to_cents(sum(part[name] for part in parts))
    base = slow.level(norte) + slow.level(sur)
    assert row.base_demand == row.weekly_demand == to_cents(base)
    assert row.demand == to_cents(2 * base)
    variance = slow.variance([norte, sur], 2)
    assert row.spread == to_cents(variance**0.5)
    assert row.target == slow.least(float(2 * base), variance, "0.975")
    assert row.suggested == row.target
    by_store = Forecast.objects.of(run).values_list("store__name", "level")
    assert dict(by_store) == {
        "Norte": round(Decimal(float(slow.level(norte))), 3),
        "Sur": round(Decimal(float(slow.level(sur))), 3),
    }


def to_cents(number) -> Decimal:
    return round(Decimal(float(number)), 2)


def test_the_supplier_s_lead_time_counts_unless_one_is_given():
    make.product("TEE", supplier=make.supplier("Far", lead_time_days=35))
    make.product("CAP", supplier=make.supplier("Silent"))
    rows = [*weekly("TEE", "Norte", [5] * 8), *weekly("CAP", "Norte", [5] * 8)]

    own = forecast(rows, lead_time_days=None)
    given = forecast(rows, lead_time_days=0)

    assert lines(own, "lead_time_days", "periods") == {"TEE": (35, 6), "CAP": (14, 3)}
    assert lines(given, "lead_time_days", "periods") == {"TEE": (0, 1), "CAP": (0, 1)}


def test_an_uncertain_lead_time_asks_for_more():
    spread = {"lead_time_spread_days": Decimal("7.0")}
    make.product("TEE", supplier=make.supplier("Late", lead_time_days=7, **spread))
    make.product("CAP", supplier=make.supplier("Punctual", lead_time_days=7))
    rows = [row for sku in ("TEE", "CAP") for row in weekly(sku, "Norte", [10] * 8)]

    run = forecast(rows, lead_time_days=None, service_level="0.95")

    spreads = lines(run, "spread")
    # m²·var(L) = (10 a week · 1 week)² comes on top.
    assert abs(spreads["TEE"] ** 2 - spreads["CAP"] ** 2 - 100) < Decimal("0.3")
    targets = lines(run, "target")
    assert targets["TEE"] > targets["CAP"]


def test_the_service_level_is_that_of_the_class_unless_one_is_given():
    rows = [
        *weekly("TEE", "Norte", [80] * 8),
        *weekly("CAP", "Norte", [15] * 8),
        *weekly("MUG", "Norte", [5] * 8),
    ]

    by_class, given = forecast(rows), forecast(rows, service_level="0.99")

    assert lines(by_class, "abc", "service_level") == {
        "TEE": ("A", Decimal("0.975")),
        "CAP": ("B", Decimal("0.95")),
        "MUG": ("C", Decimal("0.9")),
    }
    assert set(lines(given, "service_level").values()) == {Decimal("0.99")}
    before, now = lines(by_class, "target"), lines(given, "target")
    assert [sku for sku in before if now[sku] <= before[sku]] == []


def test_classes_are_of_value_where_costs_are_known():
    make.product("TEE", unit_cost=1)
    make.product("CAP", unit_cost=1000)

    run = forecast([*weekly("TEE", "Norte", [80] * 8), *weekly("CAP", "Norte", [5] * 8)])

    assert lines(run, "abc") == {"TEE": "C", "CAP": "A"}


def test_an_uplift_of_a_sku_goes_before_that_of_its_category_and_stands_apart():
    toys = make.category("Toys")
    for sku in ("TEE", "CAP"):
        make.product(sku, category=toys)
    by = system_user()
    set_uplift(by=by, percent=Decimal("50"), reason="Christmas", category=toys)
    set_uplift(by=by, percent=Decimal("-20.5"), reason="It is out of fashion", sku="CAP")
    rows = [row for sku in ("TEE", "CAP", "MUG") for row in weekly(sku, "Norte", [10] * 8)]

    run = forecast(rows)

    fields = ("base_demand", "uplift", "uplift_reason", "weekly_demand", "demand")
    assert lines(run, *fields) == {
        "TEE": (10, 50, "Christmas", 15, 30),
        "CAP": (10, Decimal("-20.5"), "It is out of fashion", Decimal("7.95"), Decimal("15.9")),
        "MUG": (10, 0, "", 10, 20),
    }
    levels = dict(Forecast.objects.of(run).values_list("product__sku", "level"))
    assert levels == {"TEE": 15, "CAP": Decimal("7.95"), "MUG": 10}
    targets = lines(run, "target")
    assert targets["CAP"] < targets["MUG"] < targets["TEE"]
    assert explanation(line(run))[1] == (
        "The planner's uplift of 50.00 % (Christmas) makes it 15.00."
    )


@pytest.mark.parametrize(("days", "counted"), [(-1, 0), (0, 30), (1, 30)])
def test_an_uplift_counts_until_its_last_day(days, counted):
    make.product("TEE")
    until = after(8) + timedelta(days=days)
    set_uplift(by=system_user(), percent=Decimal(30), reason="Fair", sku="TEE", until=until)

    assert line(forecast(weekly("TEE", "Norte", [10] * 8))).uplift == counted


def test_an_uplift_of_minus_a_hundred_percent_buys_nothing():
    make.product("TEE")
    set_uplift(by=system_user(), percent=Decimal(-100), reason="Recalled", sku="TEE")

    row = line(forecast(weekly("TEE", "Norte", [10] * 8)))

    assert (row.base_demand, row.weekly_demand, row.target, row.suggested) == (10, 0, 0, 0)
    assert (row.decision, row.cover_weeks) == ("no", None)


def test_classic_methods_know_no_uplift():
    make.product("TEE")
    set_uplift(by=system_user(), percent=Decimal(100), reason="Fair", sku="TEE")

    row = line(forecast(weekly("TEE", "Norte", [10] * 8), method="sma3"))

    assert (row.base_demand, row.weekly_demand, row.uplift) == (10, 10, 0)


@pytest.mark.parametrize("lead_time", [7, 22, 51, 109])
def test_orders_count_that_are_due_until_the_last_day_of_the_protection(lead_time):
    last = after(8) + timedelta(days=lead_time + 7)
    make.on_order([("TEE", after(0), 1), ("TEE", last, 2), ("TEE", last + timedelta(days=1), 4)])

    run = forecast(weekly("TEE", "Norte", [10] * 8), lead_time_days=lead_time)

    assert line(run).on_order == 3


def test_only_the_newest_list_of_orders_counts():
    make.on_order([("TEE", after(8), 7)])
    make.on_order([("TEE", after(8), 90)], status=Run.Status.ARCHIVED)
    newest = make.on_order([("TEE", after(8), 5), ("CAP", after(8), 9)])
    make.on_order([("TEE", after(8), 80)], outcome=Run.Outcome.FAILED)

    run = forecast(weekly("TEE", "Norte", [10] * 8))

    assert line(run).on_order == 5
    assert list(run.sources.filter(parameters__place="orders")) == [newest]


def test_what_an_approved_distribution_reserved_is_not_counted_on(settings, tmp_path):
    settings.FASTDSO_FOUR_EYES = False
    make.cd_stock({"TEE": 9}, tmp_path)
    sales = make.sales_rows(weekly("TEE", "Norte", [4] * 8))
    distribution = make.distribution(sales)
    how = {"reference_day": after(8), **ONE_CYCLE}
    before = line(do.forecast(sales, **how))

    advance(distribution, "approve", by=system_user(), note="")
    reserved = line(do.forecast(sales, **how))

    assert (before.cd_stock, before.reserved, before.position) == (9, 0, 9)
    assert (reserved.cd_stock, reserved.reserved, reserved.position) == (9, 4, 5)
    assert reserved.suggested == before.suggested + 4


def test_a_negative_count_is_no_stock_and_no_debt(tmp_path):
    make.cd_stock({"TEE": -7}, tmp_path)
    make.store_stock({"TEE": {"Norte": -3, "Sur": 2}}, tmp_path)

    row = line(forecast(weekly("TEE", "Norte", [10] * 8)))

    assert (row.cd_stock, row.store_stock, row.position) == (-7, 2, 2)


def test_archived_products_and_what_is_no_merchandise_are_left_out_with_the_reason():
    make.product("OLD", is_active=False)
    make.product("DESPACHO", is_merchandise=False)
    rows = [
        *weekly("OLD", "Norte", [3] * 8),
        *weekly("DESPACHO", "WEB", [30] * 8),
        *weekly("TEE", "Norte", [10] * 8),
    ]

    run, classic = forecast(rows), forecast(rows, method="sma3")

    assert set(lines(run, "suggested")) == {"TEE"}
    assert left_out(run) == {
        "OLD": ("inactive", 8, 24),
        "DESPACHO": ("no_merchandise", 8, 240),
    }
    assert run.metadata["left_out"] == 2
    assert (set(lines(classic, "suggested")), left_out(classic)) == ({"OLD", "DESPACHO", "TEE"}, {})


def test_too_little_history_and_no_sales_in_the_period_are_left_out_with_the_reason():
    rows = [
        *weekly("TEE", "Norte", [10] * 8),
        *weekly("CAP", "Norte", [10] * 2),
        *weekly("MUG", "Norte", [4], first=after(8)),  # in the week that is not over
    ]

    run = forecast(rows, min_weeks_history=3, reference_day=after(8) + timedelta(days=3))

    assert set(lines(run, "suggested")) == {"TEE"}
    assert left_out(run) == {"CAP": ("little_history", 2, 20), "MUG": ("no_sales", 0, 4)}


def known_since(at: datetime, *skus: str) -> None:
    Product.history.filter(sku__in=skus).update(history_date=at)


def test_a_product_that_is_new_to_the_catalogue_counts_as_its_category():
    toys, books = make.category("Toys"), make.category("Books")
    for sku, category in (("A", toys), ("B", toys), ("C", toys), ("D", books)):
        make.product(sku, category=category)
    make.product("NEW", category=toys, unit_cost=10)
    make.product("LONE", category=make.category("Empty"))
    make.product("OFF", category=toys, is_active=False)
    make.product("BAG", category=toys, is_merchandise=False)
    make.product("NONE")
    make.product("FIRST", category=toys)
    known_since(datetime(2025, 6, 1, 12, tzinfo=UTC), "A", "B", "C", "D", "FIRST")
    known_since(datetime(2025, 10, 1, 12, tzinfo=UTC), "NEW", "LONE", "OFF", "BAG", "NONE")
    sold = {"A": 2, "B": 6, "C": 10, "D": 90}
    rows = [row for sku, units in sold.items() for row in weekly(sku, "Norte", [units] * 8)]

    run = forecast(rows)

    fields = ("is_new", "base_demand", "weeks", "doubts")
    assert lines(run, *fields)["NEW"] == (True, 6, 0, "new,no_cd_stock")
    assert lines(run, *fields)["LONE"] == (True, 0, 0, "")
    assert set(lines(run, "pk")) == {*sold, "NEW", "LONE"}
    row = line(run, "NEW")
    assert (row.decision, row.history, row.suggested > 6) == ("review", "", True)
    assert explanation(row)[0] == (
        "It has no sales yet: it is expected to sell like the others of “Toys”, 6.00 a week."
    )
    assert set(lines(forecast(rows, method="sma3"), "pk")) == set(sold)


def test_weeks_that_the_ledger_knows_a_store_was_out_of_stock_do_not_lower_the_level(tmp_path):
    units = [10, 10, 10, 10, 0, 0, 0, 10]
    sold_out = weekly("TEE", "Norte", units)
    without = line(forecast(sold_out))
    for number, at in ((4, -1), (0, 4), (9, 7)):
        count = make.store_stock({"TEE": {"Norte": number}}, tmp_path)
        midnight = timezone.make_aware(datetime.combine(after(at), datetime.min.time()))
        StockPosting.objects.filter(run=count).update(at=midnight)

    masked = line(forecast(sold_out))

    assert without.base_demand < masked.base_demand == 10
    assert (without.weeks, without.weeks_sold) == (8, 5)
    assert (masked.weeks, masked.weeks_sold) == (5, 5)
    assert masked.history == "10,10,10,10,,,,10"


def test_returns_never_make_a_demand_below_zero():
    row = line(forecast(weekly("TEE", "Norte", [1, -9, -9, -9, -9])))

    assert (row.base_demand, row.demand, row.suggested, row.decision) == (0, 0, 0, "no")


STORES = {"TEE": {"Norte": 30, "Sur": 0, "Cerrada": 7}}


def test_units_a_transfer_would_save_are_told(tmp_path):
    """Norte holds more than its target, Sur nothing; Cerrada sells none of it."""
    make.store_stock(STORES, tmp_path)
    make.cd_stock({"TEE": 1}, tmp_path)

    run = forecast([*weekly("TEE", "Norte", [5] * 8), *weekly("TEE", "Sur", [5] * 8)])

    targets = dict(Forecast.objects.of(run).values_list("store__name", "target"))
    surplus, lacking = 30 - targets["Norte"] + 7, targets["Sur"]
    assert line(run).transfer_units == min(surplus, lacking - 1) > 0
    stock = dict(Forecast.objects.of(run).values_list("store__name", "stock"))
    assert stock == {"Norte": 30, "Sur": 0}


def test_with_a_store_filter_only_those_stores_sell_and_hold(tmp_path):
    make.store_stock(STORES, tmp_path)
    make.cd_stock({"TEE": 1}, tmp_path)
    sales = make.sales_rows(
        [
            *weekly("TEE", "Norte", [5] * 8),
            *weekly("TEE", "Sur", [7] * 8),
            *weekly("CAP", "Norte", [7] * 8),
        ]
    )

    found = {
        name: do.forecast(sales, about={"store_filter": name}, reference_day=after(8), **ONE_CYCLE)
        for name in ("", "Sur", "Sur, Cerrada")
    }

    fields = ("base_demand", "cd_stock", "store_stock", "position")
    assert lines(found["Sur"], *fields) == {"TEE": (7, 1, 0, 1)}
    assert lines(found["Sur, Cerrada"], *fields) == {"TEE": (7, 1, 7, 8)}
    assert lines(found[""], *fields)["TEE"] == (12, 1, 37, 38)
    assert found["Sur"].stores == 1
    assert line(found["Sur"]).transfer_units == 0


def totals(run: Run) -> dict:
    """Of a whole run: SKUs to buy, their units, cost, how many lack a cost, stock-outs ahead."""
    bought = Q(suggested__gt=0)
    return PurchaseSuggestion.objects.of(run).aggregate(
        skus=Count("pk", filter=bought),
        review=Count("pk", filter=Q(decision="review")),
        units=Sum("suggested", default=0),
        cost=Sum("cost", default=0),
        without_cost=Count("pk", filter=bought & Q(unit_cost__isnull=True)),
        stock_outs=Count("pk", filter=Q(position__lt=F("demand"), demand__gt=0)),
        transfer=Sum("transfer_units", default=0),
    )


def test_the_figures_kept_with_a_run_are_those_of_its_rows(tmp_path):
    make.cd_stock({"TEE": 0, "CAP": 500, "BACK": -9}, tmp_path)
    make.product("MUG", unit_cost=Decimal("9.90"))
    rows = [
        *weekly("TEE", "Norte", [10] * 8),
        *weekly("CAP", "Norte", [10] * 8),
        *weekly("MUG", "Sur", [1, 0, 0, 0, 9]),
        *weekly("BACK", "Sur", [1, -1, 0, 0, 0, 0, -2, 0]),
    ]

    for run in (forecast(rows), forecast(rows, method="sma3"), forecast(rows, method="last_week")):
        found = totals(run)
        kept = run.metadata
        assert found["units"] == run.units
        assert {
            "skus": kept["to_buy"],
            "review": kept["to_review"],
            "cost": Decimal(kept["cost"]),
            "without_cost": kept["without_cost"],
            "stock_outs": kept["stock_outs"],
            "transfer": kept["transfer"],
        } == {name: value for name, value in found.items() if name != "units"}


def test_only_active_merchandise_that_no_upload_names_counts_as_without_sales():
    make.product("OLD", is_active=False)
    make.product("BAG", is_merchandise=False)
    make.product("QUIET")
    rows = [*weekly("OLD", "Norte", [1] * 8), *weekly("TEE", "Norte", [1] * 8)]

    assert forecast(rows).metadata["without_sales"] == 1


DAYS = 7 * 8
WHOLE = ",".join(["14"] * 8)


def daily(units: int = 2, days: int = DAYS, first: date = MONDAY, sku: str = "TEE") -> list:
    return [(sku, "Norte", first + timedelta(days=number), units) for number in range(days)]


NO_STOCK = "No CD stock was uploaded yet: nothing of it is deducted."
NO_COST = "1 SKU to buy has no unit cost: the total cost lacks it."


def test_weeks_between_uploads_are_missing_and_not_zero_and_this_is_said():
    early = make.sales_rows(daily(days=21))
    late = make.sales_rows(daily(first=after(5), days=21))

    run = do.forecast(early, late, reference_day=after(8), **ONE_CYCLE)

    row = line(run)
    assert (row.base_demand, row.weeks, row.history) == (14, 6, "14,14,14,,,14,14,14")
    assert run.metadata["weeks"] == {"first": str(MONDAY), "count": 8, "known": 6}
    assert run.warnings == [
        "2 weeks lie between the uploads: their sales are unknown, not zero.",
        NO_STOCK,
        NO_COST,
    ]


def test_incomplete_weeks_at_the_edges_are_left_out_and_this_is_said():
    """From a Friday to a Tuesday: five days of the last week and two of the first are missing."""
    first = MONDAY + timedelta(days=4)
    rows = daily(first=first, days=7 * 7 + 5)
    assert rows[-1][2] == after(8) + timedelta(days=1)

    run = do.forecast(
        make.sales_rows([*rows, ("CAP", "Norte", first, 9)]), reference_day=after(9), **ONE_CYCLE
    )

    row = line(run)
    assert (row.base_demand, row.history) == (14, ",14,14,14,14,14,14,14,")
    assert left_out(run) == {"CAP": ("no_sales", 0, 9)}
    assert run.warnings == [
        "2 weeks at the edges of uploads are incomplete: they were left out.",
        NO_STOCK,
        NO_COST,
    ]


def test_incomplete_weeks_within_overlapping_uploads_are_complete():
    rows = daily()
    uploads = [make.sales_rows(rows[:25]), make.sales_rows(rows[20:])]

    run = do.forecast(*uploads, reference_day=after(8), **ONE_CYCLE)

    assert line(run).history == WHOLE
    assert run.warnings == [
        "5 rows of older uploads were left out: newer ones name the same SKU, store and day.",
        NO_STOCK,
        NO_COST,
    ]


@pytest.mark.parametrize("weekday", range(7))
def test_weekly_sums_on_one_weekday_are_whole_weeks(weekday):
    rows = weekly("TEE", "Norte", [10] * 8, first=MONDAY + timedelta(days=weekday))

    run = forecast(rows)

    assert line(run).history == ",".join(["10"] * 8)
    assert run.warnings == [NO_STOCK, NO_COST]


def little(weeks: str) -> str:
    return (
        f"{weeks} of history, for a protection period of 6.0: how far the forecast may err is "
        "taken from a general rule, and each suggestion should be looked at."
    )


def test_a_single_week_of_history_gives_something_and_its_doubt():
    run = do.forecast(make.sales_rows(daily(days=7)), reference_day=after(1))

    row = line(run)
    assert (row.base_demand, row.demand, row.decision) == (14, 84, "review")
    assert row.target == row.suggested > 84
    assert set(row.doubts.split(",")) == {"little_history", "no_cd_stock"}
    assert run.metadata["accuracy"] == {}
    assert run.warnings == [
        NO_STOCK,
        "There is 1 week of history: how far the forecast may err is taken from a general rule, "
        "and each suggestion should be looked at.",
        NO_COST,
    ]


def test_twenty_six_days_of_december_give_something_and_its_doubt():
    december = date(2025, 12, 1)
    sales = make.sales_rows(daily(days=26, first=december))

    run = do.forecast(sales, reference_day=date(2025, 12, 27))
    later = do.forecast(sales, reference_day=date(2025, 12, 29))

    assert (line(run).base_demand, line(run).history) == (14, "14,14,14")
    assert run.warnings == [NO_STOCK, little("There are 3 weeks"), NO_COST]
    assert (line(later).base_demand, line(later).history) == (14, "14,14,14,")
    assert later.warnings == [
        "1 week at the edge of an upload is incomplete: it was left out.",
        NO_STOCK,
        little("There are 3 weeks"),
        NO_COST,
    ]


def test_sales_of_a_few_days_are_taken_for_what_they_are():
    """There is no complete week: nothing better is to be had."""
    run = do.forecast(make.sales_rows(daily(days=3)), reference_day=after(1))

    assert (line(run).base_demand, line(run).decision) == (6, "review")


@pytest.mark.parametrize(
    ("weeks", "history"), [(9, WHOLE + ","), (12, WHOLE + "," * 4), (300, None)]
)
def test_sales_much_older_than_the_reference_day_are_said_to_be(weeks, history):
    run = do.forecast(make.sales_rows(daily()), reference_day=after(weeks), **ONE_CYCLE)

    s = "" if weeks == 9 else "s"
    assert run.warnings[0] == (
        f"The newest sales are of {after(8) - timedelta(days=1)}, {weeks - 8} week{s} before the "
        f"reference day ({after(weeks)}): upload newer ones, or choose that day."
    )
    if history:
        assert (line(run).base_demand, line(run).history) == (14, history)
    else:
        assert left_out(run) == {"TEE": ("no_sales", 0, 2 * DAYS)}


@pytest.mark.parametrize("method", ["ses3", "sma3"])
def test_sales_after_the_reference_day_alone_give_an_empty_forecast_that_says_so(method):
    run = do.forecast(
        make.sales_rows(daily()), method=method, reference_day=MONDAY - timedelta(days=9)
    )

    assert (run.row_count, run.units, run.outcome) == (0, 0, "completed")
    assert left_out(run) == {"TEE": ("no_sales", 0, 2 * DAYS)}
    assert run.warnings == [
        NO_STOCK,
        f"No SKU got a forecast: no upload has sales in the weeks before "
        f"{MONDAY - timedelta(days=9)}.",
    ]


@pytest.mark.parametrize("method", ["ses3", "sma3"])
def test_a_store_filter_that_leaves_nothing_gives_an_empty_forecast(method):
    make.store("Eden")

    run = do.forecast(
        make.sales_rows(daily()),
        about={"store_filter": "Eden"},
        method=method,
        reference_day=after(8),
    )

    assert (run.row_count, run.outcome, run.metadata["left_out"]) == (0, "completed", 0)


def test_stock_that_is_older_than_the_sales_is_said_to_be(tmp_path):
    today = timezone.localdate()
    count = make.cd_stock({"TEE": 1}, tmp_path)
    Run.objects.filter(pk=count.pk).update(created_at=timezone.now() - timedelta(days=30))
    first = today - timedelta(days=today.weekday(), weeks=8)
    sales = make.sales_rows(daily(first=first))

    run = do.forecast(sales, reference_day=first + timedelta(weeks=8), **ONE_CYCLE)

    day = today - timedelta(days=30)
    assert run.warnings[0] == f"The stock of the CD is of {day}, older than the sales."


def test_more_than_two_years_are_not_looked_at():
    rows = weekly("TEE", "Norte", [500] * 3 + [10] * 120)

    run = forecast(rows, weeks=123)

    assert run.metadata["weeks"] == {"first": str(after(19)), "count": 104, "known": 104}
    assert line(run).weeks == 104


def test_without_any_sales_nothing_is_computed():
    said = do.refused(Refused, generate_forecast, by=system_user())

    assert said == "Nothing was computed: there are no sales yet. Upload a sales file."
    assert not Run.objects.filter(run_type=Run.Type.FORECAST_V2).exists()


def test_all_uploads_that_are_usable_are_taken_unless_some_are_named():
    rows = weekly("TEE", "Norte", [10] * 8)
    first, second, archived = (make.sales_rows(rows) for _number in range(3))
    Run.objects.filter(pk=archived.pk).update(status=Run.Status.ARCHIVED)
    make.run(outcome=Run.Outcome.FAILED)

    every = do.forecast(reference_day=after(8))
    one = do.forecast(first, first, reference_day=after(8))

    assert set(every.sources.all()) == {first, second}
    assert set(one.sources.all()) == {first}
    assert line(every).base_demand == line(one).base_demand == 10


def test_archived_and_other_runs_are_refused_as_sales(tmp_path):
    archived = make.sales_rows(weekly("TEE", "Norte", [1]))
    Run.objects.filter(pk=archived.pk).update(status=Run.Status.ARCHIVED)
    archived.refresh_from_db()
    stock = make.cd_stock({"TEE": 1}, tmp_path)
    by = system_user()

    said = do.refused(Conflict, generate_forecast, [archived], by=by)
    other = do.refused(Refused, generate_forecast, [stock], by=by)

    assert said == (
        f"Nothing was computed: run {archived.short_id} is archived. Choose another sales upload."
    )
    assert other == (f"Nothing was computed: run {stock.short_id} is no sales upload. Choose one.")


def test_who_may_not_generate_gets_no_forecast():
    make.sales_rows(weekly("TEE", "Norte", [1]))

    do.refused(NotAllowed, generate_forecast, by=make.user("runs.view_run"))

    assert not Run.objects.filter(run_type=Run.Type.FORECAST_V2).exists()


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"lead_time_days": -1}, "the lead time is between 0 and 730 days"),
        ({"lead_time_days": 731}, "the lead time is between 0 and 730 days"),
        ({"coverage_weeks": "0.49"}, "the coverage is between 0.5 and 104 weeks"),
        ({"coverage_weeks": "many"}, "“many” is no number"),
        ({"coverage_weeks": "NaN"}, "“NaN” is no number"),
        ({"coverage_weeks": "-Infinity"}, "“-Infinity” is no number"),
        ({"coverage_weeks": "1e400"}, "“1e400” is no number"),
        ({"coverage_weeks": "1.00001"}, "“1.00001” has more than four decimals"),
        ({"safety_weeks": "-0.1"}, "the safety is between 0 and 104 weeks"),
        ({"min_weeks_history": 0}, "the least history is between 1 and 104 weeks"),
        ({"horizon_weeks": 3}, "the horizon is between 4 and 26 weeks"),
        ({"horizon_weeks": 27}, "the horizon is between 4 and 26 weeks"),
        ({"service_level": "1"}, "the service level is between 0.5 and 0.9999"),
        ({"service_level": "0.4999"}, "the service level is between 0.5 and 0.9999"),
        ({"campaign": "x" * 65}, "the campaign has more than 64 characters"),
        (
            {"reference_day": date(1999, 12, 31)},
            "the reference day is between the years 2000 and 2099",
        ),
        (
            {"reference_day": date(9999, 12, 31)},
            "the reference day is between the years 2000 and 2099",
        ),
        (
            {"method": "crystal ball"},
            "there is no method “crystal ball”. Choose one of: ses3, sma3, sma2, last_week",
        ),
    ],
)
def test_what_cannot_be_is_refused_before_a_run_is_opened(asked, why):
    make.sales_rows(weekly("TEE", "Norte", [1]))

    said = do.refused(Refused, generate_forecast, by=system_user(), asked=asked)

    assert said == f"Nothing was computed: {why}."
    assert not Run.objects.filter(run_type=Run.Type.FORECAST_V2).exists()


def test_an_unknown_store_in_the_filter_is_refused():
    make.sales_rows(weekly("TEE", "Norte", [1]))

    said = do.refused(
        Refused, generate_forecast, by=system_user(), about={"store_filter": "Atlantis"}
    )

    assert said == "Nothing was generated: the store filter names unknown stores: Atlantis."


def test_uplifts_are_set_changed_and_removed_by_who_may_and_remembered():
    make.product("TEE")
    planner, reader = make.user(group="Analyst"), make.user(group="Back office")
    set_uplift(by=planner, percent=Decimal(10), reason="Fair", sku="TEE")
    changed = set_uplift(by=planner, percent=Decimal(20), reason=" Bigger fair ", sku="TEE")

    assert list(Uplift.objects.values_list("percent", "reason")) == [(20, "Bigger fair")]
    assert [str(past.history_user) for past in changed.history.all()] == [planner.username] * 2
    how = {"by": planner, "percent": Decimal(5), "reason": "Because"}
    refusals = [
        do.refused(NotAllowed, set_uplift, **{**how, "by": reader}, sku="TEE"),
        do.refused(Refused, set_uplift, **how),
        do.refused(Refused, set_uplift, **how, sku="TEE", category=make.category()),
        do.refused(Refused, set_uplift, **{**how, "reason": " "}, sku="TEE"),
        do.refused(Refused, set_uplift, **how, sku="NOPE"),
    ]
    assert refusals == [
        "Nothing was done: your user lacks the permission. Ask an administrator for it.",
        "Nothing was saved: name either a SKU or a category.",
        "Nothing was saved: name either a SKU or a category.",
        "Nothing was saved: an uplift needs a reason.",
        "Nothing was saved: there is no SKU “NOPE”.",
    ]


def test_stock_as_it_stands_when_computed_is_taken(tmp_path):
    make.cd_stock({"TEE": 9}, tmp_path)
    sales = make.sales_rows(weekly("TEE", "Norte", [10] * 8))
    run = generate_forecast([sales], by=system_user(), asked={"method": "sma3"}, queue=False)
    make.cd_stock({"TEE": 2}, tmp_path)

    assert line_or_none(process(run)) is None
    asked = {"method": "sma3", "reference_day": after(8)}
    run = generate_forecast([sales], by=system_user(), asked=asked, queue=False)
    make.cd_stock({"TEE": 3}, tmp_path)

    assert line(process(run)).cd_stock == 3


def line_or_none(run: Run) -> PurchaseSuggestion | None:
    return PurchaseSuggestion.objects.of(run).first()


@dataclass(frozen=True)
class Terms:
    """A product of a random retailer."""

    units: list[int]
    pack: int
    moq: int
    cost: int | None
    cd: int | None
    ordered: int
    uplift: int


PRODUCTS = st.lists(
    st.builds(
        Terms,
        units=st.lists(st.integers(-3, 12) | st.just(300), min_size=1, max_size=12),
        pack=st.sampled_from([1, 1, 6, 50]),
        moq=st.sampled_from([0, 0, 10, 1000]),
        cost=st.none() | st.integers(0, 5000),
        cd=st.none() | st.integers(-9, 60),
        ordered=st.integers(0, 20),
        uplift=st.sampled_from([0, 0, -100, 35]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(products=PRODUCTS, method=st.sampled_from(["ses3", "ses3", "sma3", "last_week"]))
def test_whatever_is_sold_the_decision_agrees_with_the_quantity(products, method):
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        rows = []
        for number, terms in enumerate(products):
            sku = f"P{number}"
            make.product(sku, pack_size=terms.pack, moq=terms.moq, unit_cost=terms.cost)
            rows += weekly(sku, "Norte", terms.units)
            if terms.uplift:
                percent = Decimal(terms.uplift)
                set_uplift(by=system_user(), percent=percent, reason="So", sku=sku)
        counted = {f"P{n}": terms.cd for n, terms in enumerate(products) if terms.cd is not None}
        make.cd_stock({**counted, "OTHER": 1}, Path(folder))
        ordered = [(f"P{n}", after(9), t.ordered) for n, t in enumerate(products) if t.ordered]
        make.on_order([*ordered, ("OTHER", after(9), 1)])

        run = forecast(rows, weeks=12, method=method)

        for row in PurchaseSuggestion.objects.of(run):
            assert (row.decision == "no") == (row.suggested == 0)
            if row.suggested:
                assert (row.decision == "review") == bool(row.doubts)
            assert row.cost == (None if row.unit_cost is None else row.suggested * row.unit_cost)
            if method == "ses3":
                assert (row.suggested > 0) == (row.position < row.target)
                assert row.suggested % row.pack == 0
                assert row.suggested == 0 or row.suggested >= row.moq
                assert row.suggested == 0 or row.position + row.suggested >= row.target
                assert row.demand_low <= row.demand <= row.demand_high or row.demand < 1
                assert row.position == max(row.cd_stock or 0, 0) + row.on_order
        transaction.set_rollback(True)


def test_where_all_have_too_little_history_it_is_not_said_that_nothing_was_sold():
    run = forecast(weekly("TEE", "Norte", [1] * 8), min_weeks_history=9)

    assert LeftOut.objects.of(run).get().reason == "little_history"
    assert run.warnings[-1] == "No SKU got a forecast: see what was left out, and why."
