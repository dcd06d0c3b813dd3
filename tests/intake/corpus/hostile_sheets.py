"""Workbooks whose XML attacks: far cells, entities, depth, numbers that are none."""

from pathlib import Path

from tests.intake.corpus import raw
from tests.intake.corpus.case import CD, Cases
from tests.intake.corpus.odd_xml import HEADER, TWO
from tests.intake.corpus.raw import Xml, row

CASES = Cases()
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "jajaja"}">' for i in range(10))


def far(path: Path, cell: str, number: int) -> int:
    raw.write(path, raw.parts([*TWO, f'<row r="{number}"><c r="{cell}"><v>1</v></c></row>']))
    return 2


def with_doctype(path: Path, part: str, doctype: str, *, encoding: str = "utf-8") -> int:
    made = raw.parts(TWO, strings=["<t>&x;</t>"])
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    made[part] = f"{head}{doctype}{made[part]}".encode(encoding)
    raw.write(path, made)
    return 2


@CASES.refused(CD, "too_large")
def a_value_in_the_last_corner(path: Path) -> int:
    return far(path, "XFD1048576", 1048576)


@CASES.refused(CD, "too_large")
def a_value_in_the_last_row_of_column_z(path: Path) -> int:
    return far(path, "Z1048576", 1048576)


@CASES.refused(CD, "too_large")
def a_value_in_the_last_column(path: Path) -> int:
    return far(path, "XFD4", 4)


@CASES.refused(CD, "too_large")
def a_value_in_the_last_corner_written_over_lines(path: Path) -> int:
    made = raw.parts([*TWO, '<row\nr="1048576"><c\nr="XFD1048576"><v>1</v></c></row>'])
    raw.write(path, made)
    return 2


@CASES.refused(CD, "too_large")
def a_value_in_the_last_corner_before_the_others(path: Path) -> int:
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    raw.write(path, raw.parts([corner, *TWO]))
    return 2


@CASES.refused(CD, "too_large", "too_heavy", "broken")
def a_value_beyond_the_last_corner(path: Path) -> int:
    return far(path, "ZZZ9999999", 9999999)


@CASES.refused(CD, "broken", "too_large", "too_heavy")
def a_reference_that_is_no_number(path: Path) -> int:
    return far(path, "A99999999999999999999", 5)


@CASES.loaded(CD, 2, 3, skus=["007", "008"])
def a_million_rows_that_are_only_formatted(path: Path) -> int:
    styled = "".join(f'<row r="{i}" s="1"><c r="A{i}" s="1"/></row>' for i in range(4, 1048577))
    raw.write(path, raw.parts([*TWO, styled], formats=["0"]))
    return 2


@CASES.refused(CD, "too_large", "too_heavy")
def more_columns_than_a_sheet_has(path: Path) -> int:
    cells = "".join(f'<c t="inlineStr"><is><t>{i}</t></is></c>' for i in range(200_000))
    raw.write(path, raw.parts([f'<row r="1">{cells}</row>', *TWO[1:]]))
    return 2


@CASES.refused(CD, "broken")
def entities_that_laugh_a_billion_times(path: Path) -> int:
    return with_doctype(path, raw.STRINGS, f"<!DOCTYPE x [{LAUGHS}<!ENTITY x '&l9;'>]>")


@CASES.refused(CD, "broken")
def an_entity_from_a_file(path: Path) -> int:
    doctype = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return with_doctype(path, raw.STRINGS, doctype)


@CASES.refused(CD, "broken")
def an_entity_from_the_network(path: Path) -> int:
    doctype = '<!DOCTYPE x [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>'
    return with_doctype(path, "xl/workbook.xml", doctype)


@CASES.refused(CD, "broken")
def entities_behind_a_long_comment(path: Path) -> int:
    doctype = f"<!--{'x' * 10_000}--><!DOCTYPE x [{LAUGHS}]>"
    return with_doctype(path, "xl/workbook.xml", doctype)


@CASES.refused(CD, "broken")
def entities_in_utf_16(path: Path) -> int:
    return with_doctype(path, "xl/workbook.xml", f"<!DOCTYPE x [{LAUGHS}]>", encoding="utf-16")


@CASES.refused(CD, "broken")
def a_sheet_in_utf_16(path: Path) -> int:
    return with_doctype(path, raw.SHEET, "", encoding="utf-16")


@CASES.loaded(CD, 2, 3, skus=["007", "008"])
def elements_a_million_deep_in_the_workbook(path: Path) -> int:
    made = raw.parts(TWO)
    deep = "<a>" * 1_000_000 + "</a>" * 1_000_000
    made["xl/workbook.xml"] = str(made["xl/workbook.xml"]).replace("<sheets>", deep + "<sheets>")
    raw.write(path, made)
    return 2


@CASES.loaded(CD, 2, 3, skus=["007", "008"])
def elements_a_million_deep_in_the_sheet(path: Path) -> int:
    deep = "<a>" * 1_000_000 + "</a>" * 1_000_000
    made = raw.parts(TWO)
    made[raw.SHEET] = str(made[raw.SHEET]).replace("<sheetData>", deep + "<sheetData>")
    raw.write(path, made)
    return 2


@CASES.refused(CD, "broken")
def tags_that_never_end(path: Path) -> int:
    return before_the_rows(path, '<c t="e" ' * 3_000_000)


@CASES.refused(CD, "broken")
def attributes_that_never_end(path: Path) -> int:
    return before_the_rows(path, '<c r="A1" ' + 't="e" r="AA1" s="1" ' * 1_000_000)


@CASES.refused(CD, "broken")
def formulas_that_never_end(path: Path) -> int:
    return before_the_rows(path, '<c r="AA1" s="1"><f ' + "a='" * 3_000_000)


def before_the_rows(path: Path, text: str) -> int:
    made = raw.parts(TWO)
    made[raw.SHEET] = str(made[raw.SHEET]).replace("<sheetData>", "<sheetData>" + text)
    raw.write(path, made)
    return 2


@CASES.loaded(CD, 1, 1, rejected=4, rejects=["units_not_number"] * 3 + ["units_out_of_range"])
def numbers_that_are_none(path: Path) -> int:
    bad = [Xml(f'<c r="%s"><v>{text}</v></c>') for text in ("NaN", "INF", "-inf", "1e308")]
    rows = [row(2 + i, f"S{i}", "x", cell) for i, cell in enumerate(bad)]
    raw.write(path, raw.parts([HEADER, *rows, row(6, "A", "x", 1)]))
    return 5


@CASES.refused(CD, "broken")
def a_shared_string_that_does_not_exist(path: Path) -> int:
    cell = Xml('<c r="%s" t="s"><v>4000000000</v></c>')
    raw.write(path, raw.parts([HEADER, row(2, cell, "x", 1)], strings=["<t>a</t>"]))
    return 1


@CASES.loaded(CD, 1, 1, rejected=1, rejects=["sku_too_long"])
def a_cell_of_ten_million_letters(path: Path) -> int:
    raw.write(path, raw.parts([HEADER, row(2, "A" * 10_000_000, "x", 1), row(3, "B", "x", 1)]))
    return 2


@CASES.refused(CD, "no_header", "broken", "empty")
def a_workbook_without_sheets(path: Path) -> int:
    made = raw.parts(TWO)
    made["xl/workbook.xml"] = f'<workbook xmlns="{raw.MAIN}"><sheets/></workbook>'
    raw.write(path, made)
    return 0
