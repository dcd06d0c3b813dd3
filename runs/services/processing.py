"""Processing a run, the same way in a worker and on the command line.

`queued → running → completed | failed`. Everything is computed first; the results appear
in one short transaction, and only if the run is still ours. The process is present (see
presence.py) for as long as the run is running: one that is gone is noticed by others.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from runs.errors import Conflict, Refused
from runs.kinds import COMPLETION, Report, Result, Sums, effect_of, kind_of, silent
from runs.models import Run, RunEvent, RunSource
from runs.services.changes import keep_sums
from runs.services.ending import fail
from runs.services.presence import present
from runs.services.progress import StoredProgress, discarded, still_ours
from runs.services.queueing import enqueue


def process(run: Run, *, report: Report = silent, prepared: Any = None, worker: str = "") -> Run:
    """Do the work of a queued run and return it completed.

    `prepared` is what the caller has already read of the file, so that it is not read twice.
    `worker` is the name under which this process is present, if it is.
    A refusal ends the run as failed, with its text, and is raised again for the caller.
    """
    with nullcontext(worker) if worker else present() as name:
        run = _claim(run, name)
        began = time.perf_counter()
        with _failing(run, began):
            progress = StoredProgress(run, report)
            result = kind_of(run).compute(run, progress, prepared)
            with progress.beside():
                sums = _complete(run, result, began)
    keep_sums(run, sums)
    return run


def _claim(run: Run, worker: str) -> Run:
    """Take the run for this process: only one can."""
    with transaction.atomic():
        taken = Run.objects.filter(pk=run.pk, outcome=Run.Outcome.QUEUED).update(
            outcome=Run.Outcome.RUNNING,
            started_at=timezone.now(),
            attempt=F("attempt") + 1,
            worker=worker,
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
    except MemoryError:
        error = _(
            "The work needed more memory than there is; nothing was stored. Tell the administrator."
        )
        raise
    finally:
        if not finished:
            fail(run, still_ours(run), error, duration=_since(began))


@transaction.atomic
def _complete(run: Run, result: Result, began: float) -> Sums | None:
    """Write everything, and at the very end make it count, if the run is still ours.

    In this order nobody waits for the writing who cancels the run or takes it over. What the
    effect of completion has to say it says in the run's `metadata` and `warnings`.
    Gives back what the writing does.
    """
    for source in result.sources:
        RunSource.objects.get_or_create(run=run, source=source)
    sums = result.write(run)
    if effect := effect_of(run, COMPLETION):
        effect.act(run, run.created_by)
    ours = still_ours(run).update(
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
        warnings=[*result.warnings, *run.warnings],
        progress={},
        finished_at=timezone.now(),
        duration=_since(began),
    )
    if not ours:
        raise discarded(run)
    run.refresh_from_db()
    RunEvent.objects.create(run=run, by=run.created_by, action=RunEvent.Action.COMPLETED)
    for child in run.children.filter(outcome=Run.Outcome.QUEUED):
        if not child.sources.exclude(outcome=Run.Outcome.COMPLETED).exists():
            enqueue(child)
    return sums


def _since(began: float) -> timedelta:
    return timedelta(seconds=round(time.perf_counter() - began, 3))
