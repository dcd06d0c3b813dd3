"""Every method against examples worked by hand, and what all of them owe."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.methods import METHODS, ses3
from forecasting.methods.ses3 import ALPHAS

NAN = np.nan
SALES = arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.integers(1, 6)),
    elements=st.one_of(st.integers(-3, 40).map(float), st.just(NAN)),
)
EVERY_METHOD = pytest.mark.parametrize(
    "method", [method.levels for method in METHODS.values()], ids=METHODS
)


def column(*sales: float) -> np.ndarray:
    return np.array(sales, dtype=float)[:, None]


def smoothings(sales: list[float], alpha: float) -> list[float]:
    """A simple exponential smoothing as a book has it: the level after each known week."""
    known = [units for units in sales if units == units]
    levels = known[:1]
    for units in known[1:]:
        levels.append(levels[-1] + alpha * (units - levels[-1]))
    return levels


def ses3_slowly(sales: list[float]) -> float:
    """The last level, from the known weeks alone, one alpha after the other."""
    known = [units for units in sales if units == units]
    squares = {
        alpha: sum(
            (units - level) ** 2
            for units, level in zip(known[1:], smoothings(sales, alpha), strict=False)
        )
        for alpha in ALPHAS.tolist()
    }
    tuned = min(squares, key=lambda alpha: (squares[alpha], alpha))
    last = [smoothings(sales, alpha)[-1] for alpha in (0.05, 0.5, tuned)]
    return max(sum(last) / 3, 0)


def test_a_smoothing_gives_the_levels_of_the_published_example():
    assert [round(level) for level in smoothings([94764, 103900, 167777, 291264], 0.3)] == [
        94764,
        97505,
        118586,
        170390,
    ]


def test_ses3_is_the_mean_of_its_three_smoothings():
    levels = ses3(column(94764, 103900, 167777, 291264))

    slow, fast, tuned = (
        smoothings([94764, 103900, 167777, 291264], alpha)[-1] for alpha in (0.05, 0.5, 0.7)
    )
    assert levels.parts["alpha"].tolist() == [0.7]  # the quickest follows this growth best
    assert levels.parts["slow"].tolist() == [pytest.approx(slow)]
    assert levels.parts["fast"].tolist() == [pytest.approx(fast)]
    assert levels.parts["tuned"].tolist() == [pytest.approx(tuned)]
    assert levels.path[-1, 0] == pytest.approx((slow + fast + tuned) / 3)


def test_one_of_the_alphas_of_ses3_is_that_of_the_published_example():
    """In these weeks 0.3 errs least, so that the tuned level is the one checked above."""
    sales = column(10, 0, 7, 6, 8, 7)

    levels = ses3(sales)

    assert levels.parts["alpha"].tolist() == [0.3]
    assert levels.parts["tuned"][0] == pytest.approx(smoothings(sales[:, 0].tolist(), 0.3)[-1])


@given(SALES)
def test_ses3_says_what_one_series_after_the_other_says(sales):
    path = ses3(sales).path

    for series in range(sales.shape[1]):
        for week in range(len(sales)):
            past = sales[: week + 1, series]
            if np.isnan(past).all():
                assert np.isnan(path[week, series])
            else:
                assert path[week, series] == pytest.approx(ses3_slowly(past.tolist()), abs=1e-9)


def test_of_equal_alphas_the_smallest_is_taken():
    assert ses3(column(5, 5, 5)).parts["alpha"].tolist() == [0.05]


def test_naive_is_the_last_known_week():
    path = METHODS["last_week"].levels(column(NAN, 4, 6, NAN, 0, -2)).path

    np.testing.assert_array_equal(path, column(NAN, 4, 6, 6, 0, 0))


def test_mean4_is_the_mean_of_the_last_four_known_weeks():
    path = METHODS["mean4"].levels(column(NAN, 4, 0, NAN, 2, 6, 8)).path

    np.testing.assert_array_equal(path, column(NAN, 4, 2, 2, 2, 3, 4))


def test_the_classic_rule_knows_no_zeros():
    path = METHODS["classic"].levels(column(6, 0, 3, 0, 0, 9, NAN, 12, -3)).path

    np.testing.assert_array_equal(path, column(6, 6, 4.5, 4.5, 4.5, 6, 6, 8, 6))


def test_a_series_that_never_sold_has_no_forecast_by_the_classic_rule():
    path = METHODS["classic"].levels(column(0, 0)).path

    np.testing.assert_array_equal(path, column(NAN, NAN))


@EVERY_METHOD
@given(sales=SALES)
def test_the_level_is_never_below_zero_and_known_from_the_first_sale_on(method, sales):
    path = method(sales).path

    began = np.logical_or.accumulate(~np.isnan(sales) & (sales != 0), axis=0)
    assert path.shape == sales.shape
    assert (path[began] >= 0).all()


@EVERY_METHOD
@given(sales=SALES)
def test_what_was_forecast_does_not_change_with_the_weeks_that_follow(method, sales):
    whole = method(sales).path

    for week in range(1, len(sales)):
        np.testing.assert_array_equal(method(sales[:week]).path, whole[:week])


@EVERY_METHOD
@given(sales=SALES)
def test_a_missing_week_changes_nothing(method, sales):
    doubled = np.insert(sales, range(1, len(sales) + 1), NAN, axis=0)

    np.testing.assert_array_equal(method(doubled).path[::2], method(sales).path)
    np.testing.assert_array_equal(method(doubled).path[1::2], method(sales).path)


@EVERY_METHOD
def test_a_series_says_the_same_to_the_last_bit_whatever_stands_beside_it(method):
    rng = np.random.default_rng(4)
    sales = rng.negative_binomial(1, 0.1, (60, 5000)).astype(float)
    sales[rng.random(sales.shape) < 0.1] = NAN

    whole = method(sales)

    for columns in (slice(0, 1), slice(2047, 2049), slice(1000, 4999), slice(7, None, 11)):
        part = method(sales[:, columns])
        np.testing.assert_array_equal(part.path, whole.path[:, columns])
        for name, values in part.parts.items():
            np.testing.assert_array_equal(values, whole.parts[name][columns])


@EVERY_METHOD
@pytest.mark.parametrize("shape", [(3, 0)])
def test_no_series_give_no_levels(method, shape):
    assert method(np.zeros(shape)).path.shape == shape
