"""Short makers of workbooks, by XlsxWriter and openpyxl."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import openpyxl
import xlsxwriter

from tests.intake.corpus.case import CD_HEADER, DAY, SALES_HEADER

LINES = [["007", "Uno", 1], ["008", "Dos", 2], ["009", "Tres", 3]]
SOLD = [["007", "Uno", "Soho", 1, DAY], ["008", "Dos", "Eden", 2, DAY]]


class In(NamedTuple):
    """A value shown in a number format."""

    number_format: str
    value: object


class Formula(NamedTuple):
    text: str
    value: object


def book(path: Path, sheets: dict[str, Sequence], **options) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, **options}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for place, value in cells(rows):
                shape = value.number_format if isinstance(value, In) else ""
                value = value.value if isinstance(value, In) else value
                shape = shape or ("dd-mm-yyyy" if isinstance(value, date) else "")
                style = made.add_format({"num_format": shape}) if shape else None
                match value:
                    case str():
                        sheet.write_string(*place, value, style)
                    case Formula():
                        sheet.write_formula(*place, value.text, style, value.value)
                    case _:
                        sheet.write(*place, value, style)


def cells(rows: Sequence[Sequence]) -> list[tuple[tuple[int, int], object]]:
    return [
        ((r, c), value)
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value is not None
    ]


def cd(path: Path, rows: Sequence[Sequence], **options) -> int:
    book(path, {"Hoja1": [CD_HEADER, *rows]}, **options)
    return len(rows)


def sales(path: Path, rows: Sequence[Sequence], **options) -> int:
    book(path, {"Hoja1": [SALES_HEADER, *rows]}, **options)
    return len(rows)


def by_openpyxl(path: Path, rows: Sequence[Sequence]) -> int:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return len(rows) - 1
