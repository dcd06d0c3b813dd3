"""The floors: each job by hand, in a bare process: `python -m benchmarks.floors JOB FILE TO`.

The fastest reasonable way with the libraries the product has: the file is parsed by calamine (or
the csv module), what it says goes into a plain table with one `executemany` (or COPY). Nothing is
checked, named, counted or explained. TO is a SQLite file or a postgres:// address.
"""

import csv
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate
from pathlib import Path

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;"
COLUMNS = {
    "cd": "sku text, units integer",
    "stores": "sku text, store integer, units integer",
    "sales": "sku text, store text, units integer, day text",
    "predictions": "sku text, store text, units integer",
    "large_sales": "product integer, store integer, day text, units integer",
}


def cd(path: str, to: str) -> None:
    """The SKUs whose stock in the CD is not zero."""
    store("cd", ((sku, units) for sku, _name, units in rows_of(path) if units), to)


def stores(path: str, to: str) -> None:
    """The cells of the matrix that are not zero."""
    cells = (
        (row[0], column, units)
        for row in rows_of(path)
        for column, units in enumerate(row[2:])
        if units
    )
    store("stores", cells, to)


def sales(path: str, to: str) -> None:
    lines = ((sku, shop, units, day) for sku, _name, shop, units, day in rows_of(path))
    store("sales", lines, to)


def distribution(_path: str, to: str) -> None:
    """The classic mode sma1_no_min on what the other floors stored, without store stock."""
    with sqlite3.connect(to) as database:
        held = dict(database.execute("SELECT sku, units FROM cd"))
        weeks: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for sku, shop, units, day in database.execute("SELECT sku, store, units, day FROM sales"):
            weeks[sku, shop][(date.fromisoformat(day).toordinal() - 1) // 7] += units
    needs = [(sku, -max(sums[max(sums)], 0), shop) for (sku, shop), sums in weeks.items()]
    sent = []
    for sku, need, shop in sorted(needs):
        units = min(-need, max(held.get(sku, 0), 0))
        held[sku] = held.get(sku, 0) - units
        sent.append((sku, shop, units))
    store("predictions", sent, to)


def large_sales(path: str, to: str) -> None:
    """Sales lines as numbers of products and stores, sorted as the table's one index wants them."""
    products: dict[str, int] = {}
    shops: dict[str, int] = {}
    lines = [
        (
            products.setdefault(sku, len(products)),
            shops.setdefault(shop, len(shops)),
            day,
            int(units),
        )
        for sku, _name, shop, units, day in rows_of(path)
    ]
    lines.sort()
    store("large_sales", lines, to, index="product, store, day")


def rows_of(path: str) -> Iterator[Sequence]:
    """The rows below the header."""
    if path.endswith(".csv"):
        with open(path, encoding="utf-8", newline="") as file:
            yield from list(csv.reader(file))[1:]
        return
    from python_calamine import load_workbook

    yield from load_workbook(path).get_sheet_by_index(0).to_python()[1:]


def store(table: str, rows: Iterable[Sequence], to: str, index: str = "") -> None:
    """Create a table and fill it, in one transaction."""
    create = [f"DROP TABLE IF EXISTS {table}", f"CREATE TABLE {table} ({COLUMNS[table]})"]
    if index:
        create.append(f"CREATE INDEX {table}_index ON {table} ({index})")
    if to.startswith("postgres"):
        import psycopg

        with psycopg.connect(to) as database, database.cursor() as cursor:
            for statement in create:
                cursor.execute(statement)
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for text in _texts(rows):
                    copy.write(text)
        return
    marks = ", ".join("?" for _ in COLUMNS[table].split(", "))
    with sqlite3.connect(to) as database:
        database.executescript(PRAGMAS)
        for statement in create:
            database.execute(statement)
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


def _texts(rows: Iterable[Sequence], most: int = 50_000) -> Iterator[str]:
    """Rows of numbers and days in the words of COPY, in large pieces."""
    lines = ["\t".join(map(str, row)) for row in rows]
    for end in accumulate([most] * -(-len(lines) // most)):
        yield "\n".join(lines[end - most : end]) + "\n"


def nothing(_path: str, _to: str) -> None:
    """What Python, calamine and sqlite3 take to start."""
    import python_calamine  # noqa: F401


JOBS = {
    "start": nothing,
    "cd": cd,
    "stores": stores,
    "sales": sales,
    "distribution": distribution,
    "large_sales": large_sales,
}


if __name__ == "__main__":
    job, given_path, target = sys.argv[1:]
    JOBS[job](str(Path(given_path)), target)
