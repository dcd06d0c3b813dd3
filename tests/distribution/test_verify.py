"""A stored run is what its inputs give, for ever; and the same inputs give the same digest."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from catalog.models import Product, Store, StoreAlias
from distribution.models import Prediction
from runs.errors import Conflict
from runs.models import Run
from runs.services import verify
from stock.models import Location
from stock.queries import stock_position
from tests import do, make

pytestmark = pytest.mark.django_db

MONDAY = date(2025, 12, 1)
SALES = [
    ("TEE", "Shirt", store, units + week, str(MONDAY + timedelta(days=7 * week)))
    for store, units in (("Norte", 4), ("Sur", 2), ("Ñuñoa", 2), ("WEB", -1))
    for week in range(3)
] + [("0042", "Game", "Sur", 3, "2025-12-09"), ("42", "Presale", "Sur", 4, "2025-12-09")]
CD = [("TEE", "Shirt", 7), ("0042", "Game", -2), ("42", "Presale", 1)]
STORES = [
    ("Codigo", "Nombre", "Norte", "Sur", "Ñuñoa"),
    ("TEE", "Shirt", 1, 0, -1),
    ("0042", "Game", 0, 2, 0),
]
# One digest of each type of run, for ever: another value means that stored runs would no longer
# verify, or that the databases do not agree.
PINNED = {
    "cd": "64b579566ede54a9c1c80e52e205a19d1bcecb85fb25da80d58dcedf9942e063",
    "stores": "e3b9e52a1ec5bcad72c0063e56e786feec2754120ca3b55589560aac873c187d",
    "sales": "3bd50164569426a3af511f53060fc974d7399da30b8dfd52c7f0100ccaffc89e",
    "sma3_min3": "241bb602354059f6d678e8f71416c2f45d85e649737936ed779c1c155bd805ba",
    "sma1_no_min": "479311abcbad3bce12ecd832e9aaecdafe4421d74159c1766581287a1fd136f1",
}


def loaded(folder, *, shuffle: int = 0, ending: str = "xlsx") -> dict[str, Run]:
    """The small fixed case, its rows in some order, as a spreadsheet or as text."""
    sales, cd, stores = list(SALES), list(CD), list(STORES)
    if shuffle:
        chance = random.Random(shuffle)
        chance.shuffle(sales)
        chance.shuffle(cd)
        stores = [stores[0], *reversed(stores[1:])]
    write = do.csv_file if ending == "csv" else make.sheet
    files = {"cd": [make.CD_HEADERS, *cd], "stores": stores, "sales": [make.SALES_HEADERS, *sales]}
    path = {name: write(rows, folder / f"{name}.{ending}") for name, rows in files.items()}
    return {
        "cd": do.load_stock(path["cd"], "cd", again=True),
        "stores": do.load_stock(path["stores"], "stores", again=True),
        "sales": do.load_sales(path["sales"], again=True),
    }


def digests(folder, **how) -> dict[str, str]:
    runs = loaded(folder, **how)
    runs |= {mode: do.distribute(runs["sales"], mode) for mode in ("sma3_min3", "sma1_no_min")}
    return {name: run.digest for name, run in runs.items()}


def test_the_digests_of_a_fixed_case_never_change_on_any_database(tmp_path):
    assert digests(tmp_path) == PINNED


@pytest.mark.parametrize(
    "how",
    [{"shuffle": 1}, {"shuffle": 2}, {"ending": "csv"}, {"ending": "csv", "shuffle": 3}],
    ids=str,
)
def test_neither_the_order_of_rows_nor_the_kind_of_file_changes_a_digest(how, tmp_path):
    assert digests(tmp_path, **how) == PINNED


def test_what_was_in_the_database_before_does_not_change_a_digest(tmp_path):
    """Other ids, another order of creation, another history of the stock."""
    make.store("Ñuñoa")
    make.product("42", "Presale")
    do.count_stores({"TEE": {"Sur": 9, "Otra": 8}}, tmp_path)
    do.sell([("TEE", "Otra", MONDAY, 5)], tmp_path)

    assert digests(tmp_path) == PINNED


@pytest.fixture
def distributed(tmp_path) -> Run:
    return do.distribute(loaded(tmp_path)["sales"], "sma1_no_min")


def later_stock(folder):
    do.count_cd({"TEE": 1, "NEW": 5}, folder)
    do.count_stores({"TEE": {"Norte": 50, "Sur": 9}, "42": {"Sur": 3}}, folder)
    do.count_stores({"TEE": {"WEB": 7}}, folder, mode="add")


def later_emptied_stock(folder):
    do.count_cd({"NEW": 5}, folder)


def later_names(folder):
    Store.objects.filter(name="Norte").update(name="Zona Norte")
    Store.objects.filter(name="Sur").update(name="A Sur")
    Store.objects.create(name="Norte")
    Product.objects.filter(sku="TEE").update(name="Another name")


def later_sales(folder):
    do.sell([("TEE", "Norte", MONDAY + timedelta(days=28), 90)], folder)
    do.sell([("NEW", "Sur", MONDAY, 4)], folder)


def later_aliases(folder):
    make.alias("Norteño", Store.objects.get(name="Norte"))
    StoreAlias.objects.all().delete()


def later_distributions(folder):
    do.distribute(Run.objects.filter(run_type=Run.Type.SALES_UPLOAD).first(), "sma3_ignore_stock")


@pytest.mark.parametrize(
    "later",
    [
        later_stock,
        later_emptied_stock,
        later_names,
        later_sales,
        later_aliases,
        later_distributions,
    ],
)
def test_a_run_verifies_whatever_came_after_it(later, distributed, tmp_path):
    before = {run.pk: run.digest for run in Run.objects.all()}
    rows = list(Prediction.objects.of(distributed).values())

    later(tmp_path)

    for pk, digest in before.items():
        found = verify(Run.objects.get(pk=pk))
        assert (found.same, found.stored, found.computed) == (True, digest, digest)
    assert list(Prediction.objects.of(distributed).values()) == rows


def test_a_distribution_knows_where_in_the_ledger_it_stood(distributed, tmp_path):
    tee = Product.objects.get(sku="TEE").pk
    mark = distributed.parameters["stock_posting"]

    later_stock(tmp_path)

    then, now = stock_position([tee], mark), stock_position([tee])
    assert then.mark == mark < now.mark
    assert (then.cd_units.tolist(), now.cd_units.tolist()) == ([7], [1])
    norte = Store.objects.get(name="Norte").pk
    assert [p.store_units[p.store == norte].tolist() for p in (then, now)] == [[1], [50]]


def test_a_distribution_made_before_any_stock_stays_unlimited(tmp_path):
    run = do.distribute(do.sell([("TEE", "Norte", MONDAY, 5)], tmp_path), "sma1_no_min")
    do.count_cd({"TEE": 1}, tmp_path)
    do.count_stores({"TEE": {"Norte": 3}}, tmp_path)

    found = verify(run)

    assert found.same
    line = Prediction.objects.of(run).get()
    assert (line.suggested, line.cd_stock, line.store_stock) == (5, None, 0)


@pytest.mark.parametrize("number_of_products", [3, 600])
def test_an_earlier_position_is_the_same_for_few_and_for_many_products(
    number_of_products, tmp_path
):
    """Few products are looked up, of many everything is read."""
    do.count_cd({f"SKU{n}": n for n in range(number_of_products)}, tmp_path)
    do.count_stores({f"SKU{n}": {"Sur": n % 5} for n in range(number_of_products)}, tmp_path)
    ids = dict(Product.objects.values_list("pk", "sku"))
    mark = stock_position(ids).mark
    do.count_cd({f"SKU{n}": 1 for n in range(2, number_of_products, 2)}, tmp_path)

    found = stock_position(ids, mark)

    assert Location.objects.count() == 2
    cd = {ids[pk]: units for pk, units in zip(found.cd_product, found.cd_units, strict=True)}
    assert cd == {f"SKU{n}": n for n in range(number_of_products)}
    sur = dict(zip(found.store_product.tolist(), found.store_units.tolist(), strict=True))
    assert {ids[pk]: units for pk, units in sur.items()} == {
        f"SKU{n}": n % 5 for n in range(number_of_products) if n % 5
    }


def test_a_changed_digest_is_noticed(distributed):
    Run.objects.filter(pk=distributed.pk).update(digest="0" * 64)

    found = verify(Run.objects.get(pk=distributed.pk))

    assert not found.same
    assert (found.stored, found.computed) == ("0" * 64, distributed.digest)


def test_verifying_writes_nothing(distributed):
    before = list(Run.objects.values()), list(Prediction.objects.of(distributed).values())

    verify(distributed)

    assert (list(Run.objects.values()), list(Prediction.objects.of(distributed).values())) == before


@pytest.mark.parametrize("outcome", [Run.Outcome.QUEUED, Run.Outcome.RUNNING, Run.Outcome.FAILED])
def test_a_run_without_results_cannot_be_verified(outcome):
    run = make.run(outcome=outcome)

    said = do.refused(Conflict, verify, run)

    assert said == (
        f"Nothing was verified: run {run.short_id} has no results, it is "
        f"{Run.Outcome(outcome).value}."
    )


def test_times_do_not_enter_a_digest(distributed, monkeypatch):
    later = timezone.now() + timedelta(days=400)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    assert verify(distributed).same
