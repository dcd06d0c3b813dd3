"""Runs and tasks whose process is gone: recognised by its lock, and by no clock (P8, P11)."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from runs import kinds
from runs.kinds import Kind, Result
from runs.management.queue import QueueWorker, limit_memory
from runs.management.supervisor import Lasting
from runs.models import Run, RunEvent
from runs.queries import last_verification
from runs.services import (
    ask_to_verify,
    fail_if_lost,
    forsaken_runs,
    hand_back,
    is_outdated,
    is_present,
    open_run,
    present,
    put_right,
    remove_litter,
    system_user,
    take_up,
)
from tests import make

pytestmark = pytest.mark.django_db

FORECAST = Run.Type.FORECAST_V2  # no app has this type yet: here it does what a test needs
LOST = (
    "Nothing was stored: the program that worked on it was ended from outside, or the computer "
    "had no memory left. Try it again."
)
JUMPS = [timedelta(hours=2), timedelta(hours=-2), timedelta(days=400), timedelta(days=-400)]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def done(monkeypatch) -> list[int]:
    """The numbers of the runs that were computed, in their order."""
    numbers = []

    def compute(run, report, prepared):
        numbers.append(run.number)
        return Result(lambda run: None, digest="d" * 64, rows=0, units=0, skus=0, stores=0)

    monkeypatch.setitem(kinds._kinds, FORECAST, Kind(FORECAST, compute))
    return numbers


def queued(**how) -> Run:
    return open_run(FORECAST, by=system_user(), **how)


def running(worker: str, **fields) -> Run:
    return make.run(outcome="running", worker=worker, attempt=1, progress={"stage": "x"}, **fields)


def claimed(worker: str) -> DBTaskResult:
    """The only task, as a worker has it that has not begun its run yet."""
    task = DBTaskResult.objects.get()
    task.claim(worker)
    return task


def outcome(run: Run) -> tuple[str, str]:
    run.refresh_from_db()
    return run.outcome, run.error


def jump(by: timedelta) -> None:
    """Let the clock of everything stored be wrong by so much."""
    for model, names in ((Run, ("created_at", "started_at")), (DBTaskResult, ("enqueued_at",))):
        for each in model.objects.all():
            moments = {name: getattr(each, name) for name in names}
            model.objects.filter(pk=each.pk).update(
                **{name: moment and moment + by for name, moment in moments.items()}
            )


def test_a_process_is_present_under_its_name_and_gone_afterwards():
    with present() as one, present() as other:
        assert (one == other, is_present(one), is_present(other)) == (False, True, True)

    assert (is_present(one), is_present(other), is_present("nobody"), is_present("")) == (
        False,
    ) * 4


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_is_gone_at_once_and_one_that_hangs_is_not():
    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            with present() as name:
                os.write(writing, name.encode())
                time.sleep(600)
        finally:
            os._exit(1)
    name = os.read(reading, 100).decode()

    os.kill(pid, signal.SIGSTOP)
    remove_litter()
    assert is_present(name)

    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    deadline = time.monotonic() + 30  # the server sees the connection end a moment later
    while is_present(name):
        assert time.monotonic() < deadline
    for end in (reading, writing):
        os.close(end)


def test_a_server_gives_a_machine_up_that_is_silent_for_a_minute():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is on the same machine")

    def setting(name: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting(%s)", [f"tcp_{name}"])
            return int(cursor.fetchone()[0])

    tries = setting("keepalives_interval") * setting("keepalives_count")
    assert 0 < setting("keepalives_idle") + tries <= 60
    assert 0 < setting("user_timeout") <= 60_000


def test_the_file_of_a_process_that_is_gone_is_removed_and_no_other(files_folder):
    (files_folder / "workers").mkdir()
    (files_folder / "workers" / "gone").touch()
    with present() as name:
        remove_litter()

        left = [path.name for path in (files_folder / "workers").iterdir()]
        assert left in ([name], [])  # on PostgreSQL there are no such files
        assert is_present(name)


def test_a_run_whose_process_is_gone_fails_with_what_waits_for_it():
    with present() as worker:
        run = running(worker)
        child = open_run(FORECAST, by=system_user(), sources=[run])
        assert fail_if_lost(run).outcome == "running"

    assert fail_if_lost(run).outcome == "failed"

    assert outcome(run) == ("failed", LOST)
    assert (run.progress, [event.action for event in run.events.all()]) == ({}, ["failed"])
    why = f"Nothing was generated: its source {run.short_id} failed. {LOST}"
    assert outcome(child) == ("failed", why)


@pytest.mark.parametrize("changed", [{"attempt": 2}, {"outcome": "completed"}, {"worker": "other"}])
def test_a_run_that_moved_on_while_somebody_looked_is_left_alone(changed):
    run = running("gone")
    Run.objects.filter(pk=run.pk).update(**changed)

    fail_if_lost(run)

    run.refresh_from_db()
    assert {name: getattr(run, name) for name in changed} == changed
    assert run.events.count() == 0


@pytest.mark.parametrize("by", JUMPS)
def test_no_clock_makes_a_living_process_lost_or_a_gone_one_live(by):
    with present() as worker:
        alive, gone = running(worker), running("gone")
        jump(by)

        put_right()

        assert outcome(alive) == ("running", "")
        assert outcome(gone) == ("failed", LOST)


@pytest.mark.parametrize("by", JUMPS)
def test_whatever_the_clock_did_every_queued_run_is_done_once(by, done, run_worker):
    early = queued()
    jump(by)
    late = queued()

    run_worker()
    run_worker()

    assert done == [early.number, late.number]
    assert {outcome(run)[0] for run in (early, late)} == {"completed"}


def test_a_lost_task_fails_and_its_run_if_it_had_not_begun_is_queued_again(done, run_worker):
    run = queued()
    task = claimed("gone")

    put_right()
    put_right()

    task.refresh_from_db()
    assert (task.status, task.exception_class_path) == ("FAILED", "runs.services.lost.WorkerLost")
    assert DBTaskResult.objects.ready().count() == 1
    run_worker()
    assert outcome(run) == ("completed", "")
    assert done == [run.number]


def test_a_verification_whose_worker_is_gone_can_be_asked_for_again():
    run = make.run(digest="d" * 64)
    ask_to_verify(run, by=system_user())
    claimed("gone")

    put_right()

    (last,) = run.events.filter(action=RunEvent.Action.UNVERIFIED)
    assert (last, last.note) == (
        last_verification(run),
        "The program that computed it was ended from outside. Ask for it again.",
    )
    ask_to_verify(run, by=system_user())
    assert DBTaskResult.objects.ready().count() == 1


def test_the_task_of_a_worker_that_lives_is_left_alone(done):
    queued()
    with present() as worker:
        claimed(worker)

        put_right()

        assert [task.status for task in DBTaskResult.objects.all()] == ["RUNNING"]


def test_a_run_that_nobody_comes_for_is_found_and_queued_once(done, run_worker):
    source = running("gone")
    waiting, fetched, forsaken = queued(sources=[source]), queued(), queued(queue=False)

    assert forsaken_runs() == {forsaken.pk}
    take_up(forsaken.pk)
    take_up(forsaken.pk)
    take_up(waiting.pk)

    assert forsaken_runs() == set()
    assert len(run_worker()) == 2
    assert done == [fetched.number, forsaken.number]
    assert outcome(waiting)[0] == "queued"


def test_only_what_lasts_is_seen(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("runs.management.supervisor.time.monotonic", lambda: now[0])
    lasting = Lasting(10)

    assert lasting({"a", "b"}) == set()
    now[0] += 6
    assert lasting({"b"}) == set()
    now[0] += 6
    assert lasting({"a", "b"}) == {"b"}
    now[0] += 9
    assert lasting({"a"}) == set()


def test_a_worker_is_outdated_while_it_is_at_a_run_that_is_not_its_own_any_more(done):
    run = queued()
    claimed("me")
    mine = Run.objects.filter(pk=run.pk)
    assert not is_outdated("me")  # it has not begun

    mine.update(outcome="running", worker="me")
    assert not is_outdated("me")
    mine.update(worker="other")
    assert (is_outdated("me"), is_outdated("other")) == (True, False)
    mine.update(outcome="failed", worker="me")
    assert is_outdated("me")


def test_what_a_stopped_worker_hands_back_is_done_by_the_next_one(done, run_worker):
    mine, other = running("me", run_type=FORECAST), running("other", run_type=FORECAST)

    hand_back("me")

    assert (outcome(mine)[0], mine.worker, mine.progress) == ("queued", "", {})
    assert outcome(other)[0] == "running"
    run_worker()
    assert outcome(mine)[0] == "completed"
    assert (mine.attempt, done) == (2, [mine.number])


def test_a_second_worker_does_not_take_a_task_that_the_first_has(done):
    queued()
    one, other = QueueWorker("one", batch=True), QueueWorker("other", batch=True)

    assert one.next_task().worker_ids == ["one"]
    assert other.next_task() is None


def test_a_worker_gets_so_much_memory_and_no_more(settings):
    settings.FASTDSO_WORKER_MEMORY = 20_000
    pid = os.fork()
    if not pid:
        status = 1
        try:
            limit_memory()
            bytearray(30_000 * 2**20)
        except MemoryError:
            status = 0
        finally:
            os._exit(status)

    assert os.waitpid(pid, 0)[1] == 0
