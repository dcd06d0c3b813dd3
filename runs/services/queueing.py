"""Putting work into the queue: in the transaction that made it ready, so with it or not at all."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser

from runs.models import Run

# The tasks call services, and these put tasks into the queue: so they are imported when needed.


def enqueue(run: Run) -> None:
    """The work of a run."""
    from runs.tasks import process_run

    process_run.enqueue(str(run.pk))


def enqueue_verification(run: Run, by: AbstractBaseUser) -> None:
    """The computing of a run once more, asked for by a user."""
    from runs.tasks import verify_run

    verify_run.enqueue(str(run.pk), by.pk)


def enqueue_mail(subject: str, text: str, to: Sequence[str]) -> None:
    from runs.tasks import send_mail

    send_mail.enqueue(subject, text, list(to))
