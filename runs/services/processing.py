"""Processing a run, the same way in a worker and on the command line.

`queued → running → completed | failed`. Everything is computed first; the results appear
in one short transaction, and only if the run is still ours.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from runs.errors import Conflict, Refused
from runs.kinds import COMPLETION, Report, Result, effect_of, kind_of
from runs.models import Run, RunEvent, RunSource
from runs.services.opening import enqueue

SECONDS_BETWEEN_REPORTS = 0.5


def process(run: Run, *, report: Report | None = None, prepared: Any = None) -> Run:
    """Do the work of a queued run and return it completed.

    `prepared` is what the caller has already read of the file, so that it is not read twice.
    A refusal ends the run as failed, with its text, and is raised again for the caller.
    """
    run = _claim(run)
    began = time.perf_counter()
    with _failing(run, began):
        result = kind_of(run).compute(run, report or StoredProgress(run), prepared)
        _complete(run, result, began)
    return run


def _claim(run: Run) -> Run:
    """Take the run for this process: only one can."""
    with transaction.atomic():
        taken = Run.objects.filter(pk=run.pk, outcome=Run.Outcome.QUEUED).update(
            outcome=Run.Outcome.RUNNING, started_at=timezone.now(), attempt=F("attempt") + 1
        )
        run.refresh_from_db()
        if not taken:
            raise Conflict(
                _("Nothing was done: run %(run)s is not waiting, it is %(outcome)s.")
                % {"run": run.short_id, "outcome": run.get_outcome_display().lower()}
            )
        RunEvent.objects.create(run=run, by=run.created_by, action=RunEvent.Action.STARTED)
    return run


@contextmanager
def _failing(run: Run, began: float) -> Iterator[None]:
    """Whatever stops the work, the run ends failed, with a sentence the user understands."""
    finished = False
    error = _("An internal error stopped the work; nothing was stored. Tell the administrator.")
    try:
        yield
        finished = True
    except Refused as refusal:
        error = str(refusal)
        raise
    finally:
        if not finished:
            _fail(run, error, began)


def _fail(run: Run, error: str, began: float) -> None:
    with transaction.atomic():
        ours = _still_ours(run).update(
            outcome=Run.Outcome.FAILED, error=error, progress={}, **_timing(began)
        )
        run.refresh_from_db()
        if not ours:
            return
        RunEvent.objects.create(
            run=run, by=run.created_by, action=RunEvent.Action.FAILED, note=error
        )
    _fail_children(run)


def _fail_children(source: Run) -> None:
    """A run whose source failed has nothing to work on, nor have the runs that wait for it."""
    error = _("Nothing was generated: its source %(run)s failed. %(why)s") % {
        "run": source.short_id,
        "why": source.error,
    }
    for child in source.children.filter(outcome=Run.Outcome.QUEUED):
        with transaction.atomic():
            waiting = Run.objects.filter(pk=child.pk, outcome=Run.Outcome.QUEUED).update(
                outcome=Run.Outcome.FAILED, error=error, finished_at=timezone.now()
            )
            if waiting:
                RunEvent.objects.create(
                    run=child, by=child.created_by, action=RunEvent.Action.FAILED, note=error
                )
        if waiting:
            _fail_children(child)


@transaction.atomic
def _complete(run: Run, result: Result, began: float) -> None:
    ours = _still_ours(run).update(
        outcome=Run.Outcome.COMPLETED,
        digest=result.digest,
        row_count=result.rows,
        rejected_count=result.rejected,
        ignored_count=result.ignored,
        units=result.units,
        skus=result.skus,
        stores=result.stores,
        parameters={**run.parameters, **result.parameters},
        metadata={**run.metadata, **result.metadata},
        warnings=list(result.warnings),
        progress={},
    )
    if not ours:
        raise Conflict(_("The result was discarded: another worker took the run over."))
    for source in result.sources:
        RunSource.objects.get_or_create(run=run, source=source)
    result.write(run)
    if effect := effect_of(run, COMPLETION):
        effect.act(run, run.created_by)
    RunEvent.objects.create(run=run, by=run.created_by, action=RunEvent.Action.COMPLETED)
    Run.objects.filter(pk=run.pk).update(**_timing(began))
    run.refresh_from_db()
    for child in run.children.filter(outcome=Run.Outcome.QUEUED):
        if not child.sources.exclude(outcome=Run.Outcome.COMPLETED).exists():
            enqueue(child)


def _still_ours(run: Run):
    """The run, unless it was taken from this process meanwhile."""
    return Run.objects.filter(pk=run.pk, outcome=Run.Outcome.RUNNING, attempt=run.attempt)


def _timing(began: float) -> dict[str, Any]:
    return {
        "finished_at": timezone.now(),
        "duration": timedelta(seconds=round(time.perf_counter() - began, 3)),
    }


class StoredProgress:
    """Keeps a run's progress where its page finds it, twice a second at most."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.stage = ""
        self.at = 0.0

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if stage == self.stage and now - self.at < SECONDS_BETWEEN_REPORTS:
            return
        self.stage, self.at = stage, now
        _still_ours(self.run).update(progress={"stage": stage, "done": done, "total": total})
