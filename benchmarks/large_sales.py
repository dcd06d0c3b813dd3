"""A million sales rows, from the file to the commit: `python -m benchmarks.large_sales`.

On SQLite; on PostgreSQL where DATABASE_URL says so, each time in a new database of that server:

    python scripts/with_postgres.py python -m benchmarks.large_sales --format csv

The floor (benchmarks/floors.py), the product's command and what a worker does take turns: large
files that come by a page wait for a worker, whose start was long before. It is timed from the
file's arrival to the commit.
"""

import argparse
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from benchmarks.real_files import MANAGE, ROOT, START, environment
from benchmarks.timing import Job, print_jobs, spend

ROWS = 1_000_000
NAMES = 10_000  # rows that name every product and store: the catalogue knows them beforehand


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--format", choices=("xlsx", "csv"), default="xlsx")
    parser.add_argument("--in-worker", metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("--inline", action="store_true", help="an .xlsx with texts in its cells")
    given = parser.parse_args()
    os.chdir(ROOT)
    if given.in_worker:
        print(*in_worker(Path(given.in_worker)))
        return
    server = os.environ.get("DATABASE_URL", "")
    server = server if server.startswith("postgres") else ""
    with tempfile.TemporaryDirectory(prefix="fastdso-benchmark-") as name:
        folder = Path(name)
        names = generated(folder, NAMES, "csv")
        path = generated(folder, given.rows, given.format, *["--inline"] * given.inline)
        kind = f"{given.format}, texts in cells" if given.inline else given.format
        job, start = Job(f"{given.rows:,} sales rows, .{kind}"), Job("start-up alone")
        worked = Job(f"{job.name}, in a worker", floor=job.floor)
        again = [sys.executable, "-m", "benchmarks.large_sales", "--in-worker", path]
        load = [*MANAGE, "load_sales"]
        by_hand = [sys.executable, "-m", "benchmarks.floors", "large_sales", path]
        for _round in range(given.rounds):
            with fresh(folder, server) as address:
                job.floor.append(spend([*by_hand, address], os.environ))
            with known(folder, server, names) as settings:
                job.product.append(spend([*load, path], settings))
                start.product.append(spend(START, settings))
            with known(folder, server, names) as settings:
                spent = spend(again, settings)
                seconds, cpu = map(float, spent.output.split())
                worked.product.append(replace(spent, seconds=seconds, cpu=cpu))
            start.floor.append(spend([sys.executable, "-c", "import numpy"], os.environ))
        print(f"{'PostgreSQL' if server else 'SQLite'}, {given.rounds} rounds. ", end="")
        print_jobs([job, worked, start])


def generated(folder: Path, rows: int, form: str, *options: str) -> str:
    """A file made in another process: what this one has held, its children would seem to hold."""
    make = [sys.executable, "-m", "benchmarks.generate", str(folder), "--format", form, *options]
    return spend([*make, "--sales", str(rows)], os.environ).output.strip()


def in_worker(path: Path) -> tuple[float, float]:
    """Load a file as it comes by a page and is then loaded by a worker: seconds, and of the cpu."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fastdso.settings")
    import django

    django.setup()
    from intake.services import staged
    from runs.services import process, system_user
    from sales.services import upload_sales

    by = system_user()
    began, worked = perf_counter(), sum(os.times()[:4])
    with path.open("rb") as content, staged(content, path.name) as file:
        run, _read = upload_sales(file, by=by)
    process(run)
    return perf_counter() - began, sum(os.times()[:4]) - worked


@contextmanager
def known(folder: Path, server: str, names: str) -> Iterator[dict[str, str]]:
    """The settings of a product whose catalogue knows what a file names."""
    with fresh(folder, server) as address:
        settings = environment(folder / "round") | ({"DATABASE_URL": address} if server else {})
        spend([*MANAGE, "migrate", "--verbosity", "0"], settings)
        spend([*MANAGE, "load_sales", names, "--unknown-stores", "create"], settings)
        yield settings


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
