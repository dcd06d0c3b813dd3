"""Cells of workbooks that are not what they seem: numbers as SKUs, errors, formulas, quantities."""

from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.intake.corpus.books import Formula, In, book, by_openpyxl, cd, sales
from tests.intake.corpus.case import CD, CD_HEADER, DAY, SALES, STORES, Cases

CASES = Cases()


@CASES.loaded(CD, 5, 15, skus=["0000123", "01-23", "123", "A-007", "N° 12"])
def numbers_that_a_format_fills_up_with_zeros(path: Path) -> int:
    shown = [In("0000000", 123), In("00-00", 123), 123, In('"A-"000', 7), In('"N° "0', 12)]
    return cd(path, [[sku, "x", number] for number, sku in enumerate(shown, 1)])


@CASES.loaded(CD, 4, 10, skus=["1234", "1235", "1236", "1237"])
def number_formats_that_are_only_looks_leave_the_digits(path: Path) -> int:
    shown = [In("#,##0", 1234), In("0.00", 1235), In("0.00E+00", 1236), In("[Red]0", 1237)]
    return cd(path, [[sku, "x", number] for number, sku in enumerate(shown, 1)])


@CASES.loaded(CD, 2, 3, skus=["000012", "12"], warnings={})
def the_same_number_with_and_without_zeros_is_two_products(path: Path) -> int:
    return cd(path, [[In("000000", 12), "x", 1], [12, "x", 2]])


@CASES.loaded(
    CD, 2, 2, skus=["1234567890123450", "123456789012345"], warnings={"sku_from_long_number": 1}
)
def a_number_of_16_digits_is_warned_about(path: Path) -> int:
    return cd(path, [[1234567890123450, "x", 1], [123456789012345, "x", 1]])


@CASES.loaded(CD, 1, 1, skus=["12345678901234570000"], warnings={"sku_from_long_number": 1})
def a_number_of_20_digits_is_warned_about(path: Path) -> int:
    return cd(path, [[12345678901234567000, "x", 1]])


@CASES.loaded(
    CD,
    3,
    3,
    skus=["1,46334E+11", "1.46334E+11", "1E5"],
    warnings={"sku_from_shortened_number": 2},
)
def a_text_that_a_spreadsheet_has_shortened_is_warned_about(path: Path) -> int:
    return cd(path, [[sku, "x", 1] for sku in ("1.46334E+11", "1,46334E+11", "1E5")])


@CASES.loaded(CD, 1, 1, rejected=2, rejects=["sku_not_text", "units_not_whole"])
def numbers_with_decimals(path: Path) -> int:
    return cd(path, [["A", "x", 1.0], [1.5, "x", 1], ["B", "x", 0.116]])


@CASES.loaded(
    CD,
    1,
    4,
    rejected=5,
    names=["F"],
    rejects=["cell_error", "cell_error", "cell_error", "units_not_number", "units_not_number"],
)
def error_cells(path: Path) -> int:
    return cd(
        path,
        [
            [Formula("=NA()", "#N/A"), "x", 1],
            ["B", "x", Formula("=1/0", "#DIV/0!")],
            ["C", "x", "#N/A"],
            ["D", "x", Formula('="a"', "a")],
            ["E", "x", "n/a"],
            ["F", Formula("=NA()", "#N/A"), 4],
        ],
    )


@CASES.loaded(
    STORES,
    4,
    7,
    rejected=2,
    rejects=["cell_error", "cell_error"],
    skus=["A", "B"],
    stores=["Eden", "Mall", "Soho"],
)
def error_cells_of_a_matrix_are_not_zero(path: Path) -> int:
    rows = [["A", 1, Formula("=NA()", "#N/A"), 3], ["B", None, "#REF!", 3]]
    book(path, {"Hoja1": [["sku", "Soho", "Eden", "Mall"], *rows]})
    return 2 * 3


@CASES.loaded(CD, 2, 5, skus=["A", "B"])
def formulas_with_stored_values(path: Path) -> int:
    return cd(path, [[Formula('="A"', "A"), "x", Formula("=1+1", 2)], ["B", "x", Formula("=3", 3)]])


@CASES.loaded(CD, 1, 3, rejected=2, rejects=["formula_without_value"] * 2)
def formulas_that_were_never_calculated(path: Path) -> int:
    rows = [['="A"', "x", 1], ["B", "x", "=1+1"], ["C", "x", 3]]
    return by_openpyxl(path, [CD_HEADER, *rows])


@CASES.loaded(CD, 3, 6, skus=["007", "008", "0 09"])
def white_space_around_a_sku_that_cannot_be_seen(path: Path) -> int:
    return cd(path, [["\u00a0007\u00a0", "x", 1], ["\t008 ", "x", 2], [" 0 09\u2003", "x", 3]])


@CASES.loaded(
    CD,
    2,
    3,
    skus=["PIN\u0303ATA", "PI\u00d1ATA"],
    warnings={"sku_differs_only_in_case": 1},
)
def composed_and_decomposed_skus_are_two_products(path: Path) -> int:
    return cd(path, [["PI\u00d1ATA", "x", 1], ["PIN\u0303ATA", "x", 2]])


@CASES.loaded(CD, 2, 3, skus=["A1", "A\u200b1"], warnings={"sku_invisible_characters": 1})
def a_sku_with_a_character_that_cannot_be_seen(path: Path) -> int:
    return cd(path, [["A1", "x", 1], ["A\u200b1", "x", 2]])


@CASES.loaded(SALES, 2, 3, stores=["Ñuñoa"])
def composed_and_decomposed_names_are_one_store(path: Path) -> int:
    return sales(
        path, [["A", "x", "N\u0303un\u0303oa", 1, DAY], ["A", "x", " Ñuñoa\u00a0", 2, DAY]]
    )


@CASES.loaded(CD, 1, 3, rejected=4, rejects=["units_not_number"] * 4)
def booleans_dates_and_words_as_quantities(path: Path) -> int:
    bad = [True, False, date(2025, 12, 24), "doce"]
    return cd(path, [*[["B", "x", value] for value in bad], ["A", "x", 3]])


@CASES.loaded(CD, 1, 1, rejected=2, rejects=["units_not_whole", "units_not_number"])
def percentages(path: Path) -> int:
    return cd(path, [["A", "x", In("0%", 0.5)], ["B", "x", "50%"], ["C", "x", In("0%", 1)]])


@CASES.loaded(CD, 1, 150, rejected=2, rejects=["units_not_number", "units_not_number"])
def scientific_notation_as_text_is_no_quantity(path: Path) -> int:
    return cd(path, [["A", "x", "1E2"], ["B", "x", "1,5E+3"], ["C", "x", In("0.0E+00", 150)]])


@CASES.loaded(CD, 2, 4_000_000_000 - 1, rejected=2, rejects=["units_out_of_range"] * 2)
def quantities_at_the_edge(path: Path) -> int:
    edge = [2_000_000_000, 1_999_999_999, 2_000_000_001, 1e300]
    return cd(path, [[f"S{i}", "x", units] for i, units in enumerate(edge)])


@CASES.loaded(CD, 2, -3, warnings={"negative_units": 1})
def negative_stock_is_taken_as_it_stands(path: Path) -> int:
    return cd(path, [["A", "x", -5], ["B", "x", 2]])


@CASES.loaded(CD, 1, 1, skus=["ABC"], names=["Un nombre largo"])
def rich_text(path: Path) -> int:
    made = openpyxl.Workbook()
    bold = InlineFont(b=True)
    made.active.append(CD_HEADER)
    name = CellRichText("Un ", TextBlock(bold, "nombre"), " largo")
    made.active.append([CellRichText("A", TextBlock(bold, "BC")), name, 1])
    made.save(path)
    return 1


@CASES.loaded(CD, 1, 1, skus=["_x0041_"], names=["a_x000D_b"])
def texts_that_look_like_escapes(path: Path) -> int:
    return cd(path, [["_x0041_", "a_x000D_b", 1]])
