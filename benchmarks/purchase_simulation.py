"""Buying by the classic rule and by ses3, replayed: `python -m benchmarks.purchase_simulation`.

The sales are those of benchmarks.forecast_accuracy (`--sales`). What is assumed:

- A SKU has one stock, from which all its stores' sales are served. What it cannot serve is lost.
- Sales of the file are the demand. It comes week by week, evenly enough to be served from what is
  on hand when the week begins and what arrives then.
- Every Sunday evening each SKU is reviewed. What is ordered then arrives after the lead time of
  2 whole weeks, before that Monday's sales. Packs of one unit, no minimum, no budget, no returns.
- Both rules know the demand, also the part that was lost, up to the evening of the review, and
  nothing of later days. SKUs that have not sold yet are not bought.
- The position is on hand and on order, for both rules. The classic rule by itself deducts what is
  on hand only, and so orders the same need again each week until it arrives: that is shown, too.
- Classic: `forecasting.classic`, 21 days, exactly; coverage and safety weeks are varied, and by
  the lead time the need grows as users know it. Its default is 4 + 1 weeks.
- ses3: protection of lead time and one week until the next review; level, errors, law and spread
  of the weeks up to the review; the service level is varied.
- A SKU begins with its first target on hand. The first 20 weeks are history only, the next 10
  run in; the others are counted.

Fill rate is units served / units asked for; stock is units on hand at the end of a week, before
what arrives next, added up over SKUs. "Per SKU" gives each SKU the same weight: the mean of the
fill rates, and of the stock in weeks of the SKU's own demand. At equal fill rate: the stock of ses3
between its two service levels around the classic one's fill rate, on a straight line.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from benchmarks.forecast_accuracy import EVERYTHING, SALES, Sales, matrix, percent, read_sales
from benchmarks.timing import print_rows, where_and_when
from forecasting import classic, purchase, series
from forecasting.methods import METHODS

LEAD, REVIEW = 2, 1  # weeks
PROTECTION = LEAD + REVIEW
HISTORY, RUN_IN = 20, 10  # weeks
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995, 0.999, 0.9995, 0.9999)
COVER = ("0.5 + 0", "1 + 0", "1 + 0.5", "1 + 1", "2 + 1", "3 + 1", "4 + 1")  # coverage + safety
DEFAULT_COVER = "4 + 1"

Targets = dict[int, np.ndarray]  # by week of the review: per SKU


@dataclass(frozen=True)
class Outcome:
    fill: float
    stock: float
    sku_fill: float
    sku_weeks: float  # of own demand


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sales", type=Path, default=SALES, help="sku,store,date,quantity")
    given = parser.parse_args()
    sales = read_sales(given.sales)
    weekly = sales.weekly()
    actual = matrix(weekly)
    path = METHODS["ses3"].levels(actual).path
    _product, demand, levels = series.by_product(weekly, EVERYTHING, actual, path)
    asked = np.nan_to_num(demand).astype(np.int64)
    reviews = range(HISTORY - 1, len(asked) - 1)

    sums = {week: classic_sums(sales, week, asked.shape[1]) for week in reviews}
    by_classic = {
        cover: replay(asked, {week: needed(sums[week], cover) for week in reviews})
        for cover in COVER
    }
    forecast = {week: spread(demand, levels, week) for week in reviews}
    by_ses3 = {
        level: replay(asked, {week: purchase.at_least(*forecast[week], level) for week in reviews})
        for level in LEVELS
    }
    default = {week: needed(sums[week], DEFAULT_COVER) for week in reviews}
    again = replay(asked, default, counts_on_order=False)

    weeks = len(asked) - HISTORY - RUN_IN
    print(f"{given.sales.name}, {asked.shape[1]} SKUs, {weeks} weeks counted. {where_and_when()}\n")
    heads = ["rule", "fill rate", "stock", "fill rate per SKU", "stock per SKU [weeks]"]
    rows = [
        [f"classic {DEFAULT_COVER}, on order not counted", *cells(again)],
        *([f"classic {cover}", *cells(outcome)] for cover, outcome in by_classic.items()),
        *([f"ses3 {100 * level:g} %", *cells(outcome)] for level, outcome in by_ses3.items()),
    ]
    print_rows([heads, *rows])
    print("\nLess stock by ses3 at the fill rate of the classic rule.\n")
    heads = ["classic", "fill rate", "less stock", "fill rate per SKU", "less stock per SKU"]
    print_rows([heads, *(saving(cover, one, by_ses3) for cover, one in by_classic.items())])


def classic_sums(sales: Sales, week: int, skus: int) -> np.ndarray:
    """Units of each SKU in the classic window, as seen on the Sunday that ends the week."""
    sunday = (sales.first_week + week) * 7 - series.DAYS_FROM_MONDAY + 6
    days = METHODS["sma3"].days
    product, units, _weeks = classic.window_demand(
        sales.product, sales.day, sales.units, np.datetime64(sunday, "D"), days
    )
    sums = np.zeros(skus, dtype=np.int64)
    sums[product] = units
    return sums


def needed(sums: np.ndarray, cover: str) -> np.ndarray:
    weeks = sum(map(Fraction, cover.split(" + "))) + LEAD
    _hundredths, units = classic.required(sums, METHODS["sma3"].divisor, weeks)
    return units


def spread(demand: np.ndarray, levels: np.ndarray, week: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the protection period's demand, of the weeks up to this one."""
    past = slice(week + 1)
    mean = np.nan_to_num(levels[week]) * PROTECTION
    v, n = purchase.errors(demand[past], levels[past], PROTECTION)
    return mean, purchase.spread(v, n, mean, PROTECTION, purchase.law(v, n, mean))


def replay(asked: np.ndarray, targets: Targets, counts_on_order: bool = True) -> Outcome:
    """Buy up to the targets, week by week; what came of it in the weeks that count."""
    reviews = sorted(targets)
    on_hand = targets[reviews[0]].copy()
    due = np.zeros((LEAD - 1, asked.shape[1]), dtype=np.int64)  # what arrives first stands first
    served, kept = [], []
    for week in reviews:
        position = on_hand + (due.sum(axis=0) if counts_on_order else 0)
        due = np.vstack([due, np.maximum(targets[week] - position, 0)])
        sold = np.minimum(asked[week + 1], on_hand)
        on_hand = on_hand - sold
        served.append(sold)
        kept.append(on_hand)
        on_hand = on_hand + due[0]
        due = due[1:]
    counted = slice(RUN_IN, None)
    sold, stock = np.array(served)[counted], np.array(kept)[counted]
    wanted = asked[reviews[0] + 1 :][counted]
    total = wanted.sum(axis=0)
    some = total > 0
    weeks_of_demand = stock.mean(axis=0)[some] / wanted.mean(axis=0)[some]
    return Outcome(
        fill=sold.sum() / wanted.sum(),
        stock=stock.sum(axis=1).mean(),
        sku_fill=(sold.sum(axis=0)[some] / total[some]).mean(),
        sku_weeks=weeks_of_demand.mean(),
    )


def cells(outcome: Outcome) -> list[str]:
    return [
        f"{100 * outcome.fill:.2f} %",
        f"{outcome.stock:,.0f}",
        f"{100 * outcome.sku_fill:.2f} %",
        f"{outcome.sku_weeks:.2f}",
    ]


def saving(cover: str, one: Outcome, others: dict[float, Outcome]) -> list[str]:
    def less(fill: Callable[[Outcome], float], stock: Callable[[Outcome], float]) -> str:
        curve = sorted((fill(other), stock(other)) for other in others.values())
        fills, stocks = np.array(curve).T
        if not fills[0] <= fill(one) <= fills[-1]:
            return "beyond what was replayed"
        return percent(1 - np.interp(fill(one), fills, stocks) / stock(one))

    return [
        cover,
        f"{100 * one.fill:.2f} %",
        less(lambda outcome: outcome.fill, lambda outcome: outcome.stock),
        f"{100 * one.sku_fill:.2f} %",
        less(lambda outcome: outcome.sku_fill, lambda outcome: outcome.sku_weeks),
    ]


if __name__ == "__main__":
    main()
