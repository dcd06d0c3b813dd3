"""Measures of accuracy, on examples worked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting import accuracy, purchase
from forecasting.methods import METHODS

NAN = np.nan


def flat(weeks: int, *levels: float) -> np.ndarray:
    return np.tile(np.array(levels, dtype=float), (weeks, 1))


def columns(*series: list[float]) -> np.ndarray:
    return np.array(series, dtype=float).T


def test_windows_end_with_the_last_week_and_begin_a_step_apart():
    assert accuracy.origins(64, 8, 3) == [55, 51, 47]
    assert accuracy.origins(64, 8, 3, step=8) == [55, 47, 39]


def test_windows_that_begin_before_the_history_are_left_out():
    assert accuracy.origins(13, 8, 3) == [4, 0]
    assert accuracy.origins(8, 8, 3) == []


def test_errors_are_those_of_the_total_of_the_horizon():
    """Two weeks after week 3 (5 + 9 against 2·6) and two after week 1 (2 + 4 against 2·6)."""
    actual, path = columns([3, 7, 2, 4, 5, 9]), flat(6, 6)

    errors = accuracy.rolling(actual, path, horizon=2, windows=2, step=2)

    assert errors.forecast.tolist() == [[12], [12]]
    assert errors.actual.tolist() == [[14], [6]]
    assert errors.signed.tolist() == [[-2], [6]]
    assert errors.absolute.tolist() == [[2], [6]]
    assert errors.weekly.tolist() == [[(1 + 3) / 2], [(4 + 2) / 2]]
    assert errors.scale.tolist() == [[(4 + 5 + 2) / 3], [4]]
    assert accuracy.wape(errors) == pytest.approx(8 / 20)
    assert accuracy.bias(errors) == pytest.approx(4 / 20)  # too much was forecast
    assert accuracy.mase(errors) == pytest.approx((2 / (11 / 3) + 3 / 4) / 2)


def test_the_forecast_is_that_of_the_origin_not_a_later_one():
    actual, path = columns([4, 4, 4, 4]), columns([1, 4, 9, 9])

    assert accuracy.rolling(actual, path, horizon=2, windows=1).forecast.tolist() == [[8]]


def test_a_forecast_of_too_little_has_a_bias_below_zero():
    errors = accuracy.rolling(flat(9, 10), flat(9, 9), horizon=4, windows=1)

    assert accuracy.bias(errors) == pytest.approx(-0.1)


def test_missing_weeks_are_left_out_of_both_sides():
    actual = columns([5, 5, NAN, 7], [5, 5, NAN, NAN], [NAN, NAN, 3, 3])
    path = columns([6, 6, 6, 6], [6, 6, 6, 6], [NAN, NAN, 3, 3])

    errors = accuracy.rolling(actual, path, horizon=2, windows=1)

    np.testing.assert_array_equal(errors.forecast, [[6, NAN, NAN]])
    np.testing.assert_array_equal(errors.actual, [[7, NAN, NAN]])
    np.testing.assert_array_equal(errors.weekly, [[1, NAN, NAN]])
    assert accuracy.wape(errors) == pytest.approx(1 / 7)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_who_knows_the_future_makes_no_error(levels):
    actual = flat(20, *levels)

    for method in METHODS.values():
        errors = accuracy.rolling(actual, method.levels(actual).path, horizon=4)
        assert (accuracy.wape(errors), accuracy.bias(errors)) == (
            pytest.approx(0),
            pytest.approx(0),
        )


def test_naive_errs_as_much_as_sales_change_when_it_forecasts_one_week():
    actual = columns([3, 5, 3, 5, 3, 5, 3])

    errors = accuracy.rolling(
        actual, METHODS["last_week"].levels(actual).path, horizon=1, windows=1
    )

    assert accuracy.mase(errors) == 1


def test_where_nothing_was_sold_there_is_no_percentage():
    errors = accuracy.rolling(flat(9, 0), flat(9, 1), horizon=4)

    assert math.isnan(accuracy.wape(errors))
    assert math.isnan(accuracy.bias(errors))
    assert math.isnan(accuracy.mase(errors))


def test_history_too_short_for_any_window_says_nothing():
    errors = accuracy.rolling(flat(4, 3), flat(4, 3), horizon=4)

    assert errors.actual.shape == (0, 1)
    assert math.isnan(accuracy.wape(errors))
    assert math.isnan(accuracy.coverage(accuracy.intervals(flat(4, 3), flat(4, 3), 4, 3)))


def test_intervals_are_made_of_what_was_known_at_the_origin():
    rng = np.random.default_rng(1)
    actual = rng.poisson(rng.uniform(1, 40, 50), (40, 50)).astype(float)
    path = METHODS["ses3"].levels(actual).path
    changed = actual.copy()
    changed[36:] = 10_000  # the future of the latest origin

    latest = accuracy.intervals(actual, path, weeks=4, windows=1)
    after_all = accuracy.intervals(
        changed, METHODS["ses3"].levels(changed).path, weeks=4, windows=1
    )

    np.testing.assert_array_equal(latest.low, after_all.low)
    np.testing.assert_array_equal(latest.high, after_all.high)
    assert after_all.actual.min() == 40_000


def test_an_interval_lies_between_the_tails_of_the_demand():
    """A new SKU: the default law, doubled for want of errors."""
    actual, path = flat(5, 4), flat(5, 4)

    found = accuracy.intervals(actual, path, weeks=4, windows=1, level=0.9)

    a, b = purchase.DEFAULT_LAW
    variance = 2 * math.exp(a + b * math.log(16))
    assert found.low.tolist() == [purchase.at_least(16, variance, 0.05).tolist()]
    assert found.high.tolist() == [purchase.at_least(16, variance, 0.95).tolist()]
    assert found.actual.tolist() == [[16]]


def test_coverage_is_the_share_of_demands_within_both_ends():
    found = accuracy.Intervals(
        low=np.array([[1.0, 1, 1, 1, NAN]]),
        high=np.array([[5.0, 5, 5, 5, NAN]]),
        actual=np.array([[1.0, 5, 6, 0, NAN]]),
    )

    assert accuracy.coverage(found) == 0.5


def test_nominal_intervals_cover_what_they_say_where_demand_is_as_assumed():
    rng = np.random.default_rng(3)
    actual = rng.poisson(rng.uniform(5, 40, 400), (80, 400)).astype(float)

    found = accuracy.intervals(actual, METHODS["ses3"].levels(actual).path, weeks=4, windows=6)

    assert 0.94 < accuracy.coverage(found) < 0.98
