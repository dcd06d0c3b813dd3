"""Pages in the system's Chromium, against a live server with the test's own database."""

import importlib.util

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.browser import chromium
from tests.conftest import skip_for_lack_of

WIDE, PHONE = (1400, 900), (390, 844)
SECONDS = 10


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser():
    """A running Chromium, one for each worker of the tests."""
    if not importlib.util.find_spec("playwright"):
        skip_for_lack_of("Playwright is not installed: `make test` installs it")
    path = chromium.executable()
    if not path:
        skip_for_lack_of("Chromium is not installed (Debian: apt-get install chromium)")
    browser = chromium.Chromium(path)
    yield browser
    browser.close()


@pytest.fixture
def expect(browser):
    """Playwright's assertions, which wait: `expect(page.get_by_text("Listo")).to_be_visible()`."""
    return browser.expect


@pytest.fixture
def problems() -> list[str]:
    """What went wrong in the test's pages. It must be empty at the end: remove what you expect."""
    return []


@pytest.fixture
def open_page(browser, live_server, problems: list[str]):
    """Gives pages: `open_page("/runs/", user=…, size=PHONE)`; without a user, nobody is logged in.

    The test fails on errors of scripts, broken CSP rules, failed requests and error responses.
    """
    contexts = []

    def open_(path: str = "/", *, user=None, size: tuple[int, int] = WIDE, dark: bool = False):
        width, height = size
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="es-CL",
            timezone_id=django_settings.TIME_ZONE,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        context.set_default_timeout(SECONDS * 1000)
        if user:
            context.add_cookies([_session_cookie(user, live_server.url)])
        page = context.new_page()
        _watch(page, problems)
        page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(open_page, browser_user):
    """A wide page on the first screen, logged in as `browser_user`."""
    return open_page("/", user=browser_user)


@pytest.fixture
def browser_user(live_server):
    """Who looks at `page`; a test module overrides it."""
    from tests import make

    return make.superuser()


def _session_cookie(user, url: str) -> dict:
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def _watch(page, problems: list[str]) -> None:
    def console(message) -> None:
        if message.type == "error":  # broken CSP rules are such messages
            problems.append(f"console: {message.text}")

    def failed(request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a download, or a page left while loading
            problems.append(f"failed: {request.method} {request.url} {request.failure}")

    def answered(response) -> None:
        if response.status >= 400:
            problems.append(f"{response.status}: {response.request.method} {response.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("requestfailed", failed)
    page.on("response", answered)
