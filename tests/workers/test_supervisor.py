"""Workers that are killed, stopped, or many: as programs of their own (P8, P11, P12)."""

import os
import signal
from datetime import date, timedelta

import pytest
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from intake.services import kept_path
from runs.models import Run
from runs.services import cancel, is_present, retry, system_user
from sales.models import SalesRecord
from tests import do
from tests.workers.conftest import wait_for, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROWS = 60_000  # so that a run takes its time
LOST = (
    "Nothing was stored: the program that worked on it was ended from outside, or the computer "
    "had no memory left. Try it again."
)


@pytest.fixture
def sales_file(tmp_path):
    first = date(2025, 9, 1)
    lines = (
        f"S{n % 5_000:05},Thing {n % 5_000},Store {n % 40},{n % 7},{first + timedelta(n % 90)}\n"
        for n in range(ROWS)
    )
    path = tmp_path / "sales.csv"
    path.write_text("sku,product_name,store,quantity,date\n" + "".join(lines))
    return path


@pytest.fixture
def upload(sales_file):
    return do.queue_sales(sales_file)


def rows_of(run: Run) -> int:
    return SalesRecord.objects.of(run).count()


def actions(run: Run) -> list[str]:
    return list(run.events.values_list("action", flat=True))


def statuses() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("status", flat=True))


def test_a_run_whose_worker_is_killed_fails_and_is_done_whole_when_tried_again(worker, upload):
    program = worker()
    wait_until(upload, "running")
    program.kill_child()
    wait_until(upload, "failed")

    assert (upload.error, rows_of(upload), upload.progress) == (LOST, 0, {})
    assert actions(upload) == ["created", "started", "failed"]
    wait_for(lambda: statuses() == ["FAILED"], "the lost task failed")

    retry(upload, by=system_user())
    wait_until(upload, "completed")  # by the child that took the place of the killed one
    assert (rows_of(upload), upload.attempt, upload.error) == (ROWS, 2, "")
    assert actions(upload)[3:] == ["retried", "started", "completed"]


def test_a_run_whose_whole_worker_is_gone_fails_when_its_progress_is_asked_for(
    worker, upload, admin_client
):
    program = worker()
    wait_until(upload, "running")
    assert admin_client.get(f"/runs/{upload.pk}/progress/").json()["outcome"] == "running"
    program.kill_all()

    def told() -> bool:
        return admin_client.get(f"/runs/{upload.pk}/progress/").json()["outcome"] == "failed"

    wait_for(told, "the page says that the run failed")
    assert rows_of(upload) == 0


def test_what_a_gone_worker_left_is_put_right_by_the_next_one(worker, upload):
    program = worker()
    wait_until(upload, "running")
    name = upload.worker
    assert is_present(name)
    program.kill_all()
    wait_for(lambda: not is_present(name), "the worker is gone")
    later = do.queue_sales(kept_path(upload.file_sha256), again=True)

    worker()

    wait_until(later, "completed")
    upload.refresh_from_db()
    assert (upload.outcome, rows_of(upload)) == ("failed", 0)
    assert rows_of(later) == ROWS


def test_a_child_ends_with_its_supervisor(worker):
    program = worker()
    child = program.child
    program.supervisor.kill()
    program.supervisor.wait()

    def is_gone() -> bool:
        try:
            with open(f"/proc/{child}/stat") as stat:
                return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
        except FileNotFoundError:
            return True

    wait_for(is_gone, "the child ended")


def test_a_worker_that_is_stopped_finishes_what_it_is_at(worker, upload):
    program = worker()
    wait_until(upload, "running")

    assert program.stop() == 0

    upload.refresh_from_db()
    assert (upload.outcome, rows_of(upload)) == ("completed", ROWS)
    assert statuses() == ["SUCCESSFUL"]


def test_what_a_stopped_worker_cannot_finish_in_time_is_queued_again(worker, upload):
    program = worker()
    wait_until(upload, "running")
    os.kill(program.child, signal.SIGSTOP)  # it hangs

    assert program.stop() == 0

    upload.refresh_from_db()
    assert (upload.outcome, upload.worker, rows_of(upload)) == ("queued", "", 0)
    assert actions(upload) == ["created", "started", "handed_back"]
    worker()
    wait_until(upload, "completed")
    assert (rows_of(upload), upload.attempt) == (ROWS, 2)


def test_a_running_run_that_is_cancelled_stores_nothing_and_its_worker_goes_on(worker, upload):
    worker()
    wait_until(upload, "running")
    cancel(upload, by=system_user())
    later = do.queue_sales(kept_path(upload.file_sha256), again=True)

    wait_until(later, "completed")

    upload.refresh_from_db()
    assert (upload.outcome, rows_of(upload)) == ("failed", 0)
    assert upload.error == _("%(who)s cancelled it; nothing was stored.") % {"who": "sistema"}
    assert actions(upload) == ["created", "started", "cancelled"]


def test_a_worker_that_does_not_notice_the_cancelling_is_replaced(worker, upload):
    program = worker()
    wait_until(upload, "running")
    hanging = program.child
    os.kill(hanging, signal.SIGSTOP)
    cancel(upload, by=system_user())

    wait_for(lambda: program.child != hanging, "another child")
    wait_for(lambda: statuses() == ["FAILED"], "the task failed")
    upload.refresh_from_db()
    assert actions(upload) == ["created", "started", "cancelled"]


def test_several_workers_do_every_run_once(worker, tmp_path):
    day = date(2025, 12, 1)
    runs = []
    for n in range(12):
        path = do.csv_file(
            [("sku", "product_name", "store", "quantity", "date"), (n, "T", "S", 1, day)],
            tmp_path / f"{n}.csv",
        )
        runs.append(do.queue_sales(path))
    for _number in range(3):
        worker("--batch")

    for run in runs:
        wait_until(run, "completed")

    assert {run.attempt for run in runs} == {1}
    assert [actions(run) for run in runs] == [["created", "started", "completed"]] * 12
    assert {rows_of(run) for run in runs} == {1}
