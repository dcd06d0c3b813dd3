"""Products and stores as files name them."""

from decimal import Decimal

import numpy as np
import pytest
from django.db import IntegrityError

from catalog.models import Category, Product, Store, StoreAlias
from catalog.queries import own_names_of_stores, skus_of
from catalog.services import load_aliases, load_products, name_products, stores_with_names
from runs.services import system_user
from tests import make

pytestmark = pytest.mark.django_db


def name(names: dict[str, str], *, by=None, reason: str = "a test"):
    return name_products(list(names), list(names.values()), by=by or system_user(), reason=reason)


def catalogue() -> dict[str, str]:
    return dict(Product.objects.values_list("sku", "name"))


def history(sku: str) -> list[tuple]:
    rows = Product.history.filter(sku=sku).order_by("history_id")
    columns = ("history_type", "name", "history_user__username", "history_change_reason")
    return list(rows.values_list(*columns))


def test_new_products_are_created_with_the_name_of_the_file_or_their_sku():
    found = name({"TEE": "Shirt", "0042": ""})

    assert catalogue() == {"TEE": "Shirt", "0042": "0042"}
    assert (found.created, found.renamed) == (["0042", "TEE"], [])
    assert found.ids.tolist() == [Product.objects.get(sku=sku).pk for sku in ("TEE", "0042")]
    created = Product.objects.get(sku="TEE")
    assert (created.is_active, created.is_merchandise, created.category) == (True, True, None)


def test_a_changed_name_renames_and_both_are_in_the_history():
    ana = make.user(name="ana")
    name({"TEE": "Presale shirt"}, reason="first run")

    found = name({"TEE": "Shirt"}, by=ana, reason="second run")

    assert (found.created, found.renamed) == ([], ["TEE"])
    assert history("TEE") == [
        ("+", "Presale shirt", "sistema", "first run"),
        ("~", "Shirt", "ana", "second run"),
    ]


def test_a_renamed_product_keeps_everything_else():
    toys = make.category("Toys")
    norte = make.supplier("Norte")
    terms = {"unit_cost": Decimal("12.50"), "pack_size": 6, "moq": 12}
    tee = make.product(
        "TEE",
        "Old",
        category=toys,
        is_merchandise=False,
        is_active=False,
        supplier=norte,
        **terms,
    )

    name({"TEE": "New"})

    assert Product.objects.values().get() == {
        "id": tee.pk,
        "sku": "TEE",
        "name": "New",
        "category_id": toys.pk,
        "is_merchandise": False,
        "is_active": False,
        "supplier_id": norte.pk,
        **terms,
    }
    newest = Product.history.filter(sku="TEE").latest()
    assert (newest.supplier, newest.unit_cost, newest.pack_size, newest.moq) == (
        norte,
        *terms.values(),
    )


def test_the_same_name_or_none_changes_nothing():
    name({"TEE": "Shirt", "CAP": "Cap"})
    before = Product.history.count()

    found = name({"TEE": "Shirt", "CAP": ""})

    assert (found.created, found.renamed) == ([], [])
    assert Product.history.count() == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("014633382143", "14633382143"),
        ("0", "00"),
        ("abc", "ABC"),
        ("A-1", "A1"),
        ("A.1", "A-1"),
        ("ß", "ss"),
        ("é", "e\u0301"),
        ("1", "1.0"),
        ("Ñ", "ñ"),
    ],
)
def test_skus_that_differ_in_any_code_point_are_two_products(one, other):
    first = name({one: "One", other: "Other"})
    again = name({other: "Other", one: "One"})

    assert catalogue() == {one: "One", other: "Other"}
    assert first.ids.tolist() == again.ids.tolist()[::-1]
    assert again.created == again.renamed == []


def test_a_name_longer_than_its_column_is_cut_once_and_for_all():
    name({"TEE": "x" * 300})

    assert name({"TEE": "x" * 300}).renamed == []
    assert catalogue() == {"TEE": "x" * 255}


def test_thirty_five_thousand_products_take_a_few_queries(django_assert_max_num_queries):
    skus = [f"{number:012}" for number in range(35_000)]

    with django_assert_max_num_queries(16):
        found = name(dict.fromkeys(skus, "Game"))

    assert len(found.created) == Product.objects.count() == Product.history.count() == 35_000
    with django_assert_max_num_queries(16):
        again = name(dict.fromkeys(skus, "Game again"))
    assert len(again.renamed) == 35_000
    assert np.array_equal(again.ids, found.ids)
    assert len(skus_of(found.ids.tolist())) == 35_000


def test_stores_are_found_by_exact_name_and_created_with_a_guessed_type():
    sur = make.store("Sur")

    ids = stores_with_names(
        ["Sur", "sur", "WEB", "Casa  Matriz", "Webster"], by=system_user(), reason="a test"
    )

    assert ids["Sur"] == sur.pk
    assert dict(Store.objects.values_list("name", "type")) == {
        "Sur": Store.Type.PHYSICAL,
        "sur": Store.Type.PHYSICAL,
        "WEB": Store.Type.WEB,
        "Casa  Matriz": Store.Type.HEAD_OFFICE,
        "Webster": Store.Type.PHYSICAL,
    }
    assert Store.history.get(name="WEB").history_change_reason == "a test"


@pytest.mark.parametrize("new", [1, 3])
def test_more_new_stores_ask_no_more_queries_and_each_has_its_history(
    new, django_assert_num_queries
):
    by, names = make.user(name="who"), [f"Store {number}" for number in range(new)]

    with django_assert_num_queries(5 + 2):  # and a savepoint
        ids = stores_with_names(names, by=by, reason="why" * 50)

    columns = ("id", "name", "type", "history_type", "history_user", "history_change_reason")
    assert list(Store.history.order_by("name").values_list(*columns)) == [
        (ids[name], name, Store.Type.PHYSICAL, "+", by.pk, ("why" * 50)[:100]) for name in names
    ]


def test_a_store_is_known_by_its_name_or_an_alias_and_nothing_else():
    sur = make.store("Plaza Sur")
    make.alias("P. Sur", sur)
    make.alias("Plaza Sur ", make.store("Other"))  # as no form would store it: the name wins

    found = own_names_of_stores(
        ["Plaza Sur", "  Plaza\u00a0 Sur ", "P. Sur", "p. sur", "Plaza Su\u0301r", "Plaza"]
    )

    assert found == {
        "Plaza Sur": "Plaza Sur",
        "  Plaza\u00a0 Sur ": "Plaza Sur",
        "P. Sur": "Plaza Sur",
    }


def test_letters_with_accents_are_the_same_however_they_are_coded():
    make.store("Viña")

    assert own_names_of_stores(["Vin\u0303a"]) == {"Vin\u0303a": "Viña"}


def products(*rows: dict[str, str], by=None):
    names = list(dict.fromkeys(column for row in rows for column in row))
    columns = {column: [row.get(column, "") for row in rows] for column in names}
    return load_products(columns, list(range(2, len(rows) + 2)), by=by or system_user())


def test_a_product_list_creates_updates_and_leaves_alone():
    products({"sku": "TEE", "name": "Shirt"}, {"sku": "CAP", "name": "Cap", "category": "Hats"})

    loaded = products(
        {"sku": "TEE", "name": "Shirt"},
        {"sku": "CAP", "name": "Cap", "category": "Caps", "active": "no"},
        {"sku": "0042", "name": "Game", "merchandise": "No", "active": "sí"},
    )

    assert (loaded.created, loaded.updated, loaded.unchanged) == (1, 1, 1)
    assert loaded.rejected == []
    columns = ("sku", "name", "category__name", "is_merchandise", "is_active")
    assert sorted(Product.objects.values_list(*columns)) == [
        ("0042", "Game", None, False, True),
        ("CAP", "Cap", "Caps", True, False),
        ("TEE", "Shirt", None, True, True),
    ]
    assert set(Category.objects.values_list("name", flat=True)) == {"Hats", "Caps"}
    assert [row[0] for row in history("CAP")] == ["+", "~"]


def test_rows_of_a_product_list_that_say_nonsense_are_rejected_with_their_number():
    loaded = products(
        {"sku": "TEE", "name": "Shirt"},
        {"sku": "TEE", "name": "Shirt again"},
        {"sku": "CAP", "name": "Cap", "active": "perhaps"},
        {"sku": "MUG", "name": "Mug", "category": "x" * 129},
    )

    assert (loaded.created, loaded.updated, loaded.unchanged) == (1, 0, 0)
    assert [(row, value) for row, value, _why in loaded.rejected] == [
        (3, "TEE"),
        (4, "CAP"),
        (5, "MUG"),
    ]
    assert all(why for _row, _value, why in loaded.rejected)
    assert catalogue() == {"TEE": "Shirt"}
    assert Category.objects.count() == 0


def aliases(*rows: tuple[str, str]):
    columns = {"alias": [row[0] for row in rows], "store": [row[1] for row in rows]}
    return load_aliases(columns, list(range(2, len(rows) + 2)), by=system_user())


def test_an_alias_list_creates_updates_and_leaves_alone():
    make.store("Sur")
    make.alias("P. Sur", make.store("Norte"))

    loaded = aliases(("P. Sur", "Sur"), ("el sur", "Sur"))
    again = aliases(("P. Sur", "Sur"), ("el  sur ", "Sur"))

    assert (loaded.created, loaded.updated, loaded.unchanged, loaded.rejected) == (1, 1, 0, [])
    assert (again.created, again.updated, again.unchanged, again.rejected) == (0, 0, 2, [])
    assert set(StoreAlias.objects.values_list("alias", "store__name")) == {
        ("P. Sur", "Sur"),
        ("el sur", "Sur"),
    }


def test_aliases_that_mean_nothing_are_rejected_with_their_row():
    make.store("Sur")
    make.store("Norte")

    loaded = aliases(("Norte", "Sur"), ("x", "Nowhere"), ("", "Sur"), ("x" * 129, "Sur"))

    assert [row for row, _value, _why in loaded.rejected] == [2, 3, 4, 5]
    assert (loaded.created, StoreAlias.objects.count()) == (0, 0)


def test_a_product_without_a_sku_cannot_be_stored():
    with pytest.raises(IntegrityError):
        Product.objects.create(sku="", name="Nothing")
