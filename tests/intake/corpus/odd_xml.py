"""Workbooks as other programs write them: what the format allows and few use."""

from pathlib import Path

from tests.intake.corpus import raw
from tests.intake.corpus.case import CD, SALES, STORES, Cases
from tests.intake.corpus.raw import Xml, row

CASES = Cases()
HEADER = row(1, "sku", "producto", "cantidad")
TWO = [HEADER, row(2, "007", "Uno", 1), row(3, "008", "Dos", 2)]
NA = Xml('<c r="%s" t="e"><v>#N/A</v></c>')


@CASES.loaded(CD, 2, 3, skus=["007", "008"])
def no_shared_strings(path: Path) -> int:
    raw.write(path, raw.parts(TWO))
    return 2


@CASES.loaded(CD, 1, 1, skus=["ABC"], names=["rojo"])
def rich_text_inline(path: Path) -> int:
    runs = "<is><r><t>A</t></r><r><rPr><b/></rPr><t>BC</t></r></is>"
    name = '<is><t>rojo</t><rPh sb="0" eb="1"><t>fonetica</t></rPh></is>'
    cells = (Xml(f'<c r="%s" t="inlineStr">{text}</c>') for text in (runs, name))
    raw.write(path, raw.parts([HEADER, row(2, *cells, 1)]))
    return 1


@CASES.loaded(CD, 2, 3, skus=["007", "008"])
def strict_ooxml(path: Path) -> int:
    made = raw.parts(TWO, main=raw.STRICT_MAIN, relations=raw.STRICT_RELATIONS)
    raw.write(path, made)
    return 2


@CASES.loaded(SALES, 2, 2, days=["2025-12-22", "2025-12-24"])
def strict_ooxml_dates(path: Path) -> int:
    header = row(1, "sku", "producto", "tienda", "cantidad", "fecha")
    days = (Xml(f'<c r="%s" t="d"><v>{day}</v></c>') for day in ("2025-12-22", "2025-12-24T10:00"))
    rows = [row(2 + i, f"00{i}", "x", "Soho", 1, day) for i, day in enumerate(days)]
    made = raw.parts([header, *rows], main=raw.STRICT_MAIN, relations=raw.STRICT_RELATIONS)
    raw.write(path, made)
    return 2


@CASES.loaded(CD, 2, 3, skus=["007", "008"], rejected=1, rejects=["cell_error"])
def elements_with_a_prefix(path: Path) -> int:
    made = raw.parts([*TWO, row(4, "009", "Tres", NA)])
    for name in (raw.SHEET, "xl/workbook.xml"):
        text = str(made[name]).replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
        made[name] = text.replace("xmlns=", "xmlns:x=")
    raw.write(path, made)
    return 3


@CASES.loaded(
    STORES, 3, 3, rejected=1, rejects=["cell_error"], skus=["007", "008"], stores=["Eden", "Soho"]
)
def attributes_in_single_quotes(path: Path) -> int:
    made = raw.parts([row(1, "sku", "Soho", "Eden"), row(2, "007", 1, NA), row(3, "008", 2)])
    made[raw.SHEET] = str(made[raw.SHEET]).replace('"', "'")
    raw.write(path, made)
    return 4


@CASES.loaded(
    STORES, 3, 3, rejected=1, rejects=["cell_error"], skus=["007", "008"], stores=["Eden", "Soho"]
)
def attributes_with_blanks_around_the_sign(path: Path) -> int:
    made = raw.parts([row(1, "sku", "Soho", "Eden"), row(2, "007", 1, NA), row(3, "008", 2)])
    made[raw.SHEET] = str(made[raw.SHEET]).replace('="', ' = "')
    raw.write(path, made)
    return 4


@CASES.loaded(
    STORES, 3, 3, rejected=1, rejects=["cell_error"], skus=["007", "008"], stores=["Eden", "Soho"]
)
def elements_broken_over_lines(path: Path) -> int:
    made = raw.parts([row(1, "sku", "Soho", "Eden"), row(2, "007", 1, NA), row(3, "008", 2)])
    broken = str(made[raw.SHEET]).replace("<c r=", "<c\n  r=").replace("<row r=", "<row\n\tr=")
    made[raw.SHEET] = broken.replace(' t="e"', '\n t="e"')
    raw.write(path, made)
    return 4


@CASES.loaded(CD, 2, 3, skus=["007", "008"])
def cells_without_references(path: Path) -> int:
    return unplaced(path, TWO)


@CASES.refused(CD, "broken")
def error_cells_without_references(path: Path) -> int:
    return unplaced(path, [*TWO, row(4, "009", "Tres", NA)])


@CASES.refused(CD, "broken")
def numbers_filled_up_with_zeros_without_references(path: Path) -> int:
    number = Xml('<c r="%s" s="1"><v>9</v></c>')
    return unplaced(path, [*TWO, row(4, number, "Tres", 3)], formats=["000"])


def unplaced(path: Path, rows: list[str], **how) -> int:
    made = raw.parts(rows, **how)
    text = str(made[raw.SHEET])
    for place in ("1", "2", "3", "4"):
        for letter in "ABC":
            text = text.replace(f' r="{letter}{place}"', "")
        text = text.replace(f' r="{place}"', "")
    made[raw.SHEET] = text
    raw.write(path, made)
    return len(rows) - 1


@CASES.loaded(CD, 1, 5, rejected=1, rejects=["formula_without_value"], skus=["007"])
def a_workbook_as_libreoffice_writes_it(path: Path) -> int:
    calculated = Xml('<c r="%s" s="0"><f aca="false">2+3</f><v>5</v></c>')
    empty = Xml('<c r="%s" s="0"><f aca="false">A1</f></c>')
    texts = (f'<t xml:space="preserve">{text}</t>' for text in ("007", "Uno"))
    shared = [Xml(f'<c r="%s" s="0" t="s"><v>{i}</v></c>') for i in range(2)]
    rows = [HEADER, row(2, *shared, calculated), row(3, "008", "Dos", empty)]
    rows = [text.replace("<row ", '<row customFormat="false" ht="12.8" ') for text in rows]
    raw.write(path, raw.parts(rows, strings=texts, formats=["General"]))
    return 2


@CASES.loaded(CD, 2, 3, skus=["000007", "08"])
def a_format_with_sections_and_a_language(path: Path) -> int:
    cells = [Xml(f'<c r="%s" s="{s}"><v>{v}</v></c>') for s, v in ((1, 7), (2, 8))]
    rows = [HEADER, row(2, cells[0], "x", 1), row(3, cells[1], "x", 2)]
    raw.write(path, raw.parts(rows, formats=["[$-340A]000000;-000000;0", "00;[Red]00"]))
    return 2


@CASES.loaded(SALES, 1, 1, days=["2025-12-24"])
def days_counted_from_1904(path: Path) -> int:
    header = row(1, "sku", "producto", "tienda", "cantidad", "fecha")
    day = Xml('<c r="%s"><v>44553</v></c>')
    made = raw.parts(
        [header, row(2, "A", "x", "Soho", 1, day)], workbook='<workbookPr date1904="1"/>'
    )
    raw.write(path, made)
    return 1


@CASES.loaded(CD, 1, 1, skus=["A&B<C>"], names=["Niño “x”"])
def entities_of_xml_are_their_characters(path: Path) -> int:
    cells = [Xml('<c r="%s" t="inlineStr"><is><t>A&amp;B&lt;C&gt;</t></is></c>')]
    cells.append(Xml('<c r="%s" t="inlineStr"><is><t>Ni&#241;o &#x201C;x&#x201D;</t></is></c>'))
    raw.write(path, raw.parts([HEADER, row(2, *cells, 1)]))
    return 1
