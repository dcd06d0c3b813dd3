"""Large files are read by whole columns: what they give is what looking at each cell gives.

Here every file counts as large, and is read in both ways.
"""

import zipfile
from contextlib import suppress
from dataclasses import is_dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from intake.reading import Unreadable, delimited, files, limits, upper_rows, xlsx
from intake.reading.body import NotTyped
from intake.reading.columns import factorise
from intake.reading.headers import ANYWHERE
from intake.reading.layout import Layout
from intake.reading.slices import LONGEST, Slices, padded
from tests.intake.corpus import ODD
from tests.intake.reading.conftest import TODAY

LEAST_TYPED = 40  # of the corpus; the other files are odd in a way that needs a look at each cell
AS = {
    "sales": {"today": TODAY, "day_first": True},
    "preview": {"today": TODAY, "as_kind": ""},
    "cd": {},
    "stores": {},
}
many = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def every_file_is_large(monkeypatch):
    monkeypatch.setattr(xlsx, "LARGE_SHEET", 0)
    monkeypatch.setattr(delimited, "LARGE_TEXT", 0)


def read(path: Path, kind: str, *, typed: bool, said: Layout = ANYWHERE) -> object:
    """What reading gives, or why it gives nothing, as values that can be compared."""
    try:
        return plain(files.read_sheets(kind, files.grids(path, typed=typed), said, AS[kind]))
    except Unreadable as error:
        return error.code, error.facts


def plain(value: object) -> object:
    if is_dataclass(value):
        return {name: plain(part) for name, part in vars(value).items()}
    return value.tolist() if isinstance(value, np.ndarray) else value


def is_read_by_columns(path: Path, kind: str) -> bool:
    """Whether it can be; then it gives the same as cell by cell."""
    try:
        quick = read(path, kind, typed=True)
    except NotTyped:
        return False
    assert quick == read(path, kind, typed=False)
    return isinstance(quick, dict) and bool(next(files.grids(path, typed=True)).load)


def test_the_corpus_reads_the_same(every_file_is_large, tmp_path):
    by_columns = 0
    for case in ODD:
        path = tmp_path / "upload.bin"
        case.write(path)
        for kind in (case.kind, "preview"):
            with suppress(Unreadable):  # neither way reads it: that they agree was seen
                by_columns += is_read_by_columns(path, kind)

    assert by_columns >= LEAST_TYPED


texts = st.text("ab 01é\u00a0_x-", max_size=12)
numbers = st.one_of(st.integers(-5, 2_000_000_001), st.floats(-10, 10, width=32))
days = st.dates(date(1905, 1, 1), date(2030, 1, 1))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 2, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
CELLS = {
    "texts": texts,
    "numbers": numbers,
    "days": days,
    "moments": moments,
    "times": st.just(timedelta(hours=6)),
    "truths": st.booleans(),
    "formulas": st.sampled_from(["=1/0", "=2+3"]),
    "mixed": st.one_of(texts, numbers, days),
    "nothing": st.none(),
}


@st.composite
def sheets(draw) -> list[list]:
    """A sheet: perhaps something above its header, and columns of a kind each, with gaps."""
    count = draw(st.integers(1, 8))
    kinds = [
        draw(st.sampled_from(kinds))
        for kinds in (
            ("texts", "numbers", "mixed"),
            ("texts", "nothing"),
            ("texts", "texts", "numbers"),
            ("numbers", "numbers", "texts", "formulas", "truths"),
            ("days", "moments", "texts", "numbers", "times", "times"),
            ("nothing", "mixed", "numbers"),
        )
    ]
    columns = [
        draw(
            st.lists(st.one_of(st.none(), CELLS[kind], CELLS[kind]), min_size=count, max_size=count)
        )
        for kind in kinds
    ]
    last = draw(st.sampled_from([None, "nota"]))
    header = ["sku", "producto", "tienda", "cantidad", "fecha", last]
    above = draw(st.sampled_from([[], [[]], [["Ventas"], []], [[None, None, 3.5]]]))
    indent = [None] * draw(st.integers(0, 2))
    return [indent + row for row in [*above, header, *map(list, zip(*columns, strict=True))]]


def test_any_sheet_reads_the_same(every_file_is_large, tmp_path):
    path, by_columns = tmp_path / "upload.bin", []

    @many
    @given(rows=sheets())
    def reads_the_same(rows):
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            fill(book, book.add_worksheet(), rows)
        by_columns.extend(is_read_by_columns(path, kind) for kind in ("sales", "cd", "stores"))

    reads_the_same()

    assert sum(by_columns) > len(by_columns) / 10


def test_times_without_a_day_are_no_days(every_file_is_large, tmp_path):
    path = tmp_path / "upload.bin"
    rows = [["sku", "tienda", "cantidad", "fecha"], *[["A", "Norte", 1, timedelta(hours=6)]] * 3]
    with xlsxwriter.Workbook(path) as book:
        fill(book, book.add_worksheet(), rows)

    assert not is_read_by_columns(path, "sales")


@pytest.mark.parametrize("word", ["NA", "#N/A", "null", "None", "NaN", "-nan", "n/a"])
@pytest.mark.parametrize("kind", ["sales", "stores"])
def test_words_that_mean_nothing_to_others_are_words_among_numbers(
    kind, word, every_file_is_large, tmp_path
):
    path, day = tmp_path / "upload.bin", date(2025, 3, 4)
    sheets = {
        "sales": [["sku", "tienda", "cantidad", "fecha"], *[["A", "Norte", 1.5, day]] * 2],
        "stores": [["sku", "producto", "Norte", "Sur"], *[["A", "a", 7, 1]] * 2],
    }
    sheets[kind].append([word, word, word, word])
    with xlsxwriter.Workbook(path) as book:
        fill(book, book.add_worksheet(), sheets[kind])

    assert not is_read_by_columns(path, kind)
    assert len(read(path, kind, typed=False)["rejected"]) >= 2


@pytest.mark.parametrize("serial", [2_958_466, 1e9, 1e15])
def test_days_that_cannot_be_are_looked_at_cell_by_cell(serial, every_file_is_large, tmp_path):
    path = tmp_path / "upload.bin"
    with xlsxwriter.Workbook(path) as book:
        sheet, style = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        fill(book, sheet, [["sku", "tienda", "cantidad", "fecha"], *[["A", "Norte", 1]] * 2])
        sheet.write_number(1, 3, serial, style)
        sheet.write_number(2, 3, 45_000, style)

    assert not is_read_by_columns(path, "sales")


def test_times_without_a_day_are_no_days_since_1904_either(every_file_is_large, tmp_path):
    path = tmp_path / "upload.bin"
    rows = [["sku", "tienda", "cantidad", "fecha"], *[["A", "Norte", 1, timedelta(hours=6)]] * 3]
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        fill(book, book.add_worksheet(), rows)

    assert not is_read_by_columns(path, "sales")


def test_a_header_said_to_stand_below_the_last_row_is_not_found(every_file_is_large, tmp_path):
    path = tmp_path / "upload.bin"
    with xlsxwriter.Workbook(path) as book:
        fill(book, book.add_worksheet(), [["sku", "cantidad"], ["A", 1]])

    found = [read(path, "cd", typed=typed, said=Layout(header_row=9)) for typed in (True, False)]

    assert found[0] == found[1]
    assert found[0][0] == "no_header"


def test_a_damaged_sheet_is_called_what_a_small_one_is(every_file_is_large, tmp_path):
    path, whole = tmp_path / "upload.bin", tmp_path / "whole.bin"
    with xlsxwriter.Workbook(whole) as book:
        fill(book, book.add_worksheet(), [["sku", "cantidad"], *[["A", 1]] * 3])
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(path, "w") as to:
        for name in archive.namelist():
            end = -200 if name.endswith("sheet1.xml") else None
            to.writestr(name, archive.read(name)[:end])

    assert not is_read_by_columns(path, "cd")
    assert read(path, "cd", typed=False)[0] == "broken"


def test_a_stray_cell_is_named_before_memory_is_spent_on_what_lies_between(
    every_file_is_large, tmp_path
):
    path = tmp_path / "upload.bin"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        fill(book, sheet, [["sku", "cantidad"], ["A", 1]])
        sheet.write_number(limits.XLSX_ROWS - 1, 25, 1)

    with pytest.raises(Unreadable) as refused:
        next(files.grids(path, typed=True))

    assert (refused.value.code, refused.value.facts["cell"]) == ("too_large", "Z1048576")


def test_what_a_workbook_holds_beside_its_sheets_is_not_copied_without_end(
    every_file_is_large, tmp_path, monkeypatch
):
    path = tmp_path / "upload.bin"
    with xlsxwriter.Workbook(path) as book:
        fill(book, book.add_worksheet(), [["sku", "cantidad"], ["A", 1]])
    assert is_read_by_columns(path, "cd")
    monkeypatch.setattr(upper_rows, "LARGEST_COPY", 100_000)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2):
            archive.writestr(f"xl/pivotCache/records{number}.xml", " " * 60_000)

    assert not is_read_by_columns(path, "cd")


def test_columns_that_a_sheet_only_says_it_has_are_not_shown(every_file_is_large, tmp_path):
    path = tmp_path / "upload.bin"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([["sku", "cantidad"], ["A", 1]]):
            sheet.write_row(row, 0, cells)
        sheet.write_blank(5, 6, None, book.add_format({"bold": True}))

    seen = read(path, "preview", typed=True)

    assert is_read_by_columns(path, "cd")
    assert seen["outline"]["columns"] == ["sku", "cantidad"]


def test_a_sheet_that_is_wider_than_it_says_is_looked_at_cell_by_cell(
    every_file_is_large, tmp_path
):
    path, honest = tmp_path / "upload.bin", tmp_path / "honest.bin"
    with xlsxwriter.Workbook(honest) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([["sku", "cantidad"], *[["A", 1]] * 20_000, ["B", 2, "?"]]):
            sheet.write_row(row, 0, cells)
    with zipfile.ZipFile(honest) as archive, zipfile.ZipFile(path, "w") as to:
        for name in archive.namelist():
            to.writestr(name, archive.read(name).replace(b'"A1:C20002"', b'"A1:B20002"'))

    assert is_read_by_columns(honest, "cd")
    assert not is_read_by_columns(path, "cd")


def fill(book, sheet, rows: list[list]) -> None:
    style = {
        date: book.add_format({"num_format": "dd/mm/yyyy"}),
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}),
        timedelta: book.add_format({"num_format": "hh:mm"}),
        int: book.add_format({"num_format": "000000"}),
    }
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and value.startswith("="):
                result = "#DIV/0!" if "/0" in value else 5
                sheet.write_formula(row, column, value, None, result)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif value is not None:
                sheet.write(row, column, value, style.get(type(value)))


plain_cells = st.sampled_from(["a", "01", " x ", "é", "", "7", "-3", "\u2028", "=b"])
any_cells = st.text('ab1;,"é \u2028\x1c=', max_size=5)
even_lines = st.lists(st.lists(plain_cells, min_size=3, max_size=3), min_size=1, max_size=8)
any_lines = st.lists(st.lists(any_cells, min_size=1, max_size=5), max_size=8)
lines = st.one_of(even_lines, any_lines)


def test_any_text_reads_the_same(every_file_is_large, tmp_path):
    path, by_columns = tmp_path / "upload.bin", []

    @many
    @given(lines, st.sampled_from(";,"), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
    def reads_the_same(rows, separator, ending, is_ended):
        records = [separator.join(row) for row in [["sku", "producto", "cantidad"], *rows]]
        path.write_bytes((ending.join(records) + ending * is_ended).encode())
        by_columns.append(is_read_by_columns(path, "cd"))

    reads_the_same()

    assert sum(by_columns) > len(by_columns) / 5


quoted_cells = st.sampled_from(
    ["a", "", '"a"', '"a;b"', '"say ""x"""', '""', "é", '"', '""a', 'a"']
)
quoted_lines = st.lists(st.lists(quoted_cells, min_size=2, max_size=2), min_size=1, max_size=8)


def test_pandas_cuts_a_text_with_quotes_as_the_csv_module_does(every_file_is_large):
    tables = []

    @many
    @given(st.one_of(lines, quoted_lines), st.sampled_from(["\n", "\r\n"]), st.booleans())
    @example([["a", "b"], ["c"], ["d", "e"]], "\n", False)
    @example([["a", '"x'], ['y"', "b"]], "\n", False)
    def cuts_the_same(rows, ending, is_ended):
        text = ending.join(";".join(row) for row in rows) + ending * is_ended
        table = delimited.regular_table(text, ";")
        if table is not None:
            assert table.tolist() == delimited.records(text, ";")[0]
        tables.append(table is not None)

    cuts_the_same()

    assert sum(tables) > len(tables) / 10


@pytest.mark.parametrize("short", ["B;x;9", 'B;"x;y";9'])
def test_a_line_that_is_short_among_many_with_quotes_is_rejected_as_such(
    every_file_is_large, tmp_path, short
):
    path = tmp_path / "upload.bin"
    path.write_text(f'sku;producto;Norte;Sur\nA;"N";3;4\n{short}\nC;Norte;3;1\n')

    reading = files.read_file("stores", str(path))

    assert (reading.rows, [finding.code for finding in reading.rejected]) == (4, ["too_few_cells"])


@given(st.lists(st.one_of(texts, st.text(max_size=20)), max_size=30))
def test_slices_are_numbered_as_texts_are(values):
    assert plain(slices_of(values).factorise()[1]) == plain(factorise(values)[1])
    assert slices_of(values).factorise()[0] == factorise(values)[0]


def test_texts_of_the_same_hash_stay_apart(monkeypatch):
    monkeypatch.setattr(Slices, "_hashes", lambda self: np.zeros(len(self), np.uint64))

    found, codes = slices_of(["a", "b", "a", ""]).factorise()

    assert (found, codes.tolist()) == (["a", "b", ""], [0, 1, 0, 2])


def test_very_long_texts_are_numbered_too():
    long = "x" * (LONGEST + 1)

    assert slices_of([long + "a", "b", long + "a"]).factorise()[1].tolist() == [0, 1, 0]


def slices_of(values: list[str]) -> Slices:
    coded = [value.encode("utf-8", "surrogatepass") for value in values]
    lengths = np.array([len(text) for text in coded], np.int64)
    starts = np.cumsum(lengths) - lengths
    return Slices(padded(b"".join(coded)), starts, lengths)
