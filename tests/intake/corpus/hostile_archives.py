"""Zip containers that attack or lie."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from tests.intake.corpus import raw
from tests.intake.corpus.case import CD, Cases
from tests.intake.corpus.odd_xml import HEADER, TWO

CASES = Cases()
MIB = 1024 * 1024


def lying(path: Path, name: str, pieces: Iterable[bytes], *, said: int) -> None:
    """Add a part that says to unpack to `said` bytes, and unpacks to all the pieces."""
    packing, packed, crc = zlib.compressobj(9, zlib.DEFLATED, -15), b"", 0
    for piece in pieces:
        packed += packing.compress(piece)
        crc = zlib.crc32(piece, crc)
    packed += packing.flush()
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), packed)
    content = bytearray(path.read_bytes())
    truth = struct.pack("<III", zlib.crc32(packed), len(packed), len(packed))
    lie = struct.pack("<III", crc, len(packed), said)
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.rindex(signature)
        content[at + offset : at + offset + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
    path.write_bytes(content.replace(truth, lie))


@CASES.refused(CD, "too_large")
def a_bomb_of_more_than_a_gib(path: Path) -> int:
    made = raw.parts(TWO)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
        with archive.open("xl/media/image1.xml", "w", force_zip64=True) as part:
            for _ in range(1025):
                part.write(bytes(MIB))
    return 2


@CASES.refused(CD, "too_heavy")
def a_sheet_of_300_mib_of_blanks(path: Path) -> int:
    made = raw.parts(TWO)
    before, after = str(made.pop(raw.SHEET)).split("</sheetData>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
        with archive.open(raw.SHEET, "w", force_zip64=True) as part:
            part.write(before.encode())
            for _ in range(300):
                part.write(b" " * MIB)
            part.write(f"</sheetData>{after}".encode())
    return 2


@CASES.refused(CD, "too_heavy")
def shared_strings_of_thirty_million_letters(path: Path) -> int:
    made = raw.parts(TWO, strings=["<t>a</t>"])
    before, after = str(made.pop(raw.STRINGS)).split("</sst>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
        with archive.open(raw.STRINGS, "w", force_zip64=True) as part:
            part.write(before.encode())
            for _ in range(300):
                part.write(b"<si><t>a</t></si>" * 100_000)
            part.write(f"{after}</sst>".encode())
    return 2


@CASES.refused(CD, "broken", "too_heavy")
def a_part_that_is_larger_than_it_says(path: Path) -> int:
    made = raw.parts(TWO)
    sheet = made.pop(raw.SHEET)
    raw.write(path, made)
    pieces = [str(sheet).encode(), *[b" " * MIB] * 300]
    lying(path, raw.SHEET, pieces, said=len(sheet))
    return 2


@CASES.refused(CD, "broken", "too_heavy")
def shared_strings_that_are_larger_than_they_say(path: Path) -> int:
    made = raw.parts(TWO, strings=["<t>a</t>"])
    strings = str(made.pop(raw.STRINGS)).replace("</sst>", "").encode()
    raw.write(path, made)
    lying(path, raw.STRINGS, [strings, *[b"<si><t>a</t></si>" * 100_000] * 300], said=1000)
    return 2


@CASES.refused(CD, "broken", "too_large")
def entries_that_overlap(path: Path) -> int:
    """Many names for the same packed bytes, each unpacking to all of them again."""
    raw.write(path, raw.parts(TWO))
    with zipfile.ZipFile(path) as archive:
        first = archive.getinfo(raw.SHEET)
    content = path.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<I", content, end + 16)[0]
    directory = content[start:end]
    names = [f"xl/media/image{i:04}.xml".encode() for i in range(2000)]
    for name in names:
        directory += struct.pack(
            "<4s4B4HL2L5H2L",
            b"PK\x01\x02",
            *(20, 3, 20, 0),
            *(0, 8, 0, 33),
            first.CRC,
            first.compress_size,
            900_000,
            *(len(name), 0, 0, 0, 0),
            0,
            first.header_offset,
        )
        directory += name
    count = struct.unpack_from("<H", content, end + 10)[0] + len(names)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    path.write_bytes(content[:start] + directory + tail)
    return 2


@CASES.refused(CD, "not_a_spreadsheet")
def archives_within_archives(path: Path) -> int:
    inner = bytes(10 * MIB)
    for depth in range(5):
        box = io.BytesIO()
        with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(4):
                archive.writestr(f"{depth}-{copy}.zip", inner)
        inner = box.getvalue()
    path.write_bytes(inner)
    return 0


@CASES.refused(CD, "too_large")
def more_entries_than_a_workbook_has(path: Path) -> int:
    extra = {f"xl/media/image{i}.png": "" for i in range(10_001)}
    raw.write(path, raw.parts(TWO) | extra)
    return 2


@CASES.loaded(CD, 2, 3, skus=["007", "008"])
def entries_that_would_climb_out_of_a_folder(path: Path) -> int:
    extra = {"../../../tmp/evil.txt": "x", "/tmp/evil.txt": "x", "..\\..\\evil.txt": "x"}
    raw.write(path, raw.parts(TWO) | extra)
    return 2


@CASES.loaded(CD, 2, 3, skus=["007", "008"])
def an_entry_that_is_a_link(path: Path) -> int:
    raw.write(path, raw.parts(TWO))
    link = zipfile.ZipInfo("xl/media/link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    return 2


@CASES.refused(CD, "broken")
def a_sheet_that_lies_outside(path: Path) -> int:
    made = raw.parts(TWO)
    links = str(made["xl/_rels/workbook.xml.rels"])
    made["xl/_rels/workbook.xml.rels"] = links.replace(
        "worksheets/sheet1.xml", "../../../../../../etc/passwd"
    )
    raw.write(path, made)
    return 2


@CASES.refused(CD, "broken")
def two_entries_of_one_name(path: Path) -> int:
    raw.write(path, raw.parts(TWO))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(zipfile.ZipInfo(raw.SHEET), "<worksheet/>")
    return 2


@CASES.refused(CD, "broken")
def a_compression_that_no_spreadsheet_program_uses(path: Path) -> int:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in raw.parts(TWO).items():
            archive.writestr(name, content)
    return 2


@CASES.refused(CD, "broken")
def a_compression_that_nobody_knows(path: Path) -> int:
    raw.write(path, raw.parts(TWO))
    content = path.read_bytes().replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x08\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63\x00"
    )
    path.write_bytes(content)
    return 2


@CASES.refused(CD, "encrypted")
def entries_with_a_password(path: Path) -> int:
    raw.write(path, raw.parts(TWO))
    content = path.read_bytes().replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    )
    path.write_bytes(content)
    return 2


@CASES.refused(CD, "broken")
def half_of_a_workbook(path: Path) -> int:
    raw.write(path, raw.parts(TWO))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return 2


@CASES.refused(CD, "broken")
def a_sheet_whose_bytes_were_changed(path: Path) -> int:
    raw.write(path, raw.parts([HEADER, *TWO[1:]]))
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(raw.SHEET)
    content = bytearray(path.read_bytes())
    middle = info.header_offset + 30 + len(raw.SHEET) + info.compress_size // 2
    content[middle : middle + 8] = b"\xff" * 8
    path.write_bytes(content)
    return 2
