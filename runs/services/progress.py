"""How far a run is: told by the process that works on it, measured by that process's own clock."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection
from django.utils.translation import gettext as _

from runs.errors import Conflict
from runs.kinds import Report, silent
from runs.models import Run, RunQuerySet

SECONDS_BETWEEN_REPORTS = 0.5


def still_ours(run: Run) -> RunQuerySet:
    """The run, unless it was taken from this process meanwhile: this fences off late results."""
    return Run.objects.filter(pk=run.pk, outcome=Run.Outcome.RUNNING, attempt=run.attempt)


def discarded(run: Run) -> Conflict:
    """What a process is told that works on a run which is no longer its own."""
    now = Run.objects.get(pk=run.pk)
    if now.outcome == Run.Outcome.FAILED:
        return Conflict(_("The result was discarded: %(why)s") % {"why": now.error})
    return Conflict(_("The result was discarded: another worker took the run over."))


class StoredProgress:
    """Keeps a run's progress where its page finds it, twice a second at most.

    Whoever tells it is stopped when the run is no longer ours: cancelled, or taken for lost.
    """

    def __init__(self, run: Run, tell: Report = silent) -> None:
        self.run, self.tell = run, tell
        self.stage = ""
        self.began = self.at = 0.0
        self.store = self._store

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        self.tell(stage, done, total)
        now = time.monotonic()
        if stage != self.stage:
            self.stage, self.began = stage, now
        elif now - self.at < SECONDS_BETWEEN_REPORTS:
            return
        self.at = now
        progress = {"stage": stage, "done": done, "total": total}
        self.store(progress | _pace(done, total, now - self.began))

    def _store(self, progress: dict) -> None:
        if not self.mine().update(progress=progress):
            raise discarded(self.run)

    def mine(self) -> RunQuerySet:
        """The run, while this process may say how far it is."""
        return still_ours(self.run)

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Store what is told over a connection of its own until the block, a transaction, ends.

        Else nobody would see it before. SQLite has one writer: there it is not stored at all.
        """

        def store(progress: dict) -> None:
            try:
                self.mine().update(progress=progress)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as thread:  # which has a connection of its own
            if connection.vendor == "postgresql":
                self.store = lambda progress: thread.submit(store, progress).result()
            else:
                self.store = lambda progress: None
            try:
                yield
            finally:
                self.store = self._store


def _pace(done: int, total: int, seconds: float) -> dict[str, float | None]:
    """Rows a second, and seconds left, as far as they can be known."""
    rate = done / seconds if done > 0 and seconds > 0 else None
    left = (total - done) / rate if rate and total >= done else None
    return {
        "rows_per_second": None if rate is None else round(rate, 1),
        "seconds_left": None if left is None else round(left, 1),
    }
