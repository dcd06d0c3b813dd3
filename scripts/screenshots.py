#!/usr/bin/env python3
"""Make the pictures in docs/screenshots from a throw-away demo: `make screenshots`.

The demo has its own database, files and spreadsheets in a temporary folder, and is served on a
free port; everything is ended and removed afterwards. The browser is the system's Chromium.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
TO = ROOT / "docs" / "screenshots"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
USER = "manager"
SIZE = {"width": 1400, "height": 900}
MOST_BYTES = 250_000
PATIENCE = 120  # seconds until the demo answers
# The file's name: the page's address; {run} is the newest distribution, {older} the one before.
PICTURES = {
    "dashboard": "/dashboard/",
    "run": "/runs/{run}/",
    "runs-center": "/runs/",
    "compare": "/runs/compare/?left={older}&right={run}",
    "upload": "/upload/",
    "stock-upload": "/stock/upload/",
    "stock": "/stock/?in_cd=yes",
    "new-distribution": "/distribution/new/",
    "forecast": "/forecast_v2/",
    "forecast-accuracy": "/forecast_v2/?tab=accuracy",
}
DARK = ("dashboard",)


def main() -> int:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        print("Chromium is missing (Debian: apt-get install chromium).", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    TO.mkdir(parents=True, exist_ok=True)
    with demo() as (address, password):
        take_all(browser, address, password)
    large = [path for path in TO.glob("*.png") if path.stat().st_size > MOST_BYTES]
    for path in large:
        print(f"{path.name} has more than {MOST_BYTES} bytes.", file=sys.stderr)
    return 1 if large else 0


@contextmanager
def demo() -> Iterator[tuple[str, str]]:
    """A demo being served: its address, and the password of USER."""
    with tempfile.TemporaryDirectory(prefix="fastdso-screenshots-") as name:
        folder, port = Path(name), free_port()
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "FASTDSO_FILES": str(folder / "files"),
            "SECRET_KEY": "only for pictures",
            "DEBUG": "False",
            "LANGUAGE_CODE": "es",
        }
        command = [sys.executable, "manage.py", "demo", "--serve", str(port)]
        said = folder / "said"
        with said.open("w") as output:
            server = subprocess.Popen(
                [*command, "--files", str(folder / "spreadsheets")],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/healthz", server, said)
            yield address, re.search(rf"^  {USER}\s+(\S+)$", said.read_text(), re.MULTILINE)[1]
        finally:
            server.terminate()
            server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, server: subprocess.Popen, said: Path) -> None:
    """Until the server answers; RuntimeError with its own words if it ends or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"The demo does not answer.\n{said.read_text()}")


def take_all(executable: str, address: str, password: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--lang=es"]
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        page = new_page(browser, address)
        page.goto("/login/")
        take(page, "login")
        sign_in(page, password)
        page.goto("/dashboard/")
        choices = page.locator("select[name=run_id] option").all()
        run, older = (choice.get_attribute("value") for choice in choices[:2])
        for name, path in PICTURES.items():
            page.goto(path.format(run=run, older=older))
            take(page, name)
        page = new_page(browser, address, dark=True)
        page.goto("/login/")
        sign_in(page, password)
        for name in DARK:
            page.goto(PICTURES[name].format(run=run, older=older))
            take(page, f"{name}-dark")
        browser.close()


def new_page(browser: "Browser", address: str, *, dark: bool = False) -> "Page":
    return browser.new_page(
        base_url=address,
        viewport=SIZE,
        locale="es-CL",
        timezone_id="America/Santiago",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )


def sign_in(page: "Page", password: str) -> None:
    page.fill("input[name=username]", USER)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/dashboard/**")


def take(page: "Page", name: str) -> None:
    """One picture of what fits on the screen, when fonts and charts are there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(400)
    path = TO / f"{name}.png"
    page.screenshot(path=path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
