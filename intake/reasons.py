"""The sentences for what the reader finds: of a file as a whole, and of a row."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.reading import Unreadable

NAMED_AT_MOST = 12
OF_ROWS: dict[str, Promise] = {
    "sku_missing": gettext_lazy("the SKU is missing"),
    "sku_too_long": gettext_lazy("the SKU has more than 64 characters"),
    "sku_control_characters": gettext_lazy("the SKU contains control characters"),
    "sku_not_text": gettext_lazy("this is not a SKU"),
    "units_missing": gettext_lazy("the quantity is missing"),
    "units_not_number": gettext_lazy("the quantity is not a number"),
    "units_not_whole": gettext_lazy("it is not a whole number"),
    "units_out_of_range": gettext_lazy("the quantity is beyond 2,000,000,000"),
    "units_not_positive": gettext_lazy("the quantity must be at least one"),
    "units_below_zero": gettext_lazy("the quantity is below zero"),
    "amount_not_number": gettext_lazy("the amount is not a number"),
    "amount_ambiguous": gettext_lazy(
        "the point or comma could part thousands or decimals; write the amount without thousands"
    ),
    "amount_too_fine": gettext_lazy("the amount has more than two decimals"),
    "amount_below_zero": gettext_lazy("the amount is below zero"),
    "amount_out_of_range": gettext_lazy("the amount has more than 12 digits"),
    "date_missing": gettext_lazy("the date is missing"),
    "date_impossible": gettext_lazy("this date does not exist"),
    "date_in_future": gettext_lazy("the date is in the future"),
    "date_too_far": gettext_lazy("the date is more than two years ahead"),
    "date_too_early": gettext_lazy("the date is before the year 2000"),
    "store_missing": gettext_lazy("the store is missing"),
    "store_too_long": gettext_lazy("the name of the store is too long"),
    "store_control_characters": gettext_lazy("the name of the store has control characters"),
    "store_not_text": gettext_lazy("this is not the name of a store"),
    "store_ignored": gettext_lazy("the store is unknown and was ignored, as asked"),
    "alias_missing": gettext_lazy("the alias is missing"),
    "alias_too_long": gettext_lazy("the alias is too long"),
    "alias_control_characters": gettext_lazy("the alias has control characters"),
    "alias_not_text": gettext_lazy("this is not an alias"),
    "name_missing": gettext_lazy("the name is missing"),
    "cell_error": gettext_lazy("the cell holds an error of the spreadsheet"),
    "formula_without_value": gettext_lazy("the cell holds a formula without its value"),
    "too_many_cells": gettext_lazy("the row has more cells than the header"),
    "too_few_cells": gettext_lazy("the row has fewer cells than the header"),
    "date_overdue": gettext_lazy("the date has passed; the units are still on order"),
    "negative_units": gettext_lazy("negative stock, taken as it stands"),
    "duplicate_line": gettext_lazy("the same line stands more than once"),
    "duplicate_store_column": gettext_lazy("two columns are of the same store; they were added"),
    "column_without_header": gettext_lazy("a column with values but no name; it was not read"),
    "sku_differs_only_in_case": gettext_lazy(
        "differs from another SKU only in upper and lower case, or in how its accents are stored: "
        "two products"
    ),
    "sku_from_long_number": gettext_lazy(
        "a number of 16 digits or more: the spreadsheet may have changed its last digits"
    ),
    "sku_from_shortened_number": gettext_lazy(
        "a number that a spreadsheet has shortened: its last digits are lost"
    ),
    "sku_invisible_characters": gettext_lazy(
        "the SKU contains characters that cannot be seen; they count"
    ),
    "dates_doubtful": gettext_lazy(
        "the date can be read in two ways, and no other date of the column decides: "
        "the day was taken to come first"
    ),
    "dates_in_both_orders": gettext_lazy(
        "the date can be read in two ways, and other dates of the column contradict each other: "
        "the day was taken to come first"
    ),
    "stores_not_read": gettext_lazy(
        "a column that names several stores; it was not read: is it really stock of the CD?"
    ),
    "sheet_not_read": gettext_lazy("another sheet with something in it; it was not read"),
    "line_within_a_cell": gettext_lazy(
        "a cell with line breaks that may hide other rows: a quotation mark may be missing"
    ),
}
OF_FILES: dict[str, Promise] = {
    "empty": gettext_lazy("the file is empty. Save it again and upload it."),
    "not_a_spreadsheet": gettext_lazy(
        "the content is no spreadsheet (%(looks_like)s), whatever its name says. "
        "Upload an Excel file (.xlsx, .xls) or a csv."
    ),
    "encrypted": gettext_lazy(
        "the file is protected with a password. Save it without one and upload it again."
    ),
    "broken": gettext_lazy(
        "the file is damaged or incomplete. Open it in the spreadsheet program, save it again "
        "and upload it."
    ),
    "too_large": gettext_lazy(
        "the file is larger than what can be read. Split it, or delete empty sheets, rows and "
        "columns that were once formatted."
    ),
    "too_heavy": gettext_lazy(
        "reading the file took too much memory or time. Split it, or delete empty sheets, rows "
        "and columns that were once formatted."
    ),
    "no_header": gettext_lazy(
        "no row with the column names was found. The first rows say: %(found)s. "
        "Give the columns their names in one row, such as SKU and quantity."
    ),
    "missing_columns": gettext_lazy(
        "columns are missing: %(missing)s. The file has: %(found)s. Add them and upload it again."
    ),
    "duplicate_columns": gettext_lazy(
        "several columns could be the same: %(columns)s. Leave only one, or rename the others."
    ),
    "column_used_twice": gettext_lazy(
        "a column cannot be two things at once: %(columns)s. Choose another one for one of them."
    ),
    "no_sheet": gettext_lazy("the file has no visible sheet “%(found)s”. Choose another one."),
    "no_rows": gettext_lazy("the file has column names but no rows. Nothing was changed."),
    "no_store_columns": gettext_lazy(
        "no column is a store. Give one column per store, or the columns SKU, store and quantity."
    ),
    "bad_store_header": gettext_lazy(
        "these column names cannot be stores: %(found)s. Correct them and upload it again."
    ),
}
FIELDS: dict[str, Promise] = {
    "sku": gettext_lazy("SKU"),
    "product_name": gettext_lazy("product"),
    "name": gettext_lazy("name"),
    "store": gettext_lazy("store"),
    "quantity": gettext_lazy("quantity"),
    "date": gettext_lazy("date"),
    "category": gettext_lazy("category"),
    "merchandise": gettext_lazy("merchandise"),
    "active": gettext_lazy("active"),
    "supplier": gettext_lazy("supplier"),
    "unit_cost": gettext_lazy("unit cost"),
    "pack_size": gettext_lazy("units per pack"),
    "moq": gettext_lazy("minimum order"),
    "alias": gettext_lazy("alias"),
}
LOOKS: dict[str, Promise] = {
    "program": gettext_lazy("a program"),
    "binary": gettext_lazy("binary data"),
    "ole2": gettext_lazy("an old Office document"),
}


def reason_of_row(code: str) -> str:
    return str(OF_ROWS[code])


def why_unreadable(problem: Unreadable) -> str:
    """One sentence: nothing was loaded, why, and what to do."""
    facts = _Facts({name: _listed(name, value) for name, value in problem.facts.items()})
    return _("Nothing was loaded: %(why)s") % {"why": str(OF_FILES[problem.code]) % facts}


class _Facts(dict):
    def __missing__(self, key: str) -> str:
        return "?"


def _listed(name: str, value: object) -> str:
    """A fact as text: fields in the user's words, but headers as they stand in the file."""
    if isinstance(value, list | tuple):
        words = FIELDS if name == "missing" else {}
        shown = [str(words.get(each, each)) for each in value[:NAMED_AT_MOST]]
        return ", ".join(shown) + ("…" if len(value) > NAMED_AT_MOST else "")
    return str(LOOKS.get(value, value) if isinstance(value, str) else value)
