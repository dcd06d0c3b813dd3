"""How a run is processed: outcomes, failures in words, progress, and late results discarded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from catalog.models import Product, Store
from intake.models import RejectedRow
from intake.services import kept_path
from runs import kinds
from runs.errors import Conflict, NotAllowed, Refused
from runs.kinds import Kind, Result
from runs.models import Run, RunEvent
from runs.rows import write_rows
from runs.services import open_run, process, require, system_user
from runs.services.progress import StoredProgress
from sales.models import SalesRecord
from tests import do, make

pytestmark = pytest.mark.django_db

FORECAST = Run.Type.FORECAST_V2  # no app has this type yet: here it does what a test needs
ROW = {"sheet": "", "row": [1, 2], "column": "", "value": "x", "reason": "", "text": ""}


def result(**changed) -> Result:
    plain = {
        "write": lambda run: write_rows(run, RejectedRow, ROW),
        "digest": "d" * 64,
        "rows": 2,
        "units": -7,
        "skus": 3,
        "stores": 4,
    }
    return Result(**{**plain, **changed})


@pytest.fixture
def computing(monkeypatch):
    """Make runs of a type compute what is given: a result, or an error to raise."""

    def become(compute) -> Run:
        monkeypatch.setitem(kinds._kinds, FORECAST, Kind(FORECAST, compute))
        return open_run(FORECAST, by=system_user(), queue=False, parameters={"asked": 1})

    return become


def rows_of(run: Run) -> int:
    return RejectedRow.objects.of(run).count()


def actions(run: Run) -> list[str]:
    return list(run.events.values_list("action", flat=True))


def test_a_completed_run_has_its_rows_numbers_times_and_events(computing):
    seen = []

    def compute(run, report, prepared):
        seen.append((Run.objects.get(pk=run.pk).outcome, run.attempt, prepared))
        return result(
            rejected=5,
            ignored=6,
            parameters={"found": 2},
            metadata={"m": 1},
            warnings=["Look at this."],
        )

    run = process(computing(compute), prepared="what was read")

    assert seen == [(Run.Outcome.RUNNING, 1, "what was read")]
    assert run == Run.objects.get(pk=run.pk)
    run.refresh_from_db()
    assert (run.outcome, run.status, run.error, run.progress) == ("completed", "DRAFT", "", {})
    assert (run.digest, run.row_count, run.rejected_count, run.ignored_count) == ("d" * 64, 2, 5, 6)
    assert (run.units, run.skus, run.stores) == (-7, 3, 4)
    assert run.parameters == {"asked": 1, "found": 2}
    assert (run.metadata, run.warnings) == ({"m": 1}, ["Look at this."])
    assert rows_of(run) == 2
    assert actions(run) == ["created", "started", "completed"]
    assert run.created_at <= run.started_at <= run.finished_at
    assert timedelta(0) <= run.duration <= run.finished_at - run.created_at + timedelta(seconds=1)


def test_a_refusal_fails_the_run_with_its_text_and_is_told_again(computing):
    def compute(run, report, prepared):
        raise Refused("Nothing was done: the moon is full.")

    run = computing(compute)

    assert do.refused(Refused, process, run) == "Nothing was done: the moon is full."
    run.refresh_from_db()
    assert (run.outcome, run.error) == ("failed", "Nothing was done: the moon is full.")
    assert (rows_of(run), run.digest, run.row_count) == (0, "", 0)
    assert actions(run) == ["created", "started", "failed"]
    assert run.events.last().note == run.error
    assert run.finished_at is not None
    assert run.duration is not None


def test_an_unexpected_error_fails_the_run_with_a_plain_sentence_and_no_rows(computing):
    def write(run):
        write_rows(run, RejectedRow, ROW)
        raise ZeroDivisionError("a detail for the log")

    run = computing(lambda run, report, prepared: result(write=write))

    with translation.override("en"), pytest.raises(ZeroDivisionError):
        process(run)

    run.refresh_from_db()
    assert run.outcome == "failed"
    assert run.error == (
        "An internal error stopped the work; nothing was stored. Tell the administrator."
    )
    assert (rows_of(run), run.row_count, run.digest, run.parameters) == (0, 0, "", {"asked": 1})
    assert actions(run) == ["created", "started", "failed"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_work_that_is_interrupted_is_a_failed_run(stop, computing):
    def compute(run, report, prepared):
        raise stop

    run = computing(compute)

    with pytest.raises(stop):
        process(run)

    run.refresh_from_db()
    assert run.outcome == "failed"


def test_what_a_file_turns_out_to_be_later_fails_the_run_and_stores_nothing(tmp_path, run_worker):
    path = make.sales_file([("TEE", "Shirt", "Norte", 1, "2025-12-01")], tmp_path / "s.xlsx")
    run = do.queue_sales(path)
    kept_path(run.file_sha256).write_bytes(b"PK\x03\x04 cut off")

    run_worker()

    run.refresh_from_db()
    assert run.outcome == "failed"
    assert run.error
    assert Product.objects.count() == Store.objects.count() == 0
    assert SalesRecord.objects.of(run).count() == 0


@pytest.mark.parametrize("outcome", ["running", "completed", "failed"])
def test_only_a_waiting_run_can_be_processed(outcome, computing):
    run = computing(lambda run, report, prepared: result())
    Run.objects.filter(pk=run.pk).update(outcome=outcome)

    said = do.refused(Conflict, process, run)

    assert said == f"Nothing was done: run {run.short_id} is not waiting, it is {outcome}."
    assert rows_of(run) == 0
    assert actions(run) == ["created"]


def test_the_late_result_of_a_lost_worker_is_discarded(computing):
    def compute(run, report, prepared):
        Run.objects.filter(pk=run.pk).update(attempt=2)  # meanwhile another worker has taken it
        return result()

    run = computing(compute)

    said = do.refused(Conflict, process, run)

    assert said == "The result was discarded: another worker took the run over."
    run.refresh_from_db()
    assert (run.outcome, run.attempt, run.error, run.digest) == ("running", 2, "", "")
    assert rows_of(run) == 0
    assert actions(run) == ["created", "started"]


def test_the_late_failure_of_a_lost_worker_fails_nothing(computing):
    def compute(run, report, prepared):
        Run.objects.filter(pk=run.pk).update(outcome="queued")
        raise Refused("Too late.")

    run = computing(compute)

    do.refused(Refused, process, run)

    run.refresh_from_db()
    assert (run.outcome, run.error) == ("queued", "")
    assert actions(run) == ["created", "started"]


def test_progress_is_stored_where_the_page_of_the_run_finds_it(computing):
    seen = []

    def compute(run, report, prepared):
        report("Reading")
        seen.append(Run.objects.get(pk=run.pk).progress)
        report("Writing", 5, 10)
        seen.append(Run.objects.get(pk=run.pk).progress)
        return result()

    process(computing(compute))

    pace = {"rows_per_second": None, "seconds_left": None}
    assert seen == [
        {"stage": "Reading", "done": 0, "total": 0, **pace},
        {"stage": "Writing", "done": 5, "total": 10, **pace},
    ]


def test_progress_within_a_stage_is_stored_twice_a_second_at_most(
    monkeypatch, django_assert_num_queries
):
    run, now = make.run(outcome=Run.Outcome.RUNNING), [100.0]
    monkeypatch.setattr("runs.services.progress.time.monotonic", lambda: now[0])
    report = StoredProgress(run)

    with django_assert_num_queries(2):
        for done in range(10):
            report("Writing", done, 10)
            now[0] += 0.06

    run.refresh_from_db()
    told = {name: run.progress[name] for name in ("stage", "done", "total")}
    assert told == {"stage": "Writing", "done": 9, "total": 10}


def test_the_pace_of_a_stage_is_measured_from_its_own_beginning(monkeypatch):
    run, now = make.run(outcome=Run.Outcome.RUNNING), [100.0]
    monkeypatch.setattr("runs.services.progress.time.monotonic", lambda: now[0])
    report = StoredProgress(run)

    report("Reading", 0, 0)
    now[0] += 60
    report("Writing", 0, 1_000)
    now[0] += 2
    report("Writing", 500, 1_000)

    run.refresh_from_db()
    assert (run.progress["rows_per_second"], run.progress["seconds_left"]) == (250.0, 2.0)


def test_a_worker_that_lost_its_run_is_stopped_when_it_tells_of_progress():
    run = make.run(outcome=Run.Outcome.RUNNING, attempt=1)
    Run.objects.filter(pk=run.pk).update(attempt=2)

    said = do.refused(Conflict, StoredProgress(run), "Writing", 5, 10)

    assert said == "The result was discarded: another worker took the run over."
    run.refresh_from_db()
    assert run.progress == {}


def test_the_worker_processes_what_was_queued_once(computing, run_worker):
    computing(lambda run, report, prepared: result())
    run = open_run(FORECAST, by=system_user())

    first, second = run_worker(), run_worker()

    run.refresh_from_db()
    assert (run.outcome, run.attempt) == ("completed", 1)
    assert ([task.return_value for task in first], second) == (["completed"], [])


def test_a_task_delivered_twice_does_its_work_once(computing, run_worker):
    """P2"""
    computing(lambda run, report, prepared: result())
    run = open_run(FORECAST, by=system_user())
    task = DBTaskResult.objects.get()
    DBTaskResult.objects.create(
        **{
            name: getattr(task, name)
            for name in ("args_kwargs", "task_path", "queue_name", "backend_name", "priority")
        },
        run_after=task.run_after,
    )

    with translation.override("en"):
        done = run_worker()

    assert {task.return_value for task in done} == {
        "completed",
        f"Nothing was done: run {run.short_id} is not waiting, it is completed.",
    }
    assert rows_of(run) == 2
    assert actions(run) == ["created", "started", "completed"]


def test_opening_a_run_that_is_refused_leaves_nothing():
    before = Run.objects.count(), RunEvent.objects.count(), DBTaskResult.objects.count()

    with transaction.atomic():
        open_run(FORECAST, by=system_user())
        transaction.set_rollback(True)

    assert (Run.objects.count(), RunEvent.objects.count(), DBTaskResult.objects.count()) == before


@pytest.mark.parametrize("name", ["folio", "responsable", "categoria", "store_filter"])
def test_a_description_that_no_column_holds_is_refused(name):
    limit = Run._meta.get_field(name).max_length
    assert getattr(open_run(FORECAST, by=system_user(), about={name: "ñ" * limit}), name)

    do.refused(Refused, open_run, FORECAST, by=system_user(), about={name: "ñ" * (limit + 1)})
    do.refused(Refused, open_run, FORECAST, by=system_user(), about={name: "a\0b"})


def test_a_run_says_who_made_it_when_and_with_which_software(settings):
    ana, before = make.user(name="ana"), timezone.now()

    run = open_run(FORECAST, by=ana, queue=False, about={"notes": "  because  "})

    assert (run.created_by, run.software_version) == (ana, settings.VERSION)
    assert (run.status, run.outcome, run.is_active) == ("DRAFT", "queued", False)
    assert before <= run.created_at <= timezone.now()
    event = run.events.get()
    assert (event.by, event.action, event.to_status, event.note) == (
        ana,
        "created",
        "DRAFT",
        "because",
    )


def test_the_numbers_of_runs_only_rise():
    numbers = [open_run(FORECAST, by=system_user()).number for _ in range(3)]

    assert numbers == sorted(set(numbers))


def test_permissions_are_asked_of_everybody_but_the_system_user():
    require(system_user(), "runs.upload_run")
    require(make.user("runs.upload_run"), "runs.upload_run")

    do.refused(NotAllowed, require, make.user("runs.view_run"), "runs.upload_run")
    do.refused(
        NotAllowed, require, make.user("runs.upload_run", is_active=False), "runs.upload_run"
    )


@pytest.mark.django_db(transaction=True)
def test_progress_told_within_the_transaction_is_seen_at_once_where_others_may_write(
    computing, monkeypatch
):
    monkeypatch.setattr("runs.services.progress.SECONDS_BETWEEN_REPORTS", 0)
    seen = []

    def compute(run, report, prepared):
        report("Writing", 0, 10)

        def write(run):
            report("Writing", 5, 10)
            with ThreadPoolExecutor(1) as other:
                seen.append(other.submit(stored_progress, run).result())

        return result(write=write)

    run = process(computing(compute))

    assert seen == [5 if connection.vendor == "postgresql" else 0]
    assert (run.outcome, run.progress) == ("completed", {})


def stored_progress(run: Run) -> int:
    try:
        return Run.objects.get(pk=run.pk).progress["done"]
    finally:
        connection.close()
