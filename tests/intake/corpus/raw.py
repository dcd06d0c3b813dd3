"""Workbooks part by part, for what no library would write."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
Parts = dict[str, str | bytes]


def parts(
    rows: Iterable[str],
    *,
    sheets: Mapping[str, str] | None = None,
    strings: Iterable[str] | None = None,
    formats: Iterable[str] = (),
    workbook: str = "",
    main: str = MAIN,
    relations: str = RELATIONS,
) -> Parts:
    """The parts of a workbook whose first sheet has these rows (XML of each <row>).

    `sheets` are further ones, name -> XML of its rows; `strings` the shared strings, as XML of
    each <si>; `formats` the number formats, styles 1, 2, ... use them.
    """
    names = ["Hoja1", *(sheets or {})]
    contents = ["".join(rows), *(sheets or {}).values()]
    made: Parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": _relations([("rId1", f"{relations}/officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{relations}">{workbook}<sheets>'
            + "".join(
                f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"/>'
                for i, name in enumerate(names, 1)
            )
            + "</sheets></workbook>"
        ),
    }
    links = []
    for i, content in enumerate(contents, 1):
        made[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{content}</sheetData></worksheet>'
        )
        links.append((f"rId{i}", f"{relations}/worksheet", f"worksheets/sheet{i}.xml"))
    if strings is not None:
        texts = "".join(f"<si>{text}</si>" for text in strings)
        made[STRINGS] = f'<sst xmlns="{main}">{texts}</sst>'
        links.append(("rId98", f"{relations}/sharedStrings", "sharedStrings.xml"))
    if formats:
        made[STYLES] = _styles(list(formats), main)
        links.append(("rId99", f"{relations}/styles", "styles.xml"))
    made["xl/_rels/workbook.xml.rels"] = _relations(links)
    return made


def write(path: Path, made: Mapping[str, str | bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)


def row(number: int, *cells: object) -> str:
    """A <row> of cells A, B, ...: texts inline, numbers, and XML (`xml("...")`) as it stands."""
    made = [
        cell % f"{chr(65 + i)}{number}" if isinstance(cell, Xml) else _cell(i, number, cell)
        for i, cell in enumerate(cells)
        if cell is not None
    ]
    return f'<row r="{number}">{"".join(made)}</row>'


class Xml(str):
    """A cell's XML, with %s for its reference."""


def _cell(column: int, number: int, value: object) -> str:
    place = f"{chr(65 + column)}{number}"
    if isinstance(value, str):
        text = f'<t xml:space="preserve">{escape(value)}</t>'
        return f'<c r="{place}" t="inlineStr"><is>{text}</is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _relations(links: Iterable[tuple[str, str, str]]) -> str:
    made = (f'<Relationship Id="{i}" Type="{kind}" Target="{to}"/>' for i, kind, to in links)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(made)}</Relationships>'


def _styles(formats: list[str], main: str) -> str:
    codes = "".join(
        f'<numFmt numFmtId="{164 + i}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for i, code in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(formats)))
    return (
        f'<styleSheet xmlns="{main}"><numFmts count="{len(formats)}">{codes}</numFmts>'
        '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        f'<borders count="1"><border/></borders><cellXfs><xf numFmtId="0"/>{styles}</cellXfs>'
        "</styleSheet>"
    )
