"""SKUs: opaque text, never a number. What the spreadsheet shows is what is kept."""

from collections.abc import Callable
from decimal import Decimal

import numpy as np

from intake.reading import limits
from intake.reading.columns import BLANK, ERROR, NUMBER, TEXT, Column
from intake.reading.problems import NUMBER as PROBLEM
from intake.reading.texts import CONTROL, TextColumn

LONG_NUMBER_DIGITS = 16  # Excel keeps 15


def skus_of(
    column: Column, padding: Callable[[int], np.ndarray | None], rows: slice
) -> tuple[TextColumn, dict[int, str]]:
    """SKUs of a column, and the rows (first of each) whose SKU is a suspiciously long number.

    `padding` is the grid's; it is asked only when there are numeric cells. `rows` are the
    column's rows within the grid.
    """
    values = ["", *(text.strip() for text in column.texts)]
    found = [PROBLEM[sku_problem(value)] for value in values]
    codes = np.where(column.kinds == TEXT, column.codes + 1, 0).astype(np.int32)
    long_numbers: dict[int, str] = {}
    numbers = column.of_kind(NUMBER)
    if len(numbers):
        widths = padding(column.index)
        widths = np.zeros(len(numbers), int) if widths is None else widths[rows][numbers]
        floats = column.cells[numbers].astype(np.float64)
        pairs = np.stack([floats, widths.astype(np.float64)], axis=1)
        distinct, first, inverse = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
        for (number, width), row in zip(distinct.tolist(), numbers[first].tolist(), strict=True):
            text = number_as_sku(number, int(width))
            values.append(text or "")
            found.append(PROBLEM["sku_not_text" if text is None else sku_problem(text)])
            if text is not None and len(text.lstrip("-0")) >= LONG_NUMBER_DIGITS:
                long_numbers[row] = text
        codes[numbers] = len(column.texts) + 1 + inverse.ravel()
    problems = np.array(found, np.int8)[codes]
    is_other = ~np.isin(column.kinds, (BLANK, TEXT, NUMBER))
    problems[is_other] = PROBLEM["sku_not_text"]
    for row in column.of_kind(ERROR).tolist():
        problems[row] = PROBLEM[column.cells[row].code]
    return TextColumn(values, codes, problems), long_numbers


def sku_problem(sku: str) -> str:
    """What is wrong with a trimmed SKU, or "" when nothing is."""
    if not sku:
        return "sku_missing"
    if len(sku) > limits.SKU_LENGTH:
        return "sku_too_long"
    return "sku_control_characters" if CONTROL.search(sku) else ""


def number_as_sku(number: float, width: int) -> str | None:
    """The digits a cell shows for a whole number, filled up with zeros to `width`; else None."""
    if not np.isfinite(number) or not number.is_integer():
        return None
    digits = str(int(Decimal(repr(number))))  # int(number) would invent digits past the 17th
    return "-" + digits[1:].zfill(width) if digits.startswith("-") else digits.zfill(width)


def case_twins(skus: list[str]) -> list[list[str]]:
    """Groups of different SKUs that are the same when case is ignored."""
    folded = [sku.casefold() for sku in skus]
    if len(set(folded)) == len(folded):
        return []
    groups: dict[str, list[str]] = {}
    for key, sku in zip(folded, skus, strict=True):
        groups.setdefault(key, []).append(sku)
    return [group for group in groups.values() if len(group) > 1]
