"""Texts of a column: stores and aliases by one rule, product names and free texts by another."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from intake.reading import limits
from intake.reading.columns import BLANK, ERROR, TEXT, Column, shown
from intake.reading.problems import NUMBER as PROBLEM

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTROL_BUT_WHITE_SPACE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


@dataclass(frozen=True)
class TextColumn:
    """`codes` (int32) index `values`, which may repeat; `problems` (int8) per row."""

    values: list[str]
    codes: np.ndarray
    problems: np.ndarray

    def texts(self) -> list[str]:
        """The text of each row."""
        return [self.values[code] for code in self.codes.tolist()]


def store_name(text: str) -> str:
    """A store's name: NFC, outer white space gone, inner white space one space, case as it is."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def product_name(text: str) -> str:
    """A product's name: trimmed and cut to what the catalogue holds, otherwise as it stands."""
    return CONTROL_BUT_WHITE_SPACE.sub("", text).strip()[: limits.NAME_LENGTH].rstrip()


def stores_of(column: Column, field: str = "store") -> TextColumn:
    """Store names (or aliases: `field`) of a column, with their problems."""

    def check(name: str) -> str:
        if CONTROL.search(name):
            return f"{field}_control_characters"
        return f"{field}_too_long" if len(name) > limits.STORE_LENGTH else ""

    texts = text_column(column, store_name, check)
    texts.problems[column.kinds == BLANK] = PROBLEM[f"{field}_missing"]
    for row in np.flatnonzero(~np.isin(column.kinds, (BLANK, TEXT))).tolist():
        if column.kinds[row] == ERROR:
            texts.problems[row] = PROBLEM[column.cells[row].code]
        elif not isinstance(column.cells[row], float | int) or isinstance(column.cells[row], bool):
            texts.problems[row] = PROBLEM[f"{field}_not_text"]
    return texts


def names_of(column: Column) -> TextColumn:
    """Product names of a column; a cell that is an error gives no name."""
    return text_column(column, product_name, lambda name: "")


def text_column(
    column: Column, clean: Callable[[str], str], check: Callable[[str], str]
) -> TextColumn:
    """Every cell as text, cleaned and checked once per distinct value. Value 0 is ""."""
    values = ["", *map(clean, column.texts)]
    codes = np.where(column.kinds == TEXT, column.codes + 1, 0).astype(np.int32)
    others: dict[str, int] = {}
    for row in np.flatnonzero(~np.isin(column.kinds, (BLANK, TEXT, ERROR))).tolist():
        text = clean(shown(column.cells[row]))
        codes[row] = others.setdefault(text, len(values) + len(others))
    values.extend(others)
    found = np.array([PROBLEM[check(value)] for value in values], np.int8)
    return TextColumn(values, codes, found[codes])
