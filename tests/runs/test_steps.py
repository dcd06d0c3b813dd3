"""The workflow: every step from every status, its permission, its history."""

import pytest
from django.db import IntegrityError

from runs.errors import Conflict, NotAllowed, Refused
from runs.models import Run, RunEvent
from runs.services import advance, steps_for, system_user
from runs.workflow import STEPS
from tests import make

pytestmark = pytest.mark.django_db

MAY = {"change": "runs.change_status_run", "submit": "runs.submit_run"}
STATUSES = Run.Status.values
NEXT = {
    ("DRAFT", "simulate"): "SIMULATED",
    ("SIMULATED", "reopen"): "DRAFT",
    ("DRAFT", "submit"): "DRAFT",
    ("SIMULATED", "submit"): "SIMULATED",
    ("APPROVED", "revoke"): "DRAFT",
    ("EXECUTED", "undo"): "ARCHIVED",
    ("DRAFT", "archive"): "ARCHIVED",
    ("SIMULATED", "archive"): "ARCHIVED",
    ("EXECUTED", "archive"): "ARCHIVED",
    ("APPROVED", "execute"): "EXECUTED",
    ("DRAFT", "approve"): "APPROVED",
    ("SIMULATED", "approve"): "APPROVED",
    **{(status, "activate"): status for status in STATUSES if status != "ARCHIVED"},
}


@pytest.fixture
def boss():
    return make.user(*{step.permission for step in STEPS.values()})


def forecast(status: str = "DRAFT", **fields) -> Run:
    """A run whose steps touch no stock."""
    return make.run(Run.Type.FORECAST_V2, status=status, **fields)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("step", STEPS)
def test_each_step_leads_from_its_statuses_to_its_end_and_from_no_other(status, step, boss):
    run = forecast(status)

    if (status, step) in NEXT:
        run = advance(run, step, by=boss, note="because")
    else:
        with pytest.raises(Conflict):
            advance(run, step, by=boss, note="because")

    run.refresh_from_db()
    assert run.status == NEXT.get((status, step), status)


@pytest.mark.parametrize("step", STEPS)
def test_each_step_needs_its_permission(step):
    others = {each.permission for each in STEPS.values()} - {STEPS[step].permission}
    someone = make.user(*others)

    with pytest.raises(NotAllowed):
        advance(forecast(), step, by=someone, note="because")

    assert step not in {each.name for each in steps_for(forecast(), someone)}


@pytest.mark.parametrize("outcome", ["queued", "running", "failed"])
@pytest.mark.parametrize("step", STEPS)
def test_only_completed_runs_enter_the_workflow(outcome, step, boss):
    run = forecast(outcome=outcome)

    with pytest.raises(Conflict):
        advance(run, step, by=boss, note="because")

    assert steps_for(run, boss) == []


@pytest.mark.parametrize("step", ["reject", "revoke", "undo"])
def test_a_reason_is_required(step, boss):
    run = forecast({"reject": "DRAFT", "revoke": "APPROVED", "undo": "EXECUTED"}[step])

    with pytest.raises(Refused):
        advance(run, step, by=boss, note="  ")


def test_a_submission_waits_with_its_urgency_and_note_until_it_is_decided(boss):
    run = advance(forecast("SIMULATED"), "submit", by=boss, note="for Monday", urgency="urgent")
    assert (run.submitted_by, run.urgency, run.submit_note) == (boss, "urgent", "for Monday")

    for step in ("submit", "simulate", "reopen"):
        with pytest.raises(Conflict):
            advance(run, step, by=boss)
    run = advance(run, "reject", by=boss, note="too much")

    assert (run.status, run.submitted_at, run.submitted_by, run.urgency) == (
        "DRAFT",
        None,
        None,
        "",
    )


def test_a_submission_can_be_withdrawn_only_while_it_waits(boss):
    run = forecast()
    with pytest.raises(Conflict):
        advance(run, "withdraw", by=boss)

    advance(run, "submit", by=boss)
    run = advance(run, "withdraw", by=boss)

    assert run.submitted_at is None


def test_the_author_does_not_approve(settings):
    author = make.user(MAY["change"])
    run = forecast(by=author)

    with pytest.raises(NotAllowed):
        advance(run, "approve", by=author)
    settings.FASTDSO_FOUR_EYES = False
    run = advance(run, "approve", by=author)

    assert run.status == "APPROVED"


def test_activating_moves_the_active_run_of_the_type_and_of_no_other(boss):
    first, second, sales = forecast(), forecast(), make.run(Run.Type.SALES_UPLOAD)
    for run in (first, sales, second):
        advance(run, "activate", by=boss)

    active = set(Run.objects.filter(is_active=True).values_list("pk", flat=True))
    assert active == {second.pk, sales.pk}
    with pytest.raises(Conflict):
        advance(second, "activate", by=boss)


def test_an_archived_run_is_not_active(boss):
    run = advance(forecast(), "activate", by=boss)

    run = advance(run, "archive", by=boss)

    assert (run.status, run.is_active) == ("ARCHIVED", False)


def test_the_database_itself_keeps_one_active_run_per_type():
    first, second = forecast(), forecast()
    Run.objects.filter(pk=first.pk).update(is_active=True)

    with pytest.raises(IntegrityError):
        Run.objects.filter(pk=second.pk).update(is_active=True)


def test_every_step_and_every_refusal_is_kept_with_who_and_why(boss):
    run = forecast()
    advance(run, "simulate", by=boss, note="to see")
    with pytest.raises(Conflict):
        advance(run, "simulate", by=boss)

    kept = list(run.events.values_list("action", "from_status", "to_status", "by"))

    assert kept[-2:] == [
        ("simulate", "DRAFT", "SIMULATED", boss.pk),
        (RunEvent.Action.REFUSED, "", "", boss.pk),
    ]
    assert str(run.events.last().what)


def test_uploads_have_only_what_makes_sense_for_them(boss):
    names = {
        run_type: {step.name for step in steps_for(make.run(run_type), boss)}
        for run_type in ("sales_upload", "stock_upload")
    }

    both = {"archive", "activate"}
    assert names == {"sales_upload": both, "stock_upload": both}


def test_an_unknown_step_is_refused():
    with pytest.raises(Refused):
        advance(forecast(), "explode", by=system_user())
