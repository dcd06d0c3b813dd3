"""Whole columns in and out, the same on both databases."""

from datetime import date

import numpy as np
import pytest
from django.db import DataError, IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Product
from distribution.models import CdRemainder
from intake.models import RejectedRow
from runs.bulk import insert_columns, upsert_columns
from runs.models import Run
from sales.models import SalesRecord
from tests import make

pytestmark = pytest.mark.django_db

TERMS = {"supplier": None, "unit_cost": None, "pack_size": 1, "moq": 0}  # of any product
TEXTS = [
    "",
    " ",
    "tab\there",
    "line\nbreak",
    "carriage\rreturn\r\n",
    r"back\slash",
    r"\N",
    r"\.",
    "'single' \"double\"",
    "ñandú Ω 漢字 🧸",
    "e\u0301 is not \u00e9",
    "\u00a0hard space\u2028separator",
    "=1+1",
    "%s {0} $1",
    "000123",
    "NULL",
]


def rejected(run: Run, **columns) -> dict:
    plain = {"sheet": "", "row": 1, "column": "", "value": "", "reason": "", "text": ""}
    return {"run": run.number, **plain, **columns}


def values(run: Run) -> list[str]:
    return list(RejectedRow.objects.of(run).order_by("row").values_list("value", flat=True))


def test_every_text_is_read_as_it_was_written():
    run = make.run()

    count = insert_columns(RejectedRow, rejected(run, row=np.arange(len(TEXTS)), value=TEXTS))

    assert count == len(TEXTS)
    assert values(run) == TEXTS


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=255),
        min_size=1,
        max_size=20,
    )
)
def test_whatever_is_written_is_read_back_the_same(texts):
    run = make.run()

    insert_columns(RejectedRow, rejected(run, row=list(range(len(texts))), value=texts))

    assert values(run) == texts


@pytest.mark.parametrize("as_array", [True, False])
def test_dates_and_numbers_come_back_as_themselves(as_array):
    run, tee, soho = make.run(), make.product("TEE"), make.store("SOHO")
    days = np.array(["2025-12-22", "2024-02-29", "1999-12-31"], "M8[D]")
    units = np.array([-(2**31), 0, 2**31 - 1], np.int32)

    insert_columns(
        SalesRecord,
        {
            "run": run.number,
            "product": np.int64(tee.pk),
            "store": [soho.pk] * 3,
            "date": days if as_array else [str(day) for day in days],
            "quantity": units if as_array else units.tolist(),
        },
    )

    assert list(SalesRecord.objects.of(run).order_by("pk").values_list("date", "quantity")) == [
        (date(2025, 12, 22), -(2**31)),
        (date(2024, 2, 29), 0),
        (date(1999, 12, 31), 2**31 - 1),
    ]


def test_truth_values_and_null_come_back_as_themselves():
    insert_columns(
        Product,
        {
            "sku": np.array(["A", "B"]),
            "name": ["First", "Second"],
            "category": None,
            "is_merchandise": np.array([True, False]),
            "is_active": True,
            **TERMS,
        },
    )

    assert list(Product.objects.values_list("sku", "category", "is_merchandise", "is_active")) == [
        ("A", None, True, True),
        ("B", None, False, True),
    ]


def test_null_among_other_values_is_null():
    first = Product.objects.create(sku="A", name="First")
    category = make.category("Toys")

    upsert_columns(
        Product,
        {
            "sku": ["A", "B"],
            "name": ["First", "Second"],
            "category": [category.pk, None],
            "is_merchandise": True,
            "is_active": True,
            **TERMS,
        },
        keys=["sku"],
    )

    first.refresh_from_db()
    assert first.category == category
    assert Product.objects.get(sku="B").category is None


def test_more_rows_than_a_chunk_all_arrive():
    run = make.run()

    insert_columns(RejectedRow, rejected(run, row=np.arange(60_000)))

    assert RejectedRow.objects.of(run).count() == 60_000


def test_no_rows_are_no_work():
    assert insert_columns(RejectedRow, rejected(make.run(), row=[])) == 0


@pytest.mark.parametrize("lacking", ["run", "value"])
def test_a_missing_column_is_named(lacking):
    columns = rejected(make.run(), row=[1])
    del columns[lacking]

    with pytest.raises(TypeError, match=f"RejectedRow.*'{lacking}'"):
        insert_columns(RejectedRow, columns)


def test_an_unknown_column_is_named():
    with pytest.raises(TypeError, match=r"RejectedRow.*'colour'"):
        insert_columns(RejectedRow, rejected(make.run(), row=[1], colour="red"))


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="different lengths"):
        insert_columns(RejectedRow, rejected(make.run(), row=[1, 2], value=["one"]))


@pytest.mark.parametrize(
    "bad",
    [
        {"value": ["NUL\0inside"]},
        {"value": "NUL\0inside"},
        {"value": ["x" * 256]},
        {"row": [2**31]},
        {"row": np.array([2**40])},
        {"row": [-1]},
        {"row": np.array([1.5])},
    ],
)
def test_what_one_database_cannot_store_neither_does(bad):
    run = make.run()

    with pytest.raises(DataError):
        insert_columns(RejectedRow, rejected(run, **{"row": [1], **bad}))

    assert RejectedRow.objects.of(run).count() == 0


def test_a_day_that_is_missing_is_refused():
    run, tee, soho = make.run(), make.product(), make.store()

    with pytest.raises(DataError):
        insert_columns(
            SalesRecord,
            {
                "run": run.number,
                "product": tee.pk,
                "store": soho.pk,
                "date": np.array(["NaT"], "M8[D]"),
                "quantity": 1,
            },
        )


def remainder(run: Run, products: list[Product], before, assigned) -> dict:
    return {
        "run": run.number,
        "product": [product.pk for product in products],
        "before": before,
        "assigned": assigned,
        "left": np.asarray(before) - np.asarray(assigned),
    }


@pytest.mark.parametrize("broken", ["unique", "check"])
def test_a_broken_rule_of_the_database_is_an_integrity_error(broken):
    run, tee = make.run(), make.product()
    columns = remainder(run, [tee, tee], [9, 9], [4, 4])
    if broken == "check":
        columns = remainder(run, [tee], [9], [4]) | {"left": [6]}

    with pytest.raises(IntegrityError):
        insert_columns(CdRemainder, columns)


def test_upsert_updates_what_is_there_and_adds_the_rest():
    run, other = make.run(), make.run()
    tee, cap, mug = make.product("TEE"), make.product("CAP"), make.product("MUG")
    insert_columns(CdRemainder, remainder(run, [tee, cap], [9, 5], [4, 5]))
    insert_columns(CdRemainder, remainder(other, [tee], [9], [1]))

    count = upsert_columns(
        CdRemainder, remainder(run, [tee, mug], [20, 3], [8, 0]), keys=["run", "product"]
    )

    assert count == 2
    assert set(CdRemainder.objects.of(run).values_list("product__sku", "before", "left")) == {
        ("TEE", 20, 12),
        ("CAP", 5, 0),
        ("MUG", 3, 3),
    }
    assert CdRemainder.objects.of(other).get().left == 8


def test_upserts_follow_each_other_in_one_transaction():
    run, tee = make.run(), make.product()

    for before in (5, 6):
        upsert_columns(CdRemainder, remainder(run, [tee], [before], [0]), keys=["run", "product"])

    assert CdRemainder.objects.of(run).get().before == 6


def test_upserting_one_key_twice_is_refused():
    run, tee = make.run(), make.product()

    with pytest.raises(DataError):
        upsert_columns(
            CdRemainder, remainder(run, [tee, tee], [9, 8], [4, 4]), keys=["run", "product"]
        )


def test_upserting_nothing_is_no_work():
    assert upsert_columns(CdRemainder, remainder(make.run(), [], [], []), keys=["run"]) == 0
