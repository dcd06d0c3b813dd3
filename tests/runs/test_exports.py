"""Files that no spreadsheet takes for a program (P18)."""

import csv
import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from runs.errors import Refused
from runs.exports import export_of, neutral, write_csv, write_xlsx
from runs.kinds import Export
from runs.models import Run
from tests import do, make

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n"]
TEXTS = [f"{start}1+1" for start in STARTS] + ["plain", "", "'quoted", "'=1", "a=b", "000123"]
EXPORT = Export("texts", "Hoja", "texts", ("Texto", "Número"), lambda run, filters: [])


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
    same = [text.replace("\r", "\n") for text in TEXTS]
    assert [row[0].replace("\r", "\n") for row in cells[1:]] == same
    with zipfile.ZipFile(io.BytesIO(file.getvalue())) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("stock", "(Sales upload) has no “stock”. It has: rejected, rejected_rows, sales."),
        ("colours", "there is no export “colours”."),
    ],
)
def test_an_export_that_a_run_does_not_have_is_refused(what, said):
    run = make.run(Run.Type.SALES_UPLOAD)

    refusal = do.refused(Refused, export_of, run, what)

    assert refusal.startswith("Nothing was exported: ")
    assert said in refusal
