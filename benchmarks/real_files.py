"""Whole commands on a real week's files: `python -m benchmarks.real_files [--rounds 5]`.

Each round has a fresh SQLite database; the floor of each job (benchmarks/floors.py) and the
product's command take turns. The files are ../shared/data/retail_december where it exists, else
generated ones of the same size.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.generate import Week, write_week
from benchmarks.timing import Job, Spent, print_jobs, spend

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "data" / "retail_december"
MANAGE = [sys.executable, "manage.py"]
START = [*MANAGE, "distribute", "--help"]  # all that a command imports


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=REAL, help="where the real files are")
    given = parser.parse_args()
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory(prefix="fastdso-benchmark-") as name:
        folder = Path(name)
        is_real = given.folder.is_dir()
        week = real_week(given.folder) if is_real else write_week(folder / "spreadsheets")
        template = migrated(folder)
        jobs = {name: Job(name) for name in commands(week)}
        for number in range(given.rounds):
            one_round(folder / str(number), template, week, jobs)
        print(f"{'Real' if is_real else 'Generated'} files, {given.rounds} rounds. ", end="")
        print_jobs(list(jobs.values()))


def real_week(folder: Path) -> Week:
    names = ("Ventas_por_tienda.xlsx", "Stock_CD.xlsx", "Stock_Tiendas.xlsx")
    return Week(*(folder / name for name in names))


def commands(week: Week) -> dict[str, tuple[str, Path, list[str]]]:
    """By the job's name: its floor, its file, and the product's command."""
    create = ["--unknown-stores", "create"]
    cd = [*MANAGE, "load_stock", str(week.cd_stock), "--place", "cd"]
    stores = [*MANAGE, "load_stock", str(week.store_stock), "--place", "stores", *create]
    sales = [*MANAGE, "load_sales", str(week.sales), *create, "--json"]
    distribute = [*MANAGE, "distribute", "--mode", "sma1_no_min"]
    return {
        "start-up alone": ("start", week.sales, START),
        "CD stock": ("cd", week.cd_stock, cd),
        "store stock matrix": ("stores", week.store_stock, stores),
        "sales": ("sales", week.sales, sales),
        "distribution": ("distribution", week.sales, distribute),
        "CD stock, products known": ("cd", week.cd_stock, [*cd, "--again"]),
    }


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "fastdso.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'product.sqlite3'}",
        "FASTDSO_FILES": str(folder / "files"),
        "SECRET_KEY": "only for a benchmark",
        "DEBUG": "False",
    }


def migrated(folder: Path) -> Path:
    """An empty database of the product, to copy from."""
    spend([*MANAGE, "migrate", "--verbosity", "0"], environment(folder))
    return folder / "product.sqlite3"


def one_round(folder: Path, template: Path, week: Week, jobs: dict[str, Job]) -> None:
    folder.mkdir()
    shutil.copy(template, folder / "product.sqlite3")
    sales_run = ""
    for name, (floor, path, command) in commands(week).items():
        by_hand = [sys.executable, "-m", "benchmarks.floors", floor, str(path)]
        jobs[name].floor.append(
            spend([*by_hand, str(folder / "floor.sqlite3")], environment(folder))
        )
        if floor == "distribution":
            command = [*command, "--sales-run", sales_run]
        done = spend(command, environment(folder))
        jobs[name].product.append(done)
        if floor == "sales":
            sales_run = run_id(done)
    shutil.rmtree(folder)


def run_id(done: Spent) -> str:
    """The run a command with --json reports."""
    return json.loads(done.output.splitlines()[-1])["run_id"]


if __name__ == "__main__":
    main()
