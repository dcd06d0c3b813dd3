"""kill -9 at any instant of a run: afterwards it is complete, or failed with no rows (P8)."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.translation import gettext as _

from distribution.models import CdRemainder, Exclusion, Prediction
from intake.models import RejectedRow, WarnedRow
from intake.services import CREATE
from runs.models import Run
from runs.services import open_run, process, put_right, system_user
from sales.models import SalesRecord
from stock.models import StockCount, StockPosting
from stock.queries import ledger_differences
from tests import do, make
from tests.conftest import ROOT
from tests.workers.conftest import wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SKUS, STORES, DAYS, ROWS = 1_500, 12, 40, 20_000
TABLES = (SalesRecord, RejectedRow, WarnedRow, StockCount, Prediction, CdRemainder, Exclusion)
INSTANTS, LEAST_IN_THE_MIDDLE = 40, 15


@pytest.fixture
def sales(tmp_path) -> Run:
    """A large upload, done: others of the same file follow."""
    first = date(2025, 9, 1)
    days = [first + timedelta(n) for n in range(DAYS)]
    lines = (
        f"S{n % SKUS:05},Thing {n % SKUS},Store {n % STORES},{n % 7 - 1},{days[n % DAYS]}"
        for n in range(ROWS)
    )
    path = tmp_path / "sales.csv"
    bad = ["S0,Thing,Store 0,many,2025-09-01"]
    path.write_text("\n".join(["sku,product_name,store,quantity,date", *lines, *bad]))
    return do.load_sales(path)


def again(done: Run) -> Run:
    """The same work once more, as a new run."""
    return open_run(
        done.run_type,
        by=system_user(),
        queue=False,
        sources=done.sources.filter(run_type=Run.Type.SALES_UPLOAD),
        mode=done.mode,
        file_name=done.file_name,
        file_sha256=done.file_sha256,
        parameters={
            name: done.parameters[name]
            for name in ("unknown_stores", "place", "mode")
            if name in done.parameters
        }
        | {"again": True},
    )


class Forker:
    """Starts the processing of runs, each in a process of its own that can be killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.program = subprocess.Popen(
            [sys.executable, "-m", "tests.workers.forker"],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.program.stdout.readline() == "ready\n"

    def start(self, run: Run) -> int:
        self.program.stdin.write(f"{run.pk}\n")
        self.program.stdin.flush()
        return int(self.program.stdout.readline())

    def end(self) -> None:
        self.program.stdin.close()
        self.program.wait()
        self.program.stdout.close()


@pytest.fixture
def forker(transactional_db, environment, settings) -> Iterator[Forker]:
    started = Forker(environment | {"LANGUAGE_CODE": settings.LANGUAGE_CODE})  # stages in words
    yield started
    started.end()


def wait_for_end(pid: int) -> None:
    wait_for(lambda: not Path(f"/proc/{pid}").exists(), f"process {pid} is gone")


def kill(pid: int) -> None:
    """The process alone; then, when all is seen, the child that may be reading its file."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    wait_for_end(pid)


def timing(done: Run, forker: Forker) -> tuple[float, float]:
    """Seconds until such a run begins to write, and until it is complete."""
    run = again(done)
    began = time.perf_counter()
    pid = forker.start(run)

    def stage() -> str:
        run.refresh_from_db()
        assert run.outcome != Run.Outcome.FAILED, run.error
        return run.outcome if run.is_finished else run.progress.get("stage", "")

    wait_for(lambda: stage() in (_("Writing"), "completed"), "writing")
    writing = time.perf_counter() - began
    wait_for_end(pid)
    return writing, time.perf_counter() - began


def state(run: Run) -> tuple[str, str, list[int]]:
    """How a run ended, what its results say, and how many rows it has of each kind."""
    run.refresh_from_db()
    return run.outcome, run.digest, [model.objects.of(run).count() for model in TABLES]


def kill_at_any_instant(done: Run, times: int, forker: Forker) -> Counter:
    """How often which end was seen, of runs that were killed at random instants."""
    writing, complete = min((timing(done, forker) for _ in range(3)), key=lambda times: times[1])
    chance, ends = random.Random(20_251_201), Counter()
    whole, nothing = state(done), ("failed", "", [0] * len(TABLES))
    for n in range(times):
        run = again(done)
        # Half of them at any time, half of them in the part that writes.
        instant = chance.uniform(0 if n % 2 else 0.9 * writing, 1.1 * complete)
        pid = forker.start(run)
        time.sleep(instant)
        kill(pid)

        def is_over(run=run) -> bool:
            put_right()
            run.refresh_from_db()
            return run.outcome != Run.Outcome.RUNNING

        wait_for(is_over, "the run of the killed process is over")
        if run.outcome == Run.Outcome.QUEUED:  # it had not even begun
            process(run)
        assert state(run) in (whole, nothing), f"killed after {instant:.3f} s of {complete:.3f}"
        ends[run.outcome] += 1
        # How long such a run takes hangs on what else the machine does: aim anew each time.
        complete *= 0.93 if run.outcome == Run.Outcome.COMPLETED else 1.03
        assert list(run.events.values_list("action", flat=True)) == [
            "created",
            "started",
            run.outcome,
        ]
    return ends


def test_a_large_upload(sales, forker):
    ends = kill_at_any_instant(sales, INSTANTS, forker)

    assert ends.total() == INSTANTS
    assert ends["failed"] >= LEAST_IN_THE_MIDDLE


def test_a_distribution(sales, tmp_path, forker):
    do.count_cd({f"S{n:05}": n % 90 for n in range(SKUS)}, tmp_path)
    ends = kill_at_any_instant(do.distribute(sales), INSTANTS, forker)

    assert ends.total() == INSTANTS
    assert ends["failed"] >= LEAST_IN_THE_MIDDLE


def test_a_count_of_the_stock_and_its_movements(tmp_path, forker):
    units = {f"S{n:05}": {f"Store {m}": n % 5 + m for m in range(STORES)} for n in range(SKUS)}
    path = make.wide_stock_file(units, tmp_path / "stock.xlsx")
    done = do.load_stock(path, "stores", unknown_stores=CREATE, mode="add")
    ends = kill_at_any_instant(done, INSTANTS // 2, forker)

    assert ends["failed"] >= LEAST_IN_THE_MIDDLE // 2
    assert StockPosting.objects.count() == Run.objects.completed().count()
    assert ledger_differences() == []
