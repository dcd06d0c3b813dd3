"""The ledger: whatever was counted, levels are the sum of movements, now and at any time."""

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Product, Store
from runs.models import Run
from runs.services import system_user
from stock.models import Location, StockLevel, StockMovement, StockPosting
from stock.queries import (
    Difference,
    ledger_differences,
    places_of,
    products_with_stock,
    stock_position,
)
from stock.services.ledger import post_count
from tests import do, make

pytestmark = pytest.mark.django_db

PRODUCTS, PLACES = 4, 3
COUNTS = st.dictionaries(
    st.tuples(st.integers(0, PRODUCTS - 1), st.integers(0, PLACES - 1)), st.integers(-5, 5)
)
Level = dict[tuple[int, int], int]  # units by product and place


def post(units: Level, products, places, *, covered: list[int], replace: bool) -> StockPosting:
    return post_count(
        make.run(Run.Type.STOCK_UPLOAD),
        by=system_user(),
        product=np.array([products[p].pk for p, _place in units], dtype=np.int64),
        location=np.array([places[place].pk for _p, place in units], dtype=np.int64),
        units=np.array(list(units.values()), dtype=np.int64),
        places=np.array([places[place].pk for place in covered], dtype=np.int64),
        replace=replace,
    )


def naive_count(before: Level, units: Level, covered: list[int], replace: bool) -> Level:
    """What stock is known after a count: by hand."""
    after = dict(before)
    if replace:
        after |= {(p, place): 0 for p, place in before if place in covered}
        return after | units
    for key, number in units.items():
        after[key] = after.get(key, 0) + number
    return after


def by_position(position, products, places) -> Level:
    number = {product.pk: index for index, product in enumerate(products)}
    place_of_store = {place.store_id: index for index, place in enumerate(places) if place.store}
    found = {
        (number[p], 0): units
        for p, units in zip(position.cd_product.tolist(), position.cd_units.tolist(), strict=True)
    }
    for p, store, units in zip(
        position.store_product.tolist(),
        position.store.tolist(),
        position.store_units.tolist(),
        strict=True,
    ):
        found[number[p], place_of_store[store]] = units
    return found


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(st.tuples(COUNTS, st.booleans()), min_size=1, max_size=6))
def test_after_any_counts_levels_are_sums_and_every_earlier_position_can_be_told(history):
    """P4"""
    with transaction.atomic():
        products = [make.product(f"SKU{index}") for index in range(PRODUCTS)]
        stores = [make.store(f"Store {index}") for index in range(PLACES - 1)]
        locations = Location.objects.ids_of_stores(store.pk for store in stores)
        places = [
            Location.objects.cd(),
            *(Location.objects.get(pk=locations[store.pk]) for store in stores),
        ]
        expected: Level = {}
        told: dict[int, Level] = {0: {}}
        for units, replace in history:
            covered = sorted({place for _product, place in units}) or [0]
            posting = post(units, products, places, covered=covered, replace=replace)
            expected = naive_count(expected, units, covered, replace)
            told[posting.pk] = expected

            assert ledger_differences() == []

        ids = [product.pk for product in products]
        assert {
            mark: by_position(stock_position(ids, mark), products, places) for mark in told
        } == told
        assert by_position(stock_position(ids), products, places) == expected
        transaction.set_rollback(True)


def test_a_position_is_of_the_products_asked_for(tmp_path):
    do.count_cd({"TEE": 5, "CAP": 2}, tmp_path)
    tee = Product.objects.get(sku="TEE").pk

    position = stock_position([tee])

    assert (position.cd_product.tolist(), position.cd_units.tolist()) == ([tee], [5])


def test_what_came_to_a_newer_place_does_not_change_the_past_of_another_product(tmp_path):
    """Keys made of product and place must not meet, however large the number of a place."""
    do.count_cd({"TEE": 5, "CAP": 2}, tmp_path)
    ids = sorted(Product.objects.values_list("pk", flat=True))
    mark = stock_position(ids).mark
    do.count_stores({"TEE": {f"Store {number}": 7 for number in range(40)}}, tmp_path)

    found = stock_position(ids, mark)

    assert sorted(found.cd_units.tolist()) == [2, 5]
    assert found.store_units.tolist() == []


def test_before_anything_was_counted_nothing_is_known():
    position = stock_position([make.product().pk])

    assert position.mark == 0
    assert [len(column) for column in (position.cd_product, position.store_product)] == [0, 0]


@pytest.mark.parametrize("by_hand", ["level", "movement"])
def test_a_level_that_is_not_its_movements_is_found(by_hand, tmp_path):
    do.count_cd({"TEE": 5, "CAP": 2}, tmp_path)
    tee, cd = Product.objects.get(sku="TEE").pk, Location.objects.cd().pk
    if by_hand == "level":
        StockLevel.objects.filter(product=tee).update(units=6)
        expected = Difference(tee, cd, 6, 5)
    else:
        StockMovement.objects.filter(product=tee).update(units=F("units") + 3)
        expected = Difference(tee, cd, 5, 8)

    assert ledger_differences() == [expected]


def test_movements_without_a_level_are_found(tmp_path):
    do.count_cd({"TEE": 5}, tmp_path)
    StockLevel.objects.all().delete()

    (found,) = ledger_differences()

    assert (found.level, found.movements) == (0, 5)


def test_a_run_counts_once(tmp_path):
    run = do.count_cd({"TEE": 5}, tmp_path)

    with pytest.raises(IntegrityError), transaction.atomic():
        StockPosting.objects.create(run=run, kind=StockPosting.Kind.COUNT, by=system_user())


@pytest.mark.parametrize("wrong", ["no units", "no place", "to itself"])
def test_movements_that_move_nothing_cannot_be_written(wrong, tmp_path):
    run = do.count_cd({"TEE": 5}, tmp_path)
    cd = Location.objects.cd()
    fields = {"units": 1, "origin": cd, "destination": None}
    fields |= {
        "no units": {"units": 0},
        "no place": {"origin": None},
        "to itself": {"destination": cd},
    }[wrong]

    with pytest.raises(IntegrityError), transaction.atomic():
        StockMovement.objects.create(
            posting=run.postings.get(), product=Product.objects.get(), **fields
        )


def test_there_is_one_cd():
    cd = Location.objects.cd()

    assert Location.objects.cd() == cd
    with pytest.raises(IntegrityError), transaction.atomic():
        Location.objects.create(is_cd=True)


def test_the_stock_of_each_product_is_told_with_what_the_stores_hold(tmp_path):
    do.count_cd({"TEE": 5, "CAP": 0}, tmp_path)
    do.count_stores({"TEE": {"Sur": 3, "Norte": -1}, "MUG": {"Sur": 2}}, tmp_path)
    columns = ("sku", "cd", "in_stores", "stores")

    found = {tuple(row[name] for name in columns) for row in products_with_stock()}

    assert found == {("TEE", 5, 2, 1), ("CAP", 0, None, None), ("MUG", None, 2, 1)}
    places = places_of(Product.objects.get(sku="TEE"))
    assert [(place["place"], place["units"]) for place in places] == [
        ("CD", 5),
        ("Norte", -1),
        ("Sur", 3),
    ]
    assert Store.objects.count() == 2
