"""forecast and budget."""

from datetime import date, timedelta

import pytest

from forecasting.models import PurchaseSuggestion
from runs.models import Run
from runs.services import verify
from tests import do, make

MONDAY = date(2025, 9, 1)
REFERENCE = MONDAY + timedelta(weeks=8)


@pytest.fixture
def sales(db, tmp_path) -> Run:
    make.product("0042", "Game", unit_cost=10, pack_size=6)
    make.store("Sur")
    do.count_cd({"0042": 5}, tmp_path)
    weeks = [MONDAY + timedelta(weeks=week) for week in range(8)]
    rows = [(sku, "Norte", day, units) for sku, units in (("0042", 9), ("CAP", 2)) for day in weeks]
    return do.sell(rows, tmp_path)


def forecasts():
    return Run.objects.filter(run_type=Run.Type.FORECAST_V2)


def test_forecast_tells_its_run_and_totals(command, sales):
    done = command("forecast", "--sales-run", sales.short_id, "--reference-day", REFERENCE)

    made = forecasts().get()
    rows = PurchaseSuggestion.objects.of(made)
    facts = done.facts
    assert done.status == 0
    assert (facts["run_id"], facts["outcome"]) == (str(made.pk), "completed")
    assert (facts["skus"], facts["units"]) == (2, sum(row.suggested for row in rows))
    assert (facts["to_buy"], facts["left_out"], facts["digest"]) == (2, 0, made.digest)
    assert facts["cost"] == str(rows.get(product__sku="0042").cost)
    assert facts["warnings"] == made.warnings
    assert (made.mode, made.created_by.username) == ("ses3", "sistema")
    assert verify(made).same


def test_forecast_takes_every_parameter_a_description_and_who_acts(command, sales):
    make.user("runs.generate_run", name="ana")

    done = command(
        *("forecast", "--method", "sma2", "--lead-time-days", 3, "--coverage-weeks", "2.5"),
        *("--safety-weeks", "0.5", "--min-weeks-history", 2, "--reference-day", REFERENCE),
        *("--horizon-weeks", 26, "--service-level", "0.9", "--campaign", "Cyber", "--by", "ana"),
        *("--folio", "F-2", "--store-filter", "Norte", "--notes", "n", "--fecha-doc", "2025-11-01"),
    )

    made = Run.objects.get(pk=done.facts["run_id"])
    asked = {
        "method": "sma2",
        "lead_time_days": 3,
        "coverage_weeks": "2.5",
        "safety_weeks": "0.5",
        "min_weeks_history": 2,
        "reference_day": str(REFERENCE),
        "horizon_weeks": 26,
        "service_level": "0.9",
        "campaign": "Cyber",
    }
    assert {name: made.parameters[name] for name in asked} == asked
    assert (made.folio, made.store_filter, made.notes) == ("F-2", "Norte", "n")
    assert (made.fecha_doc, made.created_by.username) == (date(2025, 11, 1), "ana")


def test_forecast_takes_all_usable_uploads_unless_some_are_named(command, sales, tmp_path):
    more = do.sell([("MUG", "Sur", MONDAY, 3)], tmp_path)
    archived = do.sell([("OLD", "Sur", MONDAY, 3)], tmp_path)
    Run.objects.filter(pk=archived.pk).update(status=Run.Status.ARCHIVED)
    make.run(outcome=Run.Outcome.FAILED)
    day = ("--reference-day", REFERENCE)

    every = command("forecast", *day)
    both = command("forecast", *day, "--sales-run", sales.pk, "--sales-run", more.short_id)
    one = command("forecast", *day, "--sales-run", sales.pk, "--sales-run", sales.short_id)

    found = [Run.objects.get(pk=done.facts["run_id"]) for done in (every, both, one)]
    sources = [set(run.sources.filter(run_type=Run.Type.SALES_UPLOAD)) for run in found]
    assert sources == [{sales, more}, {sales, more}, {sales}]
    assert [done.facts["skus"] for done in (every, both, one)] == [3, 3, 2]


@pytest.mark.parametrize("source", ["unknown", "short", "stock", "waiting", "failed", "archived"])
def test_forecast_refuses_what_is_no_usable_sales_run(source, command, sales):
    if source == "archived":
        Run.objects.filter(pk=sales.pk).update(status=Run.Status.ARCHIVED)
    text = {
        "unknown": lambda: "abcdef01",
        "short": lambda: sales.short_id[:7],
        "stock": lambda: Run.objects.get(run_type=Run.Type.STOCK_UPLOAD).short_id,
        "waiting": lambda: make.run(outcome=Run.Outcome.QUEUED).short_id,
        "failed": lambda: make.run(outcome=Run.Outcome.FAILED).short_id,
        "archived": lambda: sales.short_id,
    }[source]()

    done = command("forecast", "--sales-run", text)

    assert (done.status, done.output) == (1, "")
    assert text in done.complaint
    assert not forecasts().exists()


def test_forecast_without_any_sales_is_refused(command):
    done = command("forecast")

    assert (done.status, done.output) == (1, "")
    assert done.complaint == (
        "Nothing was computed: there are no sales yet. Upload a sales file.\n"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        ("--lead-time-days", "-1"),
        ("--coverage-weeks", "0.4"),
        ("--safety-weeks", "many"),
        ("--min-weeks-history", "0"),
        ("--horizon-weeks", "27"),
        ("--service-level", "1"),
        ("--reference-day", "1999-01-01"),
        ("--reference-day", "9999-12-31"),
        ("--campaign", "x" * 65),
        ("--store-filter", "Atlantis"),
        ("--by", "nobody"),
    ],
    ids=str,
)
def test_forecast_refuses_what_cannot_be_with_a_sentence(wrong, command, sales):
    done = command("forecast", *wrong)

    assert (done.status, done.output) == (1, "")
    assert done.complaint.startswith("Nothing was ")
    assert not forecasts().exists()


@pytest.mark.parametrize(
    "wrong",
    [
        ("--method", "magic"),
        ("--reference-day", "yesterday"),
        ("--horizon-weeks", "few"),
        ("--nonsense",),
    ],
    ids=str,
)
def test_wrong_usage_of_forecast_ends_with_status_2(wrong, machine):
    done = machine("forecast", *wrong)

    assert (done.status, done.output) == (2, "")


def test_budget_tells_what_to_buy_in_which_order(command, sales):
    made = do.forecast(sales, reference_day=REFERENCE)
    before = list(Run.objects.order_by("number").values())

    done = command("budget", made.short_id, "120,50")

    assert done.status == 0
    assert done.facts == {
        "lines": [
            {
                "rank": 1,
                "sku": "0042",
                "product": "Product 0042",
                "units": 12,
                "cost": "120.00",
                "spent": "120.00",
            }
        ],
        "left": "0.50",
        "without_cost": 1,
    }
    assert list(Run.objects.order_by("number").values()) == before


@pytest.mark.parametrize("wrong", ["money", "type", "unknown", "waiting", "user"])
def test_budget_refuses_with_a_sentence(wrong, command, sales):
    made = do.forecast(sales, reference_day=REFERENCE)
    make.user("runs.generate_run", name="eva")
    waiting = make.run(Run.Type.FORECAST_V2, outcome=Run.Outcome.QUEUED)
    arguments = {
        "money": (made.pk, "a lot"),
        "type": (sales.pk, "100"),
        "unknown": ("abcdef01", "100"),
        "waiting": (waiting.pk, "100"),
        "user": (made.pk, "100", "--by", "eva"),
    }[wrong]

    done = command("budget", *arguments)

    assert (done.status, done.output) == (1, "")
    assert len(done.complaint.splitlines()) == 1
