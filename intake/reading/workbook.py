"""The parts of an .xlsx that calamine does not show: sheet files, epoch, number formats."""

import posixpath
import re
import zipfile
from dataclasses import dataclass
from xml.etree import ElementTree

from intake.reading.formats import Shape, shape_of
from intake.reading.results import Unreadable

SMALL_PART = 32 * 1024 * 1024
ID = re.compile(r"^(\{.*relationships\})id$")


@dataclass(frozen=True)
class Part:
    """A visible worksheet and the file inside the zip that holds it."""

    sheet: str
    path: str


@dataclass(frozen=True)
class Workbook:
    parts: list[Part]
    date1904: bool


def read_workbook(archive: zipfile.ZipFile) -> Workbook:
    """The visible sheets in order. Raises Unreadable("broken")."""
    refuse_entities(archive)
    root = _tree(archive, "xl/workbook.xml")
    links = _tree(archive, "xl/_rels/workbook.xml.rels")
    targets = {link.get("Id"): link for link in links}
    parts = []
    for sheet in _all(root, "sheet"):
        link = targets.get(next((v for k, v in sheet.items() if ID.match(k)), None))
        if sheet.get("state", "visible") != "visible" or link is None:
            continue
        if link.get("Type", "").endswith("/worksheet"):
            path = posixpath.normpath(posixpath.join("/xl", link.get("Target", "")))
            parts.append(Part(sheet.get("name", ""), path.lstrip("/")))
    epoch = any(p.get("date1904") in ("1", "true") for p in _all(root, "workbookPr"))
    return Workbook(parts, epoch)


def shape_by_style(archive: zipfile.ZipFile) -> dict[int, Shape]:
    """Style index -> shape, of the styles that show more of a whole number than its digits."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = _tree(archive, "xl/styles.xml")
    formats = {f.get("numFmtId"): f.get("formatCode", "") for f in _all(root, "numFmt")}
    styles = next(iter(_all(root, "cellXfs")), ())
    shapes = (shape_of(formats.get(style.get("numFmtId"), "")) for style in styles)
    return {index: shape for index, shape in enumerate(shapes) if shape}


def refuse_entities(archive: zipfile.ZipFile) -> None:
    """No spreadsheet program writes a document type; only somebody who attacks does."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as file:
                if b"<!DOCTYPE" in file.read(4096).replace(b"\0", b""):  # also in UTF-16
                    raise Unreadable("broken", reason="document_type", part=entry.filename[:100])


def _tree(archive: zipfile.ZipFile, path: str) -> ElementTree.Element:
    try:
        if archive.getinfo(path).file_size > SMALL_PART:
            raise Unreadable("too_heavy", part=path)
        content = archive.read(path)
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise Unreadable("broken", reason="document_type", part=path)
        return ElementTree.fromstring(content)
    except (LookupError, ElementTree.ParseError, ValueError) as error:
        raise Unreadable("broken", reason="xml", part=path) from error


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in root.iter() if element.tag.rpartition("}")[2] == name]
