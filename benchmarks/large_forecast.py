"""From the click to the commit, for a whole retailer: `python -m benchmarks.large_forecast`.

35,000 SKUs in 27 stores, a year of weeks: every pair sells in one week of twenty, as real pairs do,
which makes 945,000 series and 2.4 million sales rows. The stock of the CD and of the stores is
there, too. On SQLite in a folder of its own, or where DATABASE_URL says (an empty database):
`python scripts/with_postgres.py python -m benchmarks.large_forecast`.
"""

import argparse
import os
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from benchmarks.generate import FIRST_DAY, SEED, make_skus
from benchmarks.timing import MAXRSS_UNIT, MIB, print_rows, where_and_when

SKUS, STORES, WEEKS, SELLS = 35_000, 27, 52, 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--skus", type=int, default=SKUS)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--method", default="ses3")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'db.sqlite3'}")
        os.environ["FASTDSO_FILES"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "fastdso.settings"
        measure(given.skus, given.rounds, given.method)


def measure(skus: int, rounds: int, method: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from forecasting.services import generate_forecast
    from runs.services import process, system_user

    call_command("migrate", verbosity=0)
    rows = fill(skus)
    stages: dict[str, np.ndarray] = {}  # seconds, processor seconds
    began = last = now()
    name = ""

    def report(stage: str, done: int = 0, total: int = 0) -> None:
        nonlocal name, last
        present = now()
        stages[name] = stages.get(name, 0) + present - last
        name, last = stage, present

    taken = []
    for _round in range(rounds):
        began = last = now()
        asked = {"method": method, "reference_day": FIRST_DAY.replace(year=FIRST_DAY.year + 1)}
        run = process(generate_forecast(by=system_user(), asked=asked, queue=False), report=report)
        report("")
        taken.append(now() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT / MIB
    print(f"{method}, {connection.vendor}, {rounds} rounds. {where_and_when()}\n")
    print_rows(
        [
            ["step", "seconds", "processor seconds"],
            *(cells(stage, spent / rounds) for stage, spent in stages.items() if stage),
            cells("from the click to the commit, least", np.min(taken, axis=0)),
        ]
    )
    print(f"\n{rows:,} sales rows, {run.skus:,} SKUs, {run.units:,} units, peak {peak:.0f} MiB")


def now() -> np.ndarray:
    return np.array([perf_counter(), process_time()])


def cells(name: str, spent: np.ndarray) -> list[str]:
    return [name, *(f"{seconds:.1f}" for seconds in spent)]


def fill(skus: int) -> int:
    """A year of sales and the stock, written in columns; the number of sales rows."""
    from catalog.models import Product, Store
    from runs.bulk import insert_columns
    from runs.models import Run
    from runs.services import open_run, system_user
    from sales.services import write_sales
    from stock.models import Location
    from stock.services.ledger import post_count

    rng, user = np.random.default_rng(SEED), system_user()
    names = make_skus(skus)
    plain = {"supplier": None, "category": None, "pack_size": 6, "moq": 0}
    insert_columns(
        Product,
        {
            "sku": names,
            "name": names,
            "is_merchandise": True,
            "is_active": True,
            "unit_cost": [f"{cost}.50" for cost in rng.integers(1, 900, skus).tolist()],
            **plain,
        },
    )
    products = np.array(Product.objects.order_by("sku").values_list("pk", flat=True))
    stores = np.array([Store.objects.create(name=f"Tienda {n:02}").pk for n in range(STORES)])
    sells = rng.random((skus * STORES, WEEKS)) < SELLS
    pair, week = np.nonzero(sells)
    run = open_run(Run.Type.SALES_UPLOAD, by=user, queue=False)
    day = np.datetime64(FIRST_DAY, "D") + 7 * week + rng.integers(0, 7, len(week))
    write_sales(
        run,
        product=products[pair // STORES],
        store=stores[pair % STORES],
        day=day,
        units=rng.geometric(0.6, len(pair)),
    )
    Run.objects.filter(pk=run.pk).update(outcome=Run.Outcome.COMPLETED)
    cd = Location.objects.cd().pk
    places = np.array([Location.objects.ids_of_stores([pk])[pk] for pk in stores.tolist()])
    for place, where in (("cd", np.array([cd])), ("stores", places)):
        count = open_run(Run.Type.STOCK_UPLOAD, by=user, queue=False, parameters={"place": place})
        held = rng.random((skus, len(where))) < 0.2
        row, column = np.nonzero(held)
        post_count(
            count,
            by=user,
            product=products[row],
            location=where[column],
            units=rng.geometric(0.15, len(row)).astype(np.int64),
            places=where,
            replace=True,
        )
        Run.objects.filter(pk=count.pk).update(outcome=Run.Outcome.COMPLETED)
    return len(pair)


if __name__ == "__main__":
    sys.exit(main())
