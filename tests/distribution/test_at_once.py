"""Many managers at once: each step happens once, the stock moves once, and nobody gets an error."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from distribution.queries import final_units
from runs.errors import Conflict
from runs.models import Run
from runs.services import advance, ask_to_verify, system_user
from stock.models import StockLevel, StockMovement, StockReservation
from stock.queries import ledger_differences
from stock.services import post_dispatch, post_undo
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SECONDS_TO_REACH_THE_LOCK = 1
ROWS = [("TEE", "Tee", "Norte", 4, "2025-12-01"), ("TEE", "Tee", "Sur", 3, "2025-12-02")]


def threads() -> int:
    """50 on PostgreSQL; SQLite lets one write at a time, so fewer show the same."""
    return 50 if connection.vendor == "postgresql" else 12


@pytest.fixture(autouse=True)
def two_eyes(settings):
    settings.FASTDSO_FOUR_EYES = False


@pytest.fixture
def run(tmp_path) -> Run:
    make.cd_stock({"TEE": 9}, tmp_path)
    return make.distribution(make.sales_run(ROWS, tmp_path))


def at_once(number: int, act: Callable[[int], object]) -> Counter:
    """How often acting at the same moment ended how."""
    outcomes, gate = [], threading.Barrier(number)

    def one(index: int) -> None:
        try:
            gate.wait()
            act(index)
            outcomes.append("done")
        except Conflict:
            outcomes.append("refused")
        finally:
            connections.close_all()

    started = [threading.Thread(target=one, args=(index,)) for index in range(number)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return Counter(outcomes)


def taking(run: Run, *steps: str) -> Run:
    for name in steps:
        run = advance(run, name, by=system_user(), note="because")
    return run


@pytest.mark.parametrize(
    ("before", "step"),
    [
        ((), "approve"),
        (("approve",), "execute"),
        (("approve", "execute"), "undo"),
        ((), "activate"),
    ],
)
def test_of_many_who_take_the_same_step_one_succeeds(before, step, run):
    taking(run, *before)
    by, number = system_user(), threads()

    outcomes = at_once(
        number, lambda _: advance(Run.objects.get(pk=run.pk), step, by=by, note="now")
    )

    assert outcomes == {"done": 1, "refused": number - 1}
    assert run.events.filter(action=step).count() == 1
    assert StockReservation.objects.count() == (step == "approve")
    moved = {"execute": 2, "undo": 4}.get(step, 0)
    assert StockMovement.objects.filter(posting__run=run).count() == moved
    assert ledger_differences() == []


def test_many_who_activate_different_runs_leave_one_active(run):
    runs = [run] + [make.run(Run.Type.DISTRIBUTION) for _ in range(9)]
    by = system_user()

    outcomes = at_once(len(runs), lambda index: advance(runs[index], "activate", by=by))

    assert outcomes == {"done": len(runs)}
    assert Run.objects.filter(is_active=True).count() == 1


def test_of_two_runs_that_need_more_than_the_cd_holds_one_is_refused_whole(run):
    runs = [run, make.distribution(run.sources.get(run_type="sales_upload"))]
    by = system_user()

    outcomes = at_once(2, lambda index: advance(runs[index], "approve", by=by))

    assert outcomes == {"done": 1, "refused": 1}
    assert [each.units for each in StockReservation.objects.all()] == [7]


def test_of_two_approved_runs_that_a_count_left_too_little_for_one_executes(run, tmp_path):
    make.cd_stock({"TEE": 14}, tmp_path)
    runs = [
        taking(each, "approve")
        for each in (run, make.distribution(run.sources.get(run_type="sales_upload")))
    ]
    make.cd_stock({"TEE": 10}, tmp_path)
    by = system_user()

    outcomes = at_once(2, lambda index: advance(runs[index], "execute", by=by))

    assert outcomes == {"done": 1, "refused": 1}
    cd = StockLevel.objects.get(location__is_cd=True, product__sku="TEE")
    assert cd.units == 3
    assert ledger_differences() == []


@pytest.mark.parametrize(
    ("before", "step"),
    [
        ((), "approve"),
        (("approve",), "execute"),
        (("approve", "execute"), "undo"),
        (("submit",), "reject"),
        ((), "archive"),
    ],
)
def test_the_workflow_alone_lets_one_through_where_no_stock_would_stop_the_others(before, step):
    """A type of run whose steps touch nothing: only the conditional update stands in the way."""
    run = taking(make.run(Run.Type.FORECAST_V2), *before)
    by, number = system_user(), threads()

    outcomes = at_once(
        number, lambda _: advance(Run.objects.get(pk=run.pk), step, by=by, note="now")
    )

    assert outcomes == {"done": 1, "refused": number - 1}
    assert run.events.filter(action=step).count() == 1


@pytest.mark.parametrize("post", ["dispatch", "undo"])
def test_the_ledger_alone_lets_a_run_post_once(post, run):
    """Without the workflow before it: the posting of a run and kind is unique."""
    by, number = system_user(), threads()
    product, store, units = final_units(run)
    what = {"by": by, "product": product, "store": store, "units": units // units}
    if post == "undo":
        post_dispatch(run, **what)

    outcomes = at_once(
        number,
        lambda _: post_dispatch(run, **what) if post == "dispatch" else post_undo(run, by=by),
    )

    assert outcomes == {"done": 1, "refused": number - 1}
    moved = StockMovement.objects.filter(posting__run=run, posting__kind=post)
    assert moved.count() == len(units)
    assert ledger_differences() == []


def test_of_many_who_ask_to_verify_a_run_one_is_heard(run):
    by, number = system_user(), threads()

    outcomes = at_once(number, lambda _: ask_to_verify(run, by=by))

    assert outcomes == {"done": 1, "refused": number - 1}
    assert run.events.filter(action="verifying").count() == 1


def test_a_step_that_waits_for_an_activation_does_not_take_it_back():
    """It must read the run after the other step's commit, not before."""
    run, by = make.run(Run.Type.FORECAST_V2), system_user()

    def simulate() -> None:
        advance(Run.objects.get(pk=run.pk), "simulate", by=by)
        connections.close_all()

    other = threading.Thread(target=simulate)
    with transaction.atomic():
        advance(run, "activate", by=by)
        other.start()
        other.join(timeout=SECONDS_TO_REACH_THE_LOCK)
        assert other.is_alive()
    other.join()

    run.refresh_from_db()
    assert (run.status, run.is_active) == ("SIMULATED", True)
