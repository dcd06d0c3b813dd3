"""The page of one run: what it is, how it went, and its tables, by type (R-52)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from distribution.services import generate_distribution
from runs.models import Run, RunEvent
from runs.services import present, process
from runs.workflow import STEPS
from tests import do, make
from tests.pages.conftest import WEEK
from tests.pages.reading import (
    alerts,
    content,
    every,
    figures,
    hints,
    links,
    one,
    root,
    table,
    words,
)

pytestmark = pytest.mark.django_db


SOON = timezone.localdate() + timedelta(days=14)


def tabs(response) -> list[str]:
    """The names of the tabs, the one shown first marked by a star."""
    found = []
    for link in every(one(content(response), class_="fd-tabs"), "a"):
        attributes = dict(link.attributes)
        star = "*" if attributes.get("aria-current") else ""
        found.append(attributes["href"].removeprefix("?tab=") + star)
    return found


def facts(response) -> dict[str, str]:
    part = one(content(response), class_="fd-facts")
    return {words(one(pair, "dt")): words(one(pair, "dd")) for pair in every(part, "div")}


def test_a_distribution_shows_its_lines_its_remainder_its_sales_and_what_was_left_out(
    client, retailer
):
    answer = client.get(f"/runs/{retailer.run.pk}/")

    assert tabs(answer) == ["predictions*", "remainder", "top", "exclusions", "history"]
    assert figures(answer) == {
        _("Units"): "11",
        _("Suggested lines"): "5",
        _("SKUs"): "3",
        _("Stores"): "2",
        _("Excluded"): "0",
        _("CD stock available"): "3",
    }
    assert hints(answer) == {
        _("SKUs"): _("%s with units to send") % 2,
        _("Stores"): _("%s with units to send") % 2,
    }
    assert len(table(answer)) == 5


def test_of_a_run_from_before_nobody_counted_what_sends_units(client, retailer):
    metadata = {k: v for k, v in retailer.run.metadata.items() if k != "sending"}
    Run.objects.filter(pk=retailer.run.pk).update(metadata=metadata)

    assert hints(client.get(f"/runs/{retailer.run.pk}/")) == {}
    assert set(hints(client.get("/dashboard/"))) == {_("CD stock available")}


def test_a_sales_run_shows_what_sold_most_its_rows_and_what_was_rejected(client, tmp_path):
    rows = [
        ("TEE", "Tee", "Soho", 4, WEEK),
        ("TEE", "Tee", "Soho", -1, "2025-12-23"),
        ("CAP", "Cap", "Soho", "many", WEEK),
    ]
    run = make.sales_run(rows, tmp_path)
    page = f"/runs/{run.pk}/"

    assert tabs(client.get(page)) == ["top*", "rows", "rejected", "warnings", "history"]
    assert table(client.get(page)) == [
        {"SKU": "TEE", _("Product"): "Tee", _("Units sold"): "3", _("Last sale"): "2025-12-23"}
    ]
    assert [row[_("Quantity")] for row in table(client.get(page, {"tab": "rows"}))] == ["-1", "4"]
    assert table(client.get(page, {"tab": "rejected"})) == [
        {
            _("Sheet"): "Hoja1",
            _("Row"): "4",
            _("Column"): "quantity",
            _("Value"): "many",
            _("Reason"): _("the quantity is not a number"),
        }
    ]
    assert figures(client.get(page))[_("Rejected rows")] == "1"


def test_a_stock_run_shows_what_the_file_said(client, tmp_path):
    run = make.store_stock({"TEE": {"Soho": 4, "Eden": -2}, "CAP": {"Soho": "0.5"}}, tmp_path)
    page = f"/runs/{run.pk}/"

    assert tabs(client.get(page)) == ["counts*", "rejected", "warnings", "history"]
    assert sorted(list(row.values()) for row in table(client.get(page))) == [
        ["TEE", "Product TEE", "Eden", "-2"],
        ["TEE", "Product TEE", "Soho", "4"],
    ]
    assert [row[_("Value")] for row in table(client.get(page, {"tab": "rejected"}))] == ["0.5"]
    assert [row[_("Value")] for row in table(client.get(page, {"tab": "warnings"}))] == ["-2"]


def test_a_run_of_open_orders_shows_what_is_to_come(client, tmp_path):
    rows = [
        ("TEE", "Tee", 24, "2099-01-05"),
        ("TEE", "Tee", 6, SOON),
        ("CAP", "Cap", 1500, SOON),
        ("CAP", "Cap", 2, "2025-12-24"),
    ]
    run = do.load_stock(make.orders_file(rows, tmp_path / "o.xlsx"), "orders")
    page = f"/runs/{run.pk}/"

    answer = client.get(page)
    assert tabs(answer) == ["orders*", "rejected", "warnings", "history"]
    assert facts(answer)[_("What the file holds")] == _("Open purchase orders")
    assert sorted(list(row.values()) for row in table(answer)) == [
        ["CAP", "Cap", "2025-12-24", "2"],
        ["CAP", "Cap", str(SOON), "1.500"],
        ["TEE", "Tee", str(SOON), "6"],
    ]
    on_order = table(client.get(page, {"sku": "tee", "due_after": str(SOON)}))
    assert [row[_("Units on order")] for row in on_order] == ["6"]
    assert [row[_("Value")] for row in table(client.get(page, {"tab": "rejected"}))] == [
        "2099-01-05"
    ]
    assert [row[_("Value")] for row in table(client.get(page, {"tab": "warnings"}))] == [
        "2025-12-24"
    ]


def test_a_stock_run_says_whose_stock_the_file_holds(client, tmp_path):
    cd = make.cd_stock({"TEE": 4}, tmp_path)
    stores = make.store_stock({"TEE": {"Soho": 4}}, tmp_path)

    told = [facts(client.get(f"/runs/{run.pk}/"))[_("What the file holds")] for run in (cd, stores)]

    assert told == [_("Stock of the CD"), _("Stock of the stores")]


def test_every_row_of_the_file_is_accounted_for(client, tmp_path):
    rows = [
        ("TEE", "Tee", "Soho", 4, WEEK),
        (None, None, None, None, None),
        ("CAP", "Cap", "Soho", "many", WEEK),
        ("CAP", "Cap", "Soho", 1, "31/02/2025"),
    ]
    run = make.sales_run(rows, tmp_path)

    said = facts(client.get(f"/runs/{run.pk}/"))[_("Sum check")]

    assert re.findall(r"\d+", said) == ["4", "1", "2", "1"]  # all, loaded, rejected, ignored


def test_a_run_leads_to_what_it_was_made_from_and_to_what_was_made_from_it(client, retailer):
    sales, run = f"/runs/{retailer.sales.pk}/", f"/runs/{retailer.run.pk}/"

    assert sales in links(content(client.get(run))).values()
    assert run in links(content(client.get(sales))).values()


def test_a_run_leads_to_what_can_be_done_with_it_by_who_may(client, retailer, analyst):
    generate = f"/distribution/new/?sales_run={retailer.sales.pk}"
    page = f"/runs/{retailer.sales.pk}/"
    assert generate in links(content(client.get(page))).values()

    analyst.groups.clear()
    analyst.user_permissions.add(make.permission("runs.view_run"))

    assert generate not in links(content(client.get(page))).values()


def test_the_history_says_who_did_what(client, retailer, analyst):
    run = make.distribution(retailer.sales, by=analyst, notes="for the weekend")

    answer = client.get(f"/runs/{run.pk}/", {"tab": "history"})

    rows = [
        [words(cell) for cell in every(row, "td")] for row in every(root(answer), "tr")
    ]  # when, who, what, status, note
    assert [row[1:] for row in rows if row] == [
        ["ana", _("processing completed"), "", ""],
        ["ana", _("processing started"), "", ""],
        ["ana", _("created"), str(Run.Status.DRAFT.label), "for the weekend"],
    ]


def test_the_history_says_from_which_status_to_which_and_what_was_refused(client, retailer):
    boss = make.user(group="Manager", name="maria")
    client.force_login(boss)
    for step in ("simulate", "simulate", "submit"):
        client.post(f"/runs/{retailer.run.pk}/step/{step}/", {"note": "to see"})

    rows = table(client.get(f"/runs/{retailer.run.pk}/", {"tab": "history"}))

    submitted, refused, simulated = rows[:3]
    assert [row[_("Who")] for row in rows[:3]] == ["maria"] * 3
    assert (simulated[_("What")], simulated[_("Status")], simulated[_("Note")]) == (
        str(STEPS["simulate"].label),
        f"{Run.Status.DRAFT.label} → {Run.Status.SIMULATED.label}",
        "to see",
    )
    assert (refused[_("What")], refused[_("Status")]) == (_("refused"), "")
    assert refused[_("Note")].startswith(f"{STEPS['simulate'].label}: ")
    assert (submitted[_("What")], submitted[_("Status")]) == (str(STEPS["submit"].label), "")


def test_a_long_history_comes_in_pages_and_asks_no_more_queries(client, retailer):
    asked = []
    for number in (1, 500):
        RunEvent.objects.bulk_create(
            [
                RunEvent(run=retailer.run, by=make.user() if n < 5 else retailer.run.created_by)
                for n in range(number)
            ]
        )
        RunEvent.objects.filter(action="").update(action="refused")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/runs/{retailer.run.pk}/", {"tab": "history"})
        asked.append(len(queries))

    assert len(table(page)) == 25
    assert asked[0] == asked[1]
    last = client.get(f"/runs/{retailer.run.pk}/", {"tab": "history", "page": "21"})
    assert len(table(last)) == 504 - 500


def test_what_people_write_is_shown_as_they_wrote_it(client, retailer):
    run = make.distribution(retailer.sales, notes="<b>&amp; 'x'", folio="<script>alert(1)</script>")

    answer = client.get(f"/runs/{run.pk}/")

    assert facts(answer)[_("Notes")] == "<b>&amp; 'x'"
    assert "<script>alert(1)" not in answer.content.decode()


def test_a_failed_run_shows_its_sentence_and_no_table(client):
    run = make.run(outcome=Run.Outcome.FAILED, error="Nothing was loaded: so it is.")

    answer = client.get(f"/runs/{run.pk}/")

    assert alerts(answer) == ["Nothing was loaded: so it is."]
    assert tabs(answer) == ["history*"]
    assert figures(answer) == {}


@pytest.mark.parametrize("tab", ["", "nothing", "history", "\0"])
def test_any_tab_asked_for_gives_a_page(client, retailer, tab):
    assert client.get(f"/runs/{retailer.run.pk}/", {"tab": tab}).status_code == 200


@pytest.mark.parametrize("run_id", ["x", "00000000", "%00", "..%2f..", "ñ"])
def test_an_unknown_run_is_a_message(client, retailer, run_id):
    for address in (f"/runs/{run_id}/", f"/runs/{run_id}/progress/"):
        answer = client.get(address)

        assert answer.status_code == 404
        assert len(alerts(answer)) == 1


@pytest.fixture
def queued(retailer, analyst):
    return generate_distribution(retailer.sales, by=analyst, mode="sma1_no_min")


def test_a_queued_run_shows_that_it_waits_and_asks_again(client, queued):
    progress = one(root(client.get(f"/runs/{queued.pk}/")), id="progress")

    assert words(progress) == _("Waiting for a worker")
    assert dict(progress.attributes)["hx-get"] == f"/runs/{queued.pk}/progress/"


def test_a_running_run_shows_how_far_it_is(client, queued):
    progress = {"stage": "Writing", "done": 250, "total": 1000}
    progress |= {"rows_per_second": 500.0, "seconds_left": 1.5}
    with present() as worker:
        running = {"outcome": Run.Outcome.RUNNING, "worker": worker}
        Run.objects.filter(pk=queued.pk).update(progress=progress, **running)

        page = root(client.get(f"/runs/{queued.pk}/"))
        told = client.get(f"/runs/{queued.pk}/progress/").json()

    part = one(page, "progress")
    assert (dict(part.attributes)["value"], dict(part.attributes)["max"]) == ("250", "1000")
    pace = _("%(rate)s rows/s, about %(left)s s left") % {"rate": "500", "left": "2"}
    assert words(one(page, role="status")) == f"Writing · 250 / 1.000 · {pace}"
    assert told == {"run_id": str(queued.pk), "outcome": "running", "error": "", **progress}


def test_the_page_is_told_to_show_itself_again_when_the_run_is_finished(client, queued):
    address, asked = f"/runs/{queued.pk}/progress/", {"headers": {"HX-Request": "true"}}
    before = client.get(address, **asked)

    process(queued)
    after = client.get(address, **asked)

    assert "HX-Refresh" not in before.headers
    assert [part.name for part in every(root(before), id="progress")] == []  # it is the root itself
    assert dict(root(before).attributes)["id"] == "progress"
    assert after.headers["HX-Refresh"] == "true"
    assert client.get(address).json()["outcome"] == "completed"


def test_the_badge_on_top_of_the_page_follows_the_progress(client, queued):
    page, asked = queued.get_absolute_url(), {"headers": {"HX-Request": "true"}}
    shown = one(root(client.get(page)), id="outcome")

    with present() as worker:
        Run.objects.filter(pk=queued.pk).update(outcome=Run.Outcome.RUNNING, worker=worker)
        later = one(root(client.get(f"{page}progress/", **asked)), id="outcome")

    assert (words(shown), words(later)) == (
        *(str(Run.Outcome.QUEUED.label), str(Run.Outcome.RUNNING.label)),
    )
    assert dict(later.attributes)["hx-swap-oob"] == "true"
    assert "hx-swap-oob" not in dict(shown.attributes)


def test_a_failed_run_says_so_to_programs(client):
    run = make.run(outcome=Run.Outcome.FAILED, error="So it is.")

    told = client.get(f"/runs/{run.pk}/progress/").json()

    assert (told["outcome"], told["error"]) == ("failed", "So it is.")


@pytest.mark.parametrize("address", ["/runs/{}/", "/runs/{}/progress/"])
def test_that_the_worker_is_gone_is_noticed_by_whoever_looks(client, queued, address):
    Run.objects.filter(pk=queued.pk).update(outcome=Run.Outcome.RUNNING, worker="gone")

    client.get(address.format(queued.pk))

    assert client.get(f"/runs/{queued.pk}/progress/").json()["outcome"] == "failed"


def buttons(response) -> dict[str, str]:
    """Where the buttons of a page's own forms lead, by their names."""
    forms = every(content(response), "form", method="post")
    return {words(form): dict(form.attributes)["action"] for form in forms}


def test_a_queued_run_is_cancelled_and_tried_again_on_its_page(client, queued, run_worker):
    page, cancel, retry = (f"/runs/{queued.pk}/{rest}" for rest in ("", "cancel/", "retry/"))
    assert buttons(client.get(page)) == {_("Cancel the processing"): cancel}

    cancelled = client.post(cancel, follow=True)

    assert alerts(cancelled) == [_("%(who)s cancelled it; nothing was stored.") % {"who": "ana"}]
    assert buttons(cancelled) == {_("Try again"): retry}

    again = client.post(retry, follow=True)

    assert buttons(again) == {_("Cancel the processing"): cancel}
    run_worker()
    assert {cancel, retry}.isdisjoint(buttons(client.get(page)).values())
    assert client.get(f"{page}progress/").json()["outcome"] == "completed"


def test_who_may_neither_cancel_nor_retry_sees_no_button(client, analyst, retailer):
    analyst.groups.clear()
    analyst.user_permissions.add(make.permission("runs.view_run"))

    for outcome in ("queued", "failed"):
        run = make.run(outcome=outcome)

        assert buttons(client.get(f"/runs/{run.pk}/")) == {}


@pytest.mark.parametrize(("act", "outcome"), [("cancel", "completed"), ("retry", "queued")])
def test_what_comes_too_late_is_refused_in_words(client, act, outcome):
    run = make.run(outcome=outcome)

    answer = client.post(f"/runs/{run.pk}/{act}/")

    assert answer.status_code == 409
    assert len(alerts(answer)) == 1
    assert run.events.count() == 0


def test_more_rows_ask_no_more_queries(client, tmp_path):
    asked = []
    for rows in (1, 30):
        sales = [(f"S{n}", "Thing", f"Store {n}", n + 1, WEEK) for n in range(rows)]
        run = make.distribution(make.sales_run(sales, tmp_path))
        with CaptureQueriesContext(connection) as queries:
            assert table(client.get(f"/runs/{run.pk}/"))
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 20
