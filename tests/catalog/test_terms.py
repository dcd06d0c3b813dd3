"""On what terms products are bought, as the forecast asks for them."""

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from catalog.models import Product, Supplier
from catalog.queries import Terms, first_seen, purchase_terms
from catalog.services import name_products
from runs.services import system_user
from tests import make

pytestmark = pytest.mark.django_db


def as_lists(terms: Terms) -> dict[str, list]:
    return {name: column.tolist() for name, column in vars(terms).items()}


def test_terms_come_in_the_order_asked_with_what_is_unknown_marked():
    supplier = make.supplier("Norte", lead_time_days=21, lead_time_spread_days=Decimal("2.5"))
    tee = make.product(
        "TEE",
        category=make.category("Toys"),
        supplier=supplier,
        unit_cost=Decimal("1234.50"),
        pack_size=6,
        moq=24,
        is_merchandise=False,
    )
    cap = make.product("CAP", is_active=False)
    free = make.product("FREE", supplier=make.supplier("Sur"), unit_cost=0)

    terms = purchase_terms([free.pk, tee.pk, cap.pk, tee.pk])

    assert as_lists(terms) == {
        "unit_cost_cents": [0, 123450, -1, 123450],
        "pack": [1, 6, 1, 6],
        "moq": [0, 24, 0, 24],
        "supplier": ["Sur", "Norte", "", "Norte"],
        "lead_time_days": [-1, 21, -1, 21],
        "lead_time_spread_tenths": [0, 25, 0, 25],
        "category": ["", "Toys", "", "Toys"],
        "is_active": [True, True, False, True],
        "is_merchandise": [True, False, True, False],
    }
    numbers = ("unit_cost_cents", "pack", "moq", "lead_time_days", "lead_time_spread_tenths")
    assert {getattr(terms, name).dtype for name in numbers} == {np.dtype(np.int64)}
    assert terms.is_active.dtype == terms.is_merchandise.dtype == bool
    assert terms.supplier.dtype == terms.category.dtype == object


def test_costs_of_any_size_are_exact_to_the_cent():
    costs = [Decimal(text) for text in ("0.01", "0.29", "1.10", "4.35", "999999999999.99")]
    products = [make.product(unit_cost=cost) for cost in costs]

    cents = purchase_terms([product.pk for product in products]).unit_cost_cents

    assert cents.tolist() == [1, 29, 110, 435, 99_999_999_999_999]


def test_no_products_have_no_terms():
    make.product()

    assert as_lists(purchase_terms([])) == {name: [] for name in Terms.__dataclass_fields__}


def test_an_id_of_no_product_is_refused_whether_few_or_all_are_asked():
    ids = [make.product().pk for _number in range(3)]

    for asked in ([ids[-1] + 1], [*ids, ids[0] - 1], [*ids * 400, ids[-1] + 1]):
        with pytest.raises(Product.DoesNotExist):
            purchase_terms(asked)


def test_thirty_five_thousand_products_are_one_query(django_assert_num_queries):
    skus = [f"{number:012}" for number in range(35_000)]
    ids = name_products(skus, skus, by=system_user(), reason="a test").ids[::-1]

    with django_assert_num_queries(1):
        terms = purchase_terms(ids)
    with django_assert_num_queries(1):
        seen = first_seen(ids.tolist())

    assert len(terms.pack) == len(seen) == 35_000
    assert seen.keys() == set(ids.tolist())


def test_few_products_are_one_query_and_no_more_rows(django_assert_num_queries):
    for _number in range(3):
        make.product()
    asked = Product.objects.order_by("-sku").first()

    with django_assert_num_queries(1):
        assert len(purchase_terms([asked.pk]).pack) == 1
    with django_assert_num_queries(1):
        assert first_seen([asked.pk]).keys() == {asked.pk}


def test_a_product_was_first_seen_when_its_history_begins():
    tee, cap = make.product("TEE"), make.product("CAP")
    long_ago = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)
    tee.history.update(history_date=long_ago)
    tee.name = "Another"
    tee.save()
    cap.history.all().delete()

    assert first_seen([tee.pk, cap.pk]) == {tee.pk: long_ago}


def test_a_product_named_by_a_file_was_first_seen_then():
    before = datetime.now(UTC)
    ids = name_products(["TEE"], ["Shirt"], by=system_user(), reason="a test").ids.tolist()
    name_products(["TEE"], ["T-Shirt"], by=system_user(), reason="a test")

    (seen,) = first_seen(ids).values()
    assert before <= seen <= Product.history.get(history_type="~").history_date


@pytest.mark.parametrize(
    "wrong", [{"unit_cost": Decimal("-0.01")}, {"pack_size": 0}, {"pack_size": -1}, {"moq": -1}]
)
def test_the_database_refuses_terms_that_cannot_be(wrong):
    with pytest.raises(IntegrityError):
        make.product(**wrong)


@pytest.mark.parametrize(
    "wrong", [{"lead_time_days": -1}, {"lead_time_spread_days": Decimal("-0.1")}, {"name": ""}]
)
def test_the_database_refuses_a_supplier_that_cannot_be(wrong):
    with pytest.raises(IntegrityError):
        Supplier.objects.create(**{"name": "Norte", **wrong})


def test_a_supplier_of_a_product_is_not_deleted():
    supplier = make.supplier()
    make.product(supplier=supplier)

    with pytest.raises(IntegrityError):
        supplier.delete()


def test_a_supplier_is_stored_with_its_plain_name():
    supplier = Supplier(name="  Distribuidora \u00a0 Vin\u0303a ")

    supplier.full_clean()

    assert supplier.name == "Distribuidora Viña"
    with pytest.raises(ValidationError):
        Supplier(name="Norte", lead_time_spread_days=Decimal("-1")).full_clean()
