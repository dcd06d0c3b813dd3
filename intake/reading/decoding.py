"""From the bytes of a text file to its text: the encoding is found out, or the file refused."""

import codecs
from pathlib import Path

from intake.reading import limits
from intake.reading.results import Unreadable

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
BLOCK = 1 << 20
LONGEST_LINE = 4 << 20  # bytes
SAMPLE_BYTES = 1 << 20
LETTERS = "áéíóúñüÁÉÍÓÚÑÜ°–“”’"


def refuse_shapeless(path: Path) -> None:
    """Refuse lines and numbers of lines that no table has, before memory is spent on them."""
    lines = length = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            ends = block.count(b"\n") or block.count(b"\r")
            last = max(block.rfind(b"\n"), block.rfind(b"\r"))
            lines, length = lines + ends, length + len(block) if last < 0 else len(block) - last
            if length > LONGEST_LINE:
                raise Unreadable("too_large", line=lines + 1, limit_bytes=LONGEST_LINE)
            if lines > limits.CELLS:
                raise Unreadable("too_large", rows=lines, limit_cells=limits.CELLS)


def decode(content: bytes) -> str:
    """Text by its byte order mark, else UTF-16 by its NULs, else UTF-8, else Windows-1252."""
    encodings = [name for mark, name in MARKS.items() if content.startswith(mark)]
    if not encodings and content[:4096].count(0) * 5 > len(content[:4096]):
        little = content[1:4096:2].count(0) > content[0:4096:2].count(0)
        encodings = ["utf-16-le" if little else "utf-16-be"]
    for encoding in encodings or ["utf-8", "cp1252"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8" and looks_like_utf8(content, error):
                break
    raise Unreadable("broken", reason="encoding")


def looks_like_utf8(content: bytes, error: UnicodeDecodeError) -> bool:
    """Whether bytes that are not UTF-8 were meant to be: other letters of theirs are.

    Windows-1252 would read them, as ``Ã±``, and nobody would be told.
    """
    around = content[: error.start + SAMPLE_BYTES].decode("utf-8", "replace")
    return sum(map(around.count, LETTERS)) > around.count("\ufffd")
