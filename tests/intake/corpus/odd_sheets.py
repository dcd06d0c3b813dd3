"""Workbooks whose rows, columns and sheets are laid out as people do it."""

from pathlib import Path

import xlsxwriter

from tests.intake.corpus.books import LINES, SOLD, book, by_openpyxl, cd, cells, sales
from tests.intake.corpus.case import CD, CD_HEADER, DAY, SALES, SALES_HEADER, STORES, Cases

CASES = Cases()


@CASES.loaded(CD, 3, 6, skus=["007", "008", "009"])
def merged_titles_above_the_header(path: Path) -> int:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.merge_range("A1:C2", "Stock del CD, diciembre")
        for (r, c), value in cells([CD_HEADER, *LINES]):
            sheet.write(r + 3, c, value)
    return len(LINES)


@CASES.loaded(CD, 3, 6, skus=["007", "008", "009"])
def a_header_in_the_30th_row(path: Path) -> int:
    book(path, {"Hoja1": [["Informe"], *[[]] * 28, CD_HEADER, *LINES]})
    return len(LINES)


@CASES.refused(CD, "no_header")
def a_header_below_the_30th_row(path: Path) -> int:
    book(path, {"Hoja1": [["Informe"], *[[]] * 29, CD_HEADER, *LINES]})
    return len(LINES)


@CASES.loaded(CD, 3, 6, skus=["007", "008", "009"], warnings={"sheet_not_read": 1})
def several_sheets_of_which_the_first_with_a_header_is_read(path: Path) -> int:
    other = [CD_HEADER, ["X", "y", 100]]
    book(path, {"Portada": [["Informe"]], "Datos": [CD_HEADER, *LINES], "Otra": other})
    return len(LINES)


@CASES.loaded(CD, 3, 6, skus=["007", "008", "009"], warnings={})
def empty_sheets_are_not_worth_a_word(path: Path) -> int:
    book(path, {"Hoja1": [CD_HEADER, *LINES], "Hoja2": [], "Hoja3": []})
    return len(LINES)


@CASES.loaded(CD, 3, 6, skus=["007", "008", "009"], warnings={})
def a_hidden_sheet_is_not_read(path: Path) -> int:
    sheets = {"Oculta": [CD_HEADER, ["X", "y", 100]], "Datos": [CD_HEADER, *LINES]}
    with xlsxwriter.Workbook(path) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for place, value in cells(rows):
                sheet.write(*place, value)
        made.get_worksheet_by_name("Datos").activate()
        made.get_worksheet_by_name("Datos").set_first_sheet()
        made.get_worksheet_by_name("Oculta").very_hidden()
    return len(LINES)


@CASES.loaded(CD, 3, 6, ignored=2)
def a_row_of_totals_at_the_end(path: Path) -> int:
    return cd(path, [*LINES, [None, None, 6], ["TOTAL", None, 6]])


@CASES.loaded(CD, 4, 12, ignored=0, skus=["007", "008", "009", "Total"])
def a_total_that_is_not_at_the_end_is_a_row(path: Path) -> int:
    return cd(path, [["Total", "x", 6], *LINES])


@CASES.loaded(CD, 3, 6, ignored=2)
def headers_that_are_repeated(path: Path) -> int:
    first, second, third = LINES
    return cd(path, [first, CD_HEADER, second, [name.upper() for name in CD_HEADER], third])


@CASES.loaded(CD, 3, 6, ignored=3)
def empty_rows_in_between(path: Path) -> int:
    first, second, third = LINES
    return cd(path, [first, [], [" ", "\u00a0", ""], second, [], third])


@CASES.loaded(CD, 3, 6)
def empty_columns_in_between(path: Path) -> int:
    rows = [[None, sku, None, name, None, None, units] for sku, name, units in LINES]
    book(path, {"Hoja1": [[None, "sku", None, "producto", None, None, "cantidad"], *rows]})
    return len(rows)


@CASES.loaded(STORES, 4, 10, stores=["Eden", "Soho"], warnings={"column_without_header": 1})
def a_column_with_values_and_no_name(path: Path) -> int:
    rows = [["A", 1, 2, 99], ["B", 3, 4, 99]]
    book(path, {"Hoja1": [["sku", "Soho", "Eden"], *rows]})
    return 2 * 2


@CASES.loaded(CD, 3, 6, skus=["A"], warnings={"duplicate_line": 2})
def lines_of_one_sku_are_added_up(path: Path) -> int:
    return cd(path, [["A", "x", 1], ["A", "x", 2], ["A", "x", 3]])


@CASES.loaded(CD, 2, 4_000_000_000)
def lines_of_one_sku_that_add_up_to_more_than_one_may_say(path: Path) -> int:
    return cd(path, [["A", "x", 2_000_000_000], ["A", "x", 2_000_000_000]])


@CASES.loaded(SALES, 3, 1, warnings={"duplicate_line": 1})
def lines_of_sales_that_repeat_count_and_returns_are_negative(path: Path) -> int:
    return sales(path, [SOLD[0], SOLD[0], ["A", "x", "Soho", -1, DAY]])


@CASES.loaded(CD, 3, 6, skus=["007", "008", "009"])
def a_workbook_by_openpyxl(path: Path) -> int:
    return by_openpyxl(path, [CD_HEADER, *LINES])


@CASES.loaded(SALES, 2, 3, rejected=1, rejects=["store_missing"])
def cells_merged_over_several_rows_say_their_value_once(path: Path) -> int:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        for place, value in cells([SALES_HEADER, *SOLD, ["009", "Tres", None, 3, DAY]]):
            sheet.write(*place, value)
        sheet.merge_range("C3:C4", "Eden")
    return 3


@CASES.loaded(STORES, 3, 6, stores=["Eden", "Mall", "Soho"], skus=["A"])
def one_row_for_all_stores(path: Path) -> int:
    book(path, {"Hoja1": [["sku", "Soho", "Eden", "Mall"], ["A", 1, 2, 3]]})
    return 3


@CASES.loaded(STORES, 1001, 1001)
def a_thousand_stores(path: Path) -> int:
    stores = [f"Tienda {i:04}" for i in range(1001)]
    book(path, {"Hoja1": [["sku", "producto", *stores], ["A", "x", *[1] * 1001]]})
    return 1001


@CASES.loaded(CD, 3, 6, skus=["007", "008", "009"])
def hidden_rows_and_columns_are_read_like_others(path: Path) -> int:
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        for place, value in cells([CD_HEADER, *LINES]):
            sheet.write(*place, value)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})
        sheet.autofilter(0, 0, len(LINES), 2)
    return len(LINES)


@CASES.loaded(CD, 3, 6, skus=["007", "008", "009"])
def names_of_columns_over_several_lines(path: Path) -> int:
    header = ["Código\nProducto", "Descripción  del\r\nproducto", " CANTIDAD\u00a0"]
    book(path, {"Hoja1": [header, *LINES]})
    return len(LINES)
