"""With so much money, what to buy first: never more than it buys, the surest sellers first."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from catalog.models import Product
from forecasting.models import PurchaseSuggestion
from forecasting.services import amount, within_budget
from runs.errors import Refused
from runs.models import Run
from tests import do, make

MONDAY = date(2025, 9, 1)


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("10000", "10000"),
        ("10.000", "10000"),
        ("10,000", "10000"),
        ("10.000,50", "10000.50"),
        ("10,000.50", "10000.50"),
        ("10000,5", "10000.50"),
        ("10000.5", "10000.50"),
        (" $ 1.234.567 ", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("10\u00a0000", "10000"),
        ("12,5", "12.50"),
        ("0,01", "0.01"),
        ("10000000000000", "10000000000000"),
    ],
)
def test_sums_of_money_are_read_as_people_write_them(text, money):
    assert amount(text) == Decimal(money)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "$", "abc", "5 CLP", "-5", "+5", "0", "0,00", "1e5", "NaN", "Infinity", "1_000"),
        *("12.34.56", "1,00,000", "1.000.00", "1.000,000.5", "0.001", "1,2345", ".5", "5.", "٣"),
        *("10000000000000,01", "9" * 400, "1;DROP TABLE", "\0"),
    ],
)
def test_what_is_no_sum_of_money_is_refused(text):
    said = do.refused(Refused, amount, text)

    assert said == (f"“{text[:40]}” is no sum of money. Write it like 10000 or 10.000,50.")


def forecast(sold: dict[str, int], **asked) -> Run:
    """Eight weeks in which so many units a week were sold of each SKU."""
    rows = [
        (sku, "Norte", MONDAY + timedelta(weeks=week), units)
        for sku, units in sold.items()
        for week in range(8)
    ]
    how = {"reference_day": MONDAY + timedelta(weeks=8), "lead_time_days": 7, "coverage_weeks": 1}
    return do.forecast(make.sales_rows(rows), **{**how, **asked})


@pytest.fixture
def run(db, tmp_path) -> Run:
    make.product("TEE", "Shirt", unit_cost=Decimal("10.50"), pack_size=6)
    make.product("CAP", unit_cost=3, moq=20)
    make.product("MUG", unit_cost=250)
    make.product("PIN", unit_cost=0)
    make.product("NONE")
    make.cd_stock({"CAP": 4, "MUG": 1}, tmp_path)
    return forecast({"TEE": 10, "CAP": 6, "MUG": 2, "PIN": 1, "NONE": 8})


def suggested(run: Run) -> dict[str, int]:
    rows = PurchaseSuggestion.objects.of(run).values_list("product__sku", "suggested")
    return {sku: units for sku, units in rows if units}


@pytest.mark.django_db
@pytest.mark.parametrize("money", ["0.01", "3", "62.99", "63", "63.01", "500", "1234.56", "9999"])
def test_what_is_bought_never_costs_more_than_there_is(run, money):
    budget = within_budget(run, Decimal(money))

    cost = dict(Product.objects.values_list("sku", "unit_cost"))
    pack = dict(Product.objects.values_list("sku", "pack_size"))
    wanted, spent = suggested(run), Decimal(0)
    for place, line in enumerate(budget.lines, 1):
        spent += line.cost
        assert (line.rank, line.cost, line.spent) == (place, line.units * cost[line.sku], spent)
        assert 0 < line.units <= wanted[line.sku] == line.suggested
        assert line.units % pack[line.sku] == 0
        assert line.sku != "CAP" or line.units >= 20
    assert budget.left == Decimal(money) - spent >= 0
    assert (budget.money, budget.without_cost) == (Decimal(money), 1)
    assert len({line.sku for line in budget.lines}) == len(budget.lines)


@pytest.mark.django_db
def test_enough_money_buys_all_that_has_a_cost(run):
    budget = within_budget(run, Decimal(10) ** 13)

    bought = {line.sku: line.units for line in budget.lines}
    assert bought == {sku: units for sku, units in suggested(run).items() if sku != "NONE"}
    assert budget.lines[-1].spent == Decimal(run.metadata["cost"])
    assert [line.product for line in budget.lines if line.sku == "TEE"] == ["Shirt"]


@pytest.mark.django_db
def test_more_money_never_buys_a_smaller_part_of_the_cost(run):
    spent = [
        sum(line.cost for line in within_budget(run, Decimal(money)).lines)
        for money in (10, 100, 500, 1000, 5000)
    ]

    assert spent == sorted(spent)
    assert spent[0] < spent[-1]


@pytest.mark.django_db
def test_what_is_most_likely_to_sell_comes_first():
    """The first of these sells for sure, the next nearly so, the last perhaps: at any price."""
    for sku, cost in (("A", 900), ("B", 20), ("C", 1)):
        make.product(sku, unit_cost=cost)
    sold = {"C": 1, "A": 40, "B": 4}
    run = forecast(sold)

    budget = within_budget(run, Decimal(10) ** 9)

    assert [line.sku for line in budget.lines] == ["A", "B", "C"]
    few = within_budget(run, Decimal(900 * 12))
    assert next((line.sku, line.units) for line in few.lines) == ("A", 12)


@pytest.mark.django_db
def test_a_unit_that_would_only_lie_in_the_shelf_waits_for_one_that_sells(tmp_path):
    for sku in ("A", "B"):
        make.product(sku, unit_cost=1)
    make.cd_stock({"A": 14}, tmp_path)
    run = forecast({"A": 10, "B": 10})

    budget = within_budget(run, Decimal(10))

    assert [(line.sku, line.units) for line in budget.lines] == [("B", 10)]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["sma3", "last_week"])
def test_a_classic_forecast_has_a_budget_too(method):
    make.product("TEE", unit_cost=10, pack_size=6)
    make.product("CAP", unit_cost=10)

    run = forecast({"TEE": 10, "CAP": 1}, method=method)

    everything = within_budget(run, Decimal(10_000))
    assert {line.sku: line.units for line in everything.lines} == suggested(run)
    assert within_budget(run, Decimal(100)).left >= 0


@pytest.mark.django_db
def test_without_anything_to_buy_the_money_is_left():
    run = do.forecast(
        make.sales_rows([("TEE", "Norte", MONDAY, 0)]), reference_day=MONDAY + timedelta(weeks=1)
    )

    budget = within_budget(run, Decimal(100))

    assert (budget.lines, budget.left, budget.without_cost) == ([], 100, 0)
