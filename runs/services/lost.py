"""What a process leaves behind that ended in the middle of its work: found, and put right.

Anyone may look, as often as they like, also many at once. No clock is asked: a process is gone
when its lock is (see presence.py).
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from runs.models import Run, RunEvent, RunQuerySet
from runs.services.ending import fail
from runs.services.presence import is_present
from runs.services.queueing import enqueue

PROCESS_RUN, VERIFY_RUN = "runs.tasks.process_run", "runs.tasks.verify_run"


class WorkerLost(Exception):
    """Why a task has failed whose worker is gone."""


def fail_if_lost(run: Run) -> Run:
    """The run as it stands; failed, if it is running in a process that is gone."""
    if run.outcome == Run.Outcome.RUNNING and not is_present(run.worker):
        _fail_lost(run)
    return run


def put_right() -> None:
    """Fail all runs and tasks whose process is gone; queue those runs anew that had not begun."""
    for run in Run.objects.filter(outcome=Run.Outcome.RUNNING):
        fail_if_lost(run)
    for task in DBTaskResult.objects.running():
        if not is_present(task.worker_ids[-1]):
            _fail_lost_task(task)


@transaction.atomic
def _fail_lost(run: Run) -> None:
    lost = Run.objects.filter(outcome=Run.Outcome.RUNNING, attempt=run.attempt, worker=run.worker)
    if not _free(lost.filter(pk=run.pk)):
        return  # its last words to the database are being taken down, or others are at it
    fail(
        run,
        lost,
        _(
            "Nothing was stored: the program that worked on it was ended from outside, or the "
            "computer had no memory left. Try it again."
        ),
    )


@transaction.atomic
def _fail_lost_task(task: DBTaskResult) -> None:
    if _free(DBTaskResult.objects.running().filter(pk=task.pk, worker_ids=task.worker_ids)):
        task.set_failed(WorkerLost(task.worker_ids[-1]))
        if run := runs_of([task]).filter(outcome=Run.Outcome.QUEUED).first():
            enqueue(run)
        if task.task_path == VERIFY_RUN:
            _end_verification(*task.args_kwargs["args"])


def _end_verification(run_id: str, by: int) -> None:
    """Say that nobody is at it any more, so that it can be asked for again."""
    note = _("The program that computed it was ended from outside. Ask for it again.")
    action = RunEvent.Action.UNVERIFIED
    RunEvent.objects.create(run_id=run_id, by_id=by, action=action, note=note)
    Run.objects.completed().filter(pk=run_id).update(progress={})


def _free(rows: QuerySet) -> bool:
    """Whether there is such a row, and nobody holds it: it is ours until the transaction ends."""
    return bool(rows.select_for_update(skip_locked=True, no_key=True).values("pk"))


def hand_back(worker: str) -> None:
    """Queue again what a worker is at, which its supervisor has ended before it was done."""
    for run in Run.objects.filter(outcome=Run.Outcome.RUNNING, worker=worker):
        with transaction.atomic():
            mine = Run.objects.filter(pk=run.pk, outcome=Run.Outcome.RUNNING, attempt=run.attempt)
            if mine.update(outcome=Run.Outcome.QUEUED, progress={}, worker=""):
                action = RunEvent.Action.HANDED_BACK
                RunEvent.objects.create(run=run, by=run.created_by, action=action)
                enqueue(run)


def forsaken_runs() -> set:
    """Keys of queued runs that wait for no other and that nobody will come for.

    A command is about to process such a run itself; if it was killed before, nobody ever does.
    """
    waiting = Run.objects.filter(outcome=Run.Outcome.QUEUED)
    ready = waiting.exclude(sources__outcome__in=[Run.Outcome.QUEUED, Run.Outcome.RUNNING])
    tasks = DBTaskResult.objects.running() | DBTaskResult.objects.ready()
    return set(ready.values_list("pk", flat=True)) - set(
        runs_of(tasks).values_list("pk", flat=True)
    )


@transaction.atomic
def take_up(pk) -> None:
    """Queue the work of a forsaken run."""
    if _free(Run.objects.filter(pk=pk, outcome=Run.Outcome.QUEUED)) and pk in forsaken_runs():
        enqueue(Run.objects.get(pk=pk))


def is_outdated(worker: str) -> bool:
    """Whether a worker is still at a run that was taken from it: because it was cancelled."""
    tasks = [task for task in DBTaskResult.objects.running() if task.worker_ids[-1] == worker]
    begun = runs_of(tasks).exclude(outcome=Run.Outcome.QUEUED)
    return begun.exclude(outcome=Run.Outcome.RUNNING, worker=worker).exists()


def runs_of(tasks: Iterable[DBTaskResult]) -> RunQuerySet:
    """The runs that tasks are to process."""
    keys = [task.args_kwargs["args"][0] for task in tasks if task.task_path == PROCESS_RUN]
    return Run.objects.filter(pk__in=keys)
