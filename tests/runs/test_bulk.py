"""Whole columns in and out, the same on both databases."""

from datetime import date

import numpy as np
import pytest
from django.db import DataError, IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Product
from distribution.models import CdRemainder, Prediction
from forecasting.models import PurchaseSuggestion
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


# PostgreSQL takes arrays and lists of texts in binary form, a tuple as text.
FORMS = pytest.mark.parametrize("form", [list, tuple, np.array])


@FORMS
def test_every_text_is_read_as_it_was_written(form):
    run = make.run()

    count = insert_columns(RejectedRow, rejected(run, row=np.arange(len(TEXTS)), value=form(TEXTS)))

    assert count == len(TEXTS)
    assert values(run) == TEXTS


@FORMS
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=255),
        min_size=1,
        max_size=20,
    )
)
def test_whatever_is_written_is_read_back_the_same(form, texts):
    run = make.run()

    insert_columns(RejectedRow, rejected(run, row=list(range(len(texts))), value=form(texts)))

    assert values(run) == texts


@pytest.mark.parametrize("text", ["", "ñandú 漢字", r"\N"])
def test_one_text_for_all_rows_is_read_as_it_was_written(text):
    run = make.run()

    insert_columns(RejectedRow, rejected(run, row=[1, 2], value=text))

    assert values(run) == [text, text]


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
            "line": np.arange(3),
        },
    )

    assert list(SalesRecord.objects.of(run).order_by("line").values_list("date", "quantity")) == [
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


def test_null_is_what_is_masked():
    first, second = make.category("Toys"), make.category("Books")
    ids = np.array([first.pk, second.pk, first.pk])

    insert_columns(
        Product,
        {
            "sku": ["A", "B", "C"],
            "name": "Thing",
            "category": np.ma.array(ids, mask=[False, True, False]),
            "is_merchandise": True,
            "is_active": True,
            **TERMS,
        },
    )

    assert list(Product.objects.order_by("sku").values_list("category", flat=True)) == [
        first.pk,
        None,
        first.pk,
    ]


def lines(run: Run, count: int, **columns) -> dict:
    """Suggested lines: columns of all widths, most of them may be NULL."""
    plain = {"store": 1, "suggested": 0, "final": 0, "reason": "sent"}
    unknown = ("need", "window_units", "window_weeks", "weeks", "store_stock")
    unknown += ("cd_stock", "cd_before", "rank")
    return {
        "run": run.number,
        "product": np.arange(count),
        **plain,
        **dict.fromkeys(unknown),
        **columns,
    }


@pytest.mark.parametrize("as_array", [True, False])
def test_numbers_of_all_widths_come_back_as_themselves(as_array):
    run = make.run()
    form = np.array if as_array else tuple
    masked = np.ma.masked_equal([-1, 7, -1], -1)

    insert_columns(
        Prediction,
        lines(
            run,
            3,
            weeks=form([0, 258, 2**15 - 1]),
            rank=form([2**31 - 1, 0, 65_537]),
            store_stock=form([-(2**63), 2**63 - 1, -1]),
            cd_stock=masked if as_array else masked.tolist(),
            reason=form(["sent", "", "cd_short"]),
        ),
    )

    names = ("weeks", "rank", "store_stock", "cd_stock", "reason", "need")
    assert list(Prediction.objects.of(run).order_by("pk").values_list(*names)) == [
        (0, 2**31 - 1, -(2**63), None, "sent", None),
        (258, 0, 2**63 - 1, 7, "", None),
        (2**15 - 1, 65_537, -1, None, "cd_short", None),
    ]


def test_more_rows_than_a_chunk_all_arrive_and_are_told_of():
    run, told, rows = make.run(), [], np.arange(110_011)

    insert_columns(RejectedRow, rejected(run, row=rows), told.append)

    assert list(RejectedRow.objects.of(run).order_by("pk").values_list("row", flat=True)) == (
        rows.tolist()
    )
    assert told[-1] == len(rows)
    assert len(told) > 1
    assert told == sorted(told)


@pytest.mark.parametrize("count", [1, 19, 20, 21, 45])
def test_rows_that_fill_no_statement_arrive_too(count):
    """SQLite takes several per statement."""
    run = make.run()

    insert_columns(RejectedRow, rejected(run, row=np.arange(count)))

    assert list(RejectedRow.objects.of(run).order_by("pk").values_list("row", flat=True)) == (
        list(range(count))
    )


def test_rows_too_wide_for_many_in_a_statement_arrive():
    """The database allows only so many parameters in one."""
    run = make.run()
    filled = make.row_columns(PurchaseSuggestion, 45)
    assert len(filled) * 20 > 999

    insert_columns(PurchaseSuggestion, {"run": run.number, **filled})

    assert (
        sorted(PurchaseSuggestion.objects.of(run).values_list("product", flat=True))
        == (filled["product"])
    )


@FORMS
def test_no_rows_are_no_work(form):
    texts = form(["of no row"])[:0]

    assert insert_columns(RejectedRow, rejected(make.run(), row=[], value=texts)) == 0


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
        {"row": [2**70]},
        {"row": np.ma.array([0, -1], mask=[True, False])},
        {"run": 2**63},
        {"value": np.array(["NUL\0inside"])},
        {"value": np.array(["x" * 256])},
    ],
)
def test_what_one_database_cannot_store_neither_does(bad):
    run = make.run()

    with pytest.raises(DataError):
        insert_columns(RejectedRow, rejected(run, row=[1]) | bad)

    assert RejectedRow.objects.of(run).count() == 0


@pytest.mark.parametrize(
    "day",
    [
        np.array(["NaT"], "M8[D]"),
        np.datetime64("NaT"),
        np.ma.array(["2025-12-01"], dtype="M8[D]", mask=[True]),
        np.array(["10000-01-01"], "M8[D]"),
        np.array(["0000-12-31"], "M8[D]"),
        np.array([2**40], "M8[D]"),
    ],
)
def test_a_day_that_is_missing_or_none_of_the_calendar_is_refused(day):
    run, tee, soho = make.run(), make.product(), make.store()

    with pytest.raises(DataError):
        insert_columns(
            SalesRecord,
            {
                "run": run.number,
                "product": tee.pk,
                "store": soho.pk,
                "date": day,
                "quantity": np.array([1]),
                "line": 0,
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
