"""The system's Chromium, driven from a thread of its own.

Playwright keeps an event loop running in the thread that uses it, and Django refuses database
work in such a thread. So Playwright lives in another one, and tests hold stand-ins of its
objects: each call and attribute is fetched there. To a test they look like the real ones.
"""

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import Any

EXECUTABLES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    return next(filter(None, map(shutil.which, EXECUTABLES)), None)


class Chromium:
    """A running Chromium. `new_context` gives a fresh profile, `expect` Playwright's assertions."""

    def __init__(self, path: str) -> None:
        from playwright.sync_api import expect, sync_playwright

        self._thread = ThreadPoolExecutor(1, thread_name_prefix="playwright")
        self._playwright = self._thread.submit(sync_playwright().start).result()
        self._browser = StandIn(
            self._thread,
            self._thread.submit(
                lambda: self._playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            ).result(),
        )
        self.expect = StandIn(self._thread, expect)
        self.new_context = self._browser.new_context

    def close(self) -> None:
        self._browser.close()
        self._thread.submit(self._playwright.stop).result()
        self._thread.shutdown()


class StandIn:
    """An object that is used in another thread than the test's, as if it were here."""

    def __init__(self, thread: ThreadPoolExecutor, target: Any) -> None:
        self.__dict__.update(_thread=thread, _target=target)

    def _there(self, function, *args, **kwargs) -> Any:
        args = [_real(arg) for arg in args]
        kwargs = {name: _real(arg) for name, arg in kwargs.items()}
        return self._here(self._thread.submit(function, *args, **kwargs).result())

    def _here(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._here(item) for item in value]
        if callable(value) or type(value).__module__.startswith("playwright."):
            return StandIn(self._thread, value)
        return value

    def __getattr__(self, name: str) -> Any:
        return self._there(getattr, self._target, name)

    def __call__(self, *args, **kwargs) -> Any:
        return self._there(self._target, *args, **kwargs)

    def __enter__(self) -> Any:
        return self._there(self._target.__enter__)

    def __exit__(self, *problem) -> Any:
        return self._there(self._target.__exit__, *problem)

    def __repr__(self) -> str:
        return self._there(repr, self._target)


def _real(value: Any) -> Any:
    return value._target if isinstance(value, StandIn) else value
