"""Two runs of many suggested lines compared: `python -m benchmarks.compare`.

On SQLite; on PostgreSQL where DATABASE_URL says so, in a new database of that server:

    python scripts/with_postgres.py python -m benchmarks.compare

The floor is one statement by hand on a bare table with one covering key: how many pairs, and the
first 50 by |delta|. The ways take turns. Seconds of this process's processor are told beside
those of the clock: on SQLite that is all of the work, on PostgreSQL the server's is missing.
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

from benchmarks.generate import LARGE_PRODUCTS, LARGE_STORES, SEED, make_skus
from benchmarks.large_sales import fresh
from benchmarks.timing import print_rows, where_and_when

SHOWN = 50
CHANGED, LEFT_OUT = 0.6, 0.09  # shares of the pairs
DRIVERS = ("need", "window_units", "window_weeks", "weeks", "store_stock")
DRIVERS += ("cd_stock", "cd_before", "rank")
PAGE = "/runs/compare/?left={}&right={}&per_page=50"
CREATE = {
    "sqlite": "CREATE TABLE floor (run, product, store, units, PRIMARY KEY (run, product, store))"
    " WITHOUT ROWID",
    "postgresql": "CREATE TABLE floor (run bigint, product bigint, store bigint, units bigint)",
}
FILL = (
    "INSERT INTO floor SELECT run_id, product_id, store_id, final FROM distribution_prediction"
    " ORDER BY 1, 2, 3"
)
KEY = "CREATE UNIQUE INDEX floor_key ON floor (run, product, store) INCLUDE (units)"
PAIRS = {
    "sqlite": "SELECT product, store, SUM(CASE WHEN run = %s THEN units ELSE 0 END) AS l,"
    " SUM(CASE WHEN run = %s THEN units ELSE 0 END) AS r"
    " FROM floor WHERE run IN (%s, %s) GROUP BY product, store",
    "postgresql": "SELECT product, store, COALESCE(a.units, 0) AS l, COALESCE(b.units, 0) AS r FROM"
    " (SELECT product, store, units FROM floor WHERE run = %s ORDER BY product, store) AS a"
    " FULL JOIN"
    " (SELECT product, store, units FROM floor WHERE run = %s ORDER BY product, store) AS b"
    " USING (product, store)",
}
FLOOR = (
    "WITH pairs AS ({}) SELECT product, store, l, r, (SELECT COUNT(*) FROM pairs) FROM pairs"
    " ORDER BY ABS(r - l) DESC, product, store LIMIT 50"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000])
    given = parser.parse_args()
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else ""
    table = [["rows of each", "way", "seconds", "ratio", "cpu"]]
    with tempfile.TemporaryDirectory(prefix="fastdso-benchmark-") as name:
        folder = Path(name)
        with fresh(folder, server) as address:
            start(address if server else f"sqlite:///{address}", folder)
            for rows in given.rows:
                table += compared(rows, given.rounds)
            from django.db import connections

            connections.close_all()
    print(f"{'PostgreSQL' if server else 'SQLite'}, {given.rounds} rounds. {where_and_when()}\n")
    print_rows(table)


def start(address: str, folder: Path) -> None:
    """The product on an empty database, with the products and stores of a large retailer."""
    os.environ |= {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "fastdso.settings",
        "FASTDSO_FILES": str(folder / "files"),
        "SECRET_KEY": "only for timing",
        "ALLOWED_HOSTS": "testserver",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from catalog.models import Product, Store

    call_command("migrate", verbosity=0)
    rng = np.random.default_rng(SEED)
    skus = make_skus(LARGE_PRODUCTS)
    Product.objects.bulk_create(
        Product(sku=skus[n], name=f"Producto {skus[n]}") for n in rng.permutation(LARGE_PRODUCTS)
    )
    Store.objects.bulk_create(Store(name=f"Tienda {n:03}") for n in rng.permutation(LARGE_STORES))
    with connection.cursor() as cursor:
        cursor.execute(CREATE[connection.vendor])


def compared(rows: int, rounds: int) -> list[list[str]]:
    """The lines of the table for two runs of so many rows."""
    left, right = two_runs(rows)
    ways = ways_to_compare(left, right)
    totals = {ways[name]() for name in ("floor", "product: total, first 50", "peer: pandas")}
    if len(totals) > 1:
        raise AssertionError(f"The ways count differently: {totals}")
    spent = {name: [] for name in ways}
    for _round in range(rounds):
        for name, way in ways.items():
            if "second" not in name:
                forget(left, right)
            spent[name].append(seconds(way))
    least = min(clock for clock, _cpu in spent["floor"])
    return [line(f"{rows:,}", name, took, least) for name, took in spent.items()]


def line(rows: str, name: str, took: list[tuple[float, float]], floor: float) -> list[str]:
    clock, cpu = zip(*took, strict=True)
    times = f"{min(clock):.3f} / {statistics.median(clock):.3f}"
    return [rows, name, times, f"{min(clock) / floor:.2f}", f"{min(cpu):.3f}"]


def two_runs(rows: int):
    """Two completed distributions with nine pairs of ten in common."""
    from django.db import connection

    from distribution.models import Prediction
    from runs.models import Run
    from runs.rows import write_rows
    from runs.services import system_user

    rng = np.random.default_rng(SEED)
    pairs = np.sort(rng.choice(LARGE_PRODUCTS * LARGE_STORES, rows * 11 // 10, replace=False))
    units = rng.geometric(0.3, len(pairs)) - 1
    runs = []
    for side in range(2):
        kept = np.sort(rng.choice(len(pairs), rows, replace=False))
        moved = side * (rng.random(rows) < CHANGED) * rng.integers(-4, 5, rows)
        sent = np.maximum(units[kept] + moved, 0)
        run = Run.objects.create(
            run_type=Run.Type.DISTRIBUTION,
            outcome=Run.Outcome.COMPLETED,
            created_by=system_user(),
            row_count=rows,
            units=int(sent.sum()),
        )
        columns = {
            "product": pairs[kept] // LARGE_STORES + 1,
            "store": pairs[kept] % LARGE_STORES + 1,
            "suggested": sent,
            "final": sent,
            "reason": "sent",
        }
        write_rows(run, Prediction, columns | dict.fromkeys(DRIVERS))
        runs.append(Run.objects.get(pk=run.pk))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM floor")
        cursor.execute("DROP INDEX IF EXISTS floor_key")
        cursor.execute(FILL)
        if connection.vendor == "postgresql":
            cursor.execute(KEY)
            cursor.execute("VACUUM ANALYZE")
    return runs


def ways_to_compare(left, right) -> dict[str, Callable[[], int]]:
    """Each way, which says how many pairs there are (pages: their length)."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client

    from runs.services import compared_rows

    client = Client()
    User = get_user_model()
    client.force_login(User.objects.filter(username="who").first() or user(User))

    def floor() -> int:
        numbers = [left.number, right.number]
        asked = numbers * 2 if connection.vendor == "sqlite" else numbers
        with connection.cursor() as cursor:
            cursor.execute(FLOOR.format(PAIRS[connection.vendor]), asked)
            return cursor.fetchall()[0][-1]

    def product() -> int:
        rows = compared_rows(left, right)
        rows[0:SHOWN]
        return rows.count()

    def page() -> int:
        answer = client.get(PAGE.format(left.pk, right.pk))
        if answer.status_code != 200:
            raise AssertionError(answer.status_code)
        return len(answer.content)

    return {
        "floor": floor,
        "product: total, first 50": product,
        "product: whole page, first look": page,
        "product: whole page, second look": page,
        "peer: pandas": lambda: by_pandas(left, right),
    }


def user(User):
    return User.objects.create_superuser("who", password="only for timing")


def by_pandas(left, right) -> int:
    """Both runs into frames, merged, sorted: what people do who know pandas."""
    import pandas as pd

    from distribution.models import Prediction

    sides = []
    for run, name in ((left, "left"), (right, "right")):
        rows = Prediction.objects.of(run).values_list("product_id", "store_id", "final")
        sides.append(pd.DataFrame(rows.iterator(10_000), columns=["product", "store", name]))
    both = sides[0].merge(sides[1], how="outer", on=["product", "store"]).fillna(0)
    both["size"] = (both["right"] - both["left"]).abs()
    both.sort_values(["size", "product", "store"], ascending=[False, True, True]).head(SHOWN)
    return len(both)


def forget(left, right) -> None:
    """Nothing is kept but the sums, which a run's processing leaves behind."""
    from runs.models import KeptResult
    from runs.services.changes import keep_sums

    KeptResult.objects.all().delete()
    for run in (left, right):
        keep_sums(run)


def seconds(way: Callable[[], int]) -> tuple[float, float]:
    """By the clock, and of this process's processor."""
    began, used = perf_counter(), process_time()
    way()
    return perf_counter() - began, process_time() - used


if __name__ == "__main__":
    main()
