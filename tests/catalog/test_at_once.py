"""Workers that name the same new store or product, or bring a first stock, at the same moment."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction

from catalog.models import Product, Store
from catalog.services import name_products, stores_with_names
from runs.services import system_user
from stock.models import Location
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def while_another_has_not_committed(
    act: Callable[[], Any], other: Callable[[], Any] | None = None
) -> list:
    """What two get, the second one of whom acts before the first one has committed.

    They do the same, unless it is said what the other one does.
    """
    found, has_acted, may_commit = [], threading.Event(), threading.Event()

    def first() -> None:
        try:
            with transaction.atomic():
                found.append(act())
                has_acted.set()
                may_commit.wait(1)  # the second one is stopped by now, by a lock of the database
        finally:
            connections.close_all()

    def second() -> None:
        try:
            has_acted.wait()
            with transaction.atomic():
                found.append((other or act)())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for act in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_new_store_is_created_once():
    by = system_user()

    found = while_another_has_not_committed(
        lambda: stores_with_names(["Norte", "Sur"], by=by, reason="a file")
    )

    ids = dict(Store.objects.values_list("name", "pk"))
    assert sorted(ids) == ["Norte", "Sur"]
    assert found == [ids, ids]


def test_who_created_a_store_begins_its_history_and_nobody_else():
    first, second = make.user(name="first"), make.user(name="second")

    found = while_another_has_not_committed(
        lambda: stores_with_names(["Norte", "Sur"], by=first, reason="one file"),
        lambda: stores_with_names(["Este", "Norte", "Sur"], by=second, reason="another"),
    )

    ids = dict(Store.objects.values_list("name", "pk"))
    assert found == [{name: ids[name] for name in ("Norte", "Sur")}, ids]
    told = Store.history.order_by("name").values_list(
        "id", "name", "history_type", "history_user__username", "history_change_reason"
    )
    assert list(told) == [
        (ids["Este"], "Este", "+", "second", "another"),
        (ids["Norte"], "Norte", "+", "first", "one file"),
        (ids["Sur"], "Sur", "+", "first", "one file"),
    ]


def test_a_store_that_was_not_to_be_after_all_is_created_by_the_next():
    by = system_user()

    def given_up() -> dict:
        stores_with_names(["Norte"], by=by, reason="given up")
        transaction.set_rollback(True)
        return {}

    found = while_another_has_not_committed(
        given_up, lambda: stores_with_names(["Norte"], by=by, reason="a file")
    )

    norte = Store.objects.get()
    assert found == [{}, {"Norte": norte.pk}]
    assert Store.history.get().history_change_reason == "a file"


def test_a_new_product_is_created_once_and_both_get_it():
    by = system_user()

    found = while_another_has_not_committed(
        lambda: name_products(["A", "B"], ["Tee", "Cap"], by=by, reason="one").ids.tolist(),
        lambda: name_products(["B", "C"], ["Cap", "Bag"], by=by, reason="another").ids.tolist(),
    )

    ids = dict(Product.objects.values_list("sku", "pk"))
    assert sorted(ids) == ["A", "B", "C"]
    assert found == [[ids["A"], ids["B"]], [ids["B"], ids["C"]]]


def test_a_store_gets_one_location():
    store = make.store("Norte")

    found = while_another_has_not_committed(lambda: Location.objects.ids_of_stores([store.pk]))

    assert found == [{store.pk: Location.objects.get(store=store).pk}] * 2
