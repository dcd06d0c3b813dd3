"""Files damaged at random: bytes, parts of workbooks, cells of text files."""

import io
import zipfile
from random import Random

TOKENS = (
    *(
        "\0",
        "\x1a",
        "\x1b",
        "\r",
        "\n",
        '"',
        "'",
        ";",
        ",",
        "\t",
        "|",
        "\ufeff",
        "\u202e",
        "\u00a0",
    ),
    *("=1+1", "'=1", "-0", "9" * 400, "1e308", "NaN", "1.234", "31/02/2025", "#N/A", "TRUE"),
    *("ñ", "n\u0303", "\U0001f3ae", "\u2028", "x" * 300, "../../x", "<b>", "&amp;", "%s", "{}"),
)
XML = (
    *('t="e"', 't="s"', 't="b"', 't="d"', 't="str"', 's="1"', 's="999999"', 'r="A1"'),
    *('r="XFD1048576"', 'r="ZZZ9"', 'r=""', "<v>", "</v>", "<v></v>", "<f>1</f>", "<f/>", "<is>"),
    *("</row>", "<row>", '<row r="9999999">', "&#0;", "&#xD800;", "&x;", "&#1;", "_x0000_"),
    *("<!DOCTYPE x>", "<![CDATA[", "<!--", "]]>", 'state="hidden"', 'date1904="1"', "1e999"),
)


def damaged(content: bytes, chance: Random) -> bytes:
    """A file with something wrong with it."""
    for _ in range(chance.choice([1, 1, 2, 5])):
        content = chance.choice(WAYS)(content, chance)
    return content


def noise(chance: Random) -> bytes:
    """A file of random bytes, some of which begin like a spreadsheet."""
    heads = (
        b"",
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"sku;cantidad\n",
        b"\xff\xfe",
    )
    body = chance.randbytes(chance.choice([0, 1, 50, 3_000, 60_000]))
    if chance.random() < 0.3:
        body = bytes(byte % 96 + 32 for byte in body)
    return chance.choice(heads) + body


def _other_bytes(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(min(len(changed), chance.choice([1, 3, 30, 300]))):
        changed[chance.randrange(len(changed))] = chance.choice([0, 255, chance.randrange(256)])
    return bytes(changed)


def _cut(content: bytes, chance: Random) -> bytes:
    start, end = _piece(content, chance)
    return content[:start] + content[end:]


def _doubled(content: bytes, chance: Random) -> bytes:
    start, end = _piece(content, chance)
    return content[:end] + content[start:end] + content[end:]


def _shortened(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _inserted(content: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    token = chance.choice(TOKENS).encode(chance.choice(["utf-8", "utf-16-le"]))
    return content[:at] + token + content[at:]


def _in_a_part(content: bytes, chance: Random) -> bytes:
    """A workbook with one of its parts damaged, and its container whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except Exception:  # noqa: BLE001 (what was damaged before may break in any way)
        return _other_bytes(content, chance)
    name = chance.choice(sorted(parts)) if parts else ""
    if not name:
        return content
    for _ in range(chance.choice([1, 3, 10])):
        parts[name] = chance.choice([_tag, _tag, _cell, _cut, _doubled])(parts[name], chance)
    if chance.random() < 0.05:
        del parts[name]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return packed.getvalue()


def _tag(xml: bytes, chance: Random) -> bytes:
    """XML with something said within or behind a tag."""
    places = [i for i, byte in enumerate(xml) if byte in b" >"]
    at = chance.choice(places) if places else 0
    return xml[: at + 1] + chance.choice(XML).encode() + b" " + xml[at + 1 :]


def _cell(text: bytes, chance: Random) -> bytes:
    """A value between tags, or between separators, replaced."""
    ends = [i for i, byte in enumerate(text) if byte in b"<>;,\n"]
    if len(ends) < 2:
        return text
    at = chance.randrange(len(ends) - 1)
    return text[: ends[at] + 1] + chance.choice(TOKENS).encode() + text[ends[at + 1] :]


def _piece(content: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice([1, 8, 100, 2_000]))


WAYS = (_other_bytes, _cut, _doubled, _shortened, _inserted, _cell, *[_in_a_part] * 5)
