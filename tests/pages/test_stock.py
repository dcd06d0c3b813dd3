"""Stock is found by SKU and by name, and shown place by place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Store
from tests import make
from tests.pages.reading import addresses, content, one, root, rows_of, table, words

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=14)
LATER = SOON + timedelta(days=30)


@pytest.fixture
def stocked(tmp_path):
    """A product in the CD and in two stores, one below zero, one in the CD only, one nowhere."""
    make.store("Web", Store.Type.WEB)
    make.cd_stock({"000123": 1500, "TEE": -2, "CAP": 0}, tmp_path)
    make.store_stock({"000123": {"Web": 3, "Eden": 2}, "TEE": {"Eden": 0}}, tmp_path)
    make.product("MUG", "Taza ñandú")


def found(response) -> list[str]:
    rows = rows_of(one(root(response), "section", id="rows"))
    return [row["SKU"] for row in rows]


def test_it_shows_what_the_cd_and_the_stores_hold_together(client, stocked):
    by_sku = {row["SKU"]: row for row in table(client.get("/stock/"))}

    held = {
        sku: [row["CD"], row[_("In stores")], row[_("Stores with stock")]]
        for sku, row in by_sku.items()
    }
    assert held == {
        "000123": ["1.500", "5", "2"],
        "CAP": ["0", "—", "—"],
        "MUG": ["—", "—", "—"],
        "TEE": ["-2", "—", "—"],
    }


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("000123", ["000123"]),
        ("0123", ["000123"]),
        ("tee", ["TEE"]),
        ("Product", ["000123", "CAP", "TEE"]),
        ("taza", ["MUG"]),
        ("ñandú", ["MUG"]),
        ("product 0001", ["000123"]),
        ("nothing of this", []),
        ("%", []),
        ("\0", []),
    ],
)
def test_products_are_found_by_sku_and_by_name(client, stocked, text, skus):
    assert found(client.get("/stock/", {"q": text})) == skus


@pytest.mark.parametrize(
    ("choice", "skus"),
    [("yes", ["000123"]), ("no", ["CAP", "MUG", "TEE"]), ("less", ["TEE"]), ("whatever", [])],
)
def test_products_are_told_apart_by_what_the_cd_holds(client, stocked, choice, skus):
    assert found(client.get("/stock/", {"in_cd": choice})) == skus


def test_a_sku_leads_to_the_places_of_its_product(client, stocked):
    (address,) = addresses(content(client.get("/stock/", {"q": "000123"})), "/stock/?sku=")

    rows = table(client.get(address))

    assert [[row[_("Store")], row[_("Stock")]] for row in rows] == [
        ["CD", "1.500"],
        ["Eden", "2"],
        ["Web", "3"],
    ]


def test_a_product_that_no_file_named_says_so(client, stocked):
    answer = client.get("/stock/", {"sku": "MUG"})

    assert answer.status_code == 200
    assert words(one(content(answer), class_="fd-empty")).endswith(
        _("No stock file has named this product.")
    )


@pytest.mark.parametrize("sku", ["NOTHING", "tee", "123", "000123 ", "\0", "' OR 1=1", "T" * 500])
def test_a_sku_that_is_not_exactly_a_product_is_a_404(client, stocked, sku):
    assert client.get("/stock/", {"sku": sku}).status_code == 404


@pytest.mark.parametrize("sku", ["a&b=c", "a b", "a+b", "ñ/ñ", "100%", "<b>", '"', "#1", "-1"])
def test_any_sku_has_its_page(client, sku):
    make.product(sku)

    (address,) = addresses(content(client.get("/stock/")), "/stock/?sku=")

    assert words(one(root(client.get(address)), "title")).startswith(sku)


def test_it_shows_what_the_newest_upload_of_orders_says_is_to_come(client, stocked, tmp_path):
    assert {row[_("On order")] for row in table(client.get("/stock/"))} == {"—"}

    make.orders({"MUG": {SOON: 99}}, tmp_path)
    make.orders({"TEE": {SOON: 1500, LATER: 6}, "000123": {LATER: 2}}, tmp_path)

    by_sku = {row["SKU"]: row[_("On order")] for row in table(client.get("/stock/"))}
    assert by_sku == {"000123": "2", "CAP": "—", "MUG": "—", "TEE": "1.506"}
    sorted_by_it = found(client.get("/stock/", {"sort": "-on_order"}))
    assert [sku for sku in sorted_by_it if by_sku[sku] != "—"] == ["TEE", "000123"]


def test_more_products_ask_no_more_queries(client, tmp_path):
    asked = []
    for products in (1, 30):
        make.cd_stock({f"S{n}": n for n in range(products)}, tmp_path)
        make.orders({f"S{n}": {SOON: n + 1, LATER: 1} for n in range(products)}, tmp_path)
        with CaptureQueriesContext(connection) as queries:
            assert len(found(client.get("/stock/"))) == min(products, 25)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 10
