"""Asking for a forecast, and saying what only the planner knows."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from forecasting.models import PurchaseSuggestion, Uplift
from runs.models import Run
from tests import do, make
from tests.pages.reading import alerts, content, every, links, one, root, rows_of, words

pytestmark = pytest.mark.django_db

MONDAY = date(2025, 9, 1)
REFERENCE = MONDAY + timedelta(weeks=8)
NEW = "/forecast_v2/new/"
UPLIFTS = "/forecast_v2/uplifts/"


@pytest.fixture
def sales(tmp_path) -> Run:
    rows = [("TEE", "Norte", MONDAY + timedelta(weeks=n), 10) for n in range(8)]
    return do.sell(rows, tmp_path)


def forecasts():
    return Run.objects.filter(run_type=Run.Type.FORECAST_V2)


def errors(response) -> list[str]:
    """What the form says is wrong."""
    return [words(note) for note in every(content(response), class_="fd-error")] or alerts(response)


def proposed(response, name: str) -> str:
    field = one(root(response), id=f"id_{name}")
    return dict(field.attributes).get("value", "")


def choices(response) -> list:
    """The uploads offered."""
    boxes = every(content(response), "input", type="checkbox")
    return [box for box in boxes if dict(box.attributes)["id"].startswith("id_sales_runs")]


def test_without_sales_it_leads_to_the_upload(client):
    answer = client.get(NEW)

    assert words(one(content(answer), class_="fd-empty-title")) == _("There are no sales yet")
    assert links(content(answer))[_("Upload sales")] == "/upload/"
    assert [*every(content(answer), "form")] == []


def test_it_proposes_the_defaults_and_the_day_after_old_sales(client, sales):
    answer = client.get(NEW)

    names = ("coverage_weeks", "safety_weeks", "horizon_weeks", "min_weeks_history")
    assert [proposed(answer, name) for name in names] == ["4", "1", "8", "1"]
    assert proposed(answer, "lead_time_days") == proposed(answer, "service_level") == ""
    assert proposed(answer, "reference_day") == str(MONDAY + timedelta(weeks=7, days=1))
    methods = [dict(option.attributes) for option in every(root(answer), "option")]
    chosen = [option["value"] for option in methods if "selected" in option]
    assert "ses3" in chosen
    (choice,) = choices(answer)
    assert dict(choice.attributes)["value"] == str(sales.pk)
    assert "checked" not in dict(choice.attributes)


def test_with_fresh_sales_it_proposes_today(client, tmp_path):
    today = timezone.localdate()
    do.sell([("TEE", "Norte", today - timedelta(days=3), 1)], tmp_path)

    assert proposed(client.get(NEW), "reference_day") == str(today)


def test_the_upload_one_comes_from_is_marked(client, sales, tmp_path):
    do.sell([("CAP", "Norte", MONDAY, 1)], tmp_path)

    answer = client.get(NEW, {"sales_run": sales.pk})

    marked = [
        dict(choice.attributes)["value"]
        for choice in choices(answer)
        if "checked" in dict(choice.attributes)
    ]
    assert marked == [str(sales.pk)]
    assert client.get(NEW, {"sales_run": "x\0"}).status_code == 200


def test_nothing_filled_in_is_a_forecast_of_all_uploads_with_the_defaults(client, sales, tmp_path):
    other = do.sell([("CAP", "Norte", MONDAY, 1)], tmp_path)

    answer = client.post(NEW, {})

    made = forecasts().get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert (made.outcome, made.mode, made.created_by.username) == ("queued", "ses3", "ana")
    assert set(made.sources.all()) == {sales, other}
    assert made.parameters == {
        "method": "ses3",
        "lead_time_days": None,
        "coverage_weeks": "4",
        "safety_weeks": "1",
        "min_weeks_history": 1,
        "reference_day": str(timezone.localdate()),
        "horizon_weeks": 8,
        "service_level": None,
        "campaign": "",
    }


def test_what_is_filled_in_is_what_is_computed(client, sales, run_worker, tmp_path):
    do.sell([("CAP", "Sur", MONDAY, 1)], tmp_path)
    given = {
        "method": "sma3",
        "reference_day": str(REFERENCE),
        "lead_time_days": "7",
        "coverage_weeks": "2.5",
        "safety_weeks": "0.5",
        "horizon_weeks": "12",
        "min_weeks_history": "2",
        "service_level": "",
        "campaign": "Cyber",
        "sales_runs": [str(sales.pk)],
        "folio": "F-9",
        "store_filter": "Norte",
    }

    client.post(NEW, given)
    run_worker()

    made = forecasts().get()
    assert (made.outcome, made.folio, made.store_filter) == ("completed", "F-9", "Norte")
    row = PurchaseSuggestion.objects.of(made).get()
    assert (row.product.sku, row.weekly_demand, row.periods) == ("TEE", 10, 4)
    assert made.parameters["campaign"] == "Cyber"


BAD = [
    {"method": "magic"},
    {"reference_day": "31/31/2025"},
    {"reference_day": "1999-01-01"},
    {"reference_day": "9999-12-31"},
    {"lead_time_days": "-1"},
    {"lead_time_days": "soon"},
    {"lead_time_days": "9" * 30},
    {"coverage_weeks": "0"},
    {"coverage_weeks": "NaN"},
    {"coverage_weeks": "1e400"},
    {"safety_weeks": "-1"},
    {"service_level": "95"},
    {"service_level": "0.12345"},
    {"horizon_weeks": "3"},
    {"horizon_weeks": "27"},
    {"min_weeks_history": "0"},
    {"min_weeks_history": "105"},
    {"campaign": "x" * 65},
    {"campaign": "a\0b"},
    {"sales_runs": ["00000000-0000-0000-0000-000000000000"]},
    {"sales_runs": ["x"]},
    {"store_filter": "Atlantis"},
    {"folio": "F" * 300},
]


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_what_cannot_be_is_said_on_the_form_and_nothing_is_made(client, sales, bad):
    answer = client.post(NEW, bad)

    assert answer.status_code == 400
    assert len(errors(answer)) == 1
    assert not forecasts().exists()


@pytest.mark.parametrize("state", [{"status": "ARCHIVED"}, {"outcome": "failed"}], ids=str)
def test_an_upload_that_is_not_usable_cannot_be_chosen(client, sales, state, tmp_path):
    other = do.sell([("CAP", "Norte", MONDAY, 1)], tmp_path)
    Run.objects.filter(pk=other.pk).update(**state)

    answer = client.post(NEW, {"sales_runs": [str(other.pk)]})

    assert (answer.status_code, len(errors(answer))) == (400, 1)
    assert not forecasts().exists()


def test_an_uplift_is_set_listed_and_removed(client):
    make.product("0042", "Game")
    toys = make.category("Toys")

    client.post(UPLIFTS, {"sku": "0042", "percent": "12.5", "reason": "Fair"})
    given = {"category": toys.pk, "percent": "-20", "reason": "Late", "until": "2025-12-31"}
    answer = client.post(UPLIFTS, given, follow=True)

    first, second = rows_of(one(content(answer), "table"))
    assert {first[_("For")], second[_("For")]} == {"0042 Game", "Toys"}
    shown = {row[_("For")]: row for row in (first, second)}
    assert (shown["Toys"][_("Reason")], shown["Toys"][_("Valid until")]) == ("Late", "2025-12-31")
    uplift = Uplift.objects.get(category=toys)
    answer = client.post(f"{UPLIFTS}{uplift.pk}/remove/", follow=True)
    assert [row[_("For")] for row in rows_of(one(content(answer), "table"))] == ["0042 Game"]
    assert Uplift.history.filter(history_type="-").get().history_user.username == "ana"


@pytest.mark.parametrize(
    "bad",
    [
        {"sku": "", "category": ""},
        {"sku": "NOPE"},
        {"percent": "1001"},
        {"percent": "-101"},
        {"percent": "1.234"},
        {"percent": "NaN"},
        {"reason": ""},
        {"reason": "x" * 256},
        {"until": "soon"},
        {"category": "999999"},
        {"sku": "a\0b"},
        {"sku": "x" * 65},
    ],
    ids=str,
)
def test_an_uplift_that_makes_no_sense_is_refused_on_the_form(client, bad):
    make.product("0042")

    answer = client.post(UPLIFTS, {"sku": "0042", "percent": "5", "reason": "So", **bad})

    assert (answer.status_code, len(errors(answer))) == (400, 1)
    assert not Uplift.objects.exists()


def test_who_may_only_look_sees_uplifts_without_a_form_or_a_button(client):
    uplift = make.uplift(make.product("0042"))
    client.force_login(make.user(group="Back office"))

    page = client.get(UPLIFTS)

    assert len(rows_of(one(content(page), "table"))) == 1
    assert [*every(content(page), "form")] == []
    given = {"sku": "0042", "percent": "90", "reason": "No"}
    assert client.post(UPLIFTS, given).status_code == 403
    assert client.post(f"{UPLIFTS}{uplift.pk}/remove/").status_code == 403
    assert Uplift.objects.get().percent == 10


@pytest.mark.parametrize("pk", [1, 10**30])
def test_removing_an_uplift_that_is_gone_is_not_found(client, pk):
    assert client.post(f"{UPLIFTS}{pk}/remove/").status_code == 404
