"""Work in the background."""

from django_tasks import task

from runs.errors import Refused
from runs.models import Run
from runs.services import process


@task()
def process_run(run_id: str) -> str:
    """Process a queued run. A refusal is the run's own end, told on its page: not the worker's."""
    run = Run.objects.get(pk=run_id)
    try:
        process(run)
    except Refused as refusal:
        return str(refusal)
    return run.outcome
