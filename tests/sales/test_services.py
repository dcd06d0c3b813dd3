"""Sales files becoming sales runs."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import Product, Store
from intake.errors import BadFile, SameFile, UnknownStores
from intake.models import RejectedRow, SourceFile, WarnedRow
from intake.services import FAIL, IGNORE, kept_path
from runs.errors import NotAllowed, Refused
from runs.models import KeptResult, Run, RunEvent
from runs.services import largest_changes, verify
from sales.models import SalesRecord
from tests import do, make

pytestmark = pytest.mark.django_db

DAY = date(2025, 12, 1)
TODAY = timezone.localdate
ROWS = [
    ("TEE", "Shirt", "Norte", 4, DAY),
    ("TEE", "Shirt", "Norte", 4, DAY),
    ("TEE", "", "Sur", -1, "02/12/2025"),
    ("0042", "Game", "Sur", 0, "2025-12-03"),
    ("0042", "Game (new)", " Sur ", "12.0", "13/12/2025"),
]
SPANISH = ("Código", "Producto", "Tienda", "Cantidad", "Fecha")


def sold(run: Run) -> list[tuple]:
    columns = ("product__sku", "store__name", "date", "quantity")
    return sorted(SalesRecord.objects.of(run).values_list(*columns))


def kept_files(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def nothing_stored(folder) -> bool:
    models = (Run, RunEvent, SourceFile, Product, Store)
    return [m.objects.count() for m in models] == [0] * 5 and kept_files(folder) == []


@pytest.fixture(params=["xlsx", "csv", "semicolons"])
def path(request, tmp_path):
    if request.param == "xlsx":
        return make.sales_file(ROWS, tmp_path / "ventas.xlsx")
    separator = ";" if request.param == "semicolons" else ","
    return do.csv_file([SPANISH, *ROWS], tmp_path / "ventas.csv", separator=separator)


def test_each_line_of_the_file_is_a_sale_and_the_totals_are_told(path):
    run = do.load_sales(path)

    assert sold(run) == [
        ("0042", "Sur", date(2025, 12, 3), 0),
        ("0042", "Sur", date(2025, 12, 13), 12),
        ("TEE", "Norte", DAY, 4),
        ("TEE", "Norte", DAY, 4),
        ("TEE", "Sur", date(2025, 12, 2), -1),
    ]
    assert (run.row_count, run.rejected_count, run.ignored_count) == (5, 0, 0)
    assert (run.units, run.skus, run.stores) == (19, 2, 2)
    assert run.metadata["dates"] == ["2025-12-01", "2025-12-13"]
    assert {k: run.metadata["file"][k] for k in ("positive", "negative", "zero")} == {
        "positive": 3,
        "negative": 1,
        "zero": 1,
    }
    assert dict(Product.objects.values_list("sku", "name")) == {
        "TEE": "Shirt",
        "0042": "Game (new)",
    }


def test_a_repeated_line_counts_and_is_warned_about(path):
    run = do.load_sales(path)

    assert list(WarnedRow.objects.of(run).values_list("row", "value", "reason")) == [
        (3, "TEE", "duplicate_line")
    ]
    assert len(run.warnings) == 1


def test_the_file_is_kept_under_its_hash_and_nothing_else_is(path, files_folder):
    content = path.read_bytes()

    run = do.load_sales(path)

    sha256 = hashlib.sha256(content).hexdigest()
    assert (run.file_name, run.file_sha256) == (path.name, sha256)
    assert kept_files(files_folder) == [kept_path(sha256)]
    assert kept_path(sha256).read_bytes() == content
    kept = SourceFile.objects.get()
    assert (kept.sha256, kept.name, kept.size) == (sha256, path.name, len(content))


BAD = [
    ("", "Shirt", "Norte", 1, "2025-12-01"),
    ("TEE", "Shirt", "Norte", "two", "2025-12-01"),
    ("TEE", "Shirt", "Norte", "1.5", "2025-12-01"),
    ("TEE", "Shirt", "Norte", 1, "31/02/2025"),
    ("TEE", "Shirt", "Norte", 1, "1999-12-31"),
    ("TEE", "Shirt", "", 1, "2025-12-01"),
    ("TEE", "Shirt", "Norte", "2000000001", "2025-12-01"),
    ("x" * 65, "Shirt", "Norte", 1, "2025-12-01"),
]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_bad_rows_are_rejected_one_by_one_and_the_good_ones_kept(ending, tmp_path):
    rows = [("TEE", "Shirt", "Norte", 1, "2025-12-01"), *BAD]
    path = tmp_path / f"ventas.{ending}"
    write = make.sheet if ending == "xlsx" else do.csv_file
    write([make.SALES_HEADERS, *rows], path)

    run = do.load_sales(path)

    assert (run.row_count, run.rejected_count, run.ignored_count) == (1, 8, 0)
    sheet = "Hoja1" if ending == "xlsx" else ""
    found = RejectedRow.objects.of(run).order_by("row")
    assert list(found.values_list("sheet", "row", "column", "value", "reason")) == [
        (sheet, 3, "sku", "", "sku_missing"),
        (sheet, 4, "quantity", "two", "units_not_number"),
        (sheet, 5, "quantity", "1.5", "units_not_whole"),
        (sheet, 6, "date", "31/02/2025", "date_impossible"),
        (sheet, 7, "date", "1999-12-31", "date_too_early"),
        (sheet, 8, "store", "", "store_missing"),
        (sheet, 9, "quantity", "2000000001", "units_out_of_range"),
        (sheet, 10, "sku", "x" * 65, "sku_too_long"),
    ]
    assert all(found.values_list("text", flat=True))


def test_days_to_come_are_rejected_but_for_tomorrow(tmp_path):
    days = [TODAY(), TODAY() + timedelta(days=1), TODAY() + timedelta(days=2)]
    rows = [("TEE", "Shirt", "Norte", 1, day.isoformat()) for day in days]

    run = do.load_sales(make.sales_file(rows, tmp_path / "s.xlsx"))

    assert [row[2] for row in sold(run)] == days[:2]
    assert RejectedRow.objects.of(run).get().reason == "date_in_future"


def test_every_row_is_loaded_rejected_or_ignored(tmp_path):
    """P14"""
    rows = [
        *ROWS,
        (None,) * 5,
        make.SALES_HEADERS,
        *BAD,
        ("Total", None, None, 99, None),
    ]

    run = do.load_sales(make.sales_file(rows, tmp_path / "s.xlsx"))

    assert (run.row_count, run.rejected_count, run.ignored_count) == (5, 8, 3)
    assert run.metadata["file"]["ignored"] == {"blank": 1, "total": 1, "header": 1}


@pytest.mark.parametrize("again", ["the same name", "another name"])
def test_the_same_file_is_refused_naming_its_run_unless_asked_for_again(again, tmp_path):
    path = make.sales_file(ROWS, tmp_path / "s.xlsx")
    run = do.load_sales(path, about={"folio": "7"})
    if again == "another name":
        path = path.rename(tmp_path / "t.xlsx")

    said = do.refused(SameFile, do.load_sales, path)

    assert said == (
        f"Nothing was loaded: exactly this file was loaded before, by run {run.short_id} "
        f"({run.label()}). To load it once more, tick the box that says so (--again)."
    )
    assert Run.objects.count() == 1
    second = do.load_sales(path, again=True)
    assert (sold(second), second.digest) == (sold(run), run.digest)
    assert SourceFile.objects.count() == 1


def test_a_file_whose_run_failed_or_is_archived_may_come_again(tmp_path):
    path = make.sales_file(ROWS, tmp_path / "s.xlsx")

    for status in ({"outcome": Run.Outcome.FAILED}, {"status": Run.Status.ARCHIVED}):
        Run.objects.filter(pk=do.load_sales(path).pk).update(**status)

    assert do.load_sales(path).outcome == Run.Outcome.COMPLETED


def test_unknown_stores_stop_the_upload_and_are_named(tmp_path, files_folder):
    path = make.sales_file(ROWS, tmp_path / "s.xlsx")
    sur = make.store("Sur")

    said = do.refused(UnknownStores, do.load_sales, path, unknown_stores=FAIL)

    assert said == (
        "Nothing was loaded: this store is unknown: Norte. Add it or an alias "
        "for it to the catalogue, or choose to create it."
    )
    sur.delete()
    said = do.refused(UnknownStores, do.load_sales, path, unknown_stores=FAIL)
    assert said.startswith("Nothing was loaded: these 2 stores are unknown: Norte, Sur.")
    assert nothing_stored(files_folder)


def test_an_alias_makes_a_spelling_the_store_it_means(tmp_path):
    sur = make.store("Plaza Sur")
    make.alias("Sur", sur)
    make.alias("Norte", sur)
    path = make.sales_file(ROWS, tmp_path / "s.xlsx")

    run = do.load_sales(path, unknown_stores=FAIL)

    assert {row[1] for row in sold(run)} == {"Plaza Sur"}
    assert run.parameters["stores"] == {"Norte": "Plaza Sur", "Sur": "Plaza Sur"}
    assert (run.stores, Store.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        b"PK\x03\x04 no real spreadsheet",
        b"sku,store,quantity\nTEE,Sur,1\n",
        b"sku,store,quantity,date\n",
        b"sku,store,quantity,date\nTEE,Sur,x,2025-12-01\n",
        b"\x00\x01\x02\x03" * 50,
    ],
    ids=["empty", "pdf", "broken", "column missing", "no rows", "no good row", "binary"],
)
def test_a_file_that_cannot_be_used_is_refused_and_leaves_nothing(content, tmp_path, files_folder):
    path = tmp_path / "ventas.xlsx"
    path.write_bytes(content)

    said = do.refused(BadFile, do.load_sales, path)

    assert said.startswith("Nothing was loaded: ")
    assert said.endswith(".")
    assert nothing_stored(files_folder)


def test_a_refused_description_leaves_nothing(tmp_path, files_folder):
    path = make.sales_file(ROWS, tmp_path / "s.xlsx")

    do.refused(Refused, do.load_sales, path, about={"folio": "x" * 65})

    assert nothing_stored(files_folder)


def test_who_may_not_upload_leaves_nothing(tmp_path, files_folder):
    path = make.sales_file(ROWS, tmp_path / "s.xlsx")

    do.refused(NotAllowed, do.load_sales, path, by=make.user("runs.generate_run"))

    assert nothing_stored(files_folder)


def test_a_dry_run_tells_what_would_happen_and_stores_nothing(path, files_folder):
    found = do.try_sales(path, unknown_stores="create")

    assert (found.rows, found.units, found.skus, found.stores) == (5, 19, 2, 2)
    assert nothing_stored(files_folder)
    assert do.load_sales(path).digest == found.digest


def test_an_upload_of_the_page_is_processed_by_the_worker_alike(path, run_worker):
    queued = do.queue_sales(path, about={"folio": "F-1"})
    assert (queued.outcome, SalesRecord.objects.of(queued).count()) == ("queued", 0)
    assert (Product.objects.count(), Store.objects.count()) == (0, 0)

    run_worker()

    queued.refresh_from_db()
    assert (queued.outcome, queued.folio) == ("completed", "F-1")
    at_once = do.load_sales(path, again=True)
    assert (sold(queued), queued.digest) == (sold(at_once), at_once.digest)


def test_formulas_stay_texts_and_skus_keep_every_character(tmp_path):
    skus = ["=1+1", "+TEE", "-TEE", "@TEE", "007", "7", "1e5", "ÑANDÚ", "a,b;c", '"q"', "TRUE"]
    rows = [(sku, "=cmd()", "=Sur", 1, "2025-12-01") for sku in skus]

    run = do.load_sales(make.sales_file(rows, tmp_path / "s.xlsx"))

    assert sorted(row[0] for row in sold(run)) == sorted(skus)


def test_unknown_stores_can_be_ignored_row_by_row(tmp_path):
    make.store("Sur")

    run = do.load_sales(make.sales_file(ROWS, tmp_path / "s.xlsx"), unknown_stores=IGNORE)

    assert {row[1] for row in sold(run)} == {"Sur"}
    assert (run.row_count, run.rejected_count, run.units, run.stores) == (3, 2, 11, 1)
    found = RejectedRow.objects.of(run).order_by("row")
    assert list(found.values_list("row", "column", "value", "reason")) == [
        (2, "store", "Norte", "store_ignored"),
        (3, "store", "Norte", "store_ignored"),
    ]
    assert Store.objects.count() == 1
    assert verify(run).same


def test_a_file_of_ignored_stores_alone_is_refused(tmp_path, files_folder):
    path = make.sales_file(ROWS, tmp_path / "s.xlsx")

    do.refused(BadFile, do.load_sales, path, unknown_stores=IGNORE)

    assert nothing_stored(files_folder)


@pytest.mark.parametrize("by", ["product", "store"])
def test_the_sums_kept_of_a_run_are_those_of_its_rows(by, tmp_path):
    """They are added up before they are asked for, and not by the database."""
    nothing = do.load_sales(make.sales_file([("TEE", "", "Sur", 0, DAY)], tmp_path / "zero.xlsx"))
    path = make.sales_file(ROWS, tmp_path / "some.xlsx")
    with CaptureQueriesContext(connection) as asked:
        run = do.load_sales(path)

    kept = largest_changes(nothing, run, by, 99)
    KeptResult.objects.all().delete()

    assert not [query["sql"] for query in asked if "SUM(" in query["sql"]]
    assert largest_changes(nothing, run, by, 99) == kept
    expected = {"product": [("0042", 12), ("TEE", 7)], "store": [("Sur", 11), ("Norte", 8)]}
    assert kept == expected[by]
