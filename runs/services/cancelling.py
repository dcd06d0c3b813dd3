"""Cancelling a run that waits or is at work, and trying a failed one again."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from runs.errors import Conflict
from runs.kinds import permission_for
from runs.models import Run, RunEvent
from runs.queries import newer_run_of_same_file
from runs.services.ending import fail
from runs.services.opening import may, require
from runs.services.queueing import enqueue

UNFINISHED = (Run.Outcome.QUEUED, Run.Outcome.RUNNING)


def cancel(run: Run, *, by: AbstractBaseUser) -> Run:
    """Fail a run that is queued or running, at once; its worker stops as soon as it notices."""
    if by.pk != run.created_by_id:
        require(by, permission_for(run))
    unfinished = Run.objects.filter(outcome__in=UNFINISHED)
    error = _("%(who)s cancelled it; nothing was stored.") % {"who": by}
    if not fail(run, unfinished, error, action=RunEvent.Action.CANCELLED, by=by):
        raise Conflict(
            _("Nothing was cancelled: run %(run)s is %(outcome)s already.")
            % {"run": run.short_id, "outcome": run.get_outcome_display().lower()}
        )
    return run


def may_cancel(run: Run, user: AbstractBaseUser) -> bool:
    return run.outcome in UNFINISHED and (
        user.pk == run.created_by_id or may(user, permission_for(run))
    )


@transaction.atomic
def retry(run: Run, *, by: AbstractBaseUser, queue: bool = True) -> Run:
    """Let a failed run be processed again, whole, and the runs that failed only because of it.

    Without `queue` the caller processes it, unless it `is_waiting` for a source.
    """
    require(by, permission_for(run))
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    if why := _why_no_retry(run):
        raise Conflict(_("Nothing was tried again: %(why)s.") % {"why": why})
    _queue_again(run, by)
    if queue and not is_waiting(run):
        enqueue(run)
    return run


def is_waiting(run: Run) -> bool:
    """Whether a source is unfinished: when it completes, the run is queued."""
    return run.sources.filter(outcome__in=UNFINISHED).exists()


def may_retry(run: Run, user: AbstractBaseUser) -> bool:
    is_allowed = run.outcome == Run.Outcome.FAILED and may(user, permission_for(run))
    return is_allowed and not _why_no_retry(run)


def _why_no_retry(run: Run) -> str:
    if run.outcome != Run.Outcome.FAILED:
        why, which = _("run %(run)s has not failed, it is %(state)s"), run
    elif run.status == Run.Status.ARCHIVED:
        why, which = _("run %(run)s is archived"), run
    elif newer := newer_run_of_same_file(run):
        why, which = _("run %(run)s has the same file, and is %(state)s"), newer
    elif source := run.sources.filter(outcome=Run.Outcome.FAILED).first():
        why, which = _("its source %(run)s failed. Try that one again"), source
    elif source := run.sources.filter(status=Run.Status.ARCHIVED).first():
        why, which = _("its source %(run)s is archived"), source
    else:
        return ""
    return why % {"run": which.short_id, "state": which.get_outcome_display().lower()}


def _queue_again(run: Run, by: AbstractBaseUser) -> None:
    nothing = {"started_at": None, "finished_at": None, "duration": None, "progress": {}}
    Run.objects.filter(pk=run.pk).update(outcome=Run.Outcome.QUEUED, error="", worker="", **nothing)
    run.refresh_from_db()
    RunEvent.objects.create(run=run, by=by, action=RunEvent.Action.RETRIED)
    for child in run.children.filter(outcome=Run.Outcome.FAILED, attempt=0):
        if _failed_with_a_source(child):
            _queue_again(child, by)


def _failed_with_a_source(run: Run) -> bool:
    """Whether a run that never began failed only because a source did, which now does not."""
    was_cancelled = run.events.last().action == RunEvent.Action.CANCELLED
    return not was_cancelled and not run.sources.filter(outcome=Run.Outcome.FAILED).exists()
