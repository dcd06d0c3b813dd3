"""The arithmetic of the classic modes, number by number and against a naive second opinion."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribution import classic
from distribution.models import Mode
from tests.distribution import naive
from tests.distribution.scenarios import Scenario, scenarios

NORTE, SUR, ESTE = "Norte", "Sur", "Este"
WEEKS = [date(2025, 12, 1), date(2025, 12, 8), date(2025, 12, 15)]
EXAMPLE = Scenario(
    sales=[
        *(("A", NORTE, day, units) for day, units in zip(WEEKS, (4, 6, 5), strict=True)),
        *(("A", SUR, day, units) for day, units in zip(WEEKS, (2, 2, 4), strict=True)),
        *(("A", ESTE, day, units) for day, units in zip(WEEKS[1:], (3, 4), strict=True)),
    ],
    cd_stock={"A": 5},
    store_stock={("A", NORTE): 1, ("A", SUR): 0},
    mode="sma3_min3",
)


def by_columns(scenario: Scenario) -> naive.Distribution:
    """A scenario through the columns of distribution/classic.py."""
    mode = classic.MODES[scenario.mode]
    skus = sorted({row[0] for row in scenario.sales})
    stores = sorted({row[1] for row in scenario.sales}, reverse=True)  # any numbering will do
    demand = classic.weekly_demand(
        np.array([skus.index(row[0]) for row in scenario.sales]),
        np.array([stores.index(row[1]) for row in scenario.sales]),
        np.array([row[2] for row in scenario.sales], dtype="M8[D]"),
        np.array([row[3] for row in scenario.sales]),
        mode.window,
    )
    pairs = [
        (skus[product], stores[store])
        for product, store in zip(demand.product, demand.store, strict=True)
    ]
    kept = demand.weeks >= mode.least
    asked = [pair for pair, keep in zip(pairs, kept, strict=True) if keep]
    held = [scenario.store_stock.get(pair, 0) * mode.deducts_store_stock for pair in asked]
    mean = classic.rounded_mean(demand.window_units[kept], mode.window)
    cd = [scenario.cd_stock.get(sku, classic.UNKNOWN) for sku, _store in asked]
    sent = classic.serve_largest_first(
        demand.product[kept],
        np.maximum(mean - np.array(held, dtype=np.int64), 0),
        np.array([sorted(stores).index(store) for _sku, store in asked], dtype=np.int64),
        np.array(cd, dtype=np.int64),
    )
    units = dict(zip(asked, sent.units.tolist(), strict=True))
    return naive.Distribution(
        units,
        {
            sku: (before, given, before - given)
            for sku in {sku for sku, _store in asked} & scenario.cd_stock.keys()
            for before in [max(0, scenario.cd_stock[sku])]
            for given in [sum(number for pair, number in units.items() if pair[0] == sku)]
        },
        {
            pair: weeks
            for pair, weeks, keep in zip(pairs, demand.weeks.tolist(), kept, strict=True)
            if not keep
        },
        {
            pair
            for pair, before in zip(asked, sent.before.tolist(), strict=True)
            if before == classic.UNKNOWN
        },
    )


def opinion(scenario: Scenario) -> naive.Distribution:
    return naive.distribute(scenario.sales, scenario.cd_stock, scenario.store_stock, scenario.mode)


@pytest.mark.parametrize("distribute", [by_columns, opinion], ids=["ours", "naive"])
def test_the_worked_example_comes_out_as_it_is_written(distribute):
    found = distribute(EXAMPLE)

    assert found == naive.Distribution(
        units={("A", NORTE): 4, ("A", SUR): 1},
        remainder={"A": (5, 5, 0)},
        too_little_history={("A", ESTE): 2},
        unlimited=set(),
    )


@settings(max_examples=300)
@given(scenario=scenarios())
def test_the_columns_say_what_the_naive_second_opinion_says(scenario):
    assert by_columns(scenario) == opinion(scenario)


def test_the_modes_are_those_that_users_know():
    assert [(mode.value, mode.label) for mode in Mode] == [
        ("sma3_min3", "Promedio móvil 3 semanas (ajustado por stock)"),
        ("sma2_min2", "Promedio móvil 2 semanas (ajustado por stock)"),
        ("sma1_no_min", "Última semana (mínimo 1 semana)"),
        ("sma3_ignore_stock", "Promedio móvil 3 semanas (sin ajuste de stock)"),
    ]
    assert {
        "sma3_min3": classic.Mode(3, 3, True),
        "sma2_min2": classic.Mode(2, 2, True),
        "sma1_no_min": classic.Mode(1, 1, True),
        "sma3_ignore_stock": classic.Mode(3, 3, False),
    } == classic.MODES


@pytest.mark.parametrize(
    ("units", "weeks", "rounded"),
    [
        (5, 2, 2),
        (7, 2, 4),
        (1, 2, 0),
        (3, 2, 2),
        (-1, 2, 0),
        (-3, 2, -2),
        (-5, 2, -2),
        (-7, 2, -4),
        (8, 3, 3),
        (7, 3, 2),
        (-8, 3, -3),
        (-7, 3, -2),
        (0, 3, 0),
        (4, 1, 4),
    ],
)
def test_halves_are_rounded_to_the_even_neighbour(units, weeks, rounded):
    assert classic.rounded_mean(np.array([units]), weeks).tolist() == [rounded]


@given(units=st.lists(st.integers(-(2**50), 2**50)), weeks=st.sampled_from([1, 2, 3]))
def test_means_are_rounded_as_exact_fractions_are(units, weeks):
    found = classic.rounded_mean(np.array(units, dtype=np.int64), weeks)

    assert found.tolist() == [round(Fraction(number, weeks)) for number in units]


@pytest.mark.parametrize(
    ("first", "second", "weeks"),
    [
        ("2025-12-21", "2025-12-22", 2),
        ("2025-12-22", "2025-12-28", 1),
        ("2025-12-29", "2026-01-04", 1),
        ("1969-12-28", "1969-12-29", 2),
        ("2024-02-26", "2024-03-03", 1),
    ],
    ids=["Sunday, Monday", "Monday, Sunday", "over New Year", "before 1970", "a leap day"],
)
def test_weeks_begin_on_monday(first, second, weeks):
    one = np.zeros(2, dtype=np.int64)

    found = classic.weekly_demand(one, one, np.array([first, second], "M8[D]"), one + 1, 3)

    assert found.weeks.tolist() == [weeks]


def test_the_last_existing_weeks_count_however_long_ago_and_far_apart():
    scenario = Scenario(
        sales=[
            ("A", SUR, date(2023, 5, 1), 90),
            ("A", SUR, date(2023, 8, 1), 3),
            ("A", SUR, date(2024, 2, 29), 0),
            ("A", SUR, date(2025, 12, 1), 9),
        ],
        cd_stock={"A": 100},
        store_stock={},
        mode="sma3_min3",
    )

    assert by_columns(scenario).units == {("A", SUR): 4}


def test_a_week_whose_returns_cancel_its_sales_is_a_week_of_zero():
    weeks = [*((day, 6) for day in WEEKS), (date(2025, 12, 22), 4), (date(2025, 12, 28), -4)]
    scenario = Scenario([("A", SUR, *week) for week in weeks], {"A": 100}, {}, "sma3_min3")

    assert by_columns(scenario).units == {("A", SUR): 4}


@pytest.mark.parametrize(
    ("mode", "stock", "units"),
    [
        ("sma1_no_min", 1, 4),
        ("sma1_no_min", -1, 6),
        ("sma1_no_min", 5, 0),
        ("sma1_no_min", 9, 0),
        ("sma2_min2", 1, 5),
        ("sma3_min3", 1, 4),
        ("sma3_ignore_stock", 1, 5),
        ("sma3_ignore_stock", -1, 5),
    ],
)
def test_store_stock_is_deducted_as_it_stands_unless_the_mode_ignores_it(mode, stock, units):
    sales = [("A", NORTE, day, number) for day, number in zip(WEEKS, (4, 6, 5), strict=True)]

    found = by_columns(Scenario(sales, {"A": 100}, {("A", NORTE): stock}, mode))

    assert found.units == {("A", NORTE): units}


def test_equal_needs_are_served_in_the_order_of_code_points():
    names = ["Ñandú", "a", "B", "Álamo", "Zeta", "b", "10", "2"]
    sales = [("A", name, WEEKS[0], 1) for name in names]

    found = by_columns(Scenario(sales, {"A": 5}, {}, "sma1_no_min"))

    assert [store for (_sku, store), units in sorted(found.units.items()) if units] == [
        "10",
        "2",
        "B",
        "Zeta",
        "a",
    ]


@pytest.mark.parametrize(("cd", "sent"), [(-3, 0), (0, 0), (2, 2), (99, 6)])
def test_the_cd_sends_no_more_than_it_holds(cd, sent):
    sales = [("A", SUR, WEEKS[0], 6)]

    found = by_columns(Scenario(sales, {"A": cd}, {}, "sma1_no_min"))

    assert found.units == {("A", SUR): sent}
    assert found.remainder == {"A": (max(cd, 0), sent, max(cd, 0) - sent)}


def test_a_sku_without_a_cd_record_is_not_limited_and_has_no_remainder():
    found = by_columns(Scenario([("A", SUR, WEEKS[0], 6)], {"B": 1}, {}, "sma1_no_min"))

    assert found.units == {("A", SUR): 6}
    assert found.remainder == {}
    assert found.unlimited == {("A", SUR)}


def test_no_sales_at_all_give_nothing():
    empty = np.array([], dtype=np.int64)

    demand = classic.weekly_demand(empty, empty, np.array([], "M8[D]"), empty, 3)
    sent = classic.serve_largest_first(empty, empty, empty, empty)

    assert [len(column) for column in vars(demand).values()] == [0, 0, 0, 0]
    assert [len(column) for column in vars(sent).values()] == [0, 0, 0]
