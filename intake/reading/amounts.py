"""Amounts of money, and small counts such as packs, as plain digits: nothing is rounded.

They stay text, as everything in a list: an amount never becomes a binary fraction.
"""

from decimal import Decimal

import numpy as np

from intake.reading import limits
from intake.reading.columns import BLANK, ERROR, NUMBER, TEXT, Column
from intake.reading.problems import NONE
from intake.reading.problems import NUMBER as PROBLEM
from intake.reading.texts import TextColumn
from intake.reading.units import DECIMAL, ERROR_TEXT, MILLIONS, PLAIN, THOUSANDS, units_of

DIGITS_OF_A_CELL = 15  # what a spreadsheet shows at most: 593.4, where 593.4000000000001 is stored


def amounts_of(column: Column) -> TextColumn:
    """Amounts such as "1234.50" per row, "" where the cell is blank or there is a problem."""
    parsed = {("", ""): 0}
    codes = np.zeros(len(column.kinds), np.int32)
    of_texts = [parsed.setdefault(parse_amount(text), len(parsed)) for text in column.texts]
    rows = column.of_kind(TEXT)
    codes[rows] = np.array(of_texts, np.int32)[column.codes[rows]]
    for row in column.of_kind(NUMBER).tolist():
        amount = amount_of_cell(column.cells[row])
        codes[row] = parsed.setdefault(amount, len(parsed))
    found = np.array([PROBLEM[code] for _, code in parsed], np.int8)[codes]
    found[~np.isin(column.kinds, (BLANK, TEXT, NUMBER))] = PROBLEM["amount_not_number"]
    for row in column.of_kind(ERROR).tolist():
        found[row] = PROBLEM[column.cells[row].code]
    return TextColumn([value for value, _ in parsed], codes, found)


def counts_of(column: Column, *, least: int) -> TextColumn:
    """Whole numbers from `least` (0 or 1) on, as digits; "" where the cell is blank."""
    units, found = units_of(column)
    blank = column.kinds == BLANK
    found[blank] = NONE
    too_few = (found == NONE) & ~blank & (units < least)
    found[too_few] = PROBLEM["units_not_positive" if least else "units_below_zero"]
    distinct, codes = np.unique(units, return_inverse=True)
    values = ["", *map(str, distinct.tolist())]
    return TextColumn(values, np.where(blank, 0, codes + 1).astype(np.int32), found)


def parse_amount(text: str) -> tuple[str, str]:
    """A text as an amount, or "" and why not. `1.234` could be either, so it is neither."""
    text = text.strip().replace("\u2212", "-").removeprefix("$").strip()
    if not text:
        return "", ""
    if match := PLAIN.fullmatch(text) or MILLIONS.fullmatch(text):
        return _checked(match[1], match[2], "")
    if match := DECIMAL.fullmatch(text):
        sign, whole, _, decimals = match.groups()
        if len(decimals) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0":
            return "", "amount_ambiguous"
        return _checked(sign, whole, decimals)
    if (match := THOUSANDS.fullmatch(text)) and match[3] not in match[2]:
        return _checked(match[1], match[2], match[4])
    return "", "cell_error" if ERROR_TEXT.fullmatch(text.upper()) else "amount_not_number"


def amount_of_cell(number: float) -> tuple[str, str]:
    """A numeric cell as the amount it shows, or "" and why not."""
    if not np.isfinite(number):
        return "", "amount_not_number"
    text = format(Decimal(f"{number:.{DIGITS_OF_A_CELL}g}"), "f")
    whole, _, decimals = text.lstrip("-").partition(".")
    return _checked("-" if number < 0 else "", whole, decimals)


def _checked(sign: str, whole: str, decimals: str) -> tuple[str, str]:
    whole = whole.replace(".", "").replace(",", "").lstrip("0") or "0"
    decimals = decimals.rstrip("0")
    if len(decimals) > limits.AMOUNT_DECIMALS:
        return "", "amount_too_fine"
    if len(whole) > limits.AMOUNT_DIGITS:
        return "", "amount_out_of_range"
    if sign == "-" and (whole, decimals) != ("0", ""):
        return "", "amount_below_zero"
    return f"{whole}.{decimals:0<{limits.AMOUNT_DECIMALS}}", ""
