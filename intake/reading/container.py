"""What kind of file this really is: its content decides, its name is not asked."""

import zipfile
from pathlib import Path

from intake.reading import limits
from intake.reading.results import Unreadable

SIGNATURES = {
    b"%PDF": "pdf",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "gif",
    b"{\\rtf": "rtf",
    b"\x1f\x8b": "gzip",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"MZ": "program",
    b"\x7fELF": "program",
    b"SQLite format 3": "sqlite",
}
ZIP_PARTS = {
    "xl/workbook.bin": "xlsb",
    "content.xml": "ods",
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
}
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKUP = {b"<!doctype html": "html", b"<html": "html", b"<table": "html", b"<?xml": "xml"}
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def recognise(path: Path) -> str:
    """The container of a file: "xlsx", "xls" or "csv".

    Raises Unreadable: empty, too_large, not_a_spreadsheet (with `looks_like`), encrypted, broken.
    """
    size = path.stat().st_size
    if size > limits.FILE_BYTES:
        raise Unreadable("too_large", bytes=size, limit_bytes=limits.FILE_BYTES)
    with path.open("rb") as file:
        head = file.read(65536)
    if not head.strip():
        raise Unreadable("empty")
    if head.startswith(b"PK"):
        return _zip(path)
    if head.startswith(OLE2):
        return _ole2(path)
    for signature, name in SIGNATURES.items():
        if head.startswith(signature):
            raise Unreadable("not_a_spreadsheet", looks_like=name)
    return _text(head)


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable("broken", reason="zip") from error
    if len(entries) > limits.ZIP_ENTRIES:
        raise Unreadable("too_large", entries=len(entries), limit_entries=limits.ZIP_ENTRIES)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.ZIP_UNPACKED_BYTES:
        raise Unreadable(
            "too_large", unpacked_bytes=unpacked, limit_bytes=limits.ZIP_UNPACKED_BYTES
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    names = {entry.filename for entry in entries}
    if len(names) < len(entries):
        raise Unreadable("broken", reason="names")
    if "xl/workbook.xml" not in names:
        looks_like = next((ZIP_PARTS[name] for name in ZIP_PARTS if name in names), "zip")
        raise Unreadable("not_a_spreadsheet", looks_like=looks_like)
    if any(
        entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries
    ):
        raise Unreadable("broken", reason="compression")
    return "xlsx"


def _ole2(path: Path) -> str:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable("encrypted")
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return "xls"
    is_word = "WordDocument".encode("utf-16-le") in content
    raise Unreadable("not_a_spreadsheet", looks_like="doc" if is_word else "ole2")


def _text(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for opening, name in MARKUP.items():
        if start.startswith(opening):
            raise Unreadable("not_a_spreadsheet", looks_like=name)
    controls = sum(map(head.count, (bytes([c]) for c in range(32) if c not in b"\t\n\r\f")))
    if controls * 10 > len(head) and not _utf16(head):
        raise Unreadable("not_a_spreadsheet", looks_like="binary")
    return "csv"


def _utf16(head: bytes) -> bool:
    nuls = max(head[::2].count(0), head[1::2].count(0))
    return head.startswith(BYTE_ORDER_MARKS) or nuls * 5 > len(head)
