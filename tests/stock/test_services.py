"""Stock files becoming stock runs, and levels."""

import pytest

from catalog.models import Product, Store
from intake.errors import BadFile, SameFile, UnknownStores
from intake.models import RejectedRow, SourceFile, WarnedRow
from intake.services import CREATE, FAIL, IGNORE
from runs.errors import NotAllowed, Refused
from runs.models import Run
from runs.services import verify
from stock.models import Location, StockCount, StockLevel, StockMovement, StockPosting
from stock.queries import ledger_differences
from tests import do, make

pytestmark = pytest.mark.django_db


def levels() -> dict[tuple[str, str], int]:
    """Units by SKU and place, of what is known."""
    rows = StockLevel.objects.select_related("product", "location__store")
    return {(level.product.sku, str(level.location)): level.units for level in rows}


def counts(run: Run) -> dict[tuple[str, str], int]:
    rows = StockCount.objects.of(run).select_related("product", "location__store")
    return {(row.product.sku, str(row.location)): row.units for row in rows}


def movements(run: Run) -> list[tuple]:
    rows = StockMovement.objects.filter(posting__run=run)
    rows = rows.select_related("product", "origin__store", "destination__store")
    return sorted(
        (m.product.sku, str(m.origin or "-"), str(m.destination or "-"), m.units) for m in rows
    )


def nothing_stored(folder) -> bool:
    models = (Run, SourceFile, Product, Store, StockLevel, StockMovement, StockPosting)
    kept = [path for path in folder.rglob("*") if path.is_file()]
    return [m.objects.count() for m in models] == [0] * len(models) and kept == []


LONG = [("TEE", "Norte", 4), ("TEE", "Sur", 0), ("0042", "Sur", -2), ("TEE", "Norte", 1)]
WIDE = {"TEE": {"Norte": 5, "Sur": 0}, "0042": {"Norte": None, "Sur": -2}, "NIL": {"Sur": 0}}


def test_a_file_of_the_cd_becomes_its_stock(tmp_path):
    run = do.count_cd({"TEE": 5, "0042": -2, "NIL": 0}, tmp_path)

    assert (run.row_count, run.units, run.skus, run.stores) == (3, 3, 3, 0)
    assert levels() == counts(run) == {("TEE", "CD"): 5, ("0042", "CD"): -2, ("NIL", "CD"): 0}
    assert movements(run) == [("0042", "CD", "-", 2), ("TEE", "-", "CD", 5)]
    posting = StockPosting.objects.get()
    assert (posting.run, posting.by, posting.kind) == (run, run.created_by, "count")
    assert ledger_differences() == []


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_lines_by_store_become_their_stock_and_lines_of_one_place_are_summed(ending, tmp_path):
    rows = [("sku", "tienda", "stock"), *LONG]
    path = tmp_path / f"s.{ending}"
    (make.sheet if ending == "xlsx" else do.csv_file)(rows, path)

    run = do.load_stock(path, "stores")

    assert (run.row_count, run.units, run.skus, run.stores) == (4, 3, 2, 2)
    assert levels() == {("TEE", "Norte"): 5, ("TEE", "Sur"): 0, ("0042", "Sur"): -2}
    warned = WarnedRow.objects.of(run).order_by("row").values_list("row", "reason")
    assert list(warned) == [(4, "negative_units"), (5, "duplicate_line")]


def test_a_store_that_only_rejected_lines_name_is_left_out(tmp_path):
    rows = [("sku", "tienda", "stock"), ("TEE", "Norte", 4), ("TEE", "Sur", "muchas")]

    run = do.load_stock(do.csv_file(rows, tmp_path / "s.csv"), "stores")

    assert (run.outcome, run.row_count, run.rejected_count) == ("completed", 1, 1)
    assert levels() == {("TEE", "Norte"): 4}
    assert list(Store.objects.values_list("name", flat=True)) == ["Norte"]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_matrix_of_stores_becomes_their_stock(ending, tmp_path):
    path = tmp_path / f"s.{ending}"
    rows = [("Codigo", "Nombre", "Norte", "Sur")]
    rows += [(sku, "", by.get("Norte"), by.get("Sur")) for sku, by in WIDE.items()]
    (make.sheet if ending == "xlsx" else do.csv_file)(rows, path)

    run = do.load_stock(path, "stores")

    assert (run.row_count, run.units, run.skus, run.stores) == (6, 3, 3, 2)
    assert levels() == {("TEE", "Norte"): 5, ("0042", "Sur"): -2}
    assert {name: run.metadata["file"][name] for name in ("positive", "negative", "zero")} == {
        "positive": 1,
        "negative": 1,
        "zero": 4,
    }
    assert set(Product.objects.values_list("sku", flat=True)) == {"TEE", "0042", "NIL"}


def test_negative_counts_are_kept_as_they_stand_and_warned_about(tmp_path):
    run = do.count_cd({"TEE": -7}, tmp_path)

    assert levels() == {("TEE", "CD"): -7}
    found = WarnedRow.objects.of(run).values_list("row", "column", "value", "reason")
    assert list(found) == [(2, "quantity", "-7", "negative_units")]
    assert len(run.warnings) == 1


def test_bad_cells_are_rejected_one_by_one(tmp_path):
    rows = [
        ("Codigo", "Nombre", "Norte", "Sur"),
        ("TEE", "Shirt", 0.116, 3),
        ("", "Nothing", 1, 1),
        ("CAP", "Cap", "many", "#N/A"),
    ]

    run = do.load_stock(make.sheet(rows, tmp_path / "s.xlsx"), "stores")

    assert levels() == {("TEE", "Sur"): 3}
    assert (run.row_count, run.rejected_count) == (1, 5)
    found = RejectedRow.objects.of(run).order_by("row", "column")
    assert list(found.values_list("sheet", "row", "column", "value", "reason")) == [
        ("Hoja1", 2, "Norte", "0.116", "units_not_whole"),
        ("Hoja1", 3, "Codigo", "", "sku_missing"),
        ("Hoja1", 4, "Norte", "many", "units_not_number"),
        ("Hoja1", 4, "Sur", "#N/A", "cell_error"),
    ]


def test_replace_sets_what_the_file_names_and_zeroes_the_rest_of_its_places(tmp_path):
    do.count_cd({"TEE": 5, "CAP": 2}, tmp_path)
    do.count_stores({"TEE": {"Norte": 3, "Sur": 4}, "CAP": {"Norte": 1, "Sur": 1}}, tmp_path)

    run = do.count_stores({"TEE": {"Norte": 2}, "MUG": {"Norte": 6}}, tmp_path)

    assert levels() == {
        ("TEE", "CD"): 5,
        ("CAP", "CD"): 2,
        ("TEE", "Norte"): 2,
        ("MUG", "Norte"): 6,
        ("CAP", "Norte"): 0,
        ("TEE", "Sur"): 4,
        ("CAP", "Sur"): 1,
    }
    assert movements(run) == [
        ("CAP", "Norte", "-", 1),
        ("MUG", "-", "Norte", 6),
        ("TEE", "Norte", "-", 1),
    ]
    assert ledger_differences() == []


def test_replacing_the_cd_does_not_touch_the_stores(tmp_path):
    do.count_stores({"TEE": {"Norte": 3}}, tmp_path)
    do.count_cd({"TEE": 5, "CAP": -2}, tmp_path)

    do.count_cd({"MUG": 1}, tmp_path)

    assert levels() == {
        ("TEE", "Norte"): 3,
        ("TEE", "CD"): 0,
        ("CAP", "CD"): 0,
        ("MUG", "CD"): 1,
    }


def test_a_store_whose_column_is_all_zero_is_covered(tmp_path):
    do.count_stores({"TEE": {"Norte": 3, "Sur": 4}}, tmp_path)

    do.count_stores({"TEE": {"Norte": 1, "Sur": 0}}, tmp_path)

    assert levels() == {("TEE", "Norte"): 1, ("TEE", "Sur"): 0}


def test_add_adds_and_touches_nothing_else(tmp_path):
    do.count_cd({"TEE": 5, "CAP": 2}, tmp_path)

    run = do.count_cd({"TEE": -2, "MUG": 6, "NIL": 0}, tmp_path, mode="add")

    assert levels() == {
        ("TEE", "CD"): 3,
        ("CAP", "CD"): 2,
        ("MUG", "CD"): 6,
        ("NIL", "CD"): 0,
    }
    assert movements(run) == [("MUG", "-", "CD", 6), ("TEE", "CD", "-", 2)]
    assert run.mode == "add"


def test_the_same_count_again_moves_nothing(tmp_path):
    do.count_cd({"TEE": 5, "CAP": -2}, tmp_path)

    run = do.load_stock(next(tmp_path.glob("cd*.xlsx")), "cd", again=True)

    assert movements(run) == []
    assert levels() == {("TEE", "CD"): 5, ("CAP", "CD"): -2}


@pytest.mark.parametrize("place", ["cd", "stores"])
def test_a_file_with_only_its_header_changes_nothing(place, tmp_path):
    """P15"""
    do.count_cd({"TEE": 5}, tmp_path)
    do.count_stores({"TEE": {"Norte": 3}}, tmp_path)
    before, runs = levels(), Run.objects.count()
    headers = make.CD_HEADERS if place == "cd" else (*make.WIDE_HEADERS, "Norte")

    said = do.refused(BadFile, do.load_stock, make.sheet([headers], tmp_path / "h.xlsx"), place)

    assert said == (
        "Nothing was loaded: the file has column names but no rows. Nothing was changed."
    )
    assert (levels(), Run.objects.count()) == (before, runs)


def test_two_names_of_one_store_are_summed(tmp_path):
    norte = make.store("Plaza Norte")
    make.alias("P. Norte", norte)
    units = {"TEE": {"Plaza Norte": 3, "P. Norte": 4, "Sur": 1}, "CAP": {"P. Norte": -1}}

    run = do.count_stores(units, tmp_path)

    assert levels() == {
        ("TEE", "Plaza Norte"): 7,
        ("TEE", "Sur"): 1,
        ("CAP", "Plaza Norte"): -1,
    }
    assert counts(run) == levels()
    assert run.stores == 2


def test_two_columns_with_the_same_name_are_summed_and_warned_about(tmp_path):
    rows = [("Codigo", "Nombre", "Norte", "Norte "), ("TEE", "Shirt", 3, 4)]

    run = do.load_stock(make.sheet(rows, tmp_path / "s.xlsx"), "stores")

    assert levels() == {("TEE", "Norte"): 7}
    assert len(run.warnings) == 1


def test_a_column_without_a_name_is_warned_about(tmp_path):
    rows = [("Codigo", "Nombre", "Norte", ""), ("TEE", "Shirt", 3, 4)]

    run = do.load_stock(make.sheet(rows, tmp_path / "s.xlsx"), "stores")

    assert levels() == {("TEE", "Norte"): 3}
    assert len(run.warnings) == 1


def test_an_alias_leads_to_its_store(tmp_path):
    make.alias("La serena", make.store("La Serena"))

    do.count_stores({"TEE": {"La serena": 3}}, tmp_path, unknown_stores=FAIL)

    assert levels() == {("TEE", "La Serena"): 3}
    assert Store.objects.count() == 1


def test_unknown_stores_stop_the_upload_and_are_named(tmp_path, files_folder):
    units = {"TEE": {"Sur": 0, "Norte": 1}}

    said = do.refused(UnknownStores, do.count_stores, units, tmp_path, unknown_stores=FAIL)

    assert said.startswith("Nothing was loaded: these 2 stores are unknown: Sur, Norte.")
    assert nothing_stored(files_folder)


def test_the_same_file_is_refused_naming_its_run_unless_asked_for_again(tmp_path):
    path = make.cd_file([("TEE", "Shirt", 5)], tmp_path / "cd.xlsx")
    run = do.load_stock(path, "cd", mode="add")

    said = do.refused(SameFile, do.load_stock, path, "cd")

    assert run.short_id in said
    assert levels() == {("TEE", "CD"): 5}
    do.load_stock(path, "cd", mode="add", again=True)
    assert levels() == {("TEE", "CD"): 10}


def test_the_same_file_for_another_place_is_another_upload(tmp_path):
    rows = [("sku", "tienda", "stock"), *LONG[:3]]
    path = make.sheet(rows, tmp_path / "s.xlsx")
    do.load_stock(path, "stores")

    do.load_stock(path, "cd")

    assert levels()[("TEE", "CD")] == 4


@pytest.mark.parametrize("how", [{"place": "moon"}, {"place": "cd", "mode": "subtract"}])
def test_what_no_place_or_mode_is_is_refused(how, tmp_path, files_folder):
    path = make.cd_file([("TEE", "Shirt", 5)], tmp_path / "cd.xlsx")

    said = do.refused(Refused, do.load_stock, path, **how)

    assert said == "Nothing was loaded: choose CD, stores or open orders, and replace or add."
    assert nothing_stored(files_folder)


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([("sku", "store"), ("TEE", "Norte")], "cd"),
        ([("sku", "quantity"), ("TEE", "x")], "cd"),
        ([("sku", "producto"), ("TEE", "Shirt")], "stores"),
        ([("sku", "Norte"), ("", 5)], "stores"),
        ([("sku", "quantity", "quantity"), ("TEE", 1, 2)], "cd"),
    ],
    ids=["column missing", "no good row", "no store", "no SKU", "column twice"],
)
def test_a_file_that_cannot_be_used_is_refused_and_leaves_nothing(
    rows, place, tmp_path, files_folder
):
    path = make.sheet(rows, tmp_path / "s.xlsx")

    said = do.refused(BadFile, do.load_stock, path, place)

    assert said.startswith("Nothing was loaded: ")
    assert "?" not in said
    assert nothing_stored(files_folder)


def test_who_may_not_upload_leaves_nothing(tmp_path, files_folder):
    path = make.cd_file([("TEE", "Shirt", 5)], tmp_path / "cd.xlsx")

    do.refused(NotAllowed, do.load_stock, path, "cd", by=make.user("runs.view_run"))

    assert nothing_stored(files_folder)


@pytest.mark.parametrize("place", ["cd", "stores"])
def test_a_dry_run_tells_what_would_happen_and_stores_nothing(place, tmp_path, files_folder):
    path = make.sheet([("sku", "tienda", "stock"), *LONG[:3]], tmp_path / "s.xlsx")

    found = do.try_stock(path, place, unknown_stores=CREATE)

    assert (found.rows, found.units, found.skus) == (3, 2, 2)
    assert nothing_stored(files_folder)
    assert Location.objects.filter(store__isnull=False).count() == 0
    assert do.load_stock(path, place).digest == found.digest


def test_unknown_stores_can_be_ignored_and_are_told(tmp_path):
    make.store("Sur")
    units = {"TEE": {"Sur": 3, "Norte": 4, "Este": 0}, "CAP": {"Norte": 1}}

    run = do.count_stores(units, tmp_path, unknown_stores=IGNORE)

    assert levels() == {("TEE", "Sur"): 3}
    assert Store.objects.count() == 1
    assert (run.row_count, run.rejected_count, run.units, run.stores) == (2, 4, 3, 1)
    found = RejectedRow.objects.of(run).order_by("column")
    assert list(found.values_list("column", "value", "reason")) == [
        ("Este", "", "store_ignored"),
        ("Norte", "", "store_ignored"),
    ]
    assert verify(run).same


def test_a_file_of_ignored_stores_alone_is_refused(tmp_path, files_folder):
    said = do.refused(
        BadFile, do.count_stores, {"TEE": {"Norte": 4}}, tmp_path, unknown_stores=IGNORE
    )

    assert said.startswith("Nothing was loaded: ")
    assert nothing_stored(files_folder)


@pytest.mark.parametrize("place", ["cd", "stores"])
def test_stock_that_could_not_be_read_stays_as_it_was(place, tmp_path):
    """A cell that was rejected says nothing: least of all that there is nothing."""
    where = "CD" if place == "cd" else "Norte"
    headers = make.CD_HEADERS if place == "cd" else (*make.WIDE_HEADERS, "Norte")
    before = [headers, ("TEE", "Shirt", 5), ("CAP", "Cap", 2), ("MUG", "Mug", 1)]
    do.load_stock(make.sheet(before, tmp_path / "before.xlsx"), place)

    after = [headers, ("TEE", "Shirt", 0.5), ("CAP", "Cap", 3), ("PIN", "Pin", "many")]
    do.load_stock(make.sheet(after, tmp_path / "after.xlsx"), place)

    assert levels() == {("TEE", where): 5, ("CAP", where): 3, ("MUG", where): 0}
    assert ledger_differences() == []
