"""The process that `worker` is: it has a child do the work, and puts right what a child leaves.

The supervisor is present (runs/services/presence.py) under its child's name. However the child
ends, its runs are failed at once; should both end, whoever looks next does it.
"""

import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from runs import services

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_CHILDREN = 1  # after one that could not even start
SECONDS_TO_FINISH = 8  # what it is at, when told to stop; less than `serve` gives us
SECONDS_TO_NOTICE = 3  # that a run was cancelled
SECONDS_TO_COME = 15  # for whoever opened a run, to process it

logger = logging.getLogger(__name__)


class Supervisor:
    def __init__(self, *, batch: bool = False) -> None:
        self.batch = batch
        self.stopping = False
        self.is_clean = False
        self.forsaken, self.outdated = Lasting(SECONDS_TO_COME), Lasting(SECONDS_TO_NOTICE)

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        while not self.stopping:
            began = time.monotonic()
            try:
                self.watch_over_a_child()
            except (OperationalError, InterfaceError) as error:
                logger.warning("The database cannot be reached: %s", str(error).strip())
                connection.close()
            if not self.stopping and time.monotonic() - began < SECONDS_BETWEEN_CHILDREN:
                time.sleep(SECONDS_BETWEEN_CHILDREN)

    def stop(self, *_signal: object) -> None:
        self.stopping = True

    def watch_over_a_child(self) -> None:
        self.clean()
        services.put_right()
        with services.present() as name:
            child = start(name, batch=self.batch)
            try:
                self.watch(child, name)
                if child.poll() is None:
                    self.dismiss(child, name)
            finally:
                end(child)
        if child.returncode and not self.stopping:
            logger.warning("The worker %s ended with status %s.", name, child.returncode)
        elif self.batch:
            self.stopping = True
        services.put_right()

    def watch(self, child: subprocess.Popen, name: str) -> None:
        """Return when the child has ended or should."""
        looked = 0.0
        while not has_ended(child, 0.1) and not self.stopping:
            if time.monotonic() - looked < SECONDS_BETWEEN_LOOKS:
                continue
            looked = time.monotonic()
            try:
                if not services.is_present(name) or self.look(name):
                    return
            except (OperationalError, InterfaceError) as error:
                logger.warning("A look at the database failed: %s", str(error).strip())
                if not connection.is_usable():  # a good one is kept: our lock is its lock
                    connection.close()

    def look(self, name: str) -> bool:
        """Put right what others left, and say whether our child is to be ended."""
        services.put_right()
        if not self.is_clean:
            self.clean()
        for run in self.forsaken(services.forsaken_runs()):
            services.take_up(run)
        return bool(self.outdated({name} if services.is_outdated(name) else set()))

    def clean(self) -> None:
        """Remove litter; what could not be removed while others were at it is tried again."""
        try:
            self.is_clean = services.remove_litter()
        except OSError as error:
            logger.warning("Files of killed processes were not removed: %s", error)
            self.is_clean = True  # until the next child starts

    def dismiss(self, child: subprocess.Popen, name: str) -> None:
        """End the child; if we are to stop, it may finish, or else its run is queued again."""
        if self.stopping:
            child.terminate()
            has_ended(child, SECONDS_TO_FINISH)
        end(child)
        if self.stopping:
            services.hand_back(name)


class Lasting:
    """Tells what has been so for some seconds, by the clock of this process alone."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.since: dict[object, float] = {}

    def __call__(self, now_so: set) -> set:
        now = time.monotonic()
        self.since = {each: self.since.get(each, now) for each in now_so}
        return {each for each, since in self.since.items() if now - since >= self.seconds}


def start(name: str, *, batch: bool) -> subprocess.Popen:
    """A child that works under this name: in a group of its own, holding our end of a pipe."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--as", name]
    return subprocess.Popen(
        command + ["--batch"] * batch,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def has_ended(child: subprocess.Popen, seconds: float) -> bool:
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def end(child: subprocess.Popen) -> None:
    """Make sure that nothing of a child is left, nor of its own children."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.wait()
    child.stdin.close()
