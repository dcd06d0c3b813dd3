"""Targets, orders, classes and budgets: against sums done slowly, and examples worked by hand."""

import math
from decimal import Decimal, localcontext
from itertools import count

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forecasting import purchase
from forecasting.purchase import DEFAULT_LAW

NAN = np.nan
SMALL_MEANS = st.floats(0.01, 60)
WIDTHS = st.floats(0, 5)  # squared means of variance beyond Poisson's
LEVELS = st.floats(0.01, 0.995)


def probabilities(mean: float, variance: float):
    """P(demand = 0), P(demand = 1), … in 40 digits, from the definition of the distributions."""
    with localcontext() as context:
        context.prec = 40
        m, v = Decimal(mean), Decimal(variance)
        if v <= m:
            chance = (-m).exp()
            for k in count(1):
                yield chance
                chance = chance * m / k
        r, p = m * m / (v - m), m / v
        chance = (r * p.ln()).exp()
        for k in count(1):
            yield chance
            chance = chance * (k - 1 + r) / k * (1 - p)


def least_slowly(mean: float, variance: float, level: float) -> set[int]:
    """The least k with P(demand ≤ k) ≥ level; two answers where it is all but equal."""
    below, answers = Decimal(0), set()
    for k, chance in enumerate(probabilities(mean, variance)):
        below += chance
        if below >= Decimal(level) - Decimal("1e-11"):
            answers.add(k)
        if below >= Decimal(level) + Decimal("1e-11"):
            return answers


def one(column: np.ndarray) -> float:
    (value,) = column.tolist()
    return value


@given(SMALL_MEANS, WIDTHS, LEVELS)
def test_a_target_is_that_of_the_sum_done_slowly(mean, width, level):
    variance = mean + width * mean * mean

    assert one(purchase.at_least(mean, variance, level)) in least_slowly(mean, variance, level)


@pytest.mark.parametrize(
    ("mean", "variance", "level", "target"),
    [
        (2.0, 2.0, 0.95, 5),  # Poisson: P(≤ 4) = 0.9473, P(≤ 5) = 0.9834
        (2.0, 1.0, 0.95, 5),  # steadier than Poisson is taken as Poisson
        (1.0, 2.0, 0.95, 4),  # geometric: P(≤ k) = 1 − 2^−(k + 1)
        (1.0, 2.0, 0.9375, 3),  # exactly P(≤ 3)
        (1.0, 2.0, 0.96, 4),
        (1.0, 2.0, 0.97, 5),
        (0.0, 0.0, 0.95, 0),
        (0.01, 0.01, 0.95, 0),
        (100.0, 100.0, 0.975, 120),  # normal: 100 + 1.96 · 10 − ½ = 119.1
        (100.0, 400.0, 0.5, 100),
        (100.0, 400.0, 0.025, 61),  # 60.3
    ],
)
def test_targets_worked_by_hand(mean, variance, level, target):
    assert one(purchase.at_least(mean, variance, level)) == target


@given(SMALL_MEANS, LEVELS)
def test_a_negative_binomial_of_nearly_no_extra_variance_is_poisson(mean, level):
    close = one(purchase.at_least(mean, mean * (1 + 1e-13), level))

    assert close in least_slowly(mean, mean, level)


@given(st.floats(0.01, 500), WIDTHS, LEVELS, LEVELS)
def test_a_higher_level_never_asks_for_less(mean, width, low, high):
    low, high = sorted((low, high))
    variance = mean + width * mean * mean

    assert purchase.at_least(mean, variance, low) <= purchase.at_least(mean, variance, high)


@given(
    st.floats(1, 500), st.floats(0, 1000), st.floats(0, 1000), st.sampled_from([0.9, 0.95, 0.975])
)
def test_more_variance_never_asks_for_less_at_the_levels_of_service(mean, low, high, level):
    """Even where a negative binomial by itself would: it is not taken to be that wide."""
    low, high = sorted((low, high))
    variances = mean + mean * mean * np.array([low, high])
    less, more = purchase.at_least(mean, variances, level).tolist()

    assert less <= more


@given(SMALL_MEANS, WIDTHS, st.integers(-3, 150))
def test_survival_is_what_the_sum_done_slowly_leaves(mean, width, k):
    variance = mean + width * mean * mean
    chances = probabilities(mean, variance)
    expected = 1 - sum(next(chances) for _ in range(k))

    assert one(purchase.survival(mean, variance, k)) == pytest.approx(float(expected), abs=1e-11)


@given(st.floats(0.01, 300), WIDTHS, LEVELS)
def test_survival_agrees_with_the_target(mean, width, level):
    variance = mean + width * mean * mean
    target = purchase.at_least(mean, variance, level)

    assert one(purchase.survival(mean, variance, target + 1)) <= 1 - level + 1e-9
    if one(target) > 0:
        assert one(purchase.survival(mean, variance, target)) >= 1 - level - 1e-9


def test_survival_of_the_normal_distribution():
    """99.5 less 100 is 1/20 of the deviation 10 below the mean: 0.5199."""
    assert one(purchase.survival(100, 100, 100)) == pytest.approx(0.519939, abs=1e-6)
    assert one(purchase.survival(100, 100, 120)) == pytest.approx(0.025588, abs=1e-6)
    assert one(purchase.survival(100, 100, 0)) == 1


@given(SMALL_MEANS, WIDTHS, st.integers(0, 120))
def test_lost_units_are_the_sum_of_all_the_chances_beyond(mean, width, position):
    variance = mean + width * mean * mean
    beyond = mean - sum(
        min(k, position) * float(chance)
        for k, chance in zip(range(position + 1), probabilities(mean, variance), strict=False)
    )
    beyond -= position * one(purchase.survival(mean, variance, position + 1))

    assert one(purchase.lost(mean, variance, position)) == pytest.approx(beyond, abs=1e-9)


@pytest.mark.parametrize(
    ("mean", "variance", "position", "share"),
    [
        (1.0, 2.0, 1, 0.5),  # geometric: P(≥ 1)
        (1.0, 2.0, 2, 0.75),
        (1.0, 2.0, 0, 0.0),
        (1.0, 2.0, -5, 0.0),
        (0.0, 0.0, 0, 1.0),
        (100.0, 100.0, 100, 1 - 0.0398942),  # deviation / √(2π) is lost
    ],
)
def test_fill_rates_worked_by_hand(mean, variance, position, share):
    assert one(purchase.fill_rate(mean, variance, position)) == pytest.approx(share, abs=1e-6)


def test_an_element_says_the_same_whatever_stands_beside_it():
    rng = np.random.default_rng(8)
    mean = rng.lognormal(2, 2, 3000)
    variance = mean + rng.uniform(0, 6, 3000) * mean**2
    level, k = rng.uniform(0.01, 0.99, 3000), rng.integers(-2, 200, 3000)

    for function, third in (
        (purchase.at_least, level),
        (purchase.survival, k),
        (purchase.lost, k),
        (purchase.fill_rate, k),
    ):
        whole = function(mean, variance, third)
        for part in (slice(0, 1), slice(5, 1234), slice(3, None, 17)):
            alone = function(mean[part], variance[part], third[part])
            np.testing.assert_array_equal(alone, whole[part])


def test_errors_worked_by_hand():
    """Two weeks from each origin: 5 + 3 − 2·4, 3 + 9 − 2·6, 9 + 1 − 2·2."""
    actual = np.array([[4.0], [5], [3], [9], [1]])
    path = np.array([[4.0], [6], [2], [7], [7]])

    v, n = purchase.errors(actual, path, 2)

    assert (v.tolist(), n.tolist()) == ([36 / 3], [3])


def test_of_a_fraction_of_a_week_its_share_is_counted():
    """5 + 3/2 − 1½·4, 3 + 9/2 − 1½·6, 9 + 1/2 − 1½·2 are 0.5, −1.5, 6.5."""
    actual = np.array([[4.0], [5], [3], [9], [1]])
    path = np.array([[4.0], [6], [2], [7], [7]])

    v, n = purchase.errors(actual, path, 1.5)

    assert (v.tolist(), n.tolist()) == ([(0.25 + 2.25 + 42.25) / 3], [3])


def test_origins_without_a_level_or_before_a_missing_week_are_left_out():
    actual = np.array([[NAN, 1], [4, 1], [5, 1], [NAN, 1], [6, 1], [2, 1]])
    path = np.array([[NAN, 1], [3, 1], [3, 1], [3, 1], [4, 1], [4, 1]])

    v, n = purchase.errors(actual, path, 1)
    halves, count = purchase.errors(actual, path, 1.5)

    assert n.tolist() == [3, 5]  # 5 − 3, 6 − 3, 2 − 4
    assert v.tolist() == [(4 + 9 + 4) / 3, 0]
    assert count.tolist() == [1, 4]
    assert halves.tolist() == [(6 + 1 - 4.5) ** 2, 0]


def test_the_origins_asked_for_are_those_counted():
    actual, path = np.array([[4.0], [5], [3], [9], [1]]), np.full((5, 1), 4.0)

    v, n = purchase.errors(actual, path, 1, slice(1, 3))

    assert (v.tolist(), n.tolist()) == ([(1 + 25) / 2], [2])


def test_too_short_a_history_has_no_errors():
    v, n = purchase.errors(np.ones((3, 2)), np.ones((3, 2)), 3)

    assert (v.tolist(), n.tolist()) == ([0, 0], [0, 0])


@pytest.mark.parametrize("periods", [1, 2.5, 4])
def test_errors_do_not_depend_on_the_other_skus_to_the_last_bit(periods):
    rng = np.random.default_rng(2)
    actual, path = rng.uniform(0, 50, (40, 300)), rng.uniform(0, 50, (40, 300))

    whole = purchase.errors(actual, path, periods)

    for part in (slice(0, 1), slice(7, 200), slice(299, 300)):
        for found, expected in zip(
            purchase.errors(actual[:, part], path[:, part], periods), whole, strict=True
        ):
            np.testing.assert_array_equal(found, expected[part])


def test_the_law_finds_the_law_that_the_skus_follow():
    demand = np.linspace(1, 500, 40)
    v = np.exp(0.3 + 1.6 * np.log(demand))
    n = np.full(40, 20)
    n[:5] = 7  # too few errors: what they say is not listened to
    v[:5] = 1e9

    assert purchase.law(v, n, demand) == pytest.approx((0.3, 1.6))


@pytest.mark.parametrize("change", ["few SKUs", "few errors", "never wrong", "no demand", "alike"])
def test_where_too_few_tell_the_default_law_stands(change):
    v, demand, n = np.full(40, 2.0), np.linspace(1, 500, 40), np.full(40, 20)
    if change == "few SKUs":
        v, demand, n = v[:29], demand[:29], n[:29]
    if change == "few errors":
        n[:11] = 7
    if change == "never wrong":
        v[:11] = 0
    if change == "no demand":
        demand[:11] = 0
    if change == "alike":
        demand[:] = 5

    assert purchase.law(v, n, demand) == DEFAULT_LAW


def test_the_spread_is_shrunk_to_the_law():
    """12 errors of 4 weeks are 3 periods: (3·50 + 4·e²·10^1.5) / 7 · (1 + 1/3)."""
    found = purchase.spread(np.array([50.0]), np.array([12]), np.array([10.0]), 4, (2.0, 1.5))

    assert found.tolist() == [pytest.approx((150 + 4 * math.exp(2) * 10**1.5) / 7 * 4 / 3)]


def test_a_new_sku_has_the_spread_of_the_law_doubled_for_what_is_not_known():
    found = purchase.spread(np.array([0.0]), np.array([0]), np.array([100.0]), 4, (0.0, 1.5))

    assert found.tolist() == [pytest.approx(2 * 1000)]


def test_the_spread_is_never_below_poissons_and_a_late_supplier_adds_to_it():
    v, n, demand = np.array([1.0, 0.0]), np.array([400, 4]), np.array([30.0, 0.0])

    assert purchase.spread(v, n, demand, 4, (0.0, 0.0)).tolist() == [30, 0]
    late = purchase.spread(v, n, demand, 4, (0.0, 0.0), extra=np.array([60.0, 0.0]))
    assert late[0] == pytest.approx((100 * 1 + 4) / 104 * 1.01 + 60)


@pytest.mark.parametrize(
    ("target", "position", "pack", "moq", "units"),
    [
        (20, 8, 1, 1, 12),
        (20, 8, 5, 1, 15),
        (20, 8, 12, 1, 12),
        (20, 8, 5, 40, 40),
        (20, 8, 5, 41, 45),
        (20, 20, 5, 40, 0),
        (20, 25, 1, 1, 0),
        (20, -4, 6, 0, 24),  # backorders
        (0, 0, 1, 10, 0),
    ],
)
def test_orders_worked_by_hand(target, position, pack, moq, units):
    columns = (np.array([number]) for number in (target, position, pack, moq))

    assert one(purchase.to_order(*columns)) == units


@given(
    st.integers(0, 10**6), st.integers(-(10**6), 10**6), st.integers(1, 500), st.integers(0, 5000)
)
def test_an_order_is_the_least_of_whole_packs_that_reaches_target_and_minimum(
    target, position, pack, moq
):
    units = one(
        purchase.to_order(*(np.array([number]) for number in (target, position, pack, moq)))
    )

    if position >= target:
        assert units == 0
    else:
        assert units % pack == 0
        assert units >= moq
        assert position + units >= target
        assert units - pack < max(moq, target - position)


@pytest.mark.parametrize(
    ("value", "classes"),
    [
        ([50, 30, 15, 5], "AABC"),
        ([5, 15, 30, 50], "CBAA"),
        ([81, 14, 5], "ABC"),
        ([79, 1, 15, 5], "ACAB"),  # 79 are not yet 80: what reaches it is A
        ([100], "A"),
        ([10, 10, 10, 10, 10, 10, 10, 10, 10, 10], "AAAAAAAABB"),
        ([90, 0, -5, 10], "ACCB"),
        ([0, 0], "CC"),
        ([], ""),
    ],
)
def test_abc_by_hand(value, classes):
    assert "".join(purchase.abc(np.array(value, dtype=np.int64))) == classes
    assert "".join(purchase.abc(np.array(value, dtype=float))) == classes


def test_xyz_by_hand():
    mean = np.array([10.0, 10, 10, 10, 0])
    deviation = np.array([5.0, 5.01, 10, 10.1, 0])

    assert "".join(purchase.xyz(mean, deviation**2)) == "XYYZZ"


def budget(*skus: tuple[int, int, int, int], money: int, mean: float = 1.0, **more):
    """SKUs as (position, pack, units, cost), all with the same geometric demand."""
    position, pack, units, cost = np.array(skus, dtype=np.int64).T
    mean = np.full(len(skus), mean)
    bought, rank = purchase.budget_order(mean, mean * 2, position, pack, units, cost, money, **more)
    return bought.tolist(), rank.tolist()


def test_the_unit_that_is_likelier_to_sell_is_bought_first():
    """With 1, 0 and 2 on hand the next units sell with 1/4, 1/2 and 1/8."""
    skus = ((1, 1, 2, 10), (0, 1, 2, 10), (2, 1, 2, 10))

    assert budget(*skus, money=10) == ([0, 1, 0], [0, 1, 0])
    assert budget(*skus, money=29) == ([1, 1, 0], [2, 1, 0])
    assert budget(*skus, money=60) == ([2, 2, 2], [2, 1, 3])
    assert budget(*skus, money=10**9) == ([2, 2, 2], [2, 1, 3])
    assert budget(*skus, money=0) == ([0, 0, 0], [0, 0, 0])


def test_the_value_of_a_pack_is_the_mean_of_its_units():
    """A pack of two sells 1/2 and 1/4, on average less than a single unit, more than the next."""
    skus = ((0, 2, 2, 10), (0, 1, 2, 10))

    assert budget(*skus, money=10) == ([0, 1], [0, 1])
    assert budget(*skus, money=30) == ([2, 1], [2, 1])


def test_what_no_longer_fits_is_passed_over():
    skus = ((0, 1, 3, 100), (1, 1, 3, 7))

    assert budget(*skus, money=99) == ([0, 3], [0, 1])
    assert budget(*skus, money=110) == ([1, 1], [1, 2])


def test_of_equal_ones_the_first_is_bought_first():
    assert budget((0, 1, 1, 5), (0, 1, 1, 5), money=5) == ([1, 0], [1, 0])


def test_a_minimum_order_is_bought_whole_or_not_at_all():
    skus = ((0, 2, 8, 10), (3, 1, 1, 10))
    first = np.array([5, 1])

    assert budget(*skus, money=59, first=first) == ([0, 1], [0, 1])
    assert budget(*skus, money=60, first=first) == ([6, 0], [1, 0])
    assert budget(*skus, money=89, first=first) == ([6, 1], [1, 2])
    assert budget(*skus, money=90, first=first) == ([8, 1], [1, 2])


def test_a_large_need_is_bought_in_steps_and_its_last_step_in_part():
    assert budget((0, 3, 3000, 1), money=1000, mean=900.0) == ([999], [1])


def test_what_has_no_known_cost_is_not_bought():
    found = purchase.budget_order(
        np.ones(2), np.full(2, 2.0), [0, 0], [1, 1], [3, 3], np.array([NAN, 2.0]), 100.0
    )

    assert [column.tolist() for column in found] == [[0, 3], [0, 1]]


@st.composite
def needs(draw) -> list[tuple[int, int, int, int]]:
    """SKUs of few packs each, so that every pack is a step."""
    return draw(
        st.lists(
            st.integers(1, 6).flatmap(
                lambda pack: st.tuples(
                    st.integers(-2, 9),
                    st.just(pack),
                    st.integers(0, 8).map(lambda packs: packs * pack),
                    st.integers(1, 400),
                )
            ),
            min_size=1,
            max_size=8,
        )
    )


@given(needs(), st.integers(0, 20_000), st.floats(0.1, 30))
def test_a_budget_is_spent_as_by_a_buyer_with_all_the_time(skus, money, mean):
    """Again and again the pack worth most, of the SKUs whose packs still fit."""
    mean = round(mean, 3)
    bought, ranked = [0] * len(skus), []
    left, open_skus = money, set(range(len(skus)))
    while open_skus:
        worth = {}
        for sku in open_skus:
            position, pack, _units, _cost = skus[sku]
            after = np.arange(1, pack + 1) + position + bought[sku]
            worth[sku] = purchase.survival(mean, 2 * mean, after).mean()
        best = min(open_skus, key=lambda sku: (-round(worth[sku], 12), sku))
        _position, pack, units, cost = skus[best]
        if bought[best] + pack > units or pack * cost > left:
            open_skus.remove(best)
            continue
        near = [w for sku, w in worth.items() if sku != best and abs(w - worth[best]) < 1e-10]
        assume(all(round(w, 12) == round(worth[best], 12) for w in near))
        bought[best] += pack
        left -= pack * cost
        if best not in ranked:
            ranked.append(best)

    found, rank = budget(*skus, money=money, mean=mean)

    assert found == bought
    assert rank == [ranked.index(sku) + 1 if sku in ranked else 0 for sku in range(len(skus))]


@given(
    st.lists(
        st.tuples(
            st.integers(-9, 99), st.integers(1, 9), st.integers(0, 900), st.integers(0, 10**6)
        ),
        min_size=1,
        max_size=30,
    ),
    st.integers(0, 10**8),
    st.integers(1, 50),
)
def test_a_budget_is_never_exceeded_and_leaves_nothing_that_fits(skus, money, moq):
    skus = [(position, pack, packs * pack, cost) for position, pack, packs, cost in skus]
    first = np.minimum(-(-moq // np.array([sku[1] for sku in skus])), 1000)
    first *= [sku[1] for sku in skus]

    bought, rank = budget(*skus, money=money, mean=20.0, first=first)

    left = money - sum(units * sku[3] for units, sku in zip(bought, skus, strict=True))
    assert left >= 0
    assert sorted(filter(None, rank)) == list(range(1, sum(units > 0 for units in bought) + 1))
    for units, place, least, (_, pack, wanted, cost) in zip(
        bought, rank, first.tolist(), skus, strict=True
    ):
        assert (units > 0) == (place > 0)
        assert units % pack == 0
        assert units <= wanted
        assert units == 0 or units >= min(least, wanted)
        if units < wanted:
            assert (pack if units else min(least, wanted)) * cost > left
