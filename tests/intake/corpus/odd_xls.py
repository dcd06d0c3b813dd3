"""Old .xls workbooks, as xlwt writes them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlwt

from tests.intake.corpus.case import CD, CD_HEADER, SALES, SALES_HEADER, STORES, Cases

CASES = Cases()
LINES = [["007", "Uno", 1], ["008", "Dos", 2], ["009", "Tres", 3]]


def book(path: Path, sheets: dict[str, Sequence[Sequence]], *, dates_1904: bool = False) -> None:
    made = xlwt.Workbook()
    made.dates_1904 = dates_1904
    for name, rows in sheets.items():
        fill(made.add_sheet(name), rows)
    made.save(str(path))


def fill(sheet: xlwt.Worksheet, rows: Sequence[Sequence]) -> None:
    day = xlwt.easyxf(num_format_str="dd-mm-yyyy hh:mm")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, tuple):
                sheet.write(r, c, value[1], xlwt.easyxf(num_format_str=value[0]))
            elif isinstance(value, datetime):
                sheet.write(r, c, value, day)
            elif value is not None:
                sheet.write(r, c, value)


@CASES.loaded(CD, 3, 6, skus=["007", "008", "009"])
def an_xls(path: Path) -> int:
    book(path, {"Hoja1": [CD_HEADER, *LINES]})
    return len(LINES)


@CASES.loaded(CD, 3, 6, skus=["000123", "01-23", "123"])
def an_xls_with_numbers_filled_up_with_zeros(path: Path) -> int:
    rows = [[("000000", 123), "x", 1], [("00-00", 123), "x", 2], [123, "x", 3]]
    book(path, {"Hoja1": [CD_HEADER, *rows]})
    return len(rows)


@CASES.loaded(
    CD,
    1,
    1,
    rejected=3,
    rejects=["cell_error", "cell_error", "units_not_number"],
)
def an_xls_with_errors_and_booleans(path: Path) -> int:
    made = xlwt.Workbook()
    sheet = made.add_sheet("Hoja1")
    fill(sheet, [CD_HEADER, ["A", "x"], [None, "x", 1], ["C", "x", True], ["D", "x", 1]])
    sheet.row(1).set_cell_error(2, 0x2A)
    sheet.row(2).set_cell_error(0, 0x17)
    made.save(str(path))
    return 4


@CASES.loaded(
    STORES, 3, 3, rejected=1, rejects=["cell_error"], skus=["A", "B"], stores=["Eden", "Soho"]
)
def an_xls_matrix_with_an_error(path: Path) -> int:
    made = xlwt.Workbook()
    sheet = made.add_sheet("Hoja1")
    fill(sheet, [["sku", "Soho", "Eden"], ["A", 1], ["B", 2, None]])
    sheet.row(1).set_cell_error(2, 0x2A)
    made.save(str(path))
    return 4


@CASES.loaded(CD, 1, 2, rejected=1, rejects=["units_missing"])
def an_xls_with_a_formula(path: Path) -> int:
    book(path, {"Hoja1": [CD_HEADER, ["A", "x", xlwt.Formula("1+1")], ["B", "x", 2]]})
    return 2


@CASES.loaded(SALES, 2, 3, days=["2025-12-22", "2025-12-24"])
def an_xls_with_dates_and_times(path: Path) -> int:
    days = datetime(2025, 12, 22, 10, 30), datetime(2025, 12, 24)
    rows = [["A", "x", "Soho", i, day] for i, day in enumerate(days, 1)]
    book(path, {"Hoja1": [SALES_HEADER, *rows]})
    return 2


@CASES.loaded(SALES, 1, 1, days=["2025-12-24"])
def an_xls_with_days_counted_from_1904(path: Path) -> int:
    row = ["A", "x", "Soho", 1, datetime(2025, 12, 24)]
    book(path, {"Hoja1": [SALES_HEADER, row]}, dates_1904=True)
    return 1


@CASES.loaded(CD, 3, 6, skus=["007", "008", "009"], warnings={"sheet_not_read": 1})
def an_xls_with_several_sheets_one_hidden(path: Path) -> int:
    made = xlwt.Workbook()
    sheets = {
        "Oculta": [CD_HEADER, ["X", "y", 100]],
        "Datos": [["Informe"], [], CD_HEADER, *LINES],
        "Otra": [CD_HEADER, ["Z", "y", 100]],
        "Nada": [],
    }
    for name, rows in sheets.items():
        fill(made.add_sheet(name), rows)
    made.get_sheet("Oculta").visibility = 1
    made.active_sheet = 1
    made.save(str(path))
    return len(LINES)


@CASES.loaded(CD, 3, 6, ignored=3, skus=["007", "008", "009"])
def an_xls_with_a_merged_title_totals_and_repeated_headers(path: Path) -> int:
    made = xlwt.Workbook()
    sheet = made.add_sheet("Hoja1")
    sheet.write_merge(0, 1, 0, 2, "Stock del CD")
    first, second, third = LINES
    rows = [CD_HEADER, first, CD_HEADER, second, [], third, [None, None, 6]]
    fill(sheet, [[], [], *rows])
    made.save(str(path))
    return len(rows) - 1


@CASES.loaded(CD, 1, 1, skus=["1234567890123450"], warnings={"sku_from_long_number": 1})
def an_xls_with_a_number_of_16_digits(path: Path) -> int:
    book(path, {"Hoja1": [CD_HEADER, [1234567890123450, "x", 1]]})
    return 1
