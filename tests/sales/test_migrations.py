"""Sales stay what they are when their table gets another key, forward and back."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from runs.rows import write_rows
from sales.models import SalesRecord
from tests import make

SOLD = [
    ("TEE", "SOHO", date(2025, 12, 22), 2),
    ("TEE", "SOHO", date(2025, 12, 22), 2),
    ("CAP", "NORTE", date(2025, 12, 23), -1),
]
KEY = {"run_id", "product_id", "store_id", "date", "line"}
COLUMNS = ("product__sku", "store__name", "date", "quantity")


@pytest.mark.django_db(transaction=True)
def test_sales_get_their_key_and_lose_it_with_all_rows():
    runs = [make.sales_rows(SOLD), make.sales_rows(SOLD[:1])]
    before = [sales(run) for run in runs]

    try:
        call_command("migrate", "sales", "0002", verbosity=0)
        assert columns() == {"id", "run_id", "product_id", "store_id", "date", "quantity"}
        assert indexes() == [{"id"}, KEY - {"line"}]
    finally:
        call_command("migrate", "sales", verbosity=0)

    assert columns() == {"run_id", "product_id", "store_id", "date", "line", "quantity"}
    assert indexes() == [KEY]
    assert [sales(run) for run in runs] == before
    lines = SalesRecord.objects.of(runs[0]).order_by("product", "store", "date", "line")
    assert list(lines.values_list("line", flat=True)) == [0, 1, 2]


@pytest.mark.django_db
def test_a_line_stands_in_its_run_once():
    run = make.sales_rows(SOLD)
    first = SalesRecord.objects.of(run).order_by("line").first()
    again = {
        name: [getattr(first, name)] for name in ("product_id", "store_id", "quantity", "line")
    }
    columns = {name.removesuffix("_id"): column for name, column in again.items()}

    with pytest.raises(IntegrityError):
        write_rows(run, SalesRecord, {**columns, "date": [str(first.date)]})


def sales(run) -> list[tuple]:
    return sorted(SalesRecord.objects.of(run).values_list(*COLUMNS))


def columns() -> set[str]:
    with connection.cursor() as cursor:
        table = SalesRecord._meta.db_table
        return {
            column.name for column in connection.introspection.get_table_description(cursor, table)
        }


def indexes() -> list[set[str]]:
    """The columns of each index, but for the units that some carry along."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, SalesRecord._meta.db_table)
    kept = [set(each["columns"]) for each in found.values() if not each["foreign_key"]]
    return sorted((columns - {"quantity"} for columns in kept), key=len)
