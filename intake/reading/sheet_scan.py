"""A streaming look at a sheet's XML for what calamine hides, or would spend too much memory on.

calamine lays out every cell up to the last used one (17 thousand million for XFD1048576, which
ends the process), and shows error cells and formulas without a stored value as empty.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from intake.reading.columns import CellError
from intake.reading.results import Unreadable

CHUNK = 1 << 20
LONGEST_ROW = 32 << 20
ROW = re.compile(rb'row\b[^<>]{0,300}?\br="(\d{1,7})"')
# Cells with something in them beyond column Z; up to Z no sheet is too wide. Attributes are
# short: without a bound, a file could be written on which these expressions never come to an end.
WIDE = re.compile(rb' r="([A-Z]{2,3})\d{1,7}"[^<>]{0,300}+(?<!/)><(?!/)')
USED = re.compile(rb' r="([A-Z]{1,3})\d{1,7}"[^<>]{0,300}+(?<!/)><(?!/)')
SPARE_CELLS = 5_000_000
ERROR = re.compile(
    rb'<(?:\w+:)?c\b([^<>]{0,300}\bt="e"[^<>]{0,300}+)>'
    rb"(?:[^<]*<(?!/?(?:\w+:)?[cv]\b)[^>]*>)*[^<]*(?:<(?:\w+:)?v>([^<]*))?"
)
NEVER_CALCULATED = re.compile(
    rb"<((?:\w+:)?)c\b([^<>]{0,300}+)><\1f(?:\s[^<>]{0,300})?(?:/>|>[^<]*</\1f>)"
    rb"(?:<\1v\s*/>|<\1v></\1v>)?</\1c>"
)
NOWHERE = re.compile(rb'<(?:\w+:)?c(?! [^<>]{0,300}\br=)[^<>]{0,300} s="[1-9]')
LOOSE = re.compile(rb"""(\s[\w:]+)\s*=\s*(?:'([^'"<]*)'|"([^"<]*)")""")
WHITE_SPACE = bytes.maketrans(b"\t\r\n", b"   ")
FIRST_BYTES = 1 << 20
SAMPLE = 1 << 14
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


@dataclass
class Scan:
    """The used size of a sheet (at least 26 columns), and its cells without a value.

    `errors` are by (row, column) from 0.
    """

    rows: int = 0
    columns: int = 26
    size: int = 0  # bytes of XML
    values: int = 0  # cells with a value, be it an empty text
    errors: dict[tuple[int, int], CellError] = field(default_factory=dict)


def scan_sheet(archive: zipfile.ZipFile, path: str) -> Scan:
    """Raises Unreadable("broken") when the part is missing or damaged."""
    scan = Scan()
    for rows in whole_rows(archive, path):
        scan.size += len(rows)
        scan.values += values_of(rows)
        scan.rows = max(scan.rows, last_used_row(rows))
        scan.columns = max(scan.columns, last_column(rows, WIDE))
        if has_letter(rows, b"e", after=b'"'):
            for attributes, text in ERROR.findall(rows):
                scan.errors[_place(attributes)] = CellError(text.decode("utf-8", "replace"))
        if has_letter(rows, b"f", after=b"<:"):
            for _, attributes in NEVER_CALCULATED.findall(rows):
                if b't="str"' not in attributes:
                    scan.errors[_place(attributes)] = CellError("", "formula_without_value")
    if scan.columns == 26 and is_sparse(scan):
        scan.columns = max(last_column(rows, USED) for rows in whole_rows(archive, path))
    return scan


def has_letter(rows: bytes, letter: bytes, *, after: bytes) -> bool:
    """Whether a letter follows one of some others: a tenth of the time of looking for the pair."""
    codes = np.frombuffer(rows, np.uint8)
    before = codes[np.flatnonzero(codes[1:] == ord(letter))]
    return any((before == code).any() for code in after)


def is_sparse(scan: Scan) -> bool:
    """Whether a sheet would take far more memory than its content is worth: a stray cell."""
    return scan.rows * scan.columns > SPARE_CELLS + scan.size


def values_of(rows: bytes) -> int:
    """How many cells of a piece have a value; the names of its elements may have a prefix."""
    plain = rows.count(b"</v>") + rows.count(b"</is>")
    return plain or (rows.count(b":v>") + rows.count(b":is>")) // 2


def last_column(rows: bytes, cell: re.Pattern[bytes]) -> int:
    """How many columns reach up to the last cell found."""
    return max((column_number(letters) + 1 for letters in set(cell.findall(rows))), default=0)


def last_used_row(rows: bytes) -> int:
    """The number of the last row of a piece with a value in it. Rows come in ascending order.

    A file that keeps no order may pass for smaller than it is; the child's memory limit is left.
    """
    value = max(rows.rfind(b"v>"), rows.rfind(b"is>"))
    match = ROW.search(rows, max(rows.rfind(b"row ", 0, max(value, 0)), 0))
    return int(match[1]) if match and value > 0 else 0


def column_styles(archive: zipfile.ZipFile, path: str, letters: str) -> Iterator[tuple[int, int]]:
    """(row from 0, style index) of the styled cells of one column.

    Raises Unreadable when cells do not say where they stand.
    """
    place = rb'\br="%s(\d{1,7})"' % letters.encode()
    cell = re.compile(rb"<(?:\w+:)?c\b([^<>]{0,300}" + place + rb"[^<>]{0,300}+)>")
    style = re.compile(rb'\bs="(\d{1,6})"')
    for rows in whole_rows(archive, path):
        if NOWHERE.search(rows):
            raise Unreadable("broken", reason="cell_without_reference")
        for attributes, row in cell.findall(rows):
            if found := style.search(attributes):
                yield int(row) - 1, int(found[1])


def whole_rows(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end where a row ends, its attributes written one way.

    Raises Unreadable: broken, too_heavy.
    """
    held: list[bytes] = []
    size = 0
    try:
        with archive.open(path) as file:
            while piece := file.read(CHUNK):
                end = piece.rfind(b"row>") + 4
                size += len(piece)
                if size > LONGEST_ROW:
                    raise Unreadable("too_heavy", reason="row", part=path[:100])
                if end > 3:
                    yield one_way(b"".join([*held, piece[:end]]))
                    held, piece = [], piece[end:]
                    size = len(piece)
                held.append(piece)
        yield one_way(b"".join(held))
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise Unreadable("broken", reason="sheet", part=path[:100]) from error


def one_way(rows: bytes) -> bytes:
    """XML whose attributes stand in double quotes, after a blank, without blanks around `=`."""
    if any(mark in rows for mark in (b"\n", b"\t", b"\r")):
        rows = rows.translate(WHITE_SPACE)
    start = rows[:SAMPLE]  # who sets blanks around `=` does so everywhere
    if (b"'" in rows and b"='" in rows) or b"= " in start or b" =" in start:
        rows = LOOSE.sub(rb'\1="\2\3"', rows)
    return rows


def has_values(archive: zipfile.ZipFile, path: str) -> bool:
    """Whether a sheet has a value near its beginning. Raises nothing: it is not to be read."""
    try:
        with archive.open(path) as file:
            start = file.read(FIRST_BYTES)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
        return False
    return b"v>" in start or b"is>" in start


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def column_letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _place(attributes: bytes) -> tuple[int, int]:
    found = REFERENCE.search(attributes)
    if not found:
        raise Unreadable("broken", reason="cell_without_reference")
    return int(found[2]) - 1, column_number(found[1])
