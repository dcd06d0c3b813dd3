"""A run in the browser: verified by a button, watched while it is worked on."""

import pytest

from runs.models import Run
from runs.services import present
from tests import make


@pytest.fixture
def run(live_server, tmp_path):
    make.cd_stock({"TEE": 9}, tmp_path)
    return make.distribution(make.sales_run([("TEE", "Tee", "Soho", 4, "2025-12-22")], tmp_path))


def test_a_run_is_verified_by_a_button_and_the_page_follows(open_page, expect, run, run_worker):
    page = open_page(f"/runs/{run.pk}/", user=make.user(name="ana", group="Analyst"))
    form = page.locator(f'form[action="/runs/{run.pk}/verify/"]')

    page.locator("details.fd-details > summary").click()
    form.locator("button").click()
    expect(page.locator("#verifying progress")).to_be_visible()
    expect(form).to_have_count(1)
    expect(form.locator("button")).to_have_count(0)
    run_worker()
    expect(page.locator("#verifying")).to_have_count(0)

    page.locator("details.fd-details > summary").click()
    expect(form.locator("button")).to_be_visible()
    assert form.locator("span").last.inner_text().split(" · ")[2] == "ana"
    assert run.events.last().action == "verified_same"


def test_the_badge_of_a_run_follows_the_work(open_page, expect, live_server):
    run = make.run(outcome=Run.Outcome.QUEUED)
    page = open_page(f"/runs/{run.pk}/", user=make.user(name="ana", group="Analyst"))
    badge = page.locator("#outcome")
    expect(badge).to_have_text(str(Run.Outcome.QUEUED.label))

    with present() as worker:
        Run.objects.filter(pk=run.pk).update(outcome=Run.Outcome.RUNNING, worker=worker)
        expect(badge).to_have_text(str(Run.Outcome.RUNNING.label))
        Run.objects.filter(pk=run.pk).update(outcome=Run.Outcome.COMPLETED)

    expect(page.locator("#progress")).to_have_count(0)
    expect(badge).to_have_text(str(Run.Outcome.COMPLETED.label))
