"""SKUs: opaque text, never a number. What the spreadsheet shows is what is kept."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import numpy as np

from intake.reading import limits
from intake.reading.columns import BLANK, ERROR, NUMBER, TEXT, Column
from intake.reading.formats import Shape, Shapes
from intake.reading.problems import NUMBER as PROBLEM
from intake.reading.texts import CONTROL, TextColumn

LONG_NUMBER_DIGITS = 16  # Excel keeps 15
SHORTENED = re.compile(r"[1-9][.,][0-9]+E\+[1-9][0-9]")  # 1.46334E+11: how a csv loses digits


def skus_of(
    column: Column, shapes: Callable[[int], Shapes | None], rows: slice
) -> tuple[TextColumn, dict[int, str]]:
    """SKUs of a column, and of those that deserve a warning which one, by their code.

    `shapes` is the grid's; it is asked only when there are numeric cells. `rows` are the
    column's rows within the grid.
    """
    values = ["", *(text.strip() for text in column.texts)]
    found = [PROBLEM[sku_problem(value)] for value in values]
    codes = np.where(column.kinds == TEXT, column.codes + 1, 0).astype(np.int32)
    numbers = column.of_kind(NUMBER)
    if len(numbers):
        known, shape_of_row = shapes(column.index) or ([None], np.zeros(rows.start + len(codes)))
        floats = column.cells[numbers].astype(np.float64)
        distinct, which = np.unique(floats, return_inverse=True)
        shape_of_number = shape_of_row[rows][numbers].astype(np.int64)
        pairs, inverse = np.unique(which * len(known) + shape_of_number, return_inverse=True)
        for number, shape in zip(*np.divmod(pairs, len(known)), strict=True):
            text = number_as_sku(float(distinct[number]), known[shape])
            values.append(text or "")
            found.append(PROBLEM["sku_not_text" if text is None else sku_problem(text)])
        codes[numbers] = len(column.texts) + 1 + inverse
    doubts = {
        code: doubt
        for code, value in enumerate(values)
        if (doubt := sku_doubt(value, is_number=code > len(column.texts)))
    }
    problems = np.array(found, np.int8)[codes]
    is_other = ~np.isin(column.kinds, (BLANK, TEXT, NUMBER))
    problems[is_other] = PROBLEM["sku_not_text"]
    for row in column.of_kind(ERROR).tolist():
        problems[row] = PROBLEM[column.cells[row].code]
    return TextColumn(values, codes, problems), doubts


def sku_problem(sku: str) -> str:
    """What is wrong with a trimmed SKU, or "" when nothing is."""
    if not sku:
        return "sku_missing"
    if len(sku) > limits.SKU_LENGTH:
        return "sku_too_long"
    return "sku_control_characters" if CONTROL.search(sku) else ""


def sku_doubt(sku: str, *, is_number: bool) -> str:
    """The warning that a SKU deserves, or "": it may not be what its author meant."""
    if is_number:
        return "sku_from_long_number" if len(sku.lstrip("-0")) >= LONG_NUMBER_DIGITS else ""
    if SHORTENED.fullmatch(sku):
        return "sku_from_shortened_number"
    return "" if sku.isprintable() else "sku_invisible_characters"


def number_as_sku(number: float, shape: Shape | None) -> str | None:
    """What a cell shows of a whole number: its digits, in a shape if it has one; else None."""
    if not np.isfinite(number) or not number.is_integer():
        return None
    digits = str(int(Decimal(repr(number))))  # int(number) would invent digits past the 17th
    if shape is None:
        return digits
    return "-" + shape.show(digits[1:]) if digits.startswith("-") else shape.show(digits)


def case_twins(skus: list[str]) -> list[list[str]]:
    """Groups of different SKUs that are the same but for case and the form of their accents."""
    folded = [unicodedata.normalize("NFC", sku).casefold() for sku in skus]
    if len(set(folded)) == len(folded):
        return []
    groups: dict[str, list[str]] = {}
    for key, sku in zip(folded, skus, strict=True):
        groups.setdefault(key, []).append(sku)
    return [group for group in groups.values() if len(group) > 1]
