"""Verifying a run in the browser: asked for by a button, watched, and told on the page."""

import pytest

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
