"""The catalogue in admin: text survives going out and coming in, and changes are remembered."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from xlsxwriter import Workbook

from catalog.models import Category, Product, Store, StoreAlias, Supplier
from tests import make
from tests.admin.exchange import as_file, bring_in, cells, export, fields, preview, texts
from tests.pages.reading import every, root, words

pytestmark = pytest.mark.django_db

SKUS = [
    *("014633382143", "14633382143", "000", "ACC-0021", "acc-0021", "CABLEPS51.5MT", "1E5", "1,5"),
    *("-1", "+1", "=A1", "@SUM(A1)", "=cmd|'/C calc'!A0", "'=A1", "''-1", "'quoted'", "TRUE"),
    *("12.0", "1/2", "2025-01-02", "ñ", "a;b", 'a"b', "9" * 64, "a  b"),
    *("_x0041_", "_x005F_x0041_", "_x0041_x0042_", "_x005F_", "_x000D_", "_xD800_", "<r>a</r>"),
]
FORMATS = ["xlsx", "csv"]
COSTS = [None, Decimal("0.00"), Decimal("0.01"), Decimal("1234.50"), Decimal("999999999999.99")]
TERMS = {"pack_size": 1, "moq": 0}  # as the form of a product proposes them


@pytest.mark.parametrize("file_format", FORMATS)
def test_products_go_out_and_come_in_unchanged(client, file_format):
    for sku in SKUS:
        make.product(sku, f"{sku} name", category=make.category("=Category"))
    for number, cost in enumerate(COSTS):
        norte = make.supplier(f"=Supplier {number}")
        terms = {"supplier": norte, "pack_size": number + 1, "moq": number}
        make.product(unit_cost=cost, **terms)
    before = list(Product.objects.order_by("pk").values())

    file = export(client, "product", file_format)
    bring_in(client, "product", file, file_format)

    assert list(Product.objects.order_by("pk").values()) == before
    assert Product.history.filter(history_type="~").count() == 0


@pytest.mark.parametrize("file_format", FORMATS)
def test_products_go_out_and_come_into_an_empty_catalogue(client, file_format):
    for sku in SKUS:
        make.product(sku, f"{sku} name", is_active=sku != "ñ")
    columns = ("sku", "name", "is_merchandise", "is_active")
    before = set(Product.objects.values_list(*columns))
    file = export(client, "product", file_format)
    Product.objects.all().delete()

    bring_in(client, "product", file, file_format)

    assert set(Product.objects.values_list(*columns)) == before


def test_no_cell_of_an_exported_spreadsheet_is_a_formula_or_a_number(client):
    for sku in SKUS:
        make.product(sku, f"{sku} name")

    found = cells(export(client, "product", "xlsx"))

    assert {cell.data_type for cell in found if cell.value is not None} == {"s"}
    starts = [c for c in found if c.value and c.value[0] in "=+-@"]
    assert len(starts) == 10
    assert all(cell.quotePrefix for cell in starts)


def test_no_field_of_an_exported_csv_begins_like_a_formula(client):
    for sku in SKUS:
        make.product(sku, f"{sku} name")

    found = [field for row in fields(export(client, "product", "csv")) for field in row]

    assert [field for field in found if field.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert "'=A1" in found


@pytest.mark.parametrize("file_format", FORMATS)
def test_stores_and_their_aliases_go_out_and_come_in_unchanged(client, file_format):
    store = make.store("Plaza Oeste", code="007")
    make.store("Web", Store.Type.WEB, is_active=False)
    make.store("=Casa Matriz", Store.Type.HEAD_OFFICE)
    make.alias("B_p.oeste", store)
    make.alias("-oeste", store)

    def everything() -> list:
        columns = "name", "code", "type", "is_active"
        aliases = StoreAlias.objects.order_by("alias").values_list("alias", "store__name")
        return [*Store.objects.order_by("name").values_list(*columns), *aliases]

    before = everything()
    stores = export(client, "store", file_format)
    aliases = export(client, "storealias", file_format)
    StoreAlias.objects.all().delete()
    Store.objects.all().delete()

    bring_in(client, "store", stores, file_format)
    bring_in(client, "storealias", aliases, file_format)

    assert everything() == before


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_terms_of_products_go_out_as_the_digits_they_are(client, file_format, language):
    client.cookies["django_language"] = language
    norte = make.supplier("Norte")
    terms = {"supplier": norte, "unit_cost": Decimal("1234567.50"), "pack_size": 1200, "moq": 2400}
    make.product("TEE", "Shirt", **terms)
    make.product("CAP", "Cap")

    file = export(client, "product", file_format)

    read = fields(file) if file_format == "csv" else texts(file)
    columns = ("sku", "supplier", "unit_cost", "pack_size", "moq")
    places = [read[0].index(column) for column in columns]
    assert sorted([row[place] for place in places] for row in read[1:]) == [
        ["CAP", "", "", "1", "0"],
        ["TEE", "Norte", "1234567.50", "1200", "2400"],
    ]


@pytest.mark.parametrize("file_format", FORMATS)
def test_suppliers_go_out_and_come_in_unchanged(client, file_format):
    make.supplier("Norte", lead_time_days=0, lead_time_spread_days=Decimal("0.0"))
    make.supplier("-Sur", lead_time_days=1200, lead_time_spread_days=Decimal("99999.9"))
    make.supplier("Ñandú", is_active=False)
    columns = ("name", "lead_time_days", "lead_time_spread_days", "is_active")
    before = list(Supplier.objects.order_by("name").values_list(*columns))
    file = export(client, "supplier", file_format)

    bring_in(client, "supplier", file, file_format)
    assert Supplier.history.filter(history_type="~").count() == 0
    Supplier.objects.all().delete()
    bring_in(client, "supplier", file, file_format)

    assert list(Supplier.objects.order_by("name").values_list(*columns)) == before


def test_an_import_may_name_a_new_supplier_and_clear_terms(client):
    norte = make.supplier("Norte")
    terms = {"supplier": norte, "unit_cost": Decimal("2"), "pack_size": 6, "moq": 12}
    make.product("TEE", "Shirt", **terms)
    make.product("CAP", "Cap", **terms)
    rows = [
        ("sku", "name", "supplier", "unit_cost", "pack_size", "moq"),
        ("TEE", "Shirt", "Sur", "2.5", "12", "24"),
        ("CAP", "Cap", "", "", "", ""),
    ]

    bring_in(client, "product", as_file(rows, "xlsx"), "xlsx")

    columns = ("sku", "supplier__name", "unit_cost", "pack_size", "moq")
    assert list(Product.objects.order_by("sku").values_list(*columns)) == [
        ("CAP", None, None, 1, 0),
        ("TEE", "Sur", Decimal("2.50"), 12, 24),
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("supplier", "x" * 129),
        ("unit_cost", "-1"),
        ("unit_cost", "1.234,50"),
        ("unit_cost", "1.005"),
        ("unit_cost", "1E5"),
        ("unit_cost", "NaN"),
        ("unit_cost", "cheap"),
        ("unit_cost", "1000000000000"),
        ("pack_size", "0"),
        ("pack_size", "1.5"),
        ("pack_size", "-6"),
        ("pack_size", "99999999999999999999"),
        ("moq", "-1"),
        ("moq", "many"),
    ],
)
def test_terms_that_cannot_be_are_shown_and_nothing_is_imported(client, column, value):
    rows = [("sku", "name", column), ("TEE", "Shirt", value)]

    page = preview(client, "product", as_file(rows, "csv"), "csv")

    assert page.status_code == 200
    assert not any("process_import" in str(dict(f.attributes)) for f in every(root(page), "form"))
    assert not Product.objects.exists()


@pytest.mark.parametrize("file_format", FORMATS)
def test_an_import_is_remembered_with_its_user(client, keeper, file_format):
    make.product("000123", "Old")
    rows = [("sku", "name"), ("000123", "New"), ("0009", "Other")]

    bring_in(client, "product", as_file(rows, file_format), file_format)

    changes = Product.history.filter(history_user=keeper)
    assert set(changes.values_list("sku", "name", "history_type")) == {
        ("000123", "New", "~"),
        ("0009", "Other", "+"),
    }


def test_a_preview_shows_what_would_change_and_changes_nothing(client):
    make.product("000123", "Old")
    rows = [("sku", "name"), ("000123", "New")]

    page = preview(client, "product", as_file(rows, "xlsx"), "xlsx")

    assert "000123" in words(root(page))
    assert Product.objects.get().name == "Old"


def test_a_file_may_name_only_some_columns(client):
    terms = {"unit_cost": Decimal("2.50"), "pack_size": 6, "moq": 12}
    make.product("1", "One", category=make.category("Toys"), is_merchandise=False, **terms)

    bring_in(client, "product", as_file([("sku", "name"), ("1", "Uno")], "csv"), "csv")

    product = Product.objects.get()
    assert (product.name, product.category.name, product.is_merchandise) == ("Uno", "Toys", False)
    assert {name: getattr(product, name) for name in terms} == terms


def test_a_category_that_is_new_comes_into_being(client):
    rows = [("sku", "name", "category"), ("1", "One", "Toys"), ("2", "Two", "Toys")]

    bring_in(client, "product", as_file(rows, "xlsx"), "xlsx")

    categories = Category.objects.order_by("product__sku").values_list("name", "product__sku")
    assert list(categories) == [("Toys", "1"), ("Toys", "2")]


def test_a_csv_as_spanish_spreadsheets_save_it_is_read(client):
    bring_in(client, "product", "sku;name\r\n0012;Uno, dos\r\n".encode("utf-8-sig"), "csv")

    assert list(Product.objects.values_list("sku", "name")) == [("0012", "Uno, dos")]


def test_a_number_is_imported_as_the_spreadsheet_shows_it(client):
    file = io.BytesIO()
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["sku", "name"])
        sheet.write_number(1, 0, 123, book.add_format({"num_format": "000000"}))
        sheet.write_number(2, 0, 4567)
        sheet.write_column(1, 1, ["Padded", "Plain"])

    bring_in(client, "product", file.getvalue(), "xlsx")

    assert set(Product.objects.values_list("sku", flat=True)) == {"000123", "4567"}


def test_texts_of_a_spreadsheet_are_imported_as_excel_shows_them(client):
    """Excel keeps texts in a table of their own; openpyxl by itself reads `_x005F_` as `_`."""
    rows = [("sku", "name"), ("_x005F_", "_x0041_ x005F_"), ("_x000D_", "Dos\r\nlíneas")]

    bring_in(client, "product", as_file(rows, "xlsx"), "xlsx")

    assert set(Product.objects.values_list("sku", "name")) == set(rows[1:])


def test_the_code_of_what_no_database_holds_stays_a_code(client):
    bring_in(client, "product", as_file([("sku", "name"), ("1", "a\0b")], "xlsx"), "xlsx")

    assert Product.objects.get().name == "a_x0000_b"


@pytest.mark.parametrize(
    "row",
    [("", "No SKU"), ("x" * 65, "Long SKU"), ("a\tb", "Tab"), ("1", "N" * 256)],
    ids=lambda row: row[1][:8],
)
def test_a_row_that_cannot_be_a_product_is_shown_and_nothing_is_imported(client, row):
    page = preview(client, "product", as_file([("sku", "name"), row], "csv"), "csv")

    assert page.status_code == 200
    assert not any("process_import" in str(dict(f.attributes)) for f in every(root(page), "form"))
    assert not Product.objects.exists()


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"\xff\xfe\x00", b"PK\x03\x04junk", b"a,b\n1"]
)
def test_a_file_that_is_none_is_refused_on_the_page(client, content, file_format):
    page = preview(client, "product", content, file_format)

    assert page.status_code == 200
    assert not Product.objects.exists()


def test_products_are_searched_and_filtered(client):
    make.product("0012", "Game", category=make.category("Games"), is_merchandise=False)
    make.product("12", "Console")
    norte = make.supplier("Norte")
    Product.objects.filter(sku="0012").update(supplier=norte)
    by_supplier = ({"q": "norte"}, {"supplier__id__exact": norte.pk})

    for query in ({"q": "0012"}, {"q": "game"}, {"is_merchandise__exact": 0}, *by_supplier):
        page = client.get("/admin/catalog/product/", query)
        assert words(root(page)).count("0012") >= 1
        assert "Console" not in words(root(page))


@pytest.mark.parametrize("text", ["\0", "%", "'", "x" * 5000])
def test_any_search_is_answered(client, text):
    for model in (
        "catalog/product",
        "catalog/store",
        "catalog/storealias",
        "catalog/supplier",
        "runs/run",
    ):
        assert client.get(f"/admin/{model}/", {"q": text}).status_code in (200, 302)


def test_the_sku_of_a_product_is_never_changed(client):
    product = make.product("0012", "Game")

    given = {"sku": "12", "name": "Toy", "is_active": "on", **TERMS}
    client.post(f"/admin/catalog/product/{product.pk}/change/", given)

    assert Product.objects.values_list("sku", "name").get() == ("0012", "Toy")


def test_a_change_by_hand_is_remembered_with_its_user(client, keeper):
    product = make.product("0012", "Game")

    client.post(f"/admin/catalog/product/{product.pk}/change/", {"name": "Toy", **TERMS})

    newest = product.history.latest()
    assert (newest.name, newest.history_user) == ("Toy", keeper)


def test_a_past_state_is_shown_and_never_brought_back(client):
    product = make.product("0012", "Game")
    first = product.history.get()
    product.name = "Toy"
    product.save()

    address = f"/admin/catalog/product/{product.pk}/history/{first.history_id}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"sku": "0012", "name": "Game"}).status_code == 403
    assert Product.objects.get().name == "Toy"


def test_a_sku_typed_by_hand_keeps_its_inner_spaces_and_zeros(client):
    given = {"sku": "00 1  2", "name": "x", "is_active": "on", **TERMS}
    client.post("/admin/catalog/product/add/", given)

    assert Product.objects.get().sku == "00 1  2"


@pytest.mark.parametrize("model", ["product", "store", "storealias", "supplier"])
def test_more_rows_ask_no_more_queries(client, model):
    asked = []
    for more in (1, 29):
        for _number in range(more):
            category = make.category(f"C{Category.objects.count()}")
            make.product(category=category, supplier=make.supplier())
            store = make.store()
            make.alias(f"also {store}", store)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/admin/catalog/{model}/").status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 15


@pytest.mark.parametrize("model", ["product", "store", "storealias"])
def test_a_filter_that_makes_no_sense_leads_from_the_export_to_the_list(client, model):
    answer = client.get(f"/admin/catalog/{model}/export/", {"nothing__like": "this"})

    assert (answer.status_code, answer.url) == (302, f"/admin/catalog/{model}/")
