"""Choosing two runs to compare: searched for, with the keyboard alone."""

import pytest

from runs.models import Run
from tests import make
from tests.browser.conftest import PHONE
from tests.runs.comparing import distribution, sales


@pytest.fixture
def page(open_page):
    return open_page("/runs/compare/", user=make.superuser())


@pytest.fixture
def runs(live_server) -> dict[str, Run]:
    return {
        "left": distribution([("TEE", "Soho", 4)], folio="F-1", responsable="Ana"),
        "right": distribution([("TEE", "Soho", 9)], folio="F-2", responsable="Eva"),
        "sales": sales([("TEE", "Soho", 9)], folio="F-3", responsable="Ana"),
    }


def test_two_runs_are_found_and_compared_with_the_keyboard(runs, page, expect):
    page.focus("#id_left")
    page.keyboard.type("ana f-1")
    expect(page.locator("#id_left_list [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#id_left")).to_have_value(
        f"{runs['left'].label()} · {runs['left'].short_id}"
    )

    page.keyboard.press("Tab")  # to the button that clears
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    options = page.locator("#id_right_list [role=option]")
    expect(options).to_have_count(2)  # of the left one's type
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(page.locator("#id_right")).to_have_attribute("aria-activedescendant", "id_right_list_0")
    page.keyboard.press("Enter")
    page.click("form[role=search] button[type=submit]")

    page.wait_for_url(f"**left={runs['left'].pk}&right={runs['right'].pk}")
    assert page.locator("#rows tbody tr td").all_inner_texts()[-3:] == ["4", "9", "+5"]


def test_a_choice_is_taken_back_and_half_a_word_chooses_nothing(runs, open_page, expect):
    page = open_page(f"/runs/compare/?left={runs['left'].pk}", user=make.superuser(), size=PHONE)
    chosen = page.locator("#id_left_select")
    before = page.locator("#id_left").input_value()

    page.click("#id_left")
    page.keyboard.type("nobody")
    expect(page.locator("#id_left_list [role=option]")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#id_left")).to_have_value(before)
    expect(chosen).to_have_value(str(runs["left"].pk))

    page.click(".fd-picker-clear")
    expect(chosen).to_have_value("")
    expect(page.locator("#id_left_list [role=option]")).to_have_count(3)
    page.locator("#id_left_list [role=option]").first.click()
    expect(chosen).to_have_value(str(runs["sales"].pk))
