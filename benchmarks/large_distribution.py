"""The classic arithmetic on 1.5 million pairs: `python -m benchmarks.large_distribution`.

10,000 products, 500 stores, a row in each of four weeks for each pair that sells. Only the
numbers: nothing is read or stored. Each step takes turns with a floor: the same result, by numpy,
with all that this data allows (small numbers, so that one integer holds a whole sort key).
"""

import argparse
import tracemalloc
from collections.abc import Callable
from time import perf_counter

import numpy as np

from benchmarks.generate import FIRST_DAY, LARGE_PRODUCTS, LARGE_STORES, SEED
from benchmarks.timing import print_rows, where_and_when
from distribution import classic

PAIRS, WEEKS, WINDOW = 1_500_000, 4, 3
MIB = 2**20
MOST_NEED, MOST_WEEKS = 2**20, 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    given = parser.parse_args()
    sales = make_sales(given.pairs)
    demand = classic.weekly_demand(*sales, WINDOW)
    need = np.maximum(classic.rounded_mean(demand.window_units, WINDOW), 0)
    cd = np.random.default_rng(SEED).integers(0, 400, LARGE_PRODUCTS)[demand.product]
    served = (demand.product, need, demand.store, cd)
    steps: dict[str, tuple[Callable, Callable]] = {
        f"weekly demand of {len(sales[0]):,} rows": (
            lambda: floor_of_demand(*sales),
            lambda: classic.weekly_demand(*sales, WINDOW).window_units,
        ),
        f"rounded means of {given.pairs:,} pairs": (
            lambda: np.rint(demand.window_units / WINDOW).astype(np.int64),
            lambda: classic.rounded_mean(demand.window_units, WINDOW),
        ),
        f"CD shared among {given.pairs:,} pairs": (
            lambda: floor_of_serving(*served),
            lambda: classic.serve_largest_first(*served).units,
        ),
    }
    print(f"{given.rounds} rounds. {where_and_when()}\n")
    rows = [["step", "floor [s]", "product [s]", "ratio", "floor [MiB]", "product [MiB]"]]
    print_rows(rows + [compared(name, *ways, given.rounds) for name, ways in steps.items()])


def make_sales(pairs: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Product, store, day and units of rows in no order; each pair has a row in each week."""
    rng = np.random.default_rng(SEED)
    chosen = np.sort(rng.choice(LARGE_PRODUCTS * LARGE_STORES, pairs, replace=False))
    order = rng.permutation(pairs * WEEKS)
    pair = np.repeat(chosen, WEEKS)[order]
    week = np.tile(np.arange(WEEKS), pairs)[order]
    day = np.datetime64(FIRST_DAY, "D") + 7 * week + rng.integers(0, 7, len(pair))
    units = rng.geometric(0.5, len(pair)).astype(np.int64)
    return pair // LARGE_STORES, pair % LARGE_STORES, day, units


def floor_of_demand(
    product: np.ndarray, store: np.ndarray, day: np.ndarray, units: np.ndarray
) -> np.ndarray:
    """Units of the last weeks of each pair: one integer is pair and week, and is sorted once."""
    week = (day.astype(np.int64) + 3) // 7
    key = (product * LARGE_STORES + store) * MOST_WEEKS + week - week.min()
    order = np.argsort(key)
    key, units = key[order], units[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    pair = key[starts] // MOST_WEEKS
    running = np.concatenate([[0], np.cumsum(np.add.reduceat(units, starts))])
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    last = np.append(first[1:], len(pair))
    return running[last] - running[np.maximum(first, last - WINDOW)]


def floor_of_serving(
    product: np.ndarray, need: np.ndarray, place: np.ndarray, cd: np.ndarray
) -> np.ndarray:
    """The largest need first: one integer is product, need and place, and is sorted once."""
    key = (product * MOST_NEED + (MOST_NEED - 1 - need)) * LARGE_STORES + place
    order = np.argsort(key)
    asked, of_product = need[order], product[order]
    starts = np.flatnonzero(np.diff(of_product, prepend=-1))
    taken = np.cumsum(asked) - asked
    taken -= np.repeat(taken[starts], np.diff(starts, append=len(order)))
    units = np.empty_like(asked)
    units[order] = np.clip(cd[order] - taken, 0, asked)
    return units


def compared(name: str, floor: Callable, product: Callable, rounds: int) -> list[str]:
    """Both ways in turns; they must agree."""
    if not np.array_equal(floor(), product()):
        raise AssertionError(f"{name}: the floor and the product differ.")
    by_hand, ours = [], []
    for _round in range(rounds):
        by_hand.append(seconds(floor))
        ours.append(seconds(product))
    ratio = min(ours) / min(by_hand)
    times = (f"{min(taken):.3f} / {sorted(taken)[rounds // 2]:.3f}" for taken in (by_hand, ours))
    return [name, *times, f"{ratio:.1f}", f"{peak(floor):.0f}", f"{peak(product):.0f}"]


def seconds(work: Callable) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def peak(work: Callable) -> float:
    """MiB that a step takes on top of its input."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / MIB
    finally:
        tracemalloc.stop()


if __name__ == "__main__":
    main()
