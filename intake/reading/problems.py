"""What can be wrong with a cell or row, as small numbers so that arrays can hold them."""

import numpy as np

from intake.reading import limits
from intake.reading.results import Finding

NONE = 0
CODES = (
    "",
    "sku_missing",
    "sku_too_long",
    "sku_control_characters",
    "sku_not_text",
    "units_missing",
    "units_not_number",
    "units_not_whole",
    "units_out_of_range",
    "date_missing",
    "date_impossible",
    "date_in_future",
    "date_too_early",
    "store_missing",
    "store_too_long",
    "store_control_characters",
    "store_not_text",
    "alias_missing",
    "alias_too_long",
    "alias_control_characters",
    "alias_not_text",
    "name_missing",
    "cell_error",
    "formula_without_value",
    "too_many_cells",
    "too_few_cells",
    "units_not_positive",
    "units_below_zero",
    "amount_not_number",
    "amount_ambiguous",
    "amount_too_fine",
    "amount_below_zero",
    "amount_out_of_range",
    "date_too_far",
)
NUMBER = {code: number for number, code in enumerate(CODES)}
VISIBLE = {code: 0x2400 + code for code in range(32)} | {127: 0x2421}
VISIBLE |= dict.fromkeys(range(128, 160), 65533)


def none(rows: int) -> np.ndarray:
    """No problem in any row (int8)."""
    return np.zeros(rows, np.int8)


def finding(sheet: str, row: int, column: str, value: str, code: str) -> Finding:
    """A finding that fits a database column: cut, with control characters made visible."""
    return Finding(visible(sheet, 64), int(row), visible(column), visible(value), code)


def visible(text: str, length: int = limits.SHOWN_LENGTH) -> str:
    """A text of a file as it can be shown and stored: cut, with control characters made visible."""
    return text[:length].translate(VISIBLE)
