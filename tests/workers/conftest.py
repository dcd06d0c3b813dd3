"""Real worker programs beside the test, on the test's own database, and ways to kill them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from runs.models import Run
from tests.conftest import ROOT

PATIENCE = 90  # seconds, for what takes one: a slow machine is no failure


def wait_for(seen: Callable[[], object], what: str) -> object:
    """What is seen at last; it is looked for often, and not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not (found := seen()):
        assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what}"
        time.sleep(0.02)
    return found


def wait_until(run: Run, *outcomes: str) -> Run:
    """The run, once it has one of these outcomes."""

    def reached() -> bool:
        run.refresh_from_db()
        return run.outcome in outcomes

    wait_for(reached, f"run {run.short_id} {outcomes}")
    return run


class WorkerProgram:
    """`manage.py worker`: the supervisor, and the child that works for it."""

    def __init__(self, environment: dict[str, str], *args: str) -> None:
        command = [sys.executable, str(ROOT / "manage.py"), "worker", *args]
        self.supervisor = subprocess.Popen(command, env=environment, cwd=ROOT)

    @property
    def child(self) -> int:
        """The process id of the child that works now."""
        pid = self.supervisor.pid
        children = Path(f"/proc/{pid}/task/{pid}/children")
        return int(wait_for(lambda: children.read_text().split(), "a child")[0])

    def kill_child(self) -> None:
        os.kill(self.child, signal.SIGKILL)

    def kill_all(self) -> None:
        """As a machine without power: the supervisor first, so that it sees nothing."""
        child = self.child
        self.supervisor.kill()
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        self.supervisor.wait()

    def stop(self) -> int:
        self.supervisor.terminate()
        return self.supervisor.wait(PATIENCE)


@pytest.fixture
def environment(files_folder) -> dict[str, str]:
    """Of programs that work on the test's database and files."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "FASTDSO_FILES": str(files_folder),
        "SECRET_KEY": "of this test",
        "LANGUAGE_CODE": "en",
    }


@pytest.fixture
def worker(transactional_db, environment) -> Iterator[Callable[..., WorkerProgram]]:
    """Call it to start a worker on the test's database; what is left of them ends with the test."""
    started = []

    def start(*args: str, **more: str) -> WorkerProgram:
        started.append(WorkerProgram(environment | more, *args))
        return started[-1]

    yield start
    for each in started:
        if each.supervisor.poll() is None:
            each.stop()


def database_url() -> str:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
