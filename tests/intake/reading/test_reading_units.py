"""Units are whole, or rejected with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading import read_stock
from intake.reading.units import parse_units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("12", 12),
        (" 12 ", 12),
        ("\u00a0-3", -3),
        ("\u22123", -3),
        ("+4", 4),
        ("12.0", 12),
        ("12,00", 12),
        ("007", 7),
        ("1.234.567", 1_234_567),
        ("-1,234,567", -1_234_567),
        ("1.234,0", 1234),
        ("1,234.00", 1234),
        ("1234.000", 1234),
        ("0.000", 0),
        ("-0", 0),
        (".0", 0),
        ("2000000000", 2_000_000_000),
        ("1.234,000", 1234),
    ],
)
def test_a_text_that_is_whole_is_accepted(text, units):
    assert parse_units(text) == (units, "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "units_missing"),
        ("  ", "units_missing"),
        ("1.234", "units_not_whole"),
        ("1,000", "units_not_whole"),
        ("0,5", "units_not_whole"),
        ("1.234,5", "units_not_whole"),
        ("nan", "units_not_number"),
        ("inf", "units_not_number"),
        ("1e3", "units_not_number"),
        ("doce", "units_not_number"),
        ("1 234", "units_not_number"),
        ("12.", "units_not_number"),
        ("1.2.3", "units_not_number"),
        ("1.23.456", "units_not_number"),
        ("--1", "units_not_number"),
        ("0x1f", "units_not_number"),
        ("१२", "units_not_number"),
        ("1_000", "units_not_number"),
        ("2000000001", "units_out_of_range"),
        ("9" * 5000, "units_out_of_range"),
        ("#N/A", "cell_error"),
        ("#¡REF!", "cell_error"),
    ],
)
def test_a_text_that_is_not_whole_is_refused_with_its_reason(text, code):
    assert parse_units(text) == (0, code)


def test_numbers_are_never_rounded_and_true_is_not_one(xlsx, today):
    values = [12.0, 2.5, True, today, "=NA()", 2e9, 2e9 + 1, -2e9, 1e300, 0.1 + 0.2, None, -0.0]

    reading = read_stock(
        xlsx([["sku", "cantidad"], *[[f"S{i:02}", v] for i, v in enumerate(values)]]),
        place="cd",
        in_process=True,
    )

    assert reading.table.units.tolist() == [12, 2_000_000_000, -2_000_000_000, 0]
    assert [(f.row, f.code) for f in reading.rejected] == [
        (3, "units_not_whole"),
        (4, "units_not_number"),
        (5, "units_not_number"),
        (6, "cell_error"),
        (8, "units_out_of_range"),
        (10, "units_out_of_range"),
        (11, "units_not_whole"),
        (12, "units_missing"),
    ]
    assert [f.value for f in reading.rejected[:4]] == ["2.5", "TRUE", "2026-01-10", "#N/A"]
    assert (reading.negative, reading.zero, reading.positive) == (1, 1, 2)


def test_a_formula_that_was_never_calculated_is_not_zero(csv, xlsx, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["sku", "Maipu", "Viña"], ["A", "=1+1", 3], ["B", 4, 5]):
        book.active.append(row)
    book.save(tmp_path / "formula.xlsx")

    reading = read_stock(tmp_path / "formula.xlsx", place="stores", in_process=True)

    assert [(f.row, f.column, f.code) for f in reading.rejected] == [
        (2, "Maipu", "formula_without_value")
    ]
    assert (reading.rows, reading.table.units.tolist()) == (3, [3, 4, 5])


@given(st.integers(-2_000_000_000, 2_000_000_000))
def test_every_way_to_write_a_whole_number_gives_it_back(units):
    dots = f"{units:,}".replace(",", ".")

    assert parse_units(str(units)) == (units, "")
    assert parse_units(f" {units}.0") == (units, "")
    assert parse_units(f"{units},00\t") == (units, "")
    if abs(units) >= 1_000_000:
        assert parse_units(dots) == parse_units(f"{units:,}") == (units, "")
    if abs(units) >= 1000:
        assert parse_units(f"{dots},0") == parse_units(f"{units:,}.0") == (units, "")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_a_fraction_is_never_accepted(number):
    text = f"{number:f}"
    units, code = parse_units(text)

    assert (code == "") == (float(text) == int(float(text)))
    assert code or units == int(float(text))


@given(st.text())
def test_no_text_makes_the_parser_fail(text):
    units, code = parse_units(text)

    assert units == 0 or code == ""
