"""Whole classic forecasts, from files to exports, against the naive second opinion (R-40)."""

import csv
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalog.models import Product
from forecasting.models import LeftOut, PurchaseSuggestion
from runs.exports import export_of, write_csv
from runs.models import Run
from stock.models import StockLevel
from tests import do, make
from tests.forecasting.naive import Asked, Line, Purchase, Sale, purchase, shown
from tests.sales.naive import counted_once

pytestmark = pytest.mark.django_db

SKUS = ["A", "a", "0123", "123", "ACC-1.5", "Ñ"]
STORES = ["Norte", "Ñuñoa", "Álamo"]
FIRST_DAY = date(2025, 12, 10)  # a Wednesday; the year ends within
FEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@dataclass(frozen=True)
class Scenario:
    uploads: list[list[Sale]]
    cd_stock: dict[str, int]
    asked: Asked


def scenarios() -> st.SearchStrategy[Scenario]:
    sale = st.tuples(
        st.sampled_from(SKUS),
        st.sampled_from(STORES),
        st.integers(0, 45).map(lambda number: FIRST_DAY + timedelta(days=number)),
        st.integers(-6, 9) | st.just(400),
    )
    asked = st.builds(
        Asked,
        method=st.sampled_from(["sma3", "sma2", "last_week"]),
        reference_day=st.integers(15, 60).map(lambda number: FIRST_DAY + timedelta(days=number)),
        lead_time_days=st.integers(0, 40),
        coverage_weeks=st.sampled_from([Fraction(1, 2), Fraction(4), Fraction(13, 4)]),
        safety_weeks=st.sampled_from([Fraction(0), Fraction(1), Fraction(3, 2)]),
        min_weeks_history=st.integers(1, 3),
        store_filter=st.sampled_from(["", "", *STORES]),
    )
    uploads = st.lists(st.lists(sale, min_size=1, max_size=20), min_size=1, max_size=3)
    cd_stock = st.dictionaries(st.sampled_from(SKUS), st.integers(-20, 60), min_size=2)
    return st.builds(Scenario, uploads, cd_stock, asked)


def opinion(scenario: Scenario) -> Purchase:
    return purchase(counted_once(scenario.uploads), scenario.cd_stock, scenario.asked)


def parameters(asked: Asked) -> dict:
    return {
        "method": asked.method,
        "reference_day": asked.reference_day,
        "lead_time_days": asked.lead_time_days,
        "coverage_weeks": str(float(asked.coverage_weeks)),
        "safety_weeks": str(float(asked.safety_weeks)),
        "min_weeks_history": asked.min_weeks_history,
    }


def told_by(run: Run) -> tuple[list[tuple], dict]:
    fields = ("product__sku", "weekly_demand", "required_units", "cd_stock", "suggested")
    rows = PurchaseSuggestion.objects.of(run).values_list(*fields)
    lines = [(sku, str(weekly), str(need), cd or 0, n) for sku, weekly, need, cd, n in rows]
    left_out = LeftOut.objects.of(run).values_list("product__sku", "reason", "weeks")
    return lines, {sku: (reason, weeks) for sku, reason, weeks in left_out}


def as_told(line: Line) -> tuple:
    demand, required = shown(line.demand_per_week), shown(line.required_units)
    return line.sku, demand, required, line.available_cd, line.suggested


def exported(run: Run, folder: Path) -> list[list[str]]:
    path = folder / "forecast.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        export = export_of(run, "forecast")
        write_csv(export, export.rows(run, {}), file)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def assert_agrees(run: Run, expected: Purchase, folder: Path) -> None:
    lines, left_out = told_by(run)
    assert sorted(lines) == sorted(map(as_told, expected.lines))
    assert left_out == expected.left_out
    assert [tuple(row[:1] + row[2:6]) for row in exported(run, folder)] == [
        (sku, demand, str(cd), required, str(units))
        for sku, demand, required, cd, units in map(as_told, expected.lines)
    ]
    assert run.row_count == run.skus == len(expected.lines)
    assert run.units == sum(line.suggested for line in expected.lines)
    assert run.metadata["left_out"] == len(expected.left_out)


def make_known(stores: list[str]) -> None:
    for name in stores:
        make.store(name)


# A stock below zero is bought on top.
BELOW_ZERO = Scenario(
    [[("A", "Norte", date(2025, 12, 20), 7)]], {"A": -4}, Asked("sma3", date(2025, 12, 24))
)


@settings(FEW, max_examples=40)
@example(scenario=BELOW_ZERO)
@given(scenario=scenarios())
def test_rows_in_the_database_give_what_the_second_opinion_gives(scenario):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        make_known(STORES)
        runs = [make.sales_rows(rows) for rows in scenario.uploads]
        if scenario.cd_stock:
            make.cd_stock(scenario.cd_stock, Path(folder))
        about = {"store_filter": scenario.asked.store_filter}

        run = do.forecast(*runs, about=about, **parameters(scenario.asked))

        assert_agrees(run, opinion(scenario), Path(folder))
        transaction.set_rollback(True)


@settings(FEW, max_examples=5)
@given(scenario=scenarios())
def test_files_give_what_the_second_opinion_gives(scenario):
    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        make_known(STORES)
        for rows in scenario.uploads:
            do.sell(rows, folder, again=True)
        if scenario.cd_stock:
            do.count_cd(scenario.cd_stock, folder)
        about = {"store_filter": scenario.asked.store_filter}

        run = do.forecast(about=about, **parameters(scenario.asked))

        assert_agrees(run, opinion(scenario), folder)
        transaction.set_rollback(True)


def real_sales(december: Path) -> list[Sale]:
    sheet = openpyxl.load_workbook(december / "Ventas_por_tienda.xlsx", read_only=True).active
    _headers, *rows = sheet.iter_rows(values_only=True)
    return [
        (str(sku), str(store), date.fromisoformat(str(day)[:10]), int(units))
        for sku, _name, store, units, day in rows
    ]


def real_stock(december: Path) -> dict[str, int]:
    sheet = openpyxl.load_workbook(december / "Stock_CD.xlsx", read_only=True).active
    _headers, *rows = sheet.iter_rows(values_only=True)
    return {str(row[0]): int(row[2]) for row in rows}


REFERENCE_DAYS = [date(2025, 12, 22), date(2025, 12, 26), date(2025, 12, 29), date(2026, 1, 12)]
WAYS: list[Mapping] = [
    {},
    {"lead_time_days": 0, "coverage_weeks": Fraction(1, 2), "safety_weeks": Fraction(0)},
    {"lead_time_days": 37, "coverage_weeks": Fraction(13, 2), "safety_weeks": Fraction(5, 4)},
    {"min_weeks_history": 2},
    {"store_filter": "Plaza Oeste"},
]


def test_the_real_week_gives_what_the_second_opinion_gives(december, command, tmp_path):
    sales, stock = real_sales(december), real_stock(december)
    assert (len(sales), sum(row[3] for row in sales), len(stock)) == (339, 722, 35_364)
    command("load_stock", december / "Stock_CD.xlsx", "--place", "cd")
    loaded = command(
        "load_sales", december / "Ventas_por_tienda.xlsx", "--unknown-stores", "create"
    )
    assert loaded.facts["rows"] == 339
    held = StockLevel.objects.filter(location__is_cd=True).values_list("product__sku", "units")
    assert dict(held) == stock

    units = set()
    for method in ("sma3", "sma2", "last_week"):
        for day in REFERENCE_DAYS:
            for way in WAYS if day == REFERENCE_DAYS[1] else WAYS[:1]:
                asked = Asked(method=method, reference_day=day, **way)
                words = parameters(asked) | {"store_filter": asked.store_filter}
                options = [
                    text
                    for name, value in words.items()
                    if value != ""
                    for text in (f"--{name.replace('_', '-')}", str(value))
                ]

                done = command("forecast", "--sales-run", loaded.facts["run_id"], *options)

                run = Run.objects.get(pk=done.facts["run_id"])
                expected = purchase(sales, stock, asked)
                assert_agrees(run, expected, tmp_path)
                facts = (done.facts["outcome"], done.facts["skus"], done.facts["units"])
                assert facts == ("completed", len(expected.lines), run.units)
                assert done.facts["digest"] == run.digest
                units.add(run.units)
    assert len(units) > 10
    assert Product.objects.count() == 35_364
