"""Columns whose cells are all of one kind: numbers, days, texts, nothing."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from intake.reading.columns import BLANK, DATE, NUMBER, TEXT, Column
from intake.reading.slices import Slices


@dataclass(frozen=True)
class Numbers:
    """float64, and which cells are blank."""

    cells: np.ndarray
    is_blank: np.ndarray

    def column(self, index: int, header: str) -> Column:
        return _without_texts(index, header, self.cells, NUMBER, self.is_blank)

    def values(self, rows: np.ndarray) -> list:
        cells = zip(self.cells[rows].tolist(), self.is_blank[rows].tolist(), strict=True)
        return ["" if is_blank else cell for cell, is_blank in cells]


class Moments:
    """Days and times as numpy has them, that give one cell as Python has it."""

    def __init__(self, cells: np.ndarray) -> None:
        self.cells = cells

    def __getitem__(self, row: int | np.ndarray) -> date | np.ndarray:
        found = self.cells[row]
        return found if isinstance(found, np.ndarray) else _moment(found)


@dataclass(frozen=True)
class Days:
    """datetime64[ms], and which cells are blank."""

    cells: np.ndarray
    is_blank: np.ndarray

    def column(self, index: int, header: str) -> Column:
        return _without_texts(index, header, Moments(self.cells), DATE, self.is_blank)

    def values(self, rows: np.ndarray) -> list:
        return ["" if self.is_blank[row] else _moment(self.cells[row]) for row in rows.tolist()]


class CodedTexts:
    """The texts of a column by row."""

    def __init__(self, texts: list[str], codes: np.ndarray) -> None:
        self.texts, self.codes = texts, codes

    def __getitem__(self, row: int) -> str:
        return self.texts[self.codes[row]]


@dataclass(frozen=True)
class Texts:
    """Blank cells are empty texts."""

    slices: Slices

    def column(self, index: int, header: str) -> Column:
        texts, codes = self.slices.factorise()
        is_blank = np.fromiter((not text.strip() for text in texts), bool, len(texts))
        kinds = np.full(len(codes), TEXT, np.int8)
        if is_blank.any():
            kinds[is_blank[codes]] = BLANK
        return Column(index, header, CodedTexts(texts, codes), kinds, texts, codes)

    def values(self, rows: np.ndarray) -> list:
        return self.slices.texts(rows)


@dataclass(frozen=True)
class Nothing:
    """Blank cells only."""

    count: int

    def column(self, index: int, header: str) -> Column:
        codes, kinds = np.zeros(self.count, np.int32), np.full(self.count, BLANK, np.int8)
        return Column(index, header, CodedTexts([""], codes), kinds, [], codes)

    def values(self, rows: np.ndarray) -> list:
        return [""] * len(rows)


def _without_texts(index, header, cells, kind: int, is_blank: np.ndarray) -> Column:
    kinds = np.full(len(is_blank), kind, np.int8)
    kinds[is_blank] = BLANK
    return Column(index, header, cells, kinds, [], np.zeros(len(kinds), np.int32))


def _moment(value: np.datetime64) -> date:
    """A day, or a day with its time where it has one."""
    moment: datetime = value.astype("datetime64[us]").item()
    return moment if moment.time() != moment.min.time() else moment.date()
