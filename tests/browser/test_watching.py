"""Pages in the browser fail their test when something goes wrong in them."""

import pytest

from tests import make
from tests.browser.conftest import PHONE

ELSEWHERE = "document.body.append(Object.assign(document.createElement('script'), {src: '%s'}))"


def spoilt(page, problems, script: str) -> str:
    """Do something in a page, and give all it complained of, which is no longer counted."""
    page.evaluate(script)
    page.wait_for_timeout(500)
    found = "\n".join(problems)
    problems.clear()
    return found


def test_a_page_is_shown_without_a_problem(open_page, expect):
    page = open_page("/login/")

    expect(page.locator("input[name=username]")).to_be_visible()


def test_a_phone_is_narrow(open_page):
    assert open_page("/login/", size=PHONE).evaluate("window.innerWidth") == 390


def test_a_given_user_is_logged_in_and_the_database_is_at_hand(open_page, expect):
    user = make.superuser("maria")

    page = open_page("/admin/auth/user/", user=user)

    expect(page.get_by_role("link", name="maria")).to_be_visible()
    user.refresh_from_db()
    assert user.last_login is not None


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("console.error('on purpose')", "console: on purpose"),
        ("setTimeout(() => { throw new Error('on purpose') })", "script: on purpose"),
        (ELSEWHERE % "http://example.invalid/x.js", "Content Security Policy"),
        (ELSEWHERE % "/static/nothing.js", "404: GET"),
        ("fetch('/login/', {method: 'POST'})", "403: POST"),
    ],
)
def test_what_goes_wrong_in_a_page_is_noticed(open_page, problems, script, told):
    page = open_page("/login/")

    assert told in spoilt(page, problems, script)
