"""distribute, export_run, verify_run and check_stock."""

import csv
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from python_calamine import CalamineWorkbook

from distribution.models import Prediction
from runs.exports import export_of, file_name
from runs.kinds import kind_of
from runs.models import Run
from stock.models import StockLevel
from tests import do, make

MONDAY = date(2025, 12, 1)


@pytest.fixture
def sales(db, tmp_path) -> Run:
    do.count_cd({"TEE": 5}, tmp_path)
    weeks = [(MONDAY + timedelta(days=7 * week), units) for week, units in enumerate((4, 6, 5))]
    rows = [("TEE", store, *week) for store in ("Norte", "Sur") for week in weeks]
    return do.sell([*rows, ("=007", "Sur", MONDAY, 1)], tmp_path, about={"folio": "F-1"})


@pytest.fixture
def run(sales) -> Run:
    return do.distribute(sales)


def test_distribute_tells_its_run_and_totals(command, sales):
    done = command("distribute", "--sales-run", sales.short_id)

    made = Run.objects.get(run_type=Run.Type.DISTRIBUTION)
    facts = done.facts
    assert done.status == 0
    assert (facts["run_id"], facts["outcome"]) == (str(made.pk), "completed")
    assert (facts["predictions"], facts["units"], facts["skus"], facts["stores"]) == (2, 5, 1, 2)
    assert (facts["excluded"], facts["digest"], facts["warnings"]) == (1, made.digest, [])
    assert (made.mode, made.folio, made.created_by.username) == ("sma3_min3", "F-1", "sistema")


def test_distribute_takes_a_mode_a_description_and_who_acts(command, sales):
    make.user("runs.generate_run", name="ana")

    command(
        *("distribute", "--sales-run", sales.pk, "--mode", "sma1_no_min", "--by", "ana"),
        *("--folio", "F-2", "--store-filter", "Norte", "--fecha-doc", "2025-12-30"),
    )

    made = Run.objects.get(run_type=Run.Type.DISTRIBUTION)
    assert (made.mode, made.folio, made.store_filter) == ("sma1_no_min", "F-2", "Norte")
    assert (made.fecha_doc, made.created_by.username) == (date(2025, 12, 30), "ana")
    assert {line.store.name for line in Prediction.objects.of(made)} == {"Norte"}


@pytest.mark.parametrize(("how", "status"), [(["--simulate"], "SIMULATED"), ([], "DRAFT")])
def test_distribute_makes_a_simulation_if_asked(how, status, command, sales):
    facts = command("distribute", "--sales-run", sales.short_id, *how).facts

    assert Run.objects.get(pk=facts["run_id"]).status == status


@pytest.mark.parametrize("source", ["no run", "stock", "waiting"])
def test_distribute_refuses_what_is_no_loaded_sales_run(source, command, sales):
    text = {
        "no run": "abcdef01",
        "stock": Run.objects.get(run_type=Run.Type.STOCK_UPLOAD).short_id,
        "waiting": make.run(outcome=Run.Outcome.QUEUED).short_id,
    }[source]

    done = command("distribute", "--sales-run", text)

    assert (done.status, done.output) == (1, "")
    assert text in done.complaint
    assert not Run.objects.filter(run_type=Run.Type.DISTRIBUTION).exists()


@pytest.mark.parametrize("what", ["predictions", "remainder", "exclusions", "sales"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_export_run_writes_each_table_of_a_run(what, file_format, command, run, tmp_path):
    path = tmp_path / f"out.{file_format}"

    done = command("export_run", run.pk, "--what", what, "--format", file_format, "--to", path)

    export = export_of(run, what)
    rows = len(list(export.rows(run, {})))
    assert done.facts == {"path": str(path), "rows": rows}
    assert rows > 0
    if file_format == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = list(csv.reader(file))
    else:
        book = CalamineWorkbook.from_path(path)
        assert book.sheet_names == [export.sheet]
        cells = book.get_sheet_by_index(0).to_python()
    assert (cells[0], len(cells)) == (list(export.headers), rows + 1)
    assert sorted(tmp_path.glob(".*")) == []


def test_export_run_names_the_file_in_a_folder_itself(command, run, tmp_path):
    done = command("export_run", run.short_id, "--what", "predictions", "--to", tmp_path)

    (export, *_others) = kind_of(run).exports
    name = file_name(export, run, "xlsx")
    assert name.startswith("distribucion_sugerida_")
    assert name.endswith(f"_{run.short_id}.xlsx")
    assert done.facts["path"] == str(tmp_path / name)
    assert (tmp_path / name).is_file()


@pytest.mark.parametrize("wrong", ["what", "unknown", "folder"])
def test_export_run_refuses_what_cannot_be_written(wrong, command, run, tmp_path):
    what = {"what": "stock", "unknown": "colours"}.get(wrong, "predictions")
    path = tmp_path / "absent" / "out.csv" if wrong == "folder" else tmp_path / "out.csv"

    done = command("export_run", run.pk, "--what", what, "--to", path)

    assert (done.status, done.output) == (1, "")
    assert done.complaint.splitlines()[-1].startswith("Nothing was exported: ")
    assert not path.exists()


def test_an_exported_table_comes_in_again_as_it_was(command, sales, tmp_path):
    """The apostrophe that keeps a SKU from being a formula is taken off again."""
    path = tmp_path / "sales.csv"
    command("export_run", sales.pk, "--what", "sales", "--format", "csv", "--to", path)
    assert "'=007" in path.read_text(encoding="utf-8-sig")

    loaded = command("load_sales", path)

    again = Run.objects.get(pk=loaded.facts["run_id"])
    assert again.digest == sales.digest


def test_verify_run_tells_that_a_run_is_what_its_inputs_give(command, run):
    done = command("verify_run", run.short_id)

    assert done.status == 0
    assert done.facts == {
        "run_id": str(run.pk),
        "stored": run.digest,
        "computed": run.digest,
        "same": True,
    }


def test_verify_run_tells_a_changed_digest_and_ends_with_status_1(command, run):
    Run.objects.filter(pk=run.pk).update(digest="0" * 64)

    done = command("verify_run", run.pk)

    assert done.status == 1
    assert (done.facts["same"], done.facts["stored"]) == (False, "0" * 64)
    assert done.facts["computed"] == run.digest
    assert done.complaint.splitlines()[-1] == "This does not hold: same."


def test_check_stock_tells_that_levels_are_sums_of_movements(command, run):
    done = command("check_stock")

    assert (done.status, done.facts) == (0, {"ok": True, "differences": []})


def test_check_stock_tells_a_level_that_is_not_and_ends_with_status_1(command, run):
    StockLevel.objects.update(units=6)
    level = StockLevel.objects.get()

    done = command("check_stock")

    assert done.status == 1
    assert done.facts == {
        "ok": False,
        "differences": [
            {
                "product": level.product_id,
                "location": level.location_id,
                "level": 6,
                "movements": 5,
            }
        ],
    }


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("export_run", ("--what", "sales", "--to", "out.xlsx")),
        ("verify_run", ()),
        ("check_stock", None),
    ],
)
def test_reading_needs_a_user_who_may_look(name, options, command, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make.user("runs.generate_run", name="eva")
    make.user("runs.view_run", "stock.view_stocklevel", name="ana")
    how = () if options is None else (run.pk, *options)

    done = [command(name, *how, "--by", user) for user in ("nobody", "eva", "ana")]

    assert [each.status for each in done] == [1, 1, 0]
    assert [each.output for each in done[:2]] == ["", ""]


def test_without_json_the_facts_are_lines_of_text(db, capsys, run):
    call_command("verify_run", run.short_id)

    assert capsys.readouterr().out.splitlines() == [
        f"run_id: {run.pk}",
        f"stored: {run.digest}",
        f"computed: {run.digest}",
        "same: True",
    ]
