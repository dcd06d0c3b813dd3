"""The Runs Center lists every run, newest first (R-51)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from runs.models import Run
from tests import make
from tests.pages.reading import content, every, links, one, root, rows_of, table, words

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

    assert row.pop(_("Compare")) == ""  # a box
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


def test_more_runs_ask_no_more_queries(client):
    asked = []
    for more in (1, 29):
        for _number in range(more):
            make.run(by=make.user(), sources=[make.run()])
        with CaptureQueriesContext(connection) as queries:
            assert rows_of(one(root(client.get("/runs/")), "section", id="rows"))
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 10
