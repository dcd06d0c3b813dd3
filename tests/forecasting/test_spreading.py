"""The same numbers wherever blocks are computed: here, or on a cluster whose workers die."""

import os
import signal
from dataclasses import fields
from threading import Event, Timer

import numpy as np
import pytest
from distributed import LocalCluster

from forecasting import series
from forecasting.blocks import Evaluated, blocks, joined
from forecasting.services.spreading import evaluate_all
from runs.errors import Refused

METHODS = ("ses3", "sma3", "last_week")
WEEKS, PRODUCTS, STORES = 60, 400, 10


@pytest.fixture(scope="module")
def cluster():
    """Two workers on this machine, as processes of their own."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as running:
        yield running


@pytest.fixture
def weekly() -> series.Weekly:
    rng = np.random.default_rng(7)
    pair, week = np.nonzero(rng.random((PRODUCTS * STORES, WEEKS)) < 0.3)
    day = np.datetime64("2025-01-06", "D") + 7 * week
    units = rng.geometric(0.4, len(pair)).astype(np.int64)
    first = int(series.week_of(np.array(["2025-01-06"], "datetime64[D]"))[0])
    return series.weekly(pair // STORES, pair % STORES, day, units, first, WEEKS)


def pieces(weekly: series.Weekly, size: int):
    nothing = (np.zeros(0, dtype=np.int64),) * 3
    return blocks(weekly, np.zeros(WEEKS, dtype=bool), nothing, METHODS, 8, size)


def evaluated(weekly: series.Weekly, size: int) -> Evaluated:
    return joined(evaluate_all(pieces(weekly, size)), WEEKS, METHODS)


def assert_same(one: Evaluated, other: Evaluated) -> None:
    """To the last bit, but for the sums of trials, whose order is that of the blocks."""
    for field in fields(Evaluated):
        if field.name == "trials":
            continue
        a, b = getattr(one, field.name), getattr(other, field.name)
        columns = zip(a.values(), b.values(), strict=True) if isinstance(a, dict) else [(a, b)]
        for left, right in columns:
            np.testing.assert_array_equal(left, right)


def address(cluster: LocalCluster) -> str:
    return cluster.scheduler_address.replace("tcp://", "dask://")


@pytest.mark.parametrize("size", [1, 37, 1_000])
def test_the_size_of_blocks_changes_no_number(weekly, size):
    assert_same(evaluated(weekly, 10**6), evaluated(weekly, size))


@pytest.mark.slow
def test_a_cluster_gives_the_same_numbers(weekly, cluster, settings):
    here = evaluated(weekly, 500)

    settings.FASTDSO_COMPUTE = address(cluster)

    assert_same(here, evaluated(weekly, 500))


@pytest.mark.slow
def test_blocks_of_a_worker_that_is_killed_are_computed_again(weekly, cluster, settings):
    here = evaluated(weekly, 20)
    victim = cluster.workers[0].pid
    settings.FASTDSO_COMPUTE = address(cluster)
    killed = Event()

    def kill() -> None:
        os.kill(victim, signal.SIGKILL)
        killed.set()

    Timer(0.2, kill).start()
    there = evaluated(weekly, 20)

    assert killed.is_set(), "the work was done before the worker was killed"
    assert_same(here, there)
    assert cluster.workers[0].pid != victim


def test_a_cluster_that_does_not_answer_is_a_refusal(weekly, settings):
    settings.FASTDSO_COMPUTE = "dask://127.0.0.1:1"

    with pytest.raises(Refused, match=r"127\.0\.0\.1:1"):
        evaluated(weekly, 500)


def test_an_address_that_is_none_is_a_refusal(weekly, settings):
    settings.FASTDSO_COMPUTE = "somewhere"

    with pytest.raises(Refused, match="FASTDSO_COMPUTE"):
        evaluated(weekly, 500)
