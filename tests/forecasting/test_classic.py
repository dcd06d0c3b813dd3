"""The classic purchase forecast, number by number and against a naive second opinion."""

import csv
import gzip
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import classic
from forecasting.methods import CLASSIC, METHODS
from tests.conftest import SHARED

M5 = SHARED / "data" / "m5_dev_600sku_10store.csv.gz"

D = date(2025, 12, 24)  # a Wednesday
Sale = tuple[int, date, int]  # product, day, units

SALES = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.integers(-30, 3).map(lambda days: D + timedelta(days)),
        st.integers(-9, 30),
    ),
    max_size=50,
)


def demand(sales: list[Sale], days: int, last: date = D) -> dict[int, tuple[int, int]]:
    """Units and weeks by product, through the columns of forecasting/classic.py."""
    product, sums, weeks = classic.window_demand(
        np.array([sale[0] for sale in sales], dtype=np.int64),
        np.array([sale[1] for sale in sales], dtype="M8[D]"),
        np.array([sale[2] for sale in sales], dtype=np.int64),
        np.datetime64(last),
        days,
    )
    assert product.tolist() == sorted(product.tolist())
    counted = zip(sums.tolist(), weeks.tolist(), strict=True)
    return dict(zip(product.tolist(), counted, strict=True))


def required(units: int, divisor: int, factor: Fraction) -> tuple[int, int]:
    hundredths, whole = classic.required(np.array([units]), divisor, factor)
    return int(hundredths[0]), int(whole[0])


def naive_demand(sales: list[Sale], days: int, last: date = D) -> dict[int, tuple[int, int]]:
    rows = defaultdict(list)
    for product, day, units in sales:
        if last - timedelta(days) <= day <= last:
            rows[product].append((day, units))
    return {
        product: (
            sum(units for _day, units in held),
            len({day - timedelta(day.weekday()) for day, _units in held}),
        )
        for product, held in rows.items()
    }


def test_sma3_worked_by_hand():
    """30 units in 21 days are 10 a week; 4 + 1 + 14 / 7 weeks need 70."""
    days, divisor = METHODS["sma3"].days, METHODS["sma3"].divisor
    sales = [(1, D, 12), (1, D - timedelta(7), 10), (1, D - timedelta(21), 8)]

    assert demand(sales, days) == {1: (30, 3)}
    assert required(30, divisor, Fraction(1)) == (1000, 10)
    assert required(30, divisor, Fraction(4) + 1 + Fraction(14, 7)) == (7000, 70)


@pytest.mark.parametrize(("method", "days"), [("sma3", 21), ("sma2", 14), ("last_week", 7)])
def test_both_ends_of_the_window_count_and_the_days_beyond_do_not(method, days):
    sales = [
        (1, D - timedelta(days + 1), 1000),
        (1, D - timedelta(days), 1),
        (1, D, 10),
        (1, D + timedelta(1), 100),
        (2, D + timedelta(1), 5),
    ]

    assert METHODS[method].days == days
    assert {product: units for product, (units, _) in demand(sales, days).items()} == {1: 11}


def test_weeks_are_distinct_mondays():
    """21 days before a Wednesday touch four calendar weeks; Sunday and Monday are two of them."""
    sunday = date(2025, 12, 14)
    sales = [
        *((1, D - timedelta(days), 1) for days in (0, 1, 2)),  # Monday to Wednesday of one week
        *((2, sunday + timedelta(days), 1) for days in (0, 1)),
        *((3, D - timedelta(days), 1) for days in range(22)),
    ]

    assert demand(sales, 21) == {1: (3, 1), 2: (2, 2), 3: (22, 4)}


@pytest.mark.parametrize(
    ("units", "divisor", "factor", "hundredths", "whole"),
    [
        (5, 2, Fraction(1), 250, 2),  # halves go to the even neighbour
        (7, 2, Fraction(1), 350, 4),
        (-5, 2, Fraction(1), -250, -2),
        (-7, 2, Fraction(1), -350, -4),
        (1, 2, Fraction(1), 50, 0),
        (8, 3, Fraction(1), 267, 3),
        (-8, 3, Fraction(1), -267, -3),  # more came back than was sold
        (1, 3, Fraction(3, 200), 0, 0),  # half a hundredth
        (1, 1, Fraction(3, 200), 2, 0),  # one and a half
        (1, 1, Fraction(5, 200), 2, 0),  # two and a half
        (10, 3, Fraction(5) + Fraction(10, 7), 2143, 21),
        (0, 3, Fraction(7), 0, 0),
    ],
)
def test_what_is_required_is_rounded_from_the_exact_quotient(
    units, divisor, factor, hundredths, whole
):
    assert required(units, divisor, factor) == (hundredths, whole)


def test_whole_units_are_not_rounded_twice():
    """2.4996 is 2.50 in hundredths, which would be 2 or 3 units; it is 2. 1.4996 is 1, not 2."""
    assert required(24996, 1, Fraction(1, 10_000)) == (250, 2)
    assert required(34996, 1, Fraction(1, 10_000)) == (350, 3)


@given(SALES, st.sampled_from(sorted(CLASSIC)))
def test_demand_is_that_of_a_second_opinion(sales, method):
    days = METHODS[method].days

    assert demand(sales, days) == naive_demand(sales, days)


@given(
    st.lists(st.integers(-(2**62), 2**62), min_size=1),
    st.sampled_from([1, 2, 3]),
    st.fractions(0, 500, max_denominator=7000),
)
def test_what_is_required_is_that_of_fractions_whatever_the_size(sums, divisor, factor):
    exact = [Fraction(units, divisor) * factor for units in sums]
    expected = [(round(need * 100), round(need)) for need in exact]

    if all(abs(number) < 2**63 for pair in expected for number in pair):
        columns = classic.required(np.array(sums), divisor, factor)
        assert list(zip(*(column.tolist() for column in columns), strict=True)) == expected
    else:
        with pytest.raises(OverflowError):
            classic.required(np.array(sums), divisor, factor)


@pytest.mark.skipif(not M5.is_file(), reason="../shared/data is not here")
@pytest.mark.parametrize("last", [date(2016, 5, 22), date(2016, 1, 6)])
def test_a_long_history_gives_what_a_second_opinion_gives(last):
    with gzip.open(M5, "rt", newline="") as file:
        near = [str(last + timedelta(days)) for days in (-30, 7)]
        rows = [row for row in csv.reader(file) if near[0] <= row[2] <= near[1]]
    skus = sorted({row[0] for row in rows})
    number = {sku: place for place, sku in enumerate(skus)}
    sales = [(number[sku], date.fromisoformat(day), int(units)) for sku, _store, day, units in rows]

    for days, divisor in ((METHODS[name].days, METHODS[name].divisor) for name in CLASSIC):
        expected = naive_demand(sales, days, last)
        assert demand(sales, days, last) == expected
        sums = [units for units, _weeks in expected.values()]
        _hundredths, units = classic.required(np.array(sums), divisor, Fraction(50, 7))
        assert units.tolist() == [round(Fraction(units * 50, divisor * 7)) for units in sums]


def test_no_sales_need_nothing():
    assert demand([], 21) == {}
    assert classic.required(np.zeros(0, dtype=np.int64), 3, Fraction(7))[0].tolist() == []
