"""Work in the background."""

from django.contrib.auth import get_user_model
from django_tasks import task

from runs.errors import Refused
from runs.models import Run
from runs.services import process, verify_for


@task()
def process_run(run_id: str) -> str:
    """Process a queued run. A refusal is the run's own end, told on its page: not the worker's."""
    run = Run.objects.get(pk=run_id)
    try:
        process(run)
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
