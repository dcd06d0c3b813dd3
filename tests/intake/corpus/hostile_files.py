"""Files that are no spreadsheets, and text and .xls files that attack."""

import random
import struct
from pathlib import Path

from tests.intake.corpus import odd_xls
from tests.intake.corpus.case import CD, CD_HEADER, SALES, Cases

CASES = Cases()
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MIB = 1024 * 1024


def content(path: Path, *pieces: bytes) -> int:
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return 0


@CASES.refused(CD, "empty")
def nothing(path: Path) -> int:
    return content(path, b"")


@CASES.refused(CD, "empty")
def white_space(path: Path) -> int:
    return content(path, b" \r\n\t" * 100)


@CASES.refused(CD, "broken")
def one_nul_byte(path: Path) -> int:
    return content(path, b"\0")


@CASES.refused(CD, "not_a_spreadsheet", "no_header")
def only_nul_bytes(path: Path) -> int:
    return content(path, bytes(5000))


@CASES.refused(CD, "not_a_spreadsheet")
def a_pdf(path: Path) -> int:
    return content(path, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n")


@CASES.refused(CD, "not_a_spreadsheet")
def a_picture(path: Path) -> int:
    return content(path, b"\x89PNG\r\n\x1a\n", bytes(500))


@CASES.refused(CD, "not_a_spreadsheet")
def a_page_of_html_that_calls_itself_xls(path: Path) -> int:
    return content(path, b"<html><table><tr><td>sku</td><td>cantidad</td></tr></table></html>")


@CASES.refused(CD, "not_a_spreadsheet")
def a_spreadsheet_of_2003_in_xml(path: Path) -> int:
    return content(path, b"<?xml version='1.0'?><?mso-application progid='Excel'?><Workbook/>")


@CASES.refused(CD, "not_a_spreadsheet")
def random_bytes(path: Path) -> int:
    return content(path, random.Random(5).randbytes(50_000))


@CASES.refused(CD, "no_header")
def a_letter(path: Path) -> int:
    return content(path, b"Estimada Ana:\nadjunto el archivo.\n")


@CASES.refused(CD, "too_large", "broken")
def a_line_of_200_million_letters(path: Path) -> int:
    return content(path, b"sku,cantidad\nA,", *[b"x" * MIB] * 199, b"\nB,1\n")


@CASES.refused(CD, "too_large")
def a_line_of_200_million_commas(path: Path) -> int:
    return content(path, b"sku,cantidad\nA,", *[b"," * MIB] * 199, b"\nB,1\n")


@CASES.refused(CD, "too_large")
def a_million_columns(path: Path) -> int:
    return content(path, b"sku,cantidad", b",x" * 1_000_000, b"\nA,1\n")


@CASES.refused(CD, "too_large")
def a_hundred_million_short_lines(path: Path) -> int:
    return content(path, b"sku,cantidad\n", *[b",\n" * (MIB // 2)] * 199)


@CASES.refused(CD, "too_large")
def a_file_beyond_the_limit(path: Path) -> int:
    with path.open("wb") as file:
        file.truncate(200 * MIB + 1)
    return 0


@CASES.refused(CD, "broken")
def utf_8_with_a_byte_that_is_not(path: Path) -> int:
    return content(path, "sku;nombre;cantidad\nA;Ñandú;1\nB;Añ".encode(), b"\xff;2\n")


@CASES.refused(CD, "broken")
def utf_8_cut_within_a_character(path: Path) -> int:
    return content(path, "sku;nombre;cantidad\nA;Ñandú;1\nB;2;Ñ".encode()[:-1])


@CASES.refused(CD, "broken")
def a_byte_order_mark_that_lies(path: Path) -> int:
    return content(path, b"\xef\xbb\xbf", "sku;cantidad\nÑ;1\n".encode("cp1252"))


@CASES.refused(CD, "broken", "no_header")
def utf_16_with_half_a_character(path: Path) -> int:
    return content(path, "\ufeffsku;cantidad\nA;1\n".encode("utf-16-le"), b"\x00\xd8x")


@CASES.refused(CD, "encrypted")
def a_workbook_with_a_password(path: Path) -> int:
    return content(path, OLE2, bytes(600), "EncryptedPackage".encode("utf-16-le"), bytes(600))


@CASES.refused(CD, "encrypted")
def an_xls_with_a_password(path: Path) -> int:
    odd_xls.an_xls(path)
    data = path.read_bytes()
    begin = data.index(struct.pack("<HHHH", 0x0809, 16, 0x0600, 0x0005))
    record = begin + 20  # what follows the first record becomes FILEPASS
    return content(path, data[:record], b"\x2f\x00", data[record + 2 :])


@CASES.refused(CD, "broken")
def an_xls_whose_sectors_go_round_in_circles(path: Path) -> int:
    odd_xls.an_xls(path)
    data = bytearray(path.read_bytes())
    fat = 512 + struct.unpack_from("<I", data, 76)[0] * 512
    start = 1 if struct.unpack_from("<I", data, fat)[0] == 1 else 0
    for sector in range(128):
        if struct.unpack_from("<I", data, fat + 4 * sector)[0] < 0xFFFFFFFA:
            struct.pack_into("<I", data, fat + 4 * sector, start)
    return content(path, bytes(data))


@CASES.refused(CD, "broken")
def an_xls_whose_directory_goes_round_in_circles(path: Path) -> int:
    odd_xls.an_xls(path)
    data = bytearray(path.read_bytes())
    fat = 512 + struct.unpack_from("<I", data, 76)[0] * 512
    directory = struct.unpack_from("<I", data, 48)[0]
    struct.pack_into("<I", data, fat + 4 * directory, directory)
    return content(path, bytes(data))


@CASES.refused(CD, "broken", "not_a_spreadsheet", "no_header")
def half_of_an_xls(path: Path) -> int:
    rows = [[f"S{i}", "x", i] for i in range(500)]
    odd_xls.book(path, {"Hoja1": [CD_HEADER, *rows]})
    return content(path, path.read_bytes()[: path.stat().st_size // 2])


@CASES.refused(CD, "not_a_spreadsheet")
def an_old_office_document_that_is_no_workbook(path: Path) -> int:
    return content(path, OLE2, bytes(5000))


@CASES.refused(SALES, "missing_columns", "no_header")
def a_file_of_another_kind(path: Path) -> int:
    return content(path, b"sku;cantidad\nA;1\n")
