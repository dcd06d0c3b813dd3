"""Rows sorted by several columns, as numpy's own lexsort sorts them."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runs.sorting import added_up, in_order, order_of, repeated

SMALL, LARGE = st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1)
EDGES = st.sampled_from([-(2**63), -(2**62), -1, 0, 1, 2**62, 2**63 - 1])


def as_columns(rows: list[tuple[int, ...]]) -> list[np.ndarray]:
    return [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]


@st.composite
def tables(draw) -> list[np.ndarray]:
    """One to five columns, each of small numbers, of any, or of those at the edges."""
    kinds = draw(st.lists(st.sampled_from([SMALL, LARGE, EDGES]), min_size=1, max_size=5))
    return as_columns(draw(st.lists(st.tuples(*kinds), min_size=1, max_size=20)))


@given(tables())
@example(as_columns([(2**63 - 1, 0), (-(2**63), 1), (-(2**63), 0)]))
@example(as_columns([(5, -(2**63), 7), (5, 2**63 - 1, 7), (5, 0, 7)]))
def test_the_order_is_that_of_sorting_by_one_column_after_the_other(columns):
    expected = np.lexsort(columns[::-1])

    assert order_of(*columns).tolist() == expected.tolist()
    assert [column.tolist() for column in in_order(columns)] == [
        column[expected].tolist() for column in columns
    ]


@given(tables())
@example(as_columns([(2**63 - 1, 0), (-(2**63), 1), (2**63 - 1, 0)]))
@example(as_columns([(5, -(2**63), 7)] * 3))
def test_a_row_is_repeated_if_one_before_it_says_the_same(columns):
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    expected = [index for index, row in enumerate(rows) if row in rows[:index]]

    assert repeated(*columns).tolist() == expected


@pytest.mark.parametrize("bits", [1, 20, 30, 31, 32, 40, 60, 61, 62, 63, 64])
def test_rows_that_just_fit_into_one_number_or_just_do_not_are_sorted_alike(bits):
    random = np.random.default_rng(bits)
    low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    first = random.integers(low, high, 300, endpoint=True)
    second = random.integers(-1, 0, 300, endpoint=True)
    first[:2] = low, high

    assert order_of(first, second).tolist() == np.lexsort((second, first)).tolist()
    assert order_of(second, first).tolist() == np.lexsort((first, second)).tolist()


def test_equal_rows_stay_in_their_order():
    column = np.array([1, 0] * 50)

    assert order_of(column).tolist() == [*range(1, 100, 2), *range(0, 100, 2)]


def test_there_may_be_no_rows_and_no_columns():
    none = np.zeros(0, dtype=np.int64)

    assert order_of(none, none).tolist() == []
    assert repeated(none, none).tolist() == []
    assert [column.tolist() for column in in_order([none, none])] == [[], []]
    assert in_order([]) == []


@pytest.mark.parametrize("kind", ["i2", "i4", "u4", "bool"])
def test_narrow_numbers_are_sorted_too(kind):
    column = np.array([1, 0, 1], kind)

    assert order_of(column).tolist() == [1, 0, 2]
    assert in_order([column])[0].tolist() == [0, 1, 1]


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-(2**40), 2**40)), max_size=20))
def test_units_are_added_up_by_key(rows):
    expected = Counter()
    for key, units in rows:
        expected[key] += units

    keys, sums = added_up(*np.array(rows, dtype=np.int64).reshape(-1, 2).T)

    assert list(zip(keys.tolist(), sums.tolist(), strict=True)) == sorted(expected.items())
