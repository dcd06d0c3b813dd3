"""cancel_run and retry_run."""

import pytest
from django_tasks_db.models import DBTaskResult

from runs.models import Run
from runs.services import cancel, open_run, process, system_user
from tests import do, make

ROWS = [("TEE", "Tee", "Soho", 4, "2025-12-22"), ("TEE", "Tee", "Eden", 3, "2025-12-22")]


@pytest.fixture
def waiting(db, tmp_path) -> Run:
    """A sales upload in the queue."""
    return do.queue_sales(make.sales_file(ROWS, tmp_path / "sales.xlsx"))


@pytest.fixture
def failed(waiting) -> Run:
    DBTaskResult.objects.all().delete()
    return cancel(waiting, by=system_user())


def tasks_of(run: Run) -> int:
    return DBTaskResult.objects.ready().filter(args_kwargs__args=[str(run.pk)]).count()


def test_cancel_run_ends_a_run_that_waits(command, waiting, run_worker):
    make.user("runs.upload_run", name="ana")

    done = command("cancel_run", waiting.short_id, "--by", "ana")

    run_worker()
    waiting.refresh_from_db()
    assert done.status == 0
    assert done.facts == {"run_id": str(waiting.pk), "outcome": "failed", "error": waiting.error}
    assert (waiting.outcome, waiting.attempt) == ("failed", 0)
    assert waiting.error == "ana cancelled it; nothing was stored."


def test_cancel_run_refuses_a_run_that_is_over(command, failed):
    done = command("cancel_run", failed.pk)

    assert (done.status, done.output) == (1, "")
    assert done.complaint.endswith(
        f"Nothing was cancelled: run {failed.short_id} is failed already.\n"
    )


def test_retry_run_processes_a_failed_run_again(command, failed):
    make.user("runs.upload_run", name="ana")

    done = command("retry_run", failed.short_id, "--by", "ana")

    failed.refresh_from_db()
    assert done.status == 0
    assert done.facts == {
        "run_id": str(failed.pk),
        "outcome": "completed",
        "rows": 2,
        "rejected": 0,
        "units": 7,
        "skus": 1,
        "stores": 2,
        "warnings": failed.warnings,
    }
    retried = failed.events.get(action="retried")
    assert (failed.outcome, retried.by.username, tasks_of(failed)) == ("completed", "ana", 0)


def test_retry_run_leaves_a_run_to_a_worker_if_asked(command, failed, run_worker):
    done = command("retry_run", failed.pk, "--queue")

    assert (done.facts["outcome"], tasks_of(failed)) == ("queued", 1)
    run_worker()
    failed.refresh_from_db()
    assert failed.outcome == "completed"


def test_retry_run_leaves_a_run_that_waits_for_its_source(command, waiting, run_worker):
    child = open_run(Run.Type.DISTRIBUTION, by=system_user(), sources=[waiting], mode="sma1_no_min")
    cancel(child, by=system_user())

    done = command("retry_run", child.pk)

    assert (done.status, done.facts["outcome"], tasks_of(child)) == (0, "queued", 0)
    run_worker()
    child.refresh_from_db()
    assert child.outcome == "completed"


def test_retry_run_takes_up_a_run_whose_process_is_gone(command, waiting):
    Run.objects.filter(pk=waiting.pk).update(outcome="running", worker="gone", attempt=1)

    done = command("retry_run", waiting.pk)

    assert (done.status, done.facts["outcome"]) == (0, "completed")
    actions = list(waiting.events.values_list("action", flat=True))
    assert actions == ["created", "failed", "retried", "started", "completed"]


def test_retry_run_that_fails_again_says_why(command, failed):
    Run.objects.filter(pk=failed.pk).update(parameters={"unknown_stores": "fail"})

    done = command("retry_run", failed.pk)

    failed.refresh_from_db()
    assert (done.status, done.output, failed.outcome) == (1, "", "failed")
    assert done.complaint.endswith(f"{failed.error}\n")


def test_retry_run_refuses_a_run_that_has_not_failed(command, waiting):
    run = process(waiting)

    done = command("retry_run", run.pk)

    assert (done.status, done.output) == (1, "")
    state = f"run {run.short_id} has not failed, it is completed"
    assert done.complaint.endswith(f"Nothing was tried again: {state}.\n")


def test_who_may_not_ask_for_such_runs_may_neither_cancel_nor_retry(command, waiting):
    make.user("runs.generate_run", name="cleo")

    assert command("cancel_run", waiting.pk, "--by", "cleo").status == 1
    assert Run.objects.get().outcome == "queued"
    cancel(waiting, by=system_user())
    assert command("retry_run", waiting.pk, "--by", "cleo").status == 1
    waiting.refresh_from_db()
    assert waiting.outcome == "failed"
