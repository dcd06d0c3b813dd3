"""How a run ends without a result: failed in words, and with it all that waits for it."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from runs.models import Run, RunEvent


@transaction.atomic
def fail(
    run: Run,
    still: QuerySet,
    error: str,
    *,
    action: str = RunEvent.Action.FAILED,
    by: AbstractBaseUser | None = None,
    **facts: Any,
) -> bool:
    """Fail a run if it is `still` as its caller saw it, and say whether; `run` is as it stands."""
    ended = still.filter(pk=run.pk).update(
        outcome=Run.Outcome.FAILED, error=error, progress={}, finished_at=timezone.now(), **facts
    )
    run.refresh_from_db()
    if ended:
        RunEvent.objects.create(run=run, by=by or run.created_by, action=action, note=error)
        _fail_children(run)
    return bool(ended)


def _fail_children(source: Run) -> None:
    """A run whose source failed has nothing to work on, nor have the runs that wait for it."""
    error = _("Nothing was generated: its source %(run)s failed. %(why)s") % {
        "run": source.short_id,
        "why": source.error,
    }
    waiting = Run.objects.filter(outcome=Run.Outcome.QUEUED)
    for child in source.children.filter(outcome=Run.Outcome.QUEUED):
        fail(child, waiting, error)
