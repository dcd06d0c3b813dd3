"""Two runs side by side: what is missing counts zero, the largest change comes first."""

import json

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Product, Store
from runs.errors import Conflict, Refused
from runs.models import Run
from runs.rows import write_rows
from runs.services import comparable, compared_rows, differences, largest_changes
from sales.filters import ComparisonFilter
from sales.models import SalesRecord
from tests import make

pytestmark = pytest.mark.django_db

SKUS, STORES = ("a", "B", "01"), ("Norte", "ñandú", "Sur")
ROWS = st.lists(
    st.tuples(st.sampled_from(SKUS), st.sampled_from(STORES), st.integers(-9, 9)), max_size=12
)


def sales(rows) -> Run:
    """A sales run with these rows: (SKU, store, units)."""
    run = make.run(Run.Type.SALES_UPLOAD)
    if rows:
        skus, stores, units = zip(*rows, strict=True)
        write_rows(
            run,
            SalesRecord,
            {
                "product": [_id(Product, "sku", sku, make.product) for sku in skus],
                "store": [_id(Store, "name", name, make.store) for name in stores],
                "date": ["2025-12-01"] * len(rows),
                "quantity": units,
                "line": list(range(len(rows))),
            },
        )
    return run


def _id(model, field: str, text: str, maker) -> int:
    return (model.objects.filter(**{field: text}).first() or maker(text)).pk


def rows_of(left: Run, right: Run) -> list[tuple]:
    return [(sku, *rest) for sku, _product, *rest in compared_rows(left, right).rows()]


def independently(left: list, right: list) -> list[tuple]:
    pairs = {(sku, store) for sku, store, _units in left + right}
    found = []
    for pair in pairs:
        a = sum(units for *other, units in left if tuple(other) == pair)
        b = sum(units for *other, units in right if tuple(other) == pair)
        found.append((*pair, a, b, b - a))
    return found


@given(left=ROWS, right=ROWS)
def test_every_pair_of_either_run_is_there_with_its_sums(left, right):
    a, b = sales(left), sales(right)

    found = rows_of(a, b)

    assert sorted(found) == sorted(independently(left, right))
    sizes = [abs(row[-1]) for row in found]
    assert sizes == sorted(sizes, reverse=True)


def test_equal_changes_are_ordered_by_sku_and_store_and_a_third_run_is_not_seen():
    left = sales([("b", "Sur", 1), ("a", "Sur", 4)])
    right = sales([("a", "Norte", 1), ("a", "Sur", 9)])
    sales([("canary", "Sur", 100)])

    assert rows_of(left, right) == [
        ("a", "Sur", 4, 9, 5),
        ("a", "Norte", 0, 1, 1),
        ("b", "Sur", 1, 0, -1),
    ]
    assert largest_changes(left, right, "store", 1) == [("Sur", 4)]


@pytest.mark.parametrize(
    ("only", "skus"),
    [
        ("", {"x", "y", "z", "same"}),
        ("different", {"x", "y", "z"}),
        ("appeared", {"z"}),
        ("disappeared", {"y"}),
    ],
)
def test_only_what_is_asked_for_is_shown(only, skus):
    left = sales([("x", "Sur", 1), ("y", "Sur", 1), ("same", "Sur", 2)])
    right = sales([("x", "Sur", 3), ("z", "Sur", 1), ("same", "Sur", 2)])

    rows = ComparisonFilter({"only": only}, compared_rows(left, right)).qs

    assert {sku for sku, *_rest in rows.rows()} == skus


def test_runs_of_different_types_or_without_results_are_not_compared():
    done = make.run(Run.Type.SALES_UPLOAD)

    for other, refusal in (
        (make.run(Run.Type.DISTRIBUTION), Refused),
        (make.run(Run.Type.SALES_UPLOAD, outcome="failed"), Conflict),
    ):
        with pytest.raises(refusal):
            comparable(done, other)
    stock = make.run(Run.Type.STOCK_UPLOAD)
    with pytest.raises(Refused):
        comparable(stock, stock)


def test_only_what_differs_of_what_they_were_made_from_is_listed():
    left = make.run(folio="F-1", responsable="Ana", parameters={"a": 1, "b": [1, 2]})
    right = make.run(folio="F-2", responsable="Ana", parameters={"a": 1, "b": [2]})

    found = [(each.left, each.right) for each in differences(left, right)]

    assert found == [("F-1", "F-2"), ("1, 2", "2")]


def test_the_command_says_what_each_has_and_the_largest_changes(capsys):
    left = sales([("a", "Sur", 4)])
    right = sales([("a", "Sur", 9), ("b", "Sur", 1)])
    Run.objects.filter(pk=left.pk).update(units=4, skus=1, stores=1)
    Run.objects.filter(pk=right.pk).update(units=10, skus=2, stores=1)

    call_command("compare_runs", left.short_id, right.short_id, limit=1, json=True)

    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["delta"] == {"units": 6, "skus": 1, "stores": 0}
    assert [(row["sku"], row["left"], row["right"], row["delta"]) for row in said["rows"]] == [
        ("a", 4, 9, 5)
    ]
