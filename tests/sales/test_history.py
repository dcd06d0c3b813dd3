"""Several uploads as one history: each sale once, whatever overlaps."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Product, Store
from runs.models import Run
from sales.queries import SalesHistory, sales_columns, sales_history
from tests import do, make
from tests.sales.naive import Row, counted_once

pytestmark = pytest.mark.django_db

MONDAY = date(2025, 12, 1)
TUESDAY, SUNDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=6)


def rows_of(history: SalesHistory) -> list[Row]:
    skus = dict(Product.objects.values_list("pk", "sku"))
    stores = dict(Store.objects.values_list("pk", "name"))
    sales = history.sales
    columns = (sales.product, sales.store, sales.day, sales.units)
    return sorted(
        (skus[product], stores[store], day, units)
        for product, store, day, units in zip(*(c.tolist() for c in columns), strict=True)
    )


def test_no_run_has_no_history():
    history = sales_history([])

    assert (rows_of(history), history.superseded, history.spans) == ([], 0, [])


def test_one_run_is_its_own_rows_however_often_they_name_the_same_sale():
    rows = [("TEE", "Norte", MONDAY, 2), ("TEE", "Norte", MONDAY, 2), ("TEE", "Norte", MONDAY, -1)]

    history = sales_history([make.sales_rows(rows)])

    assert rows_of(history) == sorted(rows)
    assert history.superseded == 0


def test_the_newer_run_has_what_both_name_with_all_its_lines():
    older = make.sales_rows([("TEE", "Norte", MONDAY, 9), ("TEE", "Norte", TUESDAY, 5)])
    newer = make.sales_rows([("TEE", "Norte", MONDAY, 1), ("TEE", "Norte", MONDAY, -3)])

    history = sales_history([older, newer])

    assert rows_of(history) == [
        ("TEE", "Norte", MONDAY, -3),
        ("TEE", "Norte", MONDAY, 1),
        ("TEE", "Norte", TUESDAY, 5),
    ]
    assert history.superseded == 1


@pytest.mark.parametrize(
    "other", [("CAP", "Norte", MONDAY, 7), ("TEE", "Sur", MONDAY, 7), ("TEE", "Norte", TUESDAY, 7)]
)
def test_another_sku_store_or_day_is_another_sale(other):
    runs = [make.sales_rows([("TEE", "Norte", MONDAY, 7)]), make.sales_rows([other])]

    history = sales_history(runs)

    assert rows_of(history) == sorted([("TEE", "Norte", MONDAY, 7), other])
    assert history.superseded == 0


def test_a_newer_run_takes_a_sale_back_by_saying_zero():
    runs = [make.sales_rows([("TEE", "Norte", MONDAY, units)]) for units in (7, 0)]

    assert rows_of(sales_history(runs)) == [("TEE", "Norte", MONDAY, 0)]


def test_which_run_is_newer_is_a_matter_of_when_it_was_made_and_not_of_the_order_given():
    runs = [make.sales_rows([("TEE", "Norte", MONDAY, units)]) for units in (1, 2, 3)]

    for order in (runs, runs[::-1], [runs[1], runs[2], runs[0]]):
        assert rows_of(sales_history(order)) == [("TEE", "Norte", MONDAY, 3)]


def test_the_first_and_last_day_of_each_run_with_sales_are_told():
    runs = [
        make.sales_rows([("TEE", "Norte", MONDAY, 1), ("CAP", "Sur", SUNDAY, 1)]),
        make.sales_rows([]),
        make.sales_rows([("TEE", "Norte", TUESDAY, 1)]),
    ]

    spans = [tuple(day.astype(date) for day in span) for span in sales_history(runs).spans]

    assert sorted(spans) == [(MONDAY, SUNDAY), (TUESDAY, TUESDAY)]


def test_files_that_overlap_count_each_sale_once(tmp_path):
    december = [("0042", "Norte", MONDAY + timedelta(days=n), n + 1) for n in range(10)]
    corrected = [("0042", "Norte", MONDAY + timedelta(days=n), 20) for n in range(7, 14)]
    runs = [do.sell(december, tmp_path), do.sell(corrected, tmp_path)]

    history = sales_history(runs)

    assert rows_of(history) == december[:7] + corrected
    assert history.superseded == 3


SALES = st.lists(
    st.tuples(
        st.sampled_from(["TEE", "0042", "42"]),
        st.sampled_from(["Norte", "Sur", "Ñuñoa"]),
        st.integers(0, 4).map(lambda number: MONDAY + timedelta(days=number)),
        st.integers(-3, 5),
    ),
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(uploads=st.lists(SALES, max_size=5), shuffled=st.randoms(use_true_random=False))
def test_whatever_overlaps_it_is_what_the_slow_way_says(uploads, shuffled):
    with transaction.atomic():
        runs = [make.sales_rows(rows) for rows in uploads]
        given_runs = shuffled.sample(runs, len(runs))

        history = sales_history(given_runs)

        assert rows_of(history) == counted_once(uploads)
        assert history.superseded == lines(runs) - len(history.sales.units)
        transaction.set_rollback(True)


def lines(runs: Sequence[Run]) -> int:
    return sum(len(sales_columns(run).units) for run in runs)
