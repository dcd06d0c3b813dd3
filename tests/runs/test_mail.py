"""Mail about approvals: to managers when a run is submitted, back when it was decided."""

import pytest
from django.core import mail
from django.db import transaction
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from runs.errors import Refused
from runs.models import Run
from runs.services import advance, system_user
from tests import make

pytestmark = pytest.mark.django_db

CHANGE = "runs.change_status_run"


@pytest.fixture(autouse=True)
def configured(settings):
    settings.EMAIL_URL = "smtp://mail.example"
    settings.SITE_URL = "https://fastdso.example"
    settings.DEFAULT_FROM_EMAIL = "fastdso@example.cl"


@pytest.fixture
def ana():
    return make.user(group="Analyst", name="ana", email="ana@example.cl")


@pytest.fixture
def maria():
    return make.user(group="Manager", name="maria", email="maria@example.cl")


@pytest.fixture
def run(ana) -> Run:
    return make.run(
        Run.Type.FORECAST_V2, by=ana, folio="F-7", units=1234, skus=5, stores=2, outcome="completed"
    )


def sent(run_worker) -> list[tuple[str, list[str]]]:
    """Subjects and recipients of what a worker sends now."""
    run_worker()
    found = [(message.subject, message.to) for message in mail.outbox]
    mail.outbox.clear()
    return found


def test_managers_hear_of_a_submission_with_all_they_need_to_decide(run, ana, maria, run_worker):
    with translation.override("en"):  # of who submits
        advance(run, "submit", by=ana, note="Para el viernes", urgency="urgent")
    assert mail.outbox == []

    run_worker()

    (message,) = mail.outbox
    with translation.override("es"):
        kind = str(Run.Type.FORECAST_V2.label)
        urgency = str(Run.Urgency.URGENT.label).lower()
    assert message.content_subtype == "plain"
    assert (message.to, message.from_email) == (["maria@example.cl"], "fastdso@example.cl")
    first, *others = message.body.strip().split("\n\n")
    assert first.startswith(f"{kind} · {run.label()} ")
    assert (urgency in first, urgency in message.subject) == (True, True)
    assert [line.rpartition(": ")[2] for line in others[:2]] == ["ana", "Para el viernes"]
    assert others[2].startswith("1.234 ")
    assert others[3:] == [f"https://fastdso.example/runs/{run.pk}/"]


def test_only_active_others_who_may_decide_and_have_an_address_hear_of_it(
    run, ana, maria, run_worker
):
    make.user(CHANGE, name="directly", email="directly@example.cl")
    make.user(CHANGE, name="gone", email="gone@example.cl", is_active=False)
    make.user(CHANGE, name="no address")
    make.user("runs.view_run", name="looks", email="looks@example.cl")
    make.user(group="Analyst", name="another", email="another@example.cl")
    make.superuser()
    boss = make.user("runs.submit_run", group="Admin", name="boss", email="boss@example.cl")

    advance(run, "submit", by=boss)

    ((_subject, to),) = sent(run_worker)
    assert to == ["directly@example.cl", "maria@example.cl"]


@pytest.mark.parametrize("step", ["approve", "reject"])
def test_who_submitted_hears_of_the_decision_and_nobody_else(step, run, ana, maria, run_worker):
    advance(run, "submit", by=ana)
    sent(run_worker)

    advance(run, step, by=maria, note="Demasiado")

    run_worker()
    (message,) = mail.outbox
    assert message.to == ["ana@example.cl"]
    assert message.body.split("\n\n")[2].rpartition(": ")[2] == "Demasiado"


def test_a_decision_on_what_nobody_or_oneself_submitted_is_not_told(run, maria, run_worker):
    advance(run, "approve", by=maria)
    other = make.run(Run.Type.FORECAST_V2)
    advance(other, "submit", by=maria)
    advance(other, "approve", by=maria)

    assert sent(run_worker) == []


def test_other_steps_are_not_told(run, ana, maria, run_worker):
    advance(run, "submit", by=ana)
    sent(run_worker)

    for step in ("withdraw", "simulate", "reopen", "activate", "archive"):
        advance(run, step, by=ana if step == "withdraw" else maria, note="x")

    assert sent(run_worker) == []


def test_nothing_is_queued_where_mail_is_not_configured(run, ana, maria, settings):
    settings.EMAIL_URL = ""

    advance(run, "submit", by=ana)

    assert DBTaskResult.objects.count() == 0


def test_nothing_is_said_of_a_step_that_was_refused_or_rolled_back(run, ana, maria, run_worker):
    with pytest.raises(Refused):
        advance(run, "withdraw", by=ana)
    with transaction.atomic():
        advance(run, "submit", by=ana)
        transaction.set_rollback(True)

    assert sent(run_worker) == []


def test_a_mail_server_that_is_down_neither_stops_a_step_nor_breaks_the_worker(
    run, ana, maria, settings, run_worker, caplog
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there

    advance(run, "submit", by=ana)
    run_worker()

    run.refresh_from_db()
    assert run.submitted_by == ana
    assert [task.return_value for task in DBTaskResult.objects.all()] == ["not sent"]
    assert "maria@example.cl" in caplog.text


def test_a_folio_of_several_lines_stays_in_the_one_line_of_the_subject(run, ana, maria, run_worker):
    Run.objects.filter(pk=run.pk).update(folio="F-7\r\nBcc: evil@example.com")
    run.refresh_from_db()

    advance(run, "submit", by=ana)

    ((subject, to),) = sent(run_worker)
    assert (len(subject.splitlines()), to) == (1, ["maria@example.cl"])


def test_the_system_user_is_told_nothing(run, maria, run_worker):
    advance(run, "submit", by=system_user())
    sent(run_worker)

    advance(run, "approve", by=maria)

    assert sent(run_worker) == []
