"""A purchase forecast in the browser: from the list to why a SKU is bought, and its chart."""

from datetime import date, timedelta

import pytest
from django.utils.translation import gettext as _

from forecasting.models import PurchaseSuggestion
from forecasting.reasons import explanation
from runs.models import Run
from tests import do, make

MONDAY = date(2025, 9, 1)
INK = """
    canvas => {
        const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let drawn = 0;
        for (let place = 3; place < data.length; place += 4) drawn += data[place] > 0;
        return drawn;
    }
"""


@pytest.fixture
def run(live_server, tmp_path) -> Run:
    for sku, name in (("0042", "Game"), ("TEE", "Tee")):
        make.product(sku, name, unit_cost=10, category=make.category("Toys"))
    rows = [
        (sku, "Norte", MONDAY + timedelta(weeks=week), units)
        for sku, units in (("0042", 9), ("TEE", 4))
        for week in range(8)
    ]
    how = {"reference_day": MONDAY + timedelta(weeks=8), "lead_time_days": 7, "coverage_weeks": 1}
    return do.forecast(make.sales_rows(rows), **how)


def test_a_sku_opens_its_chart_and_its_reasons_and_closes_again(open_page, expect, run):
    page = open_page("/forecast_v2/", user=make.user(name="ana", group="Analyst"))
    dialog = page.locator("#fd-dialog")
    expect(dialog).to_be_hidden()

    for sku in ("TEE", "0042"):
        row = PurchaseSuggestion.objects.of(run).get(product__sku=sku)
        page.locator("#rows").get_by_role("link", name=sku, exact=True).click()
        expect(dialog).to_be_visible()
        expect(dialog.locator("h2")).to_have_text(str(row.product))
        for sentence in explanation(row):
            expect(dialog.get_by_text(sentence, exact=True)).to_be_visible()
        canvas = dialog.locator("canvas")
        expect(canvas).to_be_visible()
        assert canvas.evaluate(INK) > 500
        dialog.get_by_role("button", name=_("Close")).click()
        expect(dialog).to_be_hidden()
    assert page.url.endswith("/forecast_v2/")


def test_the_list_is_filtered_sorted_and_a_budget_asked_for_in_place(open_page, expect, run):
    page = open_page("/forecast_v2/", user=make.superuser())

    page.select_option("form[role=search] select[name=category]", "Toys")
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    page.fill("form[role=search] input[name=sku]", "00")
    page.press("form[role=search] input[name=sku]", "Enter")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    page.goto(f"/forecast_v2/?run_id={run.pk}&tab=budget")
    page.fill("input[name=budget]", "10")
    page.press("input[name=budget]", "Enter")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    expect(page.locator("#rows tbody tr td").nth(1)).to_have_text("0042")
