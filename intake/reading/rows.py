"""Which rows below the header are data, and what is wrong with those that are not accepted."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from intake.reading import limits, problems
from intake.reading.columns import BLANK, TEXT, Column
from intake.reading.grid import Grid
from intake.reading.headers import Header
from intake.reading.problems import NUMBER as PROBLEM
from intake.reading.results import Finding

TOTAL = re.compile(r"\W*(gran |grand |sub)?total(es)?(\s.*|\W*)", re.IGNORECASE | re.DOTALL)


class Rows:
    """The rows of a grid below its header, by whole columns."""

    def __init__(self, grid: Grid, header: Header) -> None:
        self.grid, self.header = grid, header
        self.body = grid.below(header.row)
        self.count = self.body.count
        self.slice = slice(header.row + 1, header.row + 1 + self.count)
        self.numbers = grid.numbers[self.slice]

    def column(self, index: int) -> Column:
        return self.body.columns({index: self.header.texts[index]})[0]

    def fields(self) -> dict[str, Column]:
        """The columns of all fields that the file has."""
        fields = self.header.columns
        columns = self.body.columns({index: self.header.texts[index] for index in fields.values()})
        return dict(zip(fields, columns, strict=True))

    def blank(self, known: Iterable[Column]) -> np.ndarray:
        """Rows without anything, given the columns that were already looked at."""
        known = list(known)
        blank = np.ones(self.count, bool)
        for one in known:
            blank &= one.kinds == BLANK
        others = set(range(len(self.header.texts))) - {one.index for one in known}
        for index in others:
            candidates = np.flatnonzero(blank)
            cells = self.body.values(index, candidates)
            filled = {cell for cell in set(cells) if not isinstance(cell, str) or cell.strip()}
            if filled:
                blank[candidates[[cell in filled for cell in cells]]] = False
        return blank

    def repeated_headers(self, columns: Iterable[Column]) -> np.ndarray:
        """Rows that say the header again in all these columns."""
        same = np.ones(self.count, bool)
        for one in columns:
            if not same.any():
                break
            key = one.header.casefold()
            says = np.array([text.strip().casefold() == key for text in one.texts] or [False])
            same &= says[one.codes] & (one.kinds == TEXT)
        return same

    def uneven(self) -> np.ndarray:
        """Problem (int8) of csv rows that have more or fewer cells than the header."""
        found = problems.none(self.count)
        if self.grid.widths is None:
            return found
        wanted = int(self.grid.widths[self.header.row])
        widths = self.grid.widths[self.slice]
        found[widths < wanted] = PROBLEM["too_few_cells"]
        for row in np.flatnonzero(widths > wanted).tolist():
            if any(self.grid.head[self.header.row + 1 + row, wanted:]):
                found[row] = PROBLEM["too_many_cells"]
        return found


def trailing_totals(
    sku: Column,
    blank: np.ndarray,
    has_number: np.ndarray,
    product: Column | None,
    others: Iterable[Column],
) -> np.ndarray:
    """The rows at the end that add up: no SKU (or "total"), a number, and nothing else."""
    totals = np.zeros(len(blank), bool)
    for row in range(len(blank) - 1, -1, -1):
        if blank[row]:
            continue
        texts = [one.shown(row) for one in (sku, product) if one is not None]
        is_total = all(not text.strip() or TOTAL.fullmatch(text.strip()) for text in texts)
        is_empty = all(
            one.kinds[row] == BLANK or TOTAL.fullmatch(one.shown(row).strip()) for one in others
        )
        if not (is_total and is_empty and has_number[row]):
            break
        totals[row] = True
    return totals


def first_problems(columns: list[tuple[int, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """Per row the first problem in column order (int8), and the index of its column."""
    ordered = sorted(columns, key=lambda pair: pair[0])
    first = problems.none(len(ordered[0][1]))
    where = np.zeros(len(first), np.int32)
    for index, found in ordered:
        new = (first == 0) & (found != 0)
        first[new], where[new] = found[new], index
    return first, where


@dataclass
class Notes:
    """Findings of one sheet, with a count of each kind of warning; the rest beyond a cap is cut."""

    rows: Rows
    rejected: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        grid = self.rows.grid
        for sheet in grid.others():
            self.warn(1, "", sheet, "sheet_not_read")
        for row in grid.swallowed:
            self.warn(grid.numbers[row], "", "", "line_within_a_cell")

    def reject(self, row: int, column: Column | None, code: str) -> None:
        header, value = (column.header, column.shown(row)) if column else ("", "")
        number = self.rows.numbers[row]
        self.rejected.append(problems.finding(self.rows.grid.sheet, number, header, value, code))

    def warn_all(
        self, rows: np.ndarray, header: str, code: str, value: Callable[[int], str]
    ) -> None:
        """One warning per row index, up to the cap."""
        self.counts.update({code: len(rows)} if len(rows) else {})
        for row in rows[: limits.WARNINGS_OF_A_CODE].tolist():
            self.warn_here(self.rows.numbers[row], header, value(row), code)

    def warn(self, number: int, header: str, value: str, code: str) -> None:
        self.counts[code] += 1
        if self.counts[code] <= limits.WARNINGS_OF_A_CODE:
            self.warn_here(number, header, value, code)

    def warn_here(self, number: int, header: str, value: str, code: str) -> None:
        self.warnings.append(problems.finding(self.rows.grid.sheet, number, header, value, code))
