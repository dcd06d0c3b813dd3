"""Work in the background."""

import logging

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django_tasks import TaskContext, task

from runs.errors import Refused
from runs.models import Run
from runs.services import process, verify_for

log = logging.getLogger(__name__)


@task(takes_context=True)
def process_run(context: TaskContext, run_id: str) -> str:
    """Process a queued run. A refusal is the run's own end, told on its page: not the worker's."""
    run = Run.objects.get(pk=run_id)
    try:
        process(run, worker=context.task_result.worker_ids[-1])
    except Refused as refusal:
        return str(refusal)
    return run.outcome


@task()
def verify_run(run_id: str, by: int) -> str:
    """Compute a run again; how it ended is kept in its history, a refusal, too."""
    run, user = Run.objects.get(pk=run_id), get_user_model().objects.get(pk=by)
    try:
        return "same" if verify_for(user, run).same else "different"
    except Refused as refusal:
        return str(refusal)


@task()
def send_mail(subject: str, text: str, to: list[str]) -> str:
    """One message. A server that cannot be reached, or refuses it, is only logged."""
    try:
        EmailMessage(subject, text, to=to).send()
    except OSError as error:  # of the network, and every error of smtplib
        log.warning("Mail to %s was not sent: %s", ", ".join(to), error)
        return "not sent"
    return "sent"
