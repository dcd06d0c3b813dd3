"""SKUs are text and stay what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading import read_stock
from intake.reading.formats import shape_of
from intake.reading.skus import case_twins, number_as_sku, sku_problem


def read_cd(path):
    return read_stock(path, place="cd", in_process=True)


def test_a_text_sku_keeps_its_zeros_and_loses_only_outer_white_space(xlsx):
    skus = ["014633382143", "14633382143", "\u00a0 ACC-0021\u2003", "CABLEPS51.5MT", "a b", "1E5"]

    reading = read_cd(xlsx([["sku", "quantity"], *[[sku, 1] for sku in skus]]))

    wanted = ["014633382143", "14633382143", "1E5", "ACC-0021", "CABLEPS51.5MT", "a b"]
    assert reading.table.skus == wanted
    assert reading.rows == 6


def test_a_numeric_sku_is_what_the_spreadsheet_shows(xlsx):
    rows = [["sku", "quantity"], [123, 1], [123, 2], [4005.0, 3], [7, 4], [7, 5]]
    formats = {(1, 0): "000000", (3, 0): "0", (4, 0): "0000;@", (5, 0): '"x"0'}

    reading = read_cd(xlsx(rows, formats=formats))

    assert reading.table.skus == ["000123", "0007", "123", "4005", "x7"]


def test_a_numeric_sku_of_16_digits_is_warned_about(xlsx):
    reading = read_cd(xlsx([["sku", "quantity"], [1234567890123450, 1], [123456789012345, 1]]))

    assert [(w.row, w.value, w.code) for w in reading.warnings] == [
        (2, "1234567890123450", "sku_from_long_number")
    ]


def test_what_is_no_sku_is_rejected_with_its_reason(xlsx, today):
    rows = [
        ["sku", "quantity"],
        ["", 1],
        [True, 1],
        [today, 1],
        ["=NA()", 1],
        ["x" * 65, 1],
        ["a\x00b", 1],
        [1.5, 1],
        ["fine", 1],
    ]

    reading = read_cd(xlsx(rows))

    assert [(f.row, f.code) for f in reading.rejected] == [
        (2, "sku_missing"),
        (3, "sku_not_text"),
        (4, "sku_not_text"),
        (5, "cell_error"),
        (6, "sku_too_long"),
        (7, "sku_control_characters"),
        (8, "sku_not_text"),
    ]
    assert reading.rejected[5].value == "a\u2400b"
    assert reading.table.skus == ["fine"]


def test_skus_that_differ_only_in_case_are_two_and_warned_about_once(csv):
    reading = read_cd(csv("sku,quantity\nx,1\nAbc,1\nABC,1\nabc,1\n"))

    assert reading.table.skus == ["ABC", "Abc", "abc", "x"]
    assert [(w.row, w.value, w.code) for w in reading.warnings] == [
        (3, "ABC, Abc, abc", "sku_differs_only_in_case")
    ]


def test_text_codes_are_in_code_point_order(csv):
    reading = read_cd(csv("sku,quantity\nñ,1\nz,1\nÁ,1\nB,1\na,1\n_,1\n9,1\n"))

    assert reading.table.skus == ["9", "B", "_", "a", "z", "Á", "ñ"]


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("000000", "000123"),
        ("0000000000000;@", "0000000000123"),
        ("[$-340A]00000", "00123"),
        ("[Red]0000", "0123"),
        ("00-00", "01-23"),
        ("0-0-0-0-0", "0-0-1-2-3"),
        ("0-0", "12-3"),
        ('"A-"0000', "A-0123"),
        (r"\A0000", "A0123"),
        ("#0-00", "1-23"),
        ("##-###", "-123"),
        ("_(0000_)", "0123"),
        ("0", "123"),
        ("#", "123"),
        ("0.00", "123"),
        ("#,##0", "123"),
        ("0%", "123"),
        ("00E+00", "123"),
        ("[<200]00000;0", "123"),
        ("General", "123"),
        ("@", "123"),
        ("yyyy", "123"),
        ('"x', "123"),
        ("", "123"),
    ],
)
def test_a_number_is_shown_as_its_format_shows_it_where_that_is_more_than_looks(
    number_format, shown
):
    assert number_as_sku(123.0, shape_of(number_format)) == shown


@given(st.integers(0, 2**53), st.integers(2, 20))
def test_a_whole_number_as_sku_is_its_digits_filled_up(number, width):
    assert number_as_sku(float(number), shape_of("0" * width)) == str(number).zfill(width)


@given(st.integers(0, 10**9), st.from_regex(r'[0#\- "\\A_*();\[\]<.,%]{0,12}', fullmatch=True))
def test_no_format_makes_two_numbers_the_same_sku(number, number_format):
    shape = shape_of(number_format)

    assert number_as_sku(float(number), shape) != number_as_sku(float(number + 1), shape)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_any_number_as_sku_is_the_same_number_or_nothing(number):
    text = number_as_sku(number, None)

    assert (text is None) == (not number.is_integer())
    assert text is None or float(text) == number


@given(st.text())
def test_a_sku_is_refused_exactly_when_empty_long_or_with_control_characters(text):
    sku = text.strip()
    bad = any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029" for c in sku)

    assert (sku_problem(sku) == "") == (0 < len(sku) <= 64 and not bad)


@given(st.lists(st.text("aAbBñÑ", min_size=1, max_size=3), unique=True))
def test_case_twins_are_all_skus_with_a_twin(skus):
    lonely = {sku for sku in skus if sum(sku.casefold() == o.casefold() for o in skus) == 1}

    assert {sku for group in case_twins(skus) for sku in group} == set(skus) - lonely
