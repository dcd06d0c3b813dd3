"""Amounts of money and counts of packs: exact, in Spanish and English, nothing guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading import read_products
from intake.reading.amounts import amount_of_cell, parse_amount

CENTS = st.integers(0, 10**14 - 1)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567.00"),
        ("1,234,567.8", "1234567.80"),
        ("0,5", "0.50"),
        (".5", "0.50"),
        ("0.125000", None),
        ("12.500", None),
        ("0.500", "0.50"),
        ("1234.500", "1234.50"),
        ("$ 990", "990.00"),
        ("$1.234,50", "1234.50"),
        ("  007 ", "7.00"),
        ("0", "0.00"),
        ("-0,00", "0.00"),
        ("999999999999.99", "999999999999.99"),
        ("", ""),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    value, problem = parse_amount(text)

    assert (value if not problem else None) == amount


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1.234", "amount_ambiguous"),
        ("12,500", "amount_ambiguous"),
        ("1.2345", "amount_too_fine"),
        ("0.001", "amount_too_fine"),
        ("1.234,567", "amount_too_fine"),
        ("-1", "amount_below_zero"),
        ("\u22120,01", "amount_below_zero"),
        ("1000000000000", "amount_out_of_range"),
        ("9" * 5000, "amount_out_of_range"),
        ("1e3", "amount_not_number"),
        ("NaN", "amount_not_number"),
        ("1 234", "amount_not_number"),
        ("1.234.50", "amount_not_number"),
        ("10 %", "amount_not_number"),
        ("١٢", "amount_not_number"),
        ("#N/A", "cell_error"),
    ],
)
def test_what_is_no_amount_or_could_be_two_is_told(text, problem):
    assert parse_amount(text) == ("", problem)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (593.4000000000001, ("593.40", "")),
        (0.1 + 0.2, ("0.30", "")),
        (1234.0, ("1234.00", "")),
        (1.234, ("", "amount_too_fine")),
        (100 / 3, ("", "amount_too_fine")),
        (999999999999.99, ("999999999999.99", "")),
        (1e12, ("", "amount_out_of_range")),
        (1e300, ("", "amount_out_of_range")),
        (1e-300, ("", "amount_too_fine")),
        (-0.0, ("0.00", "")),
        (-0.5, ("", "amount_below_zero")),
        (float("nan"), ("", "amount_not_number")),
        (float("inf"), ("", "amount_not_number")),
    ],
)
def test_a_numeric_cell_is_the_amount_it_shows(number, expected):
    assert amount_of_cell(number) == expected


@given(CENTS)
def test_any_amount_survives_as_a_number_and_as_text_in_both_languages(cents):
    amount = Decimal(cents) / 100
    plain, english = f"{amount:.2f}", f"{amount:,.2f}"
    spanish = english.translate(str.maketrans(",.", ".,"))

    said = [parse_amount(plain), parse_amount(english), parse_amount(spanish)]

    assert [*said, amount_of_cell(float(plain))] == [(plain, "")] * 4


@given(st.text(alphabet="0123456789.,-$ e%", max_size=12))
def test_no_text_becomes_another_amount_than_its_digits(text):
    value, problem = parse_amount(text)

    if value:
        digits = "".join(c for c in text if c.isdigit()).strip("0")
        assert problem == ""
        assert value.replace(".", "").strip("0") == digits


def test_columns_of_purchase_terms_are_plain_digits_in_the_table(xlsx):
    rows = [
        ["SKU", "Nombre", "Proveedor", "Costo", "Empaque", "MOQ"],
        ["A", "One", "Norte", 1234.5, 6, 12],
        ["B", "Two", None, None, None, None],
        ["C", "Three", "Sur", "1.234,50", "6,0", "0"],
        ["D", "Four", "Sur", True, 1, 1],
        ["E", "Five", "Sur", 1, None, 2_000_000_001],
    ]

    reading = read_products(xlsx(rows), in_process=True)

    columns = reading.table.columns
    assert columns["sku"] == ["A", "B", "C"]
    assert columns["supplier"] == ["Norte", "", "Sur"]
    assert columns["unit_cost"] == ["1234.50", "", "1234.50"]
    assert columns["pack_size"] == ["6", "", "6"]
    assert columns["moq"] == ["12", "", "0"]
    assert [(found.row, found.column, found.code) for found in reading.rejected] == [
        (5, "Costo", "amount_not_number"),
        (6, "MOQ", "units_out_of_range"),
    ]


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        ("supplier", ["supplier", "Proveedor", "Nombre Proveedor", "Vendor"]),
        ("unit_cost", ["unit_cost", "Costo", "Costo unitario", "Unit cost", "Cost"]),
        ("pack_size", ["pack_size", "Pack", "Unidades por caja", "Empaque", "Units per pack"]),
        ("moq", ["MOQ", "Compra mínima", "Pedido mínimo", "Minimum order"]),
    ],
)
def test_purchase_terms_are_known_by_spanish_and_english_names(csv, field, headers):
    for header in headers:
        reading = read_products(csv(f"sku,name,{header}\nA,One,2\n"), in_process=True)

        assert reading.mapping[field] == header
