"""Workers that name the same new store, or bring a first stock to it, at the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from catalog.models import Store
from catalog.services import stores_with_names
from runs.services import system_user
from stock.models import Location
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def while_another_has_not_committed(act: Callable[[], dict]) -> list[dict]:
    """What two get that do the same, the second one before the first one has committed."""
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
                found.append(act())
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


def test_a_store_gets_one_location():
    store = make.store("Norte")

    found = while_another_has_not_committed(lambda: Location.objects.ids_of_stores([store.pk]))

    assert found == [{store.pk: Location.objects.get(store=store).pk}] * 2
