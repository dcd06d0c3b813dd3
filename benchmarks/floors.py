"""The floors: each job by hand, in a bare process: `python -m benchmarks.floors JOB FILE TO`.

The fastest reasonable way with the libraries the product has: the file is parsed by calamine, what
it says goes into a plain table with one `executemany` (or COPY). Little or nothing is checked,
named, counted or explained. TO is a SQLite file or a postgres:// address.
"""

import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from intake.reading.slices import Slices, padded

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
    """Sales lines as numbers of products and stores, sorted as the table's one index wants them.

    By whole columns: Arrow arrays from fastexcel, or a csv cut out of its bytes (texts are
    numbered by the product's own Slices, the fastest we know); units and days are checked as
    columns, a million rows are one array to the database.
    """
    sku, shop, units, day = csv_columns(path) if path.endswith(".csv") else xlsx_columns(path)
    if (units != np.rint(units)).any() or np.isnat(day).any():
        sys.exit("These are no sales.")
    numbers = [sku.factorise()[1], shop.factorise()[1], day.astype("datetime64[D]"), units]
    product, store, day, units = (each.astype(np.int64) for each in numbers)
    first = day.min()
    key = (product * (store.max() + 1) + store) * (day.max() - first + 1) + day - first
    order = np.argsort(key)
    columns = [each[order] for each in (product, store, day, units)]
    (copy_binary if to.startswith("postgres") else insert)(columns, to)


def xlsx_columns(path: str) -> tuple[Slices, Slices, np.ndarray, np.ndarray]:
    import fastexcel
    import nanoarrow

    array = nanoarrow.c_array(fastexcel.read_excel(path).load_sheet(0, schema_sample_rows=None))
    sku, _name, shop, units, day = (array.child(i) for i in range(5))
    units = np.frombuffer(list(units.view().buffers)[1], np.float64)
    if day.schema.format.startswith("ts"):
        days = np.frombuffer(list(day.view().buffers)[1], "<i8").astype("datetime64[ms]")
    else:
        days = days_of(slices_of(day))
    return slices_of(sku), slices_of(shop), units, days


def slices_of(texts) -> Slices:
    _validity, offsets, data = texts.view().buffers
    ends = np.frombuffer(offsets, np.int32).astype(np.int64)
    return Slices(padded(data), ends[:-1], np.diff(ends))


def csv_columns(path: str) -> tuple[Slices, Slices, np.ndarray, np.ndarray]:
    data = padded(Path(path).read_bytes())
    ends = np.flatnonzero((data == ord(",")) | (data == ord("\n"))).reshape(-1, 5)
    starts = np.concatenate(([0], ends.ravel()[:-1] + 1)).reshape(-1, 5)[1:]
    lengths = ends[1:] - starts
    sku, _name, shop, units, day = (Slices(data, starts[:, i], lengths[:, i]) for i in range(5))
    texts, codes = units.factorise()
    return sku, shop, np.array(texts, np.float64)[codes], days_of(day)


def days_of(slices: Slices) -> np.ndarray:
    texts, codes = slices.factorise()
    return np.array(texts, "datetime64[D]")[codes]


def insert(columns: list[np.ndarray], to: str) -> None:
    product, store_, day, units = columns
    days = np.datetime_as_string(day.astype("datetime64[D]"))
    rows = zip(*(each.tolist() for each in (product, store_, days, units)), strict=True)
    store("large_sales", rows, to, index="product, store, day")


def copy_binary(columns: list[np.ndarray], to: str) -> None:
    import psycopg

    columns[2] = columns[2] - np.datetime64("2000-01-01", "D").astype(np.int64)
    parts = [(f"{name}{i}", ">i4") for i in range(4) for name in ("size", "value")]
    rows = np.empty(len(columns[0]), [("fields", ">i2"), *parts])
    rows["fields"] = 4
    for i, column in enumerate(columns):
        rows[f"size{i}"], rows[f"value{i}"] = 4, column
    with psycopg.connect(to) as database, database.cursor() as cursor:
        cursor.execute("CREATE TABLE large_sales (product int, store int, day date, units int)")
        cursor.execute("CREATE INDEX ON large_sales (product, store, day)")
        with cursor.copy("COPY large_sales FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            copy.write(memoryview(rows).cast("B"))
            copy.write(b"\xff\xff")


def rows_of(path: str) -> Iterator[Sequence]:
    """The rows below the header."""
    from python_calamine import load_workbook

    yield from load_workbook(path).get_sheet_by_index(0).to_python()[1:]


def store(table: str, rows: Iterable[Sequence], to: str, index: str = "") -> None:
    """Create a table and fill it, in one transaction."""
    create = [f"DROP TABLE IF EXISTS {table}", f"CREATE TABLE {table} ({COLUMNS[table]})"]
    if index:
        create.append(f"CREATE INDEX {table}_index ON {table} ({index})")
    marks = ", ".join("?" for _ in COLUMNS[table].split(", "))
    with sqlite3.connect(to) as database:
        database.executescript(PRAGMAS)
        for statement in create:
            database.execute(statement)
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


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
