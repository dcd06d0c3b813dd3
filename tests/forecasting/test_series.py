"""Sales rows as weekly series."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from forecasting import series
from forecasting.methods import METHODS

MONDAY = date(2025, 12, 1)
WEEKS = 5
FIRST_WEEK = int(series.week_of(np.array([MONDAY], dtype="M8[D]"))[0])
NAN = np.nan
NOWHERE = tuple(np.zeros(0, dtype=np.int64) for _ in range(3))
NO_GAPS = np.zeros(WEEKS, dtype=bool)

Row = tuple[int, int, int, int]  # product, store, days from the first Monday, units
ROWS = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(-9, 43), st.integers(-3, 9)),
    max_size=40,
)


def weekly(*rows: Row) -> series.Weekly:
    product, store, days, units = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return series.weekly(
        product, store, np.datetime64(MONDAY, "D") + days, units, FIRST_WEEK, WEEKS
    )


def matrix(given: series.Weekly, gaps=NO_GAPS, out=NOWHERE) -> np.ndarray:
    return series.dense(given, slice(None), gaps, out)


def spans(*triples: tuple[int, int, int]) -> series.Spans:
    return tuple(np.array(triples, dtype=np.int64).reshape(-1, 3).T)


def test_weeks_begin_on_monday():
    days = np.array([MONDAY + timedelta(days) for days in (-1, 0, 6, 7)], dtype="M8[D]")

    assert (series.week_of(days) - FIRST_WEEK).tolist() == [-1, 0, 0, 1]


def test_rows_become_sums_by_product_store_and_week():
    made = weekly((1, 0, 8, 2), (0, 2, 0, 3), (0, 2, 6, 4), (0, 2, 7, 1), (0, 1, 20, 5))

    assert made.product.tolist() == [0, 0, 1]
    assert made.store.tolist() == [1, 2, 0]
    assert made.first.tolist() == [2, 0, 1]
    assert made.starts.tolist() == [0, 1, 3, 4]
    assert made.week.tolist() == [2, 0, 1, 1]
    assert made.units.tolist() == [5, 7, 1, 2]


def test_rows_of_other_weeks_are_left_out():
    made = weekly((0, 0, -1, 9), (0, 0, 0, 1), (0, 0, 34, 2), (0, 0, 35, 9), (1, 0, 35, 9))

    assert made.product.tolist() == [0]
    assert made.week.tolist() == [0, 4]
    assert made.units.tolist() == [1, 2]


def test_a_week_without_a_row_is_zero_after_the_first_sale_and_missing_before():
    np.testing.assert_array_equal(
        matrix(weekly((0, 0, 7, 3), (0, 0, 28, 2), (0, 1, 0, 1))).T,
        [[NAN, 3, 0, 0, 2], [1, 0, 0, 0, 0]],
    )


def test_a_return_before_the_first_sale_begins_nothing():
    np.testing.assert_array_equal(
        matrix(weekly((0, 0, 0, -2), (0, 0, 14, 3), (0, 0, 21, -1))).T, [[NAN, NAN, 3, -1, 0]]
    )


def test_a_series_of_returns_alone_begins_with_the_first_of_them():
    np.testing.assert_array_equal(matrix(weekly((0, 0, 14, -2))).T, [[NAN, NAN, -2, 0, 0]])


def test_a_week_that_was_not_uploaded_is_missing_unless_there_is_a_sale_in_it():
    gaps = np.array([False, True, True, False, False])

    np.testing.assert_array_equal(
        matrix(weekly((0, 0, 0, 3), (0, 0, 14, 2), (0, 1, 0, 1), (0, 1, 7, -1)), gaps).T,
        [[3, NAN, 2, 0, 0], [1, NAN, NAN, 0, 0]],
    )


def test_a_week_out_of_stock_is_missing_unless_something_was_sold():
    made = weekly((0, 0, 0, 3), (0, 0, 21, 2), (0, 1, 7, 1))

    np.testing.assert_array_equal(
        matrix(made, out=spans((0, 1, 3), (0, 3, 9), (1, -2, 1))).T,
        [[3, NAN, NAN, 2, NAN], [NAN, 1, 0, 0, 0]],
    )


def test_spans_out_of_stock_count_series_from_the_first_of_all():
    made = weekly((0, 0, 0, 3), (1, 0, 0, 4), (2, 0, 0, 5))

    part = series.dense(made, slice(1, 3), NO_GAPS, spans((0, 1, 5), (2, 1, 2)))

    np.testing.assert_array_equal(part.T, [[4, 0, 0, 0, 0], [5, NAN, 0, 0, 0]])


@given(ROWS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)

    for name in ("product", "store", "first", "starts", "week", "units"):
        np.testing.assert_array_equal(
            getattr(weekly(*rows), name), getattr(weekly(*shuffled), name)
        )


@given(ROWS, st.integers(1, 6))
def test_chunks_are_whole_products_and_give_the_same_matrix(rows, most):
    made = weekly(*rows)
    gaps, out = np.array([False, True, False, False, False]), spans((0, 1, 4), (2, 2, 3))

    chunks = series.chunks(made, most)

    assert [place for chunk in chunks for place in range(chunk.start, chunk.stop)] == list(
        range(len(made.product))
    )
    products = [set(made.product[chunk].tolist()) for chunk in chunks]
    assert sum(map(len, products)) == len(set(made.product.tolist()))
    for chunk, held in zip(chunks, products, strict=True):
        assert chunk.stop - chunk.start <= most or len(held) == 1
    whole = matrix(made, gaps, out)
    for chunk in chunks:
        np.testing.assert_array_equal(series.dense(made, chunk, gaps, out), whole[:, chunk])


def test_chunks_are_as_large_as_allowed():
    made = weekly(*((product, store, 0, 1) for product in range(5) for store in range(2)))

    assert series.chunks(made, 5) == [slice(0, 4), slice(4, 8), slice(8, 10)]


def test_products_are_the_sums_of_their_stores():
    made = weekly((3, 0, 0, 3), (3, 1, 7, 2), (5, 0, 14, 4))
    sales = matrix(made)

    product, actual, path = series.by_product(made, slice(None), sales, sales * 2)

    assert product.tolist() == [3, 5]
    np.testing.assert_array_equal(actual.T, [[3, 2, 0, 0, 0], [NAN, NAN, 4, 0, 0]])
    np.testing.assert_array_equal(path.T, [[6, 4, 0, 0, 0], [NAN, NAN, 8, 0, 0]])


def test_what_was_forecast_stands_in_for_a_store_that_is_missing():
    made = weekly((0, 0, 0, 6), (0, 1, 0, 10))
    sales = matrix(made, out=spans((0, 1, 3), (1, 2, 3)))
    path = np.array([[6.0, 10.0], [5.0, 9.0], [4.0, 8.0], [3.0, 7.0], [2.0, 6.0]])

    _product, actual, level = series.by_product(made, slice(None), sales, path)

    np.testing.assert_array_equal(actual.T, [[16, 6 + 0, NAN, 0, 0]])
    np.testing.assert_array_equal(level.T, [[16, 14, 12, 10, 8]])


@given(ROWS, st.integers(1, 6))
def test_products_do_not_depend_on_the_chunks_to_the_last_bit(rows, most):
    made = weekly(*rows)

    def level_of(chunk: slice) -> np.ndarray:
        sales = series.dense(made, chunk, NO_GAPS, NOWHERE)
        return series.by_product(made, chunk, sales, METHODS["ses3"].levels(sales).path)[2]

    whole = level_of(slice(None))
    parts = [level_of(chunk) for chunk in series.chunks(made, most)]

    np.testing.assert_array_equal(np.concatenate([whole[:, :0], *parts], axis=1), whole)


def test_without_rows_there_is_no_series():
    made = weekly()

    assert series.chunks(made, 10) == []
    assert matrix(made).shape == (WEEKS, 0)
    assert series.by_product(made, slice(None), matrix(made), matrix(made))[1].shape == (WEEKS, 0)
