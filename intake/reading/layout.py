"""Where a file's table is and which column is what, as somebody has said it."""

import hashlib
import re
from dataclasses import dataclass, field

from intake.reading.fields import Field
from intake.reading.results import Unreadable

POSITION = re.compile(r"#([0-9]{1,3})")


@dataclass(frozen=True)
class Layout:
    """What was said: the sheet, the row of the header (as people count), columns by field.

    A column is named by its header, or by `#3` where that says too little; "" is no column.
    `remembered` are columns by the signature of the header that they were said of.
    """

    sheet: str | None = None
    header_row: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    remembered: dict[str, dict[str, str]] = field(default_factory=dict)

    def has_sheet(self, sheet: str) -> bool:
        return self.sheet in (None, "", sheet)

    def has_row(self, number: int) -> bool:
        return self.header_row in (None, number)

    def said_of(self, texts: list[str]) -> dict[str, str]:
        return self.columns or self.remembered.get(signature(texts), {})

    def correct(
        self,
        texts: list[str],
        fields: tuple[Field, ...],
        columns: dict[str, int],
        doubled: dict[str, list[str]],
    ) -> tuple[dict[str, int], dict[str, list[str]]]:
        """What was recognised of a header, with what was said put in its place.

        Raises Unreadable("column_used_twice").
        """
        said = self.said_of(texts)
        said = {f.name: said[f.name] for f in fields if f.name in said}
        if not said:
            return columns, doubled
        places = {name: place_of(header, texts) for name, header in said.items() if header}
        places = {name: place for name, place in places.items() if place is not None}
        if twice := {texts[i] for i in places.values() if list(places.values()).count(i) > 1}:
            raise Unreadable("column_used_twice", columns=sorted(twice))
        columns = {
            name: place
            for name, place in columns.items()
            if name not in said and place not in places.values()
        }
        doubled = {name: headers for name, headers in doubled.items() if name not in said}
        return {f.name: (columns | places)[f.name] for f in fields if f.name in columns | places}, (
            doubled
        )


def signature(texts: list[str]) -> str:
    """The same for headers with the same names in the same order."""
    names = [" ".join(text.casefold().split()) for text in texts]
    while names and not names[-1]:
        names.pop()
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()


def names_of_columns(texts: list[str]) -> list[str]:
    """How each column is named: by its header, or by its position where that is not unique."""
    return [
        text if text and texts.count(text) == 1 and not POSITION.fullmatch(text) else f"#{i + 1}"
        for i, text in enumerate(texts)
    ]


def place_of(name: str, texts: list[str]) -> int | None:
    """The index of the column of this name."""
    if match := POSITION.fullmatch(name):
        return int(match[1]) - 1 if 0 < int(match[1]) <= len(texts) else None
    same = [i for i, text in enumerate(texts) if text == name]
    alike = [i for i, text in enumerate(texts) if text.casefold() == name.strip().casefold()]
    return next(iter(same or alike), None)
