"""A store that was created by mistake becomes another name of the right one."""

import pytest

from catalog.models import Store
from catalog.queries import own_names_of_stores
from runs.errors import Conflict, NotAllowed, Refused
from runs.services import advance, system_user, verify
from sales.models import SalesRecord
from stock.services import merge_store
from tests import do, make

pytestmark = pytest.mark.django_db

DAY = "2025-12-01"


def merge(name: str, into: str, by=None):
    stores = {store.name: store for store in Store.objects.all()}
    return merge_store(stores[name], stores[into], by=by or system_user())


def test_its_name_and_its_aliases_mean_the_right_store_from_then_on(tmp_path):
    right, wrong = make.store("Plaza Oeste"), make.store("B_p.oeste")
    make.alias("P. Oeste", wrong)

    merge("B_p.oeste", "Plaza Oeste")

    assert own_names_of_stores(["B_p.oeste", "P. Oeste", "Plaza Oeste"]) == {
        "B_p.oeste": "Plaza Oeste",
        "P. Oeste": "Plaza Oeste",
        "Plaza Oeste": "Plaza Oeste",
    }
    run = do.sell([("TEE", "B_p.oeste", DAY, 1)], tmp_path, unknown_stores="fail")
    assert [row.store for row in SalesRecord.objects.of(run)] == [right]
    assert wrong.history.first().history_user == system_user()


def test_runs_keep_the_rows_they_had_and_can_be_verified(tmp_path):
    run = do.sell([("TEE", "B_p.oeste", DAY, 1)], tmp_path)
    make.store("Plaza Oeste")

    merge("B_p.oeste", "Plaza Oeste")

    assert [row.store.name for row in SalesRecord.objects.of(run)] == ["B_p.oeste"]
    assert verify(run).same


def test_a_store_that_holds_stock_is_not_merged_until_that_is_undone(tmp_path):
    make.store("Plaza Oeste")
    run = do.count_stores({"TEE": {"B_p.oeste": 3}}, tmp_path)

    assert "1 SKU" in do.refused(Conflict, merge, "B_p.oeste", "Plaza Oeste")
    advance(run, "archive", by=system_user())

    assert merge("B_p.oeste", "Plaza Oeste").name == "Plaza Oeste"


def test_nothing_is_merged_into_itself_or_into_what_was_merged():
    for name in "ABC":
        make.store(name)
    merge("A", "B")

    for name, into in (("B", "B"), ("C", "A"), ("A", "C")):
        do.refused(Refused, merge, name, into)


def test_what_was_merged_follows_when_its_store_is_merged_in_turn():
    for name in "ABC":
        make.store(name)

    merge("A", "B")
    merge("B", "C")

    assert own_names_of_stores("ABC") == {"A": "C", "B": "C", "C": "C"}


def test_only_who_may_change_stores_merges_them():
    make.store("A"), make.store("B")

    do.refused(NotAllowed, merge, "A", "B", make.user("runs.upload_run"))


def test_units_are_not_sent_to_what_is_only_a_name_by_now(tmp_path):
    do.count_cd({"TEE": 9}, tmp_path)
    run = make.distribution(do.sell([("TEE", "B_p.oeste", DAY, 4)], tmp_path))
    advance(run, "approve", by=make.superuser())
    make.store("Plaza Oeste")
    merge("B_p.oeste", "Plaza Oeste")

    assert "B_p.oeste" in do.refused(Conflict, advance, run, "execute", by=system_user())
