"""Approving in the browser: from the queue, and from admin, of one run and of many (R-13, R-15)."""

import pytest

from runs.models import Run
from runs.services import advance
from tests import make

RUN = Run.Type.FORECAST_V2


@pytest.fixture
def ana(live_server):
    return make.user(name="ana", group="Analyst")


@pytest.fixture
def maria(live_server):
    return make.user(name="maria", group="Manager", staff=True)


def submitted(by, **about) -> Run:
    return advance(make.run(RUN, by=by, **about), "submit", by=by, note="for Monday")


def statuses() -> dict[str, str]:
    return dict(Run.objects.values_list("folio", "status"))


def test_a_manager_decides_in_the_queue_and_an_analyst_only_withdraws(
    open_page, expect, ana, maria
):
    for folio in ("F-1", "F-2", "F-3"):
        submitted(ana, folio=folio)

    page = open_page("/runs/queue/", user=ana)
    waiting = page.locator("article.fd-waiting")
    expect(waiting).to_have_count(3)
    ways = [a.get_attribute("href") for a in waiting.locator("a.fd-button").all()]
    assert {way.split("/step/")[1].split("/")[0] for way in ways} == {"withdraw"}
    expect(page.locator("nav .fd-count, .fd-tabs .fd-count")).to_have_text("3")
    decide(page, "F-3", "withdraw")
    expect(waiting).to_have_count(2)

    page = open_page("/runs/queue/", user=maria)
    waiting = page.locator("article.fd-waiting")
    decide(page, "F-1", "approve")
    expect(waiting).to_have_count(1)
    decide(page, "F-2", "reject", reason="too much")
    expect(waiting).to_have_count(0)
    assert page.url.endswith("/runs/queue/")
    assert statuses() == {"F-1": "APPROVED", "F-2": "DRAFT", "F-3": "DRAFT"}
    rejected = Run.objects.get(folio="F-2").events.get(action="reject")
    assert (rejected.note, rejected.by) == ("too much", maria)


def decide(page, folio: str, step: str, *, reason: str = "") -> None:
    """Press a button of a run that waits, and the one of the dialog."""
    card = page.locator(f"article.fd-waiting:has-text('{folio}')")
    card.locator(f'a[href*="/step/{step}/"]').click()
    if reason:
        page.locator("#fd-dialog textarea[name=note]").fill(reason)
    page.locator("#fd-dialog form.fd-step button[type=submit]").click()
    page.wait_for_load_state("networkidle")


def test_the_sidebar_counts_for_managers_only(open_page, expect, ana, maria):
    submitted(ana)

    center = 'nav a[href="/runs/"], #nav-sidebar a[href="/runs/"]'
    of_maria = open_page("/dashboard/", user=maria).locator(center).first.inner_text()
    of_ana = open_page("/dashboard/", user=ana).locator(center).first.inner_text()

    assert of_maria.split()[-1] == "1"
    assert of_ana.split()[-1] != "1"


def test_many_runs_are_approved_from_admin_s_list_with_a_line_for_each(
    open_page, expect, ana, maria
):
    for folio in ("F-1", "F-2"):
        make.run(RUN, by=ana, folio=folio)
    make.run(RUN, by=ana, folio="F-3", status="ARCHIVED")
    page = open_page("/admin/runs/run/", user=maria)

    for box in page.locator("input[name=_selected_action]").all():
        box.check()
    page.select_option("select[name=action]", "approve")
    page.fill("input[name=note]", "seen")
    page.locator("button[name=index]").first.click()
    page.wait_for_load_state("networkidle")

    assert statuses() == {"F-1": "APPROVED", "F-2": "APPROVED", "F-3": "ARCHIVED"}
    for run in Run.objects.all():
        expect(page.get_by_text(run.short_id, exact=False).first).to_be_visible()
    assert Run.objects.get(folio="F-1").events.get(action="approve").note == "seen"


@pytest.mark.parametrize(
    ("before", "step", "after"),
    [
        ("DRAFT", "approve", "APPROVED"),
        ("APPROVED", "execute", "EXECUTED"),
        ("EXECUTED", "archive", "ARCHIVED"),
    ],
)
def test_one_run_is_moved_from_its_page_in_admin_by_a_dialog(
    before, step, after, open_page, expect, ana, maria
):
    run = make.run(RUN, by=ana, folio="F-1", status=before)
    page = open_page(f"/admin/runs/run/{run.pk}/change/", user=maria)

    page.locator(f'[hx-get$="/step/{step}/"]').first.click()
    note = page.locator("textarea[name=note]")
    expect(note).to_be_visible()
    assert statuses() == {"F-1": before}
    note.fill("seen")
    with page.expect_navigation():
        page.locator("form:has(textarea[name=note]) button[type=submit]").click()

    assert statuses() == {"F-1": after}
    assert run.events.get(action=step).note == "seen"
    expect(page.get_by_text(run.short_id, exact=False).first).to_be_visible()
