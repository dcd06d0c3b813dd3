"""The numbers of a purchase forecast: `python -m benchmarks.forecast_speed`.

10,000 products in 10 stores, 104 weeks, sold from the first week on, a quarter of the weeks without
a sale. From weekly sums to a target per product: the level of every series, sums per product, their
errors over three weeks, law, spread, target. Nothing is read or stored. The product takes turns
with a floor: the same targets, by numpy, with all that this data allows (no week is missing, no
series begins late).
"""

import argparse
import math
import tracemalloc
from collections.abc import Callable
from statistics import NormalDist
from time import process_time

import numpy as np

from benchmarks.generate import SEED
from benchmarks.timing import MIB, print_rows, where_and_when
from forecasting import purchase, series
from forecasting.methods import METHODS

STORES, WEEKS, PERIODS, LEVEL = 10, 104, 3, 0.95
CHUNK = 5_000  # series at a time, of the product
NOTHING = tuple(np.zeros(0, dtype=np.int64) for _ in range(3))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--series", type=int, default=100_000)
    given = parser.parse_args()
    weekly = make_weekly(given.series // STORES)
    differ = np.count_nonzero(floor(weekly) != product(weekly))
    if differ:
        raise AssertionError(f"The targets of {differ} products differ.")
    by_hand, ours = [], []
    for _round in range(given.rounds):
        by_hand.append(seconds(floor, weekly))
        ours.append(seconds(product, weekly))
    print(f"{given.series:,} series, {given.rounds} rounds. {where_and_when()}\n")
    heads = ["job", "floor [cpu s]", "product [cpu s]", "ratio", "floor [MiB]", "product [MiB]"]
    times = [
        f"{min(taken):.2f} / {sorted(taken)[len(taken) // 2]:.2f}" for taken in (by_hand, ours)
    ]
    ratio = f"{min(ours) / min(by_hand):.2f}"
    peaks = [f"{peak(way, weekly):.0f}" for way in (floor, product)]
    print_rows([heads, [f"{WEEKS} weeks", *times, ratio, *peaks]])


def make_weekly(products: int) -> series.Weekly:
    rng = np.random.default_rng(SEED)
    count = products * STORES
    mean = rng.lognormal(0.5, 1.0, (count, 1))
    sold = rng.poisson(mean, (count, WEEKS))
    sold[:, 0] += 1
    which, week = np.nonzero(sold)
    return series.Weekly(
        product=np.repeat(np.arange(products), STORES),
        store=np.tile(np.arange(STORES), products),
        first=np.zeros(count, dtype=np.int64),
        starts=np.searchsorted(which, np.arange(count + 1)),
        week=week,
        units=sold[which, week],
        first_week=0,
        weeks=WEEKS,
    )


def product(weekly: series.Weekly) -> np.ndarray:
    """The target of every product, as the product reckons it."""
    gaps = np.zeros(weekly.weeks, dtype=bool)
    parts = []
    for chunk in series.chunks(weekly, CHUNK):
        sold = series.dense(weekly, chunk, gaps, NOTHING)
        path = METHODS["ses3"].levels(sold).path
        _products, actual, path = series.by_product(weekly, chunk, sold, path)
        v, n = purchase.errors(actual, path, PERIODS)
        parts.append((v, n, path[-1] * PERIODS))
    v, n, demand = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    variance = purchase.spread(v, n, demand, PERIODS, purchase.law(v, n, demand))
    return purchase.at_least(demand, variance, LEVEL)


FLOOR_BLOCK, ALPHAS = 2_000, np.array([0.05, 0.1, 0.2, 0.3, 0.5, 0.7])[:, None]


def floor(weekly: series.Weekly) -> np.ndarray:
    """The same targets by hand."""
    count = len(weekly.product)
    v, demand = np.empty(count // STORES), np.empty(count // STORES)
    for begin in range(0, count, FLOOR_BLOCK):
        end = min(begin + FLOOR_BLOCK, count)
        sums = slice(weekly.starts[begin], weekly.starts[end])
        sold = np.zeros((WEEKS, end - begin))
        column = np.repeat(np.arange(end - begin), np.diff(weekly.starts[begin : end + 1]))
        sold[weekly.week[sums], column] = weekly.units[sums]
        path = floor_of_levels(sold)
        sold, path = (
            np.add.reduceat(of_stores, np.arange(0, end - begin, STORES), axis=1)
            for of_stores in (sold, path)
        )
        running = np.cumsum(sold, axis=0)
        error = running[PERIODS:] - running[:-PERIODS] - PERIODS * path[:-PERIODS]
        skus = slice(begin // STORES, end // STORES)
        v[skus] = (error * error).mean(axis=0)
        demand[skus] = PERIODS * path[-1]
    return floor_of_targets(v, WEEKS - PERIODS, demand)


def floor_of_levels(sold: np.ndarray) -> np.ndarray:
    level = np.tile(sold[0], (len(ALPHAS), 1))
    squares = np.zeros_like(level)
    error, square = np.empty_like(level), np.empty_like(level)
    path = np.empty_like(sold)
    path[0] = sold[0]
    for week in range(1, len(sold)):
        np.subtract(sold[week], level, out=error)
        np.multiply(error, error, out=square)
        squares += square
        error *= ALPHAS
        level += error
        tuned, least = level[0].copy(), squares[0].copy()
        for place in range(1, len(ALPHAS)):
            np.copyto(tuned, level[place], where=squares[place] < least)
            np.minimum(least, squares[place], out=least)
        np.add(level[0], level[4], out=path[week])
        path[week] += tuned
        path[week] /= 3
    return path


def floor_of_targets(v: np.ndarray, errors: int, demand: np.ndarray) -> np.ndarray:
    x, y = np.log(demand), np.log(v)
    b = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    law = np.exp(y.mean() - b * x.mean() + b * x)
    seen = errors / PERIODS
    variance = np.maximum((seen * v + 4 * law) / (seen + 4) * (1 + 1 / seen), demand)
    z = NormalDist().inv_cdf(LEVEL)
    targets = np.ceil(demand + z * np.sqrt(variance) - 0.5).astype(np.int64)
    small = np.flatnonzero(demand <= 60)
    mean, variance = demand[small], variance[small]
    q, scale = 1 - mean / variance, mean * mean / variance
    point = np.exp(np.where(q > 0, scale * np.log(1 - q) / np.where(q > 0, q, 1), -mean))
    below, least, units = point.copy(), np.zeros(len(small), dtype=np.int64), 0
    while (short := below < LEVEL).any():
        least += short
        point *= (units * q + scale) / (units + 1)
        below += point
        units += 1
        if units > 100 * math.ceil(mean.max()):
            raise AssertionError("The floor does not end.")
    targets[small] = least
    return targets


def seconds(work: Callable, weekly: series.Weekly) -> float:
    began = process_time()
    work(weekly)
    return process_time() - began


def peak(work: Callable, weekly: series.Weekly) -> float:
    """MiB that the work takes on top of its input."""
    tracemalloc.start()
    try:
        work(weekly)
        return tracemalloc.get_traced_memory()[1] / MIB
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    main()
