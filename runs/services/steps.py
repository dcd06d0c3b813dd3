"""Moving a run through its workflow: one function for page, admin, command and API."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from runs.errors import Conflict, NotAllowed, Refused
from runs.kinds import effect_of
from runs.models import Run, RunEvent
from runs.services.notifying import notify
from runs.services.opening import SYSTEM, require
from runs.workflow import STEPS, Step

NO_SUBMISSION = {"submitted_at": None, "submitted_by": None, "urgency": "", "submit_note": ""}


def advance(run: Run, name: str, *, by: AbstractBaseUser, note: str = "", urgency: str = "") -> Run:
    """Take one step with a run, its effect on the stock included, or refuse it and change nothing.

    The refusal is kept in the run's history, too.
    """
    step = STEPS.get(name)
    if step is None:
        raise Refused(
            _("Nothing was done: there is no step “%(step)s”. Steps: %(steps)s.")
            % {"step": name[:40], "steps": ", ".join(STEPS)}
        )
    try:
        return _advance(run, step, by=by, note=note.strip(), urgency=urgency)
    except Refused as refusal:
        RunEvent.objects.create(
            run=run, by=by, action=RunEvent.Action.REFUSED, note=f"{step.label}: {refusal}"
        )
        raise


@transaction.atomic
def _advance(run: Run, step: Step, *, by: AbstractBaseUser, note: str, urgency: str) -> Run:
    require(by, step.permission)
    _check_asked(run, step, by, note)
    if step.name == "activate":
        _make_room(run)
    before = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
    moved = _movable(step).filter(pk=run.pk).update(**_changes(step, before, by, note, urgency))
    if not moved:
        raise Conflict(_why_not(before, step))
    run.refresh_from_db()
    if effect := effect_of(run, step.name):
        effect.act(run, by)
    RunEvent.objects.create(
        run=run,
        by=by,
        action=step.name,
        from_status=before.status,
        to_status=run.status,
        note=note,
    )
    notify(run, step.name, by=by, note=note, submitter=before.submitted_by)
    return run


def _check_asked(run: Run, step: Step, by: AbstractBaseUser, note: str) -> None:
    if run.run_type not in step.run_types:
        raise Refused(
            _("Nothing was done: a run of type “%(type)s” has no step “%(step)s”.")
            % {"type": run.get_run_type_display(), "step": step.label}
        )
    if step.needs_note and not note:
        raise Refused(_("Nothing was done: “%(step)s” needs a reason.") % {"step": step.label})
    if step.is_by_another and settings.FASTDSO_FOUR_EYES and by.pk == run.created_by_id:
        raise NotAllowed(
            _("Nothing was done: who made a run does not approve it. Ask another manager.")
        )


def _movable(step: Step) -> QuerySet:
    """Runs this step can be taken with, as the database sees them at the moment it is taken."""
    runs = Run.objects.completed().filter(status__in=step.starts, run_type__in=step.run_types)
    if step.pending is not None:
        runs = runs.filter(submitted_at__isnull=not step.pending)
    return runs.filter(is_active=False) if step.name == "activate" else runs


def _changes(step: Step, run: Run, by: AbstractBaseUser, note: str, urgency: str) -> dict[str, Any]:
    if step.name == "activate":
        return {"is_active": True}
    if step.name == "submit":
        return {
            "submitted_at": timezone.now(),
            "submitted_by": by,
            "urgency": urgency if urgency in Run.Urgency.values else Run.Urgency.MEDIUM,
            "submit_note": note,
        }
    changes = {**NO_SUBMISSION}
    if step.ends:
        changes["status"] = step.ends
        changes["is_active"] = run.is_active and step.ends != Run.Status.ARCHIVED
    return changes


def _make_room(run: Run) -> None:
    """The active run of this type gives way. The oldest run of the type is the turnstile."""
    same = Run.objects.of_type(run.run_type)
    same.select_for_update(no_key=True).order_by("number").first()
    same.filter(is_active=True).exclude(pk=run.pk).update(is_active=False)


def _why_not(run: Run, step: Step) -> str:
    if run.outcome != Run.Outcome.COMPLETED:
        why = _("run %(run)s has no results, it is %(state)s")
        state = run.get_outcome_display().lower()
    elif step.name == "activate" and run.is_active:
        why, state = _("run %(run)s is the active one already"), ""
    elif run.status == step.ends:
        why = _("run %(run)s is %(state)s already")
        state = run.get_status_display().lower()
    elif run.status not in step.starts:
        why = _("run %(run)s is %(state)s")
        state = run.get_status_display().lower()
    elif step.pending:
        why, state = _("run %(run)s was not submitted for approval"), ""
    else:
        why, state = _("run %(run)s waits for approval: withdraw or decide it first"), ""
    text = _("“%(step)s” did not happen: %(why)s. Load the page anew to see how it stands.")
    return text % {"step": step.label, "why": why % {"run": run.short_id, "state": state}}


def steps_from(run: Run) -> list[Step]:
    """The steps that lead on from where a run stands, whoever may take them."""
    if run.outcome != Run.Outcome.COMPLETED:
        return []
    return [
        step
        for step in STEPS.values()
        if run.run_type in step.run_types
        and run.status in step.starts
        and (step.pending is None or step.pending == (run.submitted_at is not None))
        and not (step.name == "activate" and run.is_active)
    ]


def steps_for(run: Run, user: AbstractBaseUser) -> list[Step]:
    """The steps that are open to this user, as the run stands."""
    is_author = settings.FASTDSO_FOUR_EYES and user.pk == run.created_by_id
    return [
        step
        for step in steps_from(run)
        if not (step.is_by_another and is_author)
        and (user.username == SYSTEM or user.has_perm(step.permission))
    ]


def effects_of(run: Run, step: Step) -> list[str]:
    """What a step would do beyond the run, in sentences."""
    effect = effect_of(run, step.name)
    return list(effect.preview(run)) if effect else []
