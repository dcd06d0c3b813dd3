"""Files that no spreadsheet takes for a program (P18)."""

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from intake.reading import read_sales
from intake.reading.skus import sku_problem
from runs.errors import Refused
from runs.exports import export_of, neutral, unescaped, unprotected, write_csv, write_xlsx
from runs.kinds import Export
from runs.models import Run
from tests import do, make

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n"]
TEXTS = [f"{start}1+1" for start in STARTS] + ["plain", "", "'quoted", "'=1", "a=b", "000123"]
EXPORT = Export("texts", "Hoja", "texts", ("Texto", "Número"), lambda run, filters: [])


SALES = Export(
    "sales", "Ventas", "ventas", ("SKU", "Producto", "Tienda", "Fecha", "Cantidad"), EXPORT.rows
)
DAY = date(2025, 12, 22)
# Texts that begin and end with what spreadsheets, csv and XML take for something else.
# U+FFFE and U+FFFF are no characters: no XML holds them, and calamine leaves their codes.
CHARACTERS = st.characters(
    exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"
) | st.sampled_from("=+-@'\"\t\r\n;,|_x0041_ 0")
ANY_TEXTS = st.lists(st.text(CHARACTERS, max_size=20), min_size=1, max_size=12)
# Pieces of what an .xlsx stores for a character, and of what XlsxWriter takes for XML.
PIECES = [
    *("_", "x", "_x", "_x0", "0041", "005F", "005f", "00e9", "D800", "_x005F_", "_x0041_"),
    *("a", "Ñ", " ", "=", "+", "-", "@", "'", "&", "<r>", "</r>"),
]
LOOKALIKES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join)
ANY_SKUS = st.lists(
    (st.text(CHARACTERS, min_size=1, max_size=64) | LOOKALIKES)
    .map(str.strip)
    .filter(lambda sku: not sku_problem(sku)),
    min_size=1,
    max_size=12,
    unique=True,
)


def stored_texts(file: io.BytesIO) -> list[str]:
    """The texts of a sheet's cells as they stand in the file."""
    with zipfile.ZipFile(file) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return [text.text or "" for text in sheet.iterfind(".//{*}is/{*}t")]


def as_csv(rows) -> list[list[str]]:
    file = io.StringIO()
    assert write_csv(EXPORT, rows, file) == len(rows)
    return list(csv.reader(io.StringIO(file.getvalue(), newline="")))


@pytest.mark.parametrize("start", STARTS)
def test_no_field_of_a_csv_begins_like_a_formula(start):
    assert as_csv([(f"{start}1+1", -3)]) == [["Texto", "Número"], [f"'{start}1+1", "-3"]]


@pytest.mark.parametrize("text", ["plain", "", "'quoted", "a=b", "000123", " =1"])
def test_other_texts_stay_as_they_are(text):
    assert neutral(text) == text


def test_every_cell_of_a_spreadsheet_is_its_text_and_none_a_formula():
    file = io.BytesIO()

    rows = write_xlsx(EXPORT, [(text, number) for number, text in enumerate(TEXTS)], file)

    assert rows == len(TEXTS)
    book = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue()))
    cells = book.get_sheet_by_name("Hoja").to_python()
    assert [row[0] for row in cells[1:]] == TEXTS
    with zipfile.ZipFile(io.BytesIO(file.getvalue())) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")


@given(ANY_TEXTS)
@example(["''=1", "'", "=", "'\n", "\r"])
def test_any_text_comes_out_of_a_csv_without_danger_and_can_be_taken_back(texts):
    fields = [row[0] for row in as_csv([(text, 1) for text in texts])[1:]]

    assert [field for field in fields if field.startswith(tuple(STARTS))] == []
    assert [unprotected(field) for field in fields] == texts


@given(st.lists(LOOKALIKES | st.text(CHARACTERS.filter("\0".__ne__)), min_size=1, max_size=12))
@example(["_x005F_x0041_", "_x0041_x0042_", "_x0041\r", "\r", "\n\t", "\1", "<r>&</r>"])
def test_every_text_is_in_a_spreadsheet_as_it_is(texts):
    file = io.BytesIO()

    write_xlsx(EXPORT, [(text, 1) for text in texts], file)

    book = CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue()))
    assert [row[0] for row in book.get_sheet_by_name("Hoja").to_python()[1:]] == texts
    assert [unescaped(stored) for stored in stored_texts(file)[2:]] == texts


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("_x0041_", "_x005F_x0041_"),
        ("_x005F_x0041_", "_x005F_x005F_x005F_x0041_"),
        ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
        ("a\r", "a_x000D_"),
        ("\uffff", "_xFFFF_"),
        ("_x0041\r", "_x005F_x0041_x000D_"),
        ("<r>&</r>", "_x003C_r>&</r>"),
        *((text, text) for text in ["_", "a_x0041", "x0041_", "_x041_", "_xGGGG_", "<b>", "a<r>"]),
    ],
)
def test_a_text_is_stored_as_the_file_format_says(text, stored):
    file = io.BytesIO()

    write_xlsx(EXPORT, [(text, 1)], file)

    assert stored_texts(file)[2:] == [stored]


@given(ANY_SKUS)
@example(["=1", "'=1", "''=1", "'1", "+1", "@a", "-1", "- 1", "007", "7", "1e5", "TRUE", "#N/A"])
@example(["_x0041_", "_x005F_x0041_", "_x0041_x0042_", "_x000D_", "_x005F_", "<r>a</r>"])
@example(["_x0041_", "A", "a;b", "a,b", 'a"b', "a|b", "\u00f1", "n\u0303"])
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_skus_of_an_export_come_back_the_same(tmp_path_factory, file_format, skus):
    path = tmp_path_factory.mktemp("export") / f"sales.{file_format}"
    rows = [(sku, f"{sku} x", "Soho", DAY, units) for units, sku in enumerate(skus, 1)]
    if file_format == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            write_csv(SALES, rows, file)
    else:
        write_xlsx(SALES, rows, str(path))

    table = read_sales(path, today=DAY, in_process=True).table

    assert [table.sku.values[code] for code in table.sku.codes] == skus
    assert [table.product.values[code] for code in table.product.codes] == [
        f"{sku} x" for sku in skus
    ]
    assert table.units.tolist() == list(range(1, len(skus) + 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("stock", "(Sales upload) has no “stock”. It has: rejected, sales."),
        ("colours", "there is no export “colours”."),
    ],
)
def test_an_export_that_a_run_does_not_have_is_refused(what, said):
    run = make.run(Run.Type.SALES_UPLOAD)

    refusal = do.refused(Refused, export_of, run, what)

    assert refusal.startswith("Nothing was exported: ")
    assert said in refusal
