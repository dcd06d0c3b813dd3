"""Whole units: nothing is ever rounded, and nothing that is not a number becomes one."""

import re

import numpy as np

from intake.reading import limits, problems
from intake.reading.columns import BLANK, DATE, ERROR, NUMBER, TEXT, TRUTH, Column
from intake.reading.problems import NUMBER as PROBLEM

PLAIN = re.compile(r"([+-]?)([0-9]+)")
DECIMAL = re.compile(r"([+-]?)([0-9]*)([.,])([0-9]+)")
# Groups of three are sure to be thousands when there are two of them, or decimals after them.
THOUSANDS = re.compile(r"([+-]?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+)([.,])([0-9]+)")
MILLIONS = re.compile(r"([+-]?)([0-9]{1,3}(?:(?:\.[0-9]{3}){2,}|(?:,[0-9]{3}){2,}))")
ERROR_TEXT = re.compile(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|N/D|¡REF!|¡VALOR!|¿NOMBRE\?|"
    r"¡NUM!|¡NULO!|¡DIV/0!)"
)


def units_of(column: Column, *, blank_is_zero: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Units (int64, 0 where there is a problem) and problems (int8) per row."""
    units = np.zeros(len(column.kinds), np.int64)
    found = problems.none(len(units))
    numbers = column.of_kind(NUMBER)
    if 0 < len(numbers) == len(units):
        units, found = _from_numbers(column.cells)
    elif len(numbers):
        units[numbers], found[numbers] = _from_numbers(column.cells[numbers])
    if len(texts := column.of_kind(TEXT)):
        parsed = [parse_units(text) for text in column.texts]
        codes = column.codes[texts]
        units[texts] = np.array([value for value, _ in parsed], np.int64)[codes]
        found[texts] = np.array([PROBLEM[code] for _, code in parsed], np.int8)[codes]
    if not blank_is_zero:
        found[column.kinds == BLANK] = PROBLEM["units_missing"]
    found[(column.kinds == TRUTH) | (column.kinds == DATE)] = PROBLEM["units_not_number"]
    for row in column.of_kind(ERROR).tolist():
        found[row] = PROBLEM[column.cells[row].code]
    return units, found


def _from_numbers(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    values = cells.astype(np.float64)
    found = problems.none(len(values))
    found[np.abs(values) > limits.UNITS] = PROBLEM["units_out_of_range"]
    found[values != np.rint(values)] = PROBLEM["units_not_whole"]
    found[~np.isfinite(values)] = PROBLEM["units_not_number"]
    return np.where(found == 0, values, 0).astype(np.int64), found


def parse_units(text: str) -> tuple[int, str]:
    """A text as whole units, or 0 and why not. `1.234` could be either, so it is neither."""
    text = text.strip().replace("\u2212", "-")
    if not text:
        return 0, "units_missing"
    if match := PLAIN.fullmatch(text):
        return _whole(match[1], match[2])
    if match := MILLIONS.fullmatch(text):
        return _whole(match[1], match[2])
    if match := DECIMAL.fullmatch(text):
        sign, whole, _, decimals = match.groups()
        could_be_thousands = len(decimals) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"
        if decimals.strip("0") or could_be_thousands:
            return 0, "units_not_whole"
        return _whole(sign, whole or "0")
    if (match := THOUSANDS.fullmatch(text)) and match[3] not in match[2]:
        return (0, "units_not_whole") if match[4].strip("0") else _whole(match[1], match[2])
    return 0, "cell_error" if ERROR_TEXT.fullmatch(text.upper()) else "units_not_number"


def _whole(sign: str, digits: str) -> tuple[int, str]:
    digits = digits.replace(".", "").replace(",", "").lstrip("0") or "0"
    if len(digits) > 10 or int(digits) > limits.UNITS:
        return 0, "units_out_of_range"
    return (-int(digits) if sign == "-" else int(digits)), ""
