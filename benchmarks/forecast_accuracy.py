"""How well the methods forecast: `python -m benchmarks.forecast_accuracy [--peer PYTHON]`.

The sales are ../shared/data/m5_dev_600sku_10store.csv.gz where that exists (or `--sales`, a file
of the same columns); without it nothing is measured. Each method forecasts the total of 8 weeks
from 3 origins, 4 weeks apart (so that the windows overlap) or 8 (so that they do not), per SKU and
store. A SKU's forecast is the sum of its stores', or that of its own series. `--peer` is a Python
that has statsforecast: AutoETS and TSB are fitted there at every origin, to the same series.

Intervals are of 4 weeks, at 6 origins 4 weeks apart, made of what was known there. `--law` also
measures what `forecasting.purchase.DEFAULT_LAW` was taken from: forecasts of 4 weeks from the
first 1, 2 and 4 weeks of a history, begun in every third week.
"""

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

from benchmarks.timing import print_rows, where_and_when
from forecasting import accuracy, purchase, series
from forecasting.methods import METHODS

ROOT = Path(__file__).resolve().parent.parent
SALES = ROOT.parent / "shared" / "data" / "m5_dev_600sku_10store.csv.gz"
PEER = Path(__file__).with_name("forecast_peer.py")
HORIZON, WINDOWS, STEPS = 8, 3, (4, 8)
PERIOD, PERIODS = 4, 6  # of the intervals
NOTHING = tuple(np.zeros(0, dtype=np.int64) for _ in range(3))
EVERYTHING = slice(None)


@dataclass(frozen=True)
class Sales:
    """The rows of a file; product and store as indices."""

    product: np.ndarray
    store: np.ndarray
    day: np.ndarray
    units: np.ndarray

    @property
    def first_week(self) -> int:
        return int(series.week_of(self.day.min(keepdims=True))[0])

    @property
    def weeks(self) -> int:
        return int(series.week_of(self.day.max(keepdims=True))[0]) - self.first_week + 1

    def weekly(self, skipped: int = 0, weeks: int | None = None) -> series.Weekly:
        """Weekly series of some of the weeks; of all if not told otherwise."""
        weeks = weeks or self.weeks - skipped
        columns = (self.product, self.store, self.day, self.units)
        return series.weekly(*columns, self.first_week + skipped, weeks)


@dataclass(frozen=True)
class Forecast:
    """What a method says at each level, as (actual, path); and what it cost per series."""

    store: tuple[np.ndarray, np.ndarray]
    sum_of_stores: tuple[np.ndarray, np.ndarray]
    own: tuple[np.ndarray, np.ndarray]
    milliseconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sales", type=Path, default=SALES, help="sku,store,date,quantity")
    parser.add_argument("--peer", help="a Python that has statsforecast")
    parser.add_argument("--law", action="store_true", help="measure the default law, too")
    given = parser.parse_args()
    sales = read_sales(given.sales)
    forecasts = {name: forecast(sales, method.levels) for name, method in METHODS.items()}
    peers = ask_peer(given.peer, sales) if given.peer else {}
    print(f"{given.sales.name}. {where_and_when()}\n")
    for step in STEPS:
        print(f"Total of {HORIZON} weeks, {WINDOWS} origins {step} weeks apart.\n")
        print_rows(errors_table(forecasts, peers, step))
        print()
    print(f"Nominal 95 % intervals of {PERIOD} weeks, {PERIODS} origins {PERIOD} weeks apart.\n")
    print_rows(coverage_table(forecasts))
    if given.law:
        print(f"\nThe law of {PERIOD} weeks forecast from the first weeks of a history.\n")
        print_rows(law_table(sales))


def read_sales(path: Path) -> Sales:
    """The rows of a file; the end of the benchmark, said aloud, if it is not there."""
    if not path.is_file():
        print(f"Nothing was measured: there is no {path}. Give another file with --sales.")
        sys.exit()
    rows = pd.read_csv(path)
    return Sales(
        product=pd.factorize(rows["sku"], sort=True)[0].astype(np.int64),
        store=pd.factorize(rows["store"], sort=True)[0].astype(np.int64),
        day=rows["date"].to_numpy(dtype="M8[D]"),
        units=rows["quantity"].to_numpy(dtype=np.int64),
    )


def matrix(weekly: series.Weekly) -> np.ndarray:
    return series.dense(weekly, EVERYTHING, np.zeros(weekly.weeks, dtype=bool), NOTHING)


def forecast(sales: Sales, method) -> Forecast:
    weekly = sales.weekly()
    actual = matrix(weekly)
    began = process_time()
    path = method(actual).path
    spent = process_time() - began
    _product, together, levels = series.by_product(weekly, EVERYTHING, actual, path)
    return Forecast(
        (actual, path),
        (together, levels),
        (together, method(together).path),
        spent / actual.shape[1] * 1000,
    )


def peer_origins(weeks: int) -> list[int]:
    """The origins of all tables; the tables choose theirs."""
    return sorted({week for step in STEPS for week in origins(weeks, step)})


def origins(weeks: int, step: int) -> list[int]:
    return accuracy.origins(weeks, HORIZON, WINDOWS, step)


def ask_peer(python: str, sales: Sales) -> dict[str, Forecast]:
    """Forecasts of the peer's models as paths: a level at the origins, NaN elsewhere."""
    weekly = sales.weekly()
    actual = matrix(weekly)
    _product, together, _levels = series.by_product(weekly, EVERYTHING, actual, actual)
    at_store, at_sku = (fitted(python, sold) for sold in (actual, together))
    found = {}
    for name in at_store:
        path, milliseconds = at_store[name]
        _product, _together, levels = series.by_product(weekly, EVERYTHING, actual, path)
        found[name] = Forecast(
            (actual, path), (together, levels), (together, at_sku[name][0]), milliseconds
        )
    return found


def fitted(python: str, sold: np.ndarray) -> dict[str, tuple[np.ndarray, float]]:
    """By model: its path and the milliseconds of one fit."""
    weeks = peer_origins(len(sold))
    with tempfile.TemporaryDirectory(prefix="fastdso-benchmark-") as folder:
        given, told = Path(folder) / "sales.npz", Path(folder) / "forecasts.npz"
        np.savez(given, sales=sold, origins=weeks, horizon=HORIZON)
        subprocess.run([python, PEER, given, told], check=True)
        answer = dict(np.load(told))
    found = {}
    for name in (name for name in answer if f"{name} seconds" in answer):
        path = np.full(sold.shape, np.nan)
        path[weeks] = answer[name] / HORIZON
        fits = np.isfinite(answer[name]).sum()
        found[name] = path, float(answer[f"{name} seconds"]) / fits * 1000
    return found


def errors_table(
    forecasts: dict[str, Forecast], peers: dict[str, Forecast], step: int
) -> list[list[str]]:
    levels = ("sum of stores", "own series", "SKU × store")
    heads = [f"{what}, {level}" for level in levels for what in ("WAPE", "bias")]
    rows = [["method", *heads, "MASE, SKU × store", "CPU ms per series"]]
    for name, made in {**forecasts, **peers}.items():
        measured = [
            accuracy.rolling(*level, HORIZON, WINDOWS, step)
            for level in (made.sum_of_stores, made.own, made.store)
        ]
        cells = [
            cell
            for errors in measured
            for cell in (f"{accuracy.wape(errors):.4f}", f"{100 * accuracy.bias(errors):+.1f} %")
        ]
        cost = f"{made.milliseconds:.4f}"
        rows.append([name, *cells, f"{accuracy.mase(measured[-1]):.3f}", cost])
    return rows


def coverage_table(forecasts: dict[str, Forecast]) -> list[list[str]]:
    """Coverage, and how wide the intervals are together as a share of what was sold."""
    rows = [["method", "coverage, SKU", "width, SKU", "coverage, SKU × store"]]
    for name, made in forecasts.items():
        sku, store = (
            accuracy.intervals(*level, PERIOD, PERIODS)
            for level in (made.sum_of_stores, made.store)
        )
        rows.append(
            [name, percent(accuracy.coverage(sku)), width(sku), percent(accuracy.coverage(store))]
        )
    return rows


def law_table(sales: Sales) -> list[list[str]]:
    rows = [["weeks of history", "a", "b", "coverage by the default law", "least of any origin"]]
    for weeks in (1, 2, 4):
        squares, demand, count = (np.zeros(sales.product.max() + 1) for _ in range(3))
        covered = []
        for skipped in range(1, sales.weeks - weeks - PERIOD + 1, 3):
            weekly = sales.weekly(skipped, weeks + PERIOD)
            actual = matrix(weekly)
            path = METHODS["ses3"].levels(actual).path
            product, actual, path = series.by_product(weekly, EVERYTHING, actual, path)
            expected = PERIOD * path[weeks - 1]
            error = actual[weeks:].sum(axis=0) - expected
            known = np.isfinite(error)
            squares[product[known]] += error[known] ** 2
            demand[product[known]] += expected[known]
            count[product[known]] += 1
            covered.append(accuracy.coverage(accuracy.intervals(actual, path, PERIOD, 1)))
        seen = np.maximum(count, 1)
        a, b = purchase.law(squares / seen, count, demand / seen)
        rows.append(
            [str(weeks), f"{a:.2f}", f"{b:.2f}", percent(np.mean(covered)), percent(min(covered))]
        )
    return rows


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def width(intervals: accuracy.Intervals) -> str:
    return percent(np.nansum(intervals.high - intervals.low) / np.nansum(intervals.actual))


if __name__ == "__main__":
    main()
