"""Whole distributions, from files or rows in the database, against the naive second opinion."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from catalog.services import name_products, stores_with_names
from distribution.models import CdRemainder, Exclusion, Prediction
from runs.models import Run
from runs.services import system_user
from sales.services import write_sales
from stock.models import Location
from stock.services.ledger import post_count
from tests import do, make
from tests.distribution import naive
from tests.distribution.scenarios import Scenario, scenarios

pytestmark = pytest.mark.django_db

FEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def told_by(run: Run) -> naive.Distribution:
    pair = ("product__sku", "store__name")
    lines = list(Prediction.objects.of(run).values_list(*pair, "suggested", "cd_stock"))
    remainder = CdRemainder.objects.of(run).values_list(
        "product__sku", "before", "assigned", "left"
    )
    return naive.Distribution(
        units={(sku, store): units for sku, store, units, _cd in lines},
        remainder={sku: tuple(units) for sku, *units in remainder},
        too_little_history={
            (sku, store): weeks
            for sku, store, weeks in Exclusion.objects.of(run).values_list(*pair, "weeks")
        },
        unlimited={(sku, store) for sku, store, _units, cd in lines if cd is None},
    )


def opinion(scenario: Scenario) -> naive.Distribution:
    return naive.distribute(scenario.sales, scenario.cd_stock, scenario.store_stock, scenario.mode)


def by_rows(scenario: Scenario) -> Run:
    """The scenario written straight into the database, then distributed."""
    by, skus = system_user(), sorted({*(row[0] for row in scenario.sales), *scenario.cd_stock})
    skus = sorted({*skus, *(sku for sku, _store in scenario.store_stock)})
    named = name_products(skus, [""] * len(skus), by=by, reason="")
    product = dict(zip(skus, named.ids.tolist(), strict=True))
    names = {row[1] for row in scenario.sales} | {store for _sku, store in scenario.store_stock}
    store = stores_with_names(names, by=by, reason="")
    sales_run = make.run()
    write_sales(
        sales_run,
        product=np.array([product[row[0]] for row in scenario.sales], np.int64),
        store=np.array([store[row[1]] for row in scenario.sales], np.int64),
        day=np.array([row[2] for row in scenario.sales], "M8[D]"),
        units=np.array([row[3] for row in scenario.sales], np.int64),
    )
    cd, places = Location.objects.cd().pk, Location.objects.ids_of_stores(store.values())
    held = [(product[sku], cd, units) for sku, units in scenario.cd_stock.items()]
    held += [
        (product[sku], places[store[name]], units)
        for (sku, name), units in scenario.store_stock.items()
    ]
    products, locations, units = np.array(held, dtype=np.int64).reshape(-1, 3).T
    post_count(
        make.run(Run.Type.STOCK_UPLOAD),
        by=by,
        product=products,
        location=locations,
        units=units,
        places=np.array([cd, *places.values()]),
        replace=True,
    )
    return do.distribute(sales_run, scenario.mode)


def by_files(scenario: Scenario, folder: Path) -> Run:
    if scenario.cd_stock:
        do.count_cd(scenario.cd_stock, folder)
    by_sku: dict[str, dict[str, int]] = {}
    for (sku, store), units in scenario.store_stock.items():
        by_sku.setdefault(sku, {})[store] = units
    if by_sku:
        do.count_stores(by_sku, folder)
    return do.distribute(
        do.sell([(sku, store, day, n) for sku, store, day, n in scenario.sales], folder),
        scenario.mode,
    )


@settings(FEW, max_examples=60)
@given(scenario=scenarios())
def test_rows_in_the_database_give_what_the_second_opinion_gives(scenario):
    with transaction.atomic():
        run = by_rows(scenario)

        assert told_by(run) == opinion(scenario)
        transaction.set_rollback(True)


@settings(FEW, max_examples=6)
@given(scenario=scenarios())
def test_files_give_what_the_second_opinion_gives(scenario):
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        run = by_files(scenario, Path(folder))

        expected = opinion(scenario)
        assert told_by(run) == expected
        assert run.row_count == len(expected.units)
        assert run.units == sum(expected.units.values())
        assert run.skus == len({sku for sku, _store in expected.units})
        assert run.stores == len({store for _sku, store in expected.units})
        transaction.set_rollback(True)
