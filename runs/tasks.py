"""Work in the background."""

from django_tasks import TaskContext, task

from runs.errors import Refused
from runs.models import Run
from runs.services import process


@task(takes_context=True)
def process_run(context: TaskContext, run_id: str) -> str:
    """Process a queued run. A refusal is the run's own end, told on its page: not the worker's."""
    run = Run.objects.get(pk=run_id)
    try:
        process(run, worker=context.task_result.worker_ids[-1])
    except Refused as refusal:
        return str(refusal)
    return run.outcome
