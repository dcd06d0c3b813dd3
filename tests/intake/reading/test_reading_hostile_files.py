"""Files that are broken, lie, or attack: a reason in words, and the caller lives."""

import random
import time
import zipfile
from string import ascii_uppercase

import pytest

from intake.reading import Reading, Unreadable, limits, read_stock
from intake.reading.sheet_scan import scan_sheet

SHEET = "xl/worksheets/sheet1.xml"
GOOD = [["sku", "quantity"], ["A", 1]]
TWO_ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>sku</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>stock</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>A</t></is></c><c r="B2"><v>3</v></c></row>'
)
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path, **options) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read_stock(path, place="cd", **options)
    return refused.value


def rewrite(path, **parts: bytes) -> None:
    """Replace the parts of a zip whose names contain the keywords."""
    with zipfile.ZipFile(path) as old:
        content = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in content.items():
            new.writestr(name, next((parts[key] for key in parts if key in name), data))


def sheet_xml(*cells: str) -> bytes:
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = "".join(cells)
    return f'<worksheet xmlns="{ns}"><sheetData>{data}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("content", "code", "looks_like"),
    [
        (b"", "empty", None),
        (b" \r\n\t", "empty", None),
        (b"%PDF-1.7\n%...", "not_a_spreadsheet", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "not_a_spreadsheet", "png"),
        (b"\n <HTML><table>", "not_a_spreadsheet", "html"),
        (b"<?xml version='1.0'?><Workbook/>", "not_a_spreadsheet", "xml"),
        (OLE2 + b"\0" * 600, "not_a_spreadsheet", "ole2"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "encrypted", None),
        (OLE2 + "Workbook".encode("utf-16-le") + b"\0" * 600, "broken", None),
        (bytes(range(256)) * 9, "not_a_spreadsheet", "binary"),
        (b"\0" * 5000, "no_header", None),
        (b"hola", "no_header", None),
        (b"PK\x03\x04 and no more", "broken", None),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_told_apart(csv, content, code, looks_like):
    error = refusal(csv(content))

    assert (error.code, error.facts.get("looks_like")) == (code, looks_like)


@pytest.mark.parametrize(
    ("part", "looks_like"),
    [
        ("hello.txt", "zip"),
        ("word/document.xml", "docx"),
        ("content.xml", "ods"),
        ("xl/workbook.bin", "xlsb"),
    ],
)
def test_a_zip_that_is_no_workbook_is_told_apart(tmp_path, part, looks_like):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr(part, "x")

    error = refusal(tmp_path / "x.xlsx", in_process=True)

    assert (error.code, error.facts) == ("not_a_spreadsheet", {"looks_like": looks_like})


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_broken(xlsx, keep):
    path = xlsx(GOOD)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])

    assert refusal(path).code == "broken"


@pytest.mark.parametrize("cell", ["XFD1048576", "Z1048576", "ZZ42000", "XFD3", "BXY3"])
def test_a_cell_in_a_far_corner_is_refused_before_memory_is_spent(xlsx, cell):
    path, row = xlsx(GOOD), cell.lstrip(ascii_uppercase)
    rewrite(path, sheet1=sheet_xml(f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>'))

    error = refusal(path)

    assert (error.code, error.facts["cell"]) == ("too_large", cell)


def test_a_stray_value_far_below_is_one_rejected_row(xlsx):
    path = xlsx(GOOD)
    last = '<row r="1048576"><c r="C1048576"><v>1</v></c></row>'
    rewrite(path, sheet1=sheet_xml(TWO_ROWS, last))

    reading = read_stock(path, place="cd")

    assert [(f.row, f.code) for f in reading.rejected] == [(1048576, "sku_missing")]
    assert (reading.rows, reading.ignored["blank"]) == (1, 1048573)


def test_a_stray_cell_is_seen_however_its_xml_is_laid_out(xlsx):
    path = xlsx(GOOD)
    last = '<row r="1048576"><c\nr="XFD1048576"><v>1</v></c></row>'
    rewrite(path, sheet1=sheet_xml(TWO_ROWS, last))

    error = refusal(path)

    assert (error.code, error.facts["cell"]) == ("too_large", "XFD1048576")


def test_empty_styled_cells_far_away_do_no_harm(xlsx):
    path = xlsx(GOOD)
    far = '<row r="1048576" ht="20"><c r="XFD1048576" s="0"></c><c r="XFC1048576" s="0"/></row>'
    rewrite(path, sheet1=sheet_xml(TWO_ROWS, far))

    assert read_stock(path, place="cd").table.units.tolist() == [3]


def test_a_million_columns_of_text_are_refused(csv):
    error = refusal(csv("sku,quantity" + ",x" * 1_000_000 + "\nA,1\n"))

    assert (error.code, error.facts["columns"]) == ("too_large", 1_000_002)


def test_xml_entities_are_refused(xlsx):
    path = xlsx(GOOD)
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    )
    rewrite(path, sharedStrings=bomb)

    assert refusal(path).facts["reason"] == "document_type"


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path, monkeypatch, xlsx):
    path = xlsx(GOOD)
    monkeypatch.setattr(limits, "ZIP_UNPACKED_BYTES", 1000)

    assert refusal(path, in_process=True).code == "too_large"
    monkeypatch.setattr(limits, "ZIP_ENTRIES", 3)
    assert refusal(path, in_process=True).facts["limit_entries"] == 3


def test_a_zip_bomb_of_shared_strings_is_ended_in_time(xlsx):
    path = xlsx(GOOD)
    rewrite(path, sharedStrings=b"<sst>" + b"<si><t>a</t></si>" * 6_000_000)
    start = time.monotonic()

    error = refusal(path)

    assert error.code in ("too_heavy", "broken", "too_large", "no_header")
    assert time.monotonic() - start < limits.WALL_SECONDS


def test_other_compressions_and_encrypted_entries_are_refused(tmp_path, xlsx):
    path = xlsx(GOOD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/extra.xml", "x" * 100)

    assert refusal(path, in_process=True).facts == {"reason": "compression"}


def test_a_file_over_the_limit_is_not_even_opened(csv, monkeypatch):
    monkeypatch.setattr(limits, "FILE_BYTES", 10)

    assert refusal(csv("sku,quantity\nA,1\n"), in_process=True).facts["limit_bytes"] == 10


def test_a_child_that_takes_too_long_is_ended(csv, monkeypatch):
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.01)

    error = refusal(csv("sku,quantity\nA,1\n"))

    assert (error.code, error.facts["reason"]) == ("too_heavy", "time")


def test_error_cells_and_formulas_without_value_are_seen_by_the_scan(xlsx):
    path = xlsx(GOOD)
    rewrite(
        path,
        sheet1=sheet_xml(
            '<row r="3"><c r="A3" t="e"><v>#REF!</v></c>'
            '<c r="AA3" s="1" t="e"><f>NA()</f><v>#N/A</v></c><c r="B3"><f>1+1</f></c>'
            '<c r="C3"><f>1</f><v>1</v></c><c r="D3"><f t="shared" si="0"/></c>'
            '<c r="E3" t="str"><f>A1</f><v></v></c></row>'
        ),
    )

    with zipfile.ZipFile(path) as archive:
        scan = scan_sheet(archive, SHEET)

    assert {place: (e.text, e.code) for place, e in scan.errors.items()} == {
        (2, 0): ("#REF!", "cell_error"),
        (2, 26): ("#N/A", "cell_error"),
        (2, 1): ("", "formula_without_value"),
        (2, 3): ("", "formula_without_value"),
    }
    assert (scan.rows, scan.columns) == (3, 27)


@pytest.mark.parametrize("seed", range(12))
def test_mutated_files_are_read_or_refused(xlsx, seed):
    chance = random.Random(seed)
    path = xlsx([["sku", "quantity"], *[[f"S{i}", i] for i in range(200)]])
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 5, 50])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)

    try:
        answer = read_stock(path, place="cd")
    except Unreadable as error:
        answer = error

    assert isinstance(answer, Reading | Unreadable)
