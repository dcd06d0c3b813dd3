"""A million sales rows, from the file to the commit: `python -m benchmarks.large_sales`.

On SQLite; on PostgreSQL where DATABASE_URL says so, each time in a new database of that server:

    python scripts/with_postgres.py python -m benchmarks.large_sales --format csv

The floor (benchmarks/floors.py) and the product's command take turns.
"""

import argparse
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.real_files import MANAGE, ROOT, environment
from benchmarks.timing import Job, print_jobs, spend

ROWS = 1_000_000
NAMES = 10_000  # rows that name every product and store: the catalogue knows them beforehand


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--format", choices=("xlsx", "csv"), default="xlsx")
    parser.add_argument("--inline", action="store_true", help="an .xlsx with texts in its cells")
    given = parser.parse_args()
    os.chdir(ROOT)
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else ""
    with tempfile.TemporaryDirectory(prefix="fastdso-benchmark-") as name:
        folder = Path(name)
        names = generated(folder, NAMES, "csv")
        path = generated(folder, given.rows, given.format, *["--inline"] * given.inline)
        kind = f"{given.format}, texts in cells" if given.inline else given.format
        job, start = Job(f"{given.rows:,} sales rows, .{kind}"), Job("start-up alone")
        load = [*MANAGE, "load_sales"]
        by_hand = [sys.executable, "-m", "benchmarks.floors", "large_sales", path]
        for _round in range(given.rounds):
            with fresh(folder, server) as address:
                job.floor.append(spend([*by_hand, address], os.environ))
            with fresh(folder, server) as address:
                database = {} if not server else {"DATABASE_URL": address}
                settings = environment(folder / "round") | database
                spend([*MANAGE, "migrate", "--verbosity", "0"], settings)
                spend([*load, names, "--unknown-stores", "create"], settings)
                job.product.append(spend([*load, path], settings))
                start.product.append(spend([*MANAGE, "check"], settings))
            start.floor.append(spend([sys.executable, "-c", "import numpy"], os.environ))
        print(f"{'PostgreSQL' if server else 'SQLite'}, {given.rounds} rounds. ", end="")
        print_jobs([job, start])


def generated(folder: Path, rows: int, form: str, *options: str) -> str:
    """A file made in another process: what this one has held, its children would seem to hold."""
    make = [sys.executable, "-m", "benchmarks.generate", str(folder), "--format", form, *options]
    return spend([*make, "--sales", str(rows)], os.environ).output.strip()


@contextmanager
def fresh(folder: Path, server: str) -> Iterator[str]:
    """An empty database: the address of a new one on a server, or a SQLite file's path."""
    if not server:
        (folder / "round").mkdir()
        try:
            yield str(folder / "round" / "floor.sqlite3")
        finally:
            shutil.rmtree(folder / "round")
        return
    import psycopg

    name = f"benchmark_{secrets.token_hex(4)}"
    (folder / "round").mkdir()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            shutil.rmtree(folder / "round")


if __name__ == "__main__":
    main()
