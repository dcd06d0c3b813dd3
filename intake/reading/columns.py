"""One column of cells, sorted by what its cells are, its texts factorised once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np


@dataclass(frozen=True)
class CellError:
    """A cell that has no value to read: #N/A and the like, or a formula never calculated."""

    text: str
    code: str = "cell_error"


BLANK, TEXT, NUMBER, TRUTH, DATE, ERROR = range(6)
KINDS: dict[type, int] = {
    str: TEXT,
    float: NUMBER,
    int: NUMBER,
    bool: TRUTH,
    date: DATE,
    datetime: DATE,
    time: DATE,
    timedelta: DATE,
    CellError: ERROR,
}


@dataclass(frozen=True)
class Column:
    """`kinds` (int8) per cell; `codes` (int32) index `texts`, the distinct texts as they stand.

    `codes` is 0 where a cell is no text: look at `kinds` first. `cells` gives the cell of a row,
    and the numbers or days of several rows as an array.
    """

    index: int
    header: str
    cells: np.ndarray
    kinds: np.ndarray
    texts: list[str]
    codes: np.ndarray

    def of_kind(self, kind: int) -> np.ndarray:
        """Indexes of the rows whose cell is of this kind."""
        return np.flatnonzero(self.kinds == kind)

    def shown(self, row: int) -> str:
        """A cell as people see it; a blank one may still be white space."""
        if self.kinds[row] == BLANK and not self.texts:
            return ""
        return shown(self.cells[row])


def column(cells: np.ndarray, index: int, header: str) -> Column:
    """Sort a column's cells (n objects) by kind, without a Python loop over them."""
    values = cells.tolist()
    types = set(map(type, values))
    if len(types) == 1:
        kinds = np.full(len(values), KINDS[types.pop()], np.int8)
    else:
        kinds = np.fromiter(map(KINDS.__getitem__, map(type, values)), np.int8, len(values))
    codes = np.zeros(len(values), np.int32)
    is_text = kinds == TEXT
    if not is_text.any():
        return Column(index, header, cells, kinds, [], codes)
    strings = values if is_text.all() else cells[is_text].tolist()
    texts, codes[is_text] = factorise(strings)
    is_blank = np.fromiter((not text.strip() for text in texts), bool, len(texts))
    if is_blank.any():
        kinds[is_text & is_blank[codes]] = BLANK
    return Column(index, header, cells, kinds, texts, codes)


def factorise(strings: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """The distinct strings in order of appearance, and per string its index (int32)."""
    index = {text: i for i, text in enumerate(dict.fromkeys(strings))}
    codes = np.fromiter(map(index.__getitem__, strings), np.int32, len(strings))
    return list(index), codes


def shown(value: object) -> str:
    """A cell as text, the way a spreadsheet in general format shows it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    if isinstance(value, CellError):
        return value.text
    return str(value)
