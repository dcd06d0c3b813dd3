"""The Runs Center lists every run, newest first (R-51)."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from runs.models import Run
from tests import make
from tests.pages.reading import addresses, content, every, links, one, root, rows_of, table, words

pytestmark = pytest.mark.django_db

DESCRIBED = {
    "folio": "F-77",
    "responsable": "Ana Rojas",
    "categoria": "Consolas",
    "store_filter": "Soho, Eden",
    "mode": "sma2_min2",
    "units": 12,
    "skus": 3,
    "stores": 2,
    "file_name": "diciembre.xlsx",
    "notes": "for Christmas",
}


def ids(response) -> list[str]:
    """The runs on the page, in their order."""
    if not list(every(root(response), "tbody")):
        return []
    return [
        dict(next(every(row, "a")).attributes)["href"].split("/")[2]
        for row in every(one(root(response), "tbody"), "tr")
    ]


def test_without_a_run_it_says_what_to_do(client):
    empty = one(content(client.get("/runs/")), class_="fd-empty")

    assert words(empty).endswith(_("Upload a sales file: it becomes the first run."))


def test_it_shows_of_a_run_all_that_tells_it_apart(client):
    run = make.run(Run.Type.DISTRIBUTION, status="APPROVED", is_active=True, **DESCRIBED)

    (row,) = table(client.get("/runs/"))

    assert row.pop(_("Compare")) == row.pop(_("Steps")) == ""  # a box, a button for who may
    assert row.pop(pgettext("run", "Created")) == date_format(
        localtime(run.created_at), "Y-m-d H:i"
    )
    assert row == {
        _("Type"): str(Run.Type.DISTRIBUTION.label),
        _("Folio"): "F-77",
        _("Responsable"): "Ana Rojas",
        _("Category"): "Consolas",
        _("Store filter"): "Soho, Eden",
        _("Status"): str(Run.Status.APPROVED.label),
        _("Outcome"): str(Run.Outcome.COMPLETED.label),
        pgettext("run", "Active"): pgettext("run", "Active"),
        _("Mode"): "sma2_min2",
        _("Units"): "12",
        _("SKUs"): "3",
        _("Stores"): "2",
    }


def test_the_newest_run_comes_first_whatever_the_clock_said(client):
    first, second, third = make.run(), make.run(), make.run()
    Run.objects.filter(pk=first.pk).update(created_at="2031-01-01T00:00:00Z")

    assert ids(client.get("/runs/")) == [str(run.pk) for run in (third, second, first)]


def test_a_row_leads_to_its_run(client):
    run = make.run()

    assert f"/runs/{run.pk}/" in links(content(client.get("/runs/"))).values()


@pytest.mark.parametrize(
    "given",
    [
        {"run_type": "distribution"},
        {"status": "APPROVED"},
        {"outcome": "failed"},
        {"folio": "f-7"},
        {"responsable": "ROJAS"},
        {"q": "F-77"},
        {"q": "rojas consolas"},
        {"q": "Eden"},
        {"q": "diciembre.xlsx"},
        {"q": "christmas"},
    ],
    ids=str,
)
def test_a_filter_keeps_exactly_the_runs_it_says(client, given):
    wanted = make.run(
        Run.Type.DISTRIBUTION, status="APPROVED", outcome=Run.Outcome.FAILED, **DESCRIBED
    )
    make.run(folio="G-1", responsable="Berta")

    assert ids(client.get("/runs/", given)) == [str(wanted.pk)]


def test_the_active_runs_can_be_told_from_the_others(client):
    active, other = make.run(is_active=True), make.run()

    assert ids(client.get("/runs/", {"is_active": "true"})) == [str(active.pk)]
    assert ids(client.get("/runs/", {"is_active": "false"})) == [str(other.pk)]


def test_a_run_is_found_by_its_id_or_the_beginning_of_it(client):
    run = make.run()
    make.run()

    for text in (str(run.pk), str(run.pk)[:8], str(run.pk)[:13], run.pk.hex, run.short_id.upper()):
        assert ids(client.get("/runs/", {"q": text})) == [str(run.pk)]


@pytest.mark.parametrize("text", ["%", "_", "\0", "nothing of this", "'; --", "ñ" * 500])
def test_a_search_for_what_is_nowhere_finds_nothing(client, text):
    make.run(**DESCRIBED)

    answer = client.get("/runs/", {"q": text})

    assert answer.status_code == 200
    assert ids(answer) == []


@pytest.mark.parametrize(("sort", "first"), [("-units", 9), ("units", 1)])
def test_a_heading_sorts_the_runs(client, sort, first):
    for units in (4, 9, 1):
        make.run(units=units)

    assert table(client.get("/runs/", {"sort": sort}))[0][_("Units")] == str(first)


def test_runs_that_are_alike_stand_in_one_order_over_all_pages(client):
    runs = [make.run(folio="same") for _number in range(30)]

    seen = [
        run_id
        for page in (1, 2)
        for run_id in ids(client.get("/runs/", {"sort": "folio", "page": page}))
    ]

    assert sorted(seen) == sorted(str(run.pk) for run in runs)


@pytest.mark.parametrize("group", ["Analyst", "Manager"])
def test_more_runs_ask_no_more_queries(group, client):
    client.force_login(make.user(group=group))
    asked = []
    for more in (1, 29):
        for _number in range(more):
            make.run(Run.Type.DISTRIBUTION, by=make.user(), sources=[make.run()])
        with CaptureQueriesContext(connection) as queries:
            assert rows_of(one(root(client.get("/runs/")), "section", id="rows"))
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 10


def offered(response) -> list[str]:
    """The steps that a list of them leads to."""
    found = addresses(content(response), "/runs/")
    return [address.split("/")[4] for address in found if "/step/" in address]


@pytest.mark.parametrize(
    ("group", "steps"),
    [
        ("Manager", ["submit", "simulate", "approve", "archive", "activate"]),
        ("Analyst", ["submit"]),
        ("Back office", []),
    ],
)
def test_each_row_leads_to_the_steps_that_are_open_to_who_looks(client, group, steps):
    run = make.run(Run.Type.DISTRIBUTION)
    client.force_login(make.user(group=group))

    page = client.get("/runs/", {"status": "DRAFT", "q": ""})
    (row,) = table(page)
    buttons = addresses(content(page), f"/runs/{run.pk}/steps/")

    assert row[_("Steps")] == ("⋯" if steps else "")
    assert [parse_qs(urlsplit(address).query) for address in buttons] == (
        [{"next": ["/runs/?status=DRAFT&q="]}] if steps else []
    )
    choice = client.get(f"/runs/{run.pk}/steps/", {"next": "/runs/?status=DRAFT"})
    assert offered(choice) == steps


def test_a_step_taken_from_the_list_leads_back_to_the_list_as_it_was_filtered(client):
    run = make.run(Run.Type.DISTRIBUTION)
    client.force_login(make.user(group="Manager"))
    back = "/runs/?status=DRAFT&sort=-units"

    choice = client.get(f"/runs/{run.pk}/steps/", {"next": back}, headers={"hx-request": "true"})
    way = next(a for a in addresses(root(choice), "/runs/") if "/simulate/" in a)
    form = one(root(client.get(way)), "form", class_="fd-step")
    fields = {a.get("name"): a.get("value") for a in map(attributes, every(form, "input"))}
    answer = client.post(urlsplit(way).path, {"next": fields["next"]})

    assert (answer.status_code, answer.url) == (302, back)
    run.refresh_from_db()
    assert run.status == "SIMULATED"


def test_a_refused_step_still_leads_back_to_where_it_was_asked_from(client):
    run = make.run(Run.Type.DISTRIBUTION, status="EXECUTED")
    client.force_login(make.user(group="Manager"))

    refused = client.post(f"/runs/{run.pk}/step/undo/", {"next": "/runs/?page=2"})

    form = one(root(refused), "form", class_="fd-step")
    fields = {a.get("name"): a.get("value") for a in map(attributes, every(form, "input"))}
    assert (refused.status_code, fields["next"]) == (400, "/runs/?page=2")


def test_the_steps_of_no_run_are_a_clear_message(client):
    assert client.get(f"/runs/{'0' * 32}/steps/").status_code == 404


def attributes(part) -> dict[str, str]:
    return dict(part.attributes)


def test_the_address_keeps_filter_order_and_page(client):
    for number in range(60):
        make.run(Run.Type.DISTRIBUTION, units=number, folio="F")

    page = client.get("/runs/", {"folio": "f", "sort": "-units", "per_page": "25", "page": "2"})

    assert table(page)[0][_("Units")] == "34"
    ways = {urlsplit(way).query for way in addresses(content(page), "?")}
    kept = [parse_qs(query) for query in ways if "page=3" in query]
    assert kept == [{"folio": ["f"], "sort": ["-units"], "per_page": ["25"], "page": ["3"]}]


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ({"created_after": "2026-03-10"}, [10, 11]),
        ({"created_before": "2026-03-10"}, [9, 10]),
        ({"created_after": "2026-03-10", "created_before": "2026-03-10"}, [10]),
    ],
    ids=str,
)
def test_a_range_of_days_is_of_local_days(client, given, days):
    """Late on the 10th in Santiago is the 11th in UTC."""
    for day in (9, 10, 11):
        when = datetime(2026, 3, day, 23, 30, tzinfo=get_current_timezone())
        make.run(folio=f"{day}", created_at=when)

    shown = [int(row[_("Folio")]) for row in table(client.get("/runs/", given))]

    assert sorted(shown) == days
