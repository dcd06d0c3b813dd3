"""Where a file's columns are, when somebody has said so; what a file looks like."""

from datetime import date

import pytest

from intake.reading import Unreadable, preview, read_raw, read_sales, read_stock
from intake.reading.layout import names_of_columns, signature
from tests import make

TODAY = date(2026, 1, 1)
HEADER = ("ref.", "x", "shop", "units", "units", "fecha")
ROWS = [("Informe",), HEADER, ("0012", "Cap", "Soho", 4, 9, "2025-12-01")]
COLUMNS = {"sku": "ref.", "product_name": "", "quantity": "#5", "store": "shop", "date": "fecha"}


@pytest.fixture
def path(tmp_path):
    return make.sheet(ROWS, tmp_path / "file.xlsx")


def read(path, **layout):
    return read_sales(path, today=TODAY, layout=layout, in_process=True)


def code(act, *args, **how) -> str:
    with pytest.raises(Unreadable) as caught:
        act(*args, **how)
    return caught.value.code


def test_columns_are_taken_as_they_were_said(path):
    reading = read(path, columns=COLUMNS)

    assert (reading.header_row, reading.table.units.tolist()) == (2, [9])
    assert reading.table.product.values == [""]


def test_what_is_remembered_of_a_header_finds_it_in_any_row(path):
    reading = read(path, remembered={signature(list(HEADER)): COLUMNS})

    assert (reading.header_row, reading.table.units.tolist()) == (2, [9])
    assert reading.signature == signature([*HEADER, "", ""])
    assert code(read, path, remembered={signature(["other"]): COLUMNS}) == "missing_columns"


def test_the_row_that_was_said_is_the_header_and_no_other(path):
    assert read(path, columns=COLUMNS, header_row=2).rows == 1
    assert code(read, path, columns=COLUMNS, header_row=1) == "no_header"
    assert code(read, path, columns=COLUMNS, header_row=99) == "no_header"


def test_a_sheet_that_is_not_there_is_told(path):
    assert read(path, columns=COLUMNS, sheet="Hoja1").sheet == "Hoja1"
    assert code(read, path, columns=COLUMNS, sheet="Hoja2") == "no_sheet"


def test_one_column_is_not_two_fields(path):
    twice = {**COLUMNS, "date": "ref."}

    assert code(read, path, columns=twice) == "column_used_twice"


def test_a_column_that_is_needed_and_was_denied_is_missing(path):
    assert code(read, path, columns={**COLUMNS, "store": ""}) == "missing_columns"
    assert code(read, path, columns={**COLUMNS, "store": "#99"}) == "missing_columns"


def test_a_matrix_can_be_said_to_be_lines_and_the_other_way_round(tmp_path):
    rows = [("sku", "tienda", "stock"), ("1", "Soho", 2)]
    path = make.sheet(rows, tmp_path / "file.xlsx")

    def stores(**columns):
        layout = {"columns": columns} if columns else None
        return read_stock(path, place="stores", layout=layout, in_process=True).table.stores

    assert stores() == ["Soho"]
    assert code(stores, sku="sku", store="", quantity="") == "no_store_columns"


def test_columns_of_the_same_name_are_named_by_their_place():
    assert names_of_columns(list(HEADER)) == ["ref.", "x", "shop", "#4", "#5", "fecha"]


def test_an_outline_has_columns_with_samples_and_says_what_is_missing(path):
    seen = preview(path, kind="sales", today=TODAY, in_process=True)

    assert seen.reading is None
    assert seen.problem[0] == "missing_columns"
    outline = seen.outline
    assert (outline.header_row, outline.columns[3:5]) == (2, ["#4", "#5"])
    assert outline.samples[3:5] == [["4"], ["9"]]
    assert [sheet.upper[0] for sheet in outline.sheets] == [(1, ["Informe", "", "", "", "", ""])]


def test_raw_rows_are_as_they_stand(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("sku;fecha;nota\n007;31/02/2025;a b\n008;2025-01-01;\n")

    raw = read_raw(path, sheet="", header_row=1, numbers=[2], in_process=True)

    assert raw.headers == ["sku", "fecha", "nota"]
    assert raw.rows == {2: ["007", "31/02/2025", "a b"]}
