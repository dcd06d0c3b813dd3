"""The whole way on a new machine, each command a program of its own."""

import csv
from collections.abc import Callable
from datetime import date

import pytest

from tests import do, make

DAYS = [date(2025, 12, day) for day in (1, 8, 15)]


@pytest.mark.slow
def test_from_an_empty_database_to_a_verified_distribution(machine: Callable, tmp_path):
    sales = [("0042", "Game", "La Serena", 4, day) for day in DAYS]
    sales += [("42", "Presale", "WEB", 2, day) for day in DAYS[1:]]
    files = {
        "products": [("sku", "name"), ("0042", "The game"), ("42", "The presale")],
        "aliases": [("alias", "store"), ("La serena", "La Serena"), ("x", "Nowhere")],
        "cd": [make.CD_HEADERS, ("0042", "The game", 3), ("42", "The presale", 9)],
        "stores": [(*make.WIDE_HEADERS, "La serena"), ("0042", "The game", 2)],
        "sales": [make.SALES_HEADERS, *sales],
    }
    path = {name: make.sheet(rows, tmp_path / f"{name}.xlsx") for name, rows in files.items()}
    assert machine("migrate", "--verbosity=0").status == 0

    assert machine("load_products", path["products"], "--json").facts["created"] == 2
    stopped = machine("load_sales", path["sales"], "--json")
    assert (stopped.status, stopped.output) == (1, "")
    assert stopped.complaint.splitlines()[-1].startswith(
        "CommandError: Nothing was loaded: these 2 stores are unknown: La Serena, WEB."
    )
    loaded = machine("load_sales", path["sales"], "--unknown-stores", "create", "--json")
    assert loaded.status == 0
    assert (loaded.facts["rows"], loaded.facts["units"], loaded.facts["stores"]) == (5, 16, 2)

    aliases = machine("load_aliases", path["aliases"], "--json").facts
    assert (aliases["created"], aliases["rejected"]) == (1, 1)
    assert machine("load_stock", path["cd"], "--place", "cd", "--json").facts["units"] == 12
    stores = machine("load_stock", path["stores"], "--place", "stores", "--json")
    assert (stores.status, stores.facts["stores"]) == (0, 1)

    sales_run = loaded.facts["run_id"][:8]
    made = machine("distribute", "--sales-run", sales_run, "--mode", "sma2_min2", "--json")
    assert made.status == 0
    facts = made.facts
    assert (facts["predictions"], facts["units"], facts["skus"], facts["stores"]) == (2, 4, 2, 2)

    exported = machine(
        *("export_run", facts["run_id"], "--what", "predictions", "--format", "csv"),
        *("--to", tmp_path / "out.csv", "--json"),
    )
    assert exported.facts == {"path": str(tmp_path / "out.csv"), "rows": 2}
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row[:4] for row in csv.reader(file)]
    assert rows[1:] == [
        ["0042", "The game", "La Serena", "2"],
        ["42", "The presale", "WEB", "2"],
    ]
    verified = machine("verify_run", facts["run_id"][:8], "--json")
    assert (verified.status, verified.facts["same"]) == (0, True)
    assert machine("check_stock", "--json").facts == {"ok": True, "differences": []}


@pytest.mark.slow
def test_wrong_usage_is_status_2_and_a_refusal_status_1(machine, tmp_path):
    machine("migrate", "--verbosity=0")
    path = do.csv_file([("nothing", "here"), (1, 2)], tmp_path / "sales.csv")

    for wrong in (
        ("load_stock", path),
        ("load_sales", path, "--fecha-doc", "31/02/2025"),
        ("distribute", "--sales-run", "abcdef01", "--mode", "sma9"),
    ):
        done = machine(*wrong, "--json")
        assert (wrong, done.status, done.output) == (wrong, 2, "")
        assert "error:" in done.complaint
    for refused in (
        ("load_sales", path),
        ("load_sales", tmp_path),
        ("verify_run", "abcdef01"),
    ):
        done = machine(*refused, "--json")
        assert (refused, done.status, done.output) == (refused, 1, "")
        assert "Traceback" not in done.complaint
        assert done.complaint.splitlines()[-1].startswith("CommandError: ")
