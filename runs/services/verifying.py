"""Proving that a stored run is what its inputs give."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from runs.errors import Conflict, Refused
from runs.kinds import Report, kind_of, silent
from runs.models import Run, RunEvent
from runs.queries import last_verification
from runs.services.opening import require
from runs.services.progress import StoredProgress
from runs.services.queueing import enqueue_verification

PERMISSION = "runs.view_run"  # who may see a run may have it proved: nothing of it changes


@dataclass(frozen=True)
class Verification:
    stored: str
    computed: str

    @property
    def same(self) -> bool:
        return self.stored == self.computed


def verify(run: Run, report: Report = silent) -> Verification:
    """Compute a run again from its recorded inputs, writing nothing, and compare the digests."""
    _refuse_unverifiable(run)
    return Verification(run.digest, kind_of(run).compute(run, report).digest)


def verify_for(by: AbstractBaseUser, run: Run, report: Report | None = None) -> Verification:
    """Verify a run, and keep in its history who asked and how it ended, whatever the end."""
    require(by, PERMISSION)
    _refuse_unverifiable(run)
    action = RunEvent.Action.UNVERIFIED
    note = _("An internal error stopped the work. Tell the administrator.")
    try:
        found = verify(run, report or _VerificationProgress(run))
        action, note = RunEvent.Action.SAME, ""
        if not found.same:
            action = RunEvent.Action.DIFFERENT
            note = _("Stored: %(stored)s. Computed: %(computed)s.") % vars(found)
    except Refused as refusal:
        note = str(refusal)
        raise
    finally:
        with transaction.atomic():
            RunEvent.objects.create(run=run, by=by, action=action, note=note)
            _completed(run).update(progress={})
    return found


@transaction.atomic
def ask_to_verify(run: Run, *, by: AbstractBaseUser) -> None:
    """Have a worker verify a run. One asking at a time: a second one is refused until it ended."""
    require(by, PERMISSION)
    run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    _refuse_unverifiable(run)
    last = last_verification(run)
    if last and last.action == RunEvent.Action.VERIFYING:
        raise Conflict(
            _("Nothing was started: run %(run)s is being verified already. Wait for the result.")
            % {"run": run.short_id}
        )
    RunEvent.objects.create(run=run, by=by, action=RunEvent.Action.VERIFYING)
    enqueue_verification(run, by)


def _refuse_unverifiable(run: Run) -> None:
    if run.outcome != Run.Outcome.COMPLETED:
        raise Conflict(
            _("Nothing was verified: run %(run)s has no results, it is %(outcome)s.")
            % {"run": run.short_id, "outcome": run.get_outcome_display().lower()}
        )
    if not run.digest:
        raise Conflict(
            _("Nothing was verified: run %(run)s was imported, not computed here.")
            % {"run": run.short_id}
        )


def _completed(run: Run) -> QuerySet:
    return Run.objects.completed().filter(pk=run.pk)


class _VerificationProgress(StoredProgress):
    def mine(self) -> QuerySet:
        return _completed(self.run)
