"""Rows of a comparison are those of a comparison by hand: narrowed, ordered, paged, kept."""

from dataclasses import replace
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Store
from distribution.models import Prediction
from runs.models import KeptResult, Run
from runs.services import ComparedRows, compared_rows, largest_changes
from runs.services.keeping import MOST
from tests.runs.comparing import by_hand, distribution, in_order, of_skus, sales, store

pytestmark = pytest.mark.django_db

SKUS, STORES = ("a", "B", "01", "ñ", "Zz"), ("Norte", "ñandú", "Sur", "Árbol")
PARTS = ("", "", "", "", "a", "0", "z")
PAIR = st.tuples(st.sampled_from(SKUS), st.sampled_from(STORES))
ONE_EACH = st.dictionaries(PAIR, st.integers(0, 4), min_size=4, max_size=16)
SEVERAL = st.lists(st.tuples(PAIR, st.integers(-3, 3)), max_size=20)
COLUMNS = ("size", "left", "right", "product__sku", "product__name", "store__name")
ORDER = st.lists(
    st.builds(str.__add__, st.sampled_from(["", "-"]), st.sampled_from(COLUMNS)),
    min_size=1,
    max_size=2,
    unique_by=lambda name: name.lstrip("-"),
)
ONLY = {
    "": lambda row, left, right: True,
    "different": lambda row, left, right: row[5] != 0,
    "appeared": lambda row, left, right: (row[0], row[2]) not in left,
    "disappeared": lambda row, left, right: (row[0], row[2]) not in right,
}


def listed(rows: ComparedRows, first: int, last: int) -> list[tuple]:
    names = ("product__sku", "product__name", "store__name", "left", "right", "delta")
    return [tuple(row[name] for name in names) for row in rows[first:last]]


def pairs_of(rows: list) -> set:
    return {(sku, name) for sku, name, _units in rows}


def check(left: list, right: list, rows: ComparedRows, draw) -> None:
    sku, name = draw(st.sampled_from(PARTS)), draw(st.sampled_from([None] * 4 + list(STORES)))
    only, order = draw(st.sampled_from(list(ONLY))), draw(ORDER)
    first, size = draw(st.integers(0, 8)), draw(st.integers(1, 8))
    sides = pairs_of(left), pairs_of(right)
    expected = [
        row
        for row in by_hand(left, right)
        if sku in row[0].lower() and (name is None or row[2] == name) and ONLY[only](row, *sides)
    ]
    expected = in_order(expected, order)

    rows = replace(rows, look=draw(st.integers(1, 5))).order_by(*order)
    rows = rows.narrowed(sku=sku, only=only, store=name and store(name))

    for _once_more in range(2):
        assert rows.count() == len(expected)
        assert listed(rows, first, first + size) == expected[first : first + size]
        rows = replace(rows)  # which has looked at nothing yet: what was kept is shown
    assert list(rows.rows()) == expected
    assert list(rows.rows(size)) == expected[:size]


@given(st.data())
def test_rows_of_one_line_per_pair_are_those_compared_by_hand(data):
    sides = [[(*pair, units) for pair, units in data.draw(ONE_EACH).items()] for _side in range(2)]

    check(*sides, compared_rows(*map(distribution, sides)), data.draw)


@given(st.data())
def test_rows_of_several_lines_per_pair_are_those_compared_by_hand(data):
    sides = [[(*pair, units) for pair, units in data.draw(SEVERAL)] for _side in range(2)]

    check(*sides, compared_rows(*map(sales, sides)), data.draw)


@pytest.mark.parametrize("order", ["-size", "size", "-right", "product__sku"])
def test_every_page_goes_on_where_the_last_one_ended(order):
    units = [(sku, name, n % 3) for n, (sku, name) in enumerate(product(SKUS, STORES))]
    expected = in_order(by_hand([], units), [order])

    rows = replace(compared_rows(distribution([]), distribution(units)), look=2).order_by(order)

    pages = [listed(rows, first, first + 3) for first in range(0, 21, 3)]
    assert pages == [expected[first : first + 3] for first in range(0, 21, 3)]


@given(left=SEVERAL, right=SEVERAL, most=st.integers(1, 4))
def test_the_largest_changes_are_those_added_up_by_hand(left, right, most):
    sides = [[(*pair, units) for pair, units in side] for side in (left, right)]
    runs = list(map(sales, sides))

    for by, column in (("product", 0), ("store", 1)):
        deltas = {}
        for sign, rows in zip((-1, 1), sides, strict=True):
            for row in rows:
                deltas[row[column]] = deltas.get(row[column], 0) + sign * row[2]
        changed = [pair for pair in deltas.items() if pair[1]]
        expected = sorted(changed, key=lambda pair: (-abs(pair[1]), pair[0]))[:most]
        assert largest_changes(*runs, by, most) == expected
        assert largest_changes(*runs, by, most) == expected


def test_a_type_without_stores_is_compared_by_sku(compared_by_sku):
    left, right = of_skus({"b": 1, "a": 1, "x": 5}), of_skus({"a": 3, "c": 2, "x": 5})
    rows = compared_rows(left, right)

    expected = [("a", 1, 3, 2), ("c", 0, 2, 2), ("b", 1, 0, -1), ("x", 5, 5, 0)]
    assert [(sku, *rest) for sku, _product, _store, *rest in rows.rows()] == expected
    assert {row[2] for row in rows.rows()} == {""}
    assert [row["product__sku"] for row in rows[0:4]] == ["a", "c", "b", "x"]
    assert rows.narrowed(only="appeared").count() == 1
    assert largest_changes(left, right, "product", 2) == [("a", 2), ("c", 2)]
    assert largest_changes(left, right, "store", 2) == []


def queries_of(left: Run, right: Run) -> list[str]:
    """The statements of a look that read rows of the runs."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        rows = compared_rows(left, right)
        assert rows.count() == len(rows[0:25])
        for by in ("product", "store"):
            largest_changes(left, right, by, 10)
    return [query["sql"] for query in captured if "distribution_prediction" in query["sql"]]


def test_a_second_look_reads_no_row():
    left, right = distribution([("a", "Sur", 1)]), distribution([("a", "Sur", 4)])

    assert len(queries_of(left, right)) == 5
    assert queries_of(left, right) == []
    assert len(queries_of(right, left)) == 1  # the sums of each are known


def now(run: Run) -> Run:
    return Run.objects.get(pk=run.pk)


def test_what_was_kept_is_forgotten_when_rows_are_updated():
    left, right = distribution([("a", "Sur", 1)]), distribution([("a", "Sur", 4)])
    rows_before = listed(compared_rows(left, right), 0, 9)

    Prediction.objects.of(right).filter(product__sku="a").update(final=7)
    updated = listed(compared_rows(now(left), now(right)), 0, 9)
    changes = largest_changes(now(left), now(right), "store", 1)

    assert [row[2:] for row in rows_before] == [("Sur", 1, 4, 3)]
    assert [row[2:] for row in updated] == [("Sur", 1, 7, 6)]
    assert changes == [("Sur", 6)]


def test_an_update_of_one_run_leaves_what_is_kept_of_others():
    left, right = distribution([("a", "Sur", 1)]), distribution([("a", "Sur", 4)])

    Prediction.objects.of(right).update(final=7)

    assert (now(left).revision, now(right).revision) == (left.revision, right.revision + 1)


def test_renamed_stores_and_products_are_shown_and_ordered_by_their_new_names():
    left, right = distribution([]), distribution([("a", "Norte", 1), ("a", "Sur", 1)])
    rows = compared_rows(left, right)
    assert [row[2] for row in listed(rows, 0, 9)] == ["Norte", "Sur"]
    assert largest_changes(left, right, "store", 1) == [("Norte", 1)]

    Store.objects.filter(name="Norte").update(name="Zeta")

    rows = compared_rows(left, right)
    assert [row[2] for row in listed(rows, 0, 9)] == ["Sur", "Zeta"]
    assert largest_changes(left, right, "store", 1) == [("Sur", 1)]


def test_the_oldest_of_what_is_kept_gives_way():
    KeptResult.objects.bulk_create(
        KeptResult(key=str(number), content=[]) for number in range(MOST)
    )

    compared_rows(distribution([]), distribution([])).count()

    assert KeptResult.objects.count() == MOST
    assert KeptResult.objects.order_by("pk").first().key == "1"


def test_more_rows_ask_no_more_queries():
    few = distribution([("a", "Sur", 1)]), distribution([("a", "Sur", 4)])
    many = [[(f"{n}", name, n % 7) for n in range(60) for name in STORES] for _side in range(2)]
    many = distribution(many[0]), distribution(many[1][5:])

    counts = []
    for left, right in (few, many):
        with CaptureQueriesContext(connection) as captured:
            rows = compared_rows(left, right)
            assert rows.count()
            assert rows[0:100]
            largest_changes(left, right, "product", 10)
            largest_changes(left, right, "store", 10)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_pair_has_one_suggested_line_and_postgresql_compares_from_its_key_alone():
    run = distribution([("a", "Sur", 1)])
    row = Prediction.objects.of(run).get()
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s",
                ["prediction_of_run"],
            )
            (rule,) = cursor.fetchone()
        assert rule == "UNIQUE (run_id, product_id, store_id) INCLUDE (final)"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_someone_writes_to_keeps_no_one_waiting():
    left, right = distribution([("a", "Sur", 1)]), distribution([("a", "Sur", 4)])
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets others write meanwhile")
    other = connection.copy()
    try:
        with other.cursor() as writing:
            writing.execute("BEGIN IMMEDIATE")
            assert compared_rows(left, right).count() == 1
            writing.execute("ROLLBACK")
        assert KeptResult.objects.count() == 0
        assert compared_rows(left, right).count() == 1
        assert KeptResult.objects.count() == 1
    finally:
        other.close()
