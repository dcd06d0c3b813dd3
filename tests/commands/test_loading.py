"""load_sales, load_stock, load_products and load_aliases."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Product, Store, StoreAlias, Supplier
from runs.models import Run
from stock.models import StockLevel
from tests import do, make

DAY = date(2025, 12, 1)
ROWS = [
    ("TEE", "Shirt", "Norte", 4, DAY),
    ("TEE", "Shirt", "Sur", -1, DAY),
    ("CAP", "Cap", "Sur", "x", DAY),
]


@pytest.fixture
def sales(tmp_path):
    return make.sales_file(ROWS, tmp_path / "s.xlsx")


@pytest.fixture
def cd(tmp_path):
    return make.cd_file([("TEE", "Shirt", 5), ("CAP", "Cap", -1)], tmp_path / "cd.xlsx")


def test_load_sales_tells_its_run_and_totals(command, sales):
    done = command("load_sales", sales, "--unknown-stores", "create")

    run = Run.objects.get()
    assert done.status == 0
    assert done.facts == {
        "run_id": str(run.pk),
        "outcome": "completed",
        "rows": 2,
        "rejected": 1,
        "ignored": 0,
        "units": 3,
        "skus": 1,
        "stores": 2,
        "positive": 1,
        "negative": 1,
        "zero": 0,
        "warnings": ["1 row was rejected"],
    }


def test_load_sales_describes_its_run(command, sales):
    command(
        *("load_sales", sales, "--unknown-stores", "create", "--folio", "F-1"),
        *("--responsable", "Ana", "--categoria", "Toys", "--fecha-doc", "2025-12-30"),
        *("--store-filter", "Sur", "--notes", "a note"),
    )

    run = Run.objects.get()
    assert (run.folio, run.responsable, run.categoria) == ("F-1", "Ana", "Toys")
    assert (run.fecha_doc, run.store_filter, run.notes) == (date(2025, 12, 30), "Sur", "a note")
    assert (run.created_by.username, run.file_name) == ("sistema", "s.xlsx")


def test_a_dry_run_of_sales_tells_the_same_and_stores_nothing(command, sales, files_folder):
    dry = command("load_sales", sales, "--unknown-stores", "create", "--dry-run")

    assert (dry.status, dry.facts["run_id"], dry.facts["outcome"]) == (0, None, "dry_run")
    assert (Run.objects.count(), Product.objects.count(), Store.objects.count()) == (0, 0, 0)
    assert [path for path in files_folder.rglob("*") if path.is_file()] == []
    real = command("load_sales", sales, "--unknown-stores", "create").facts
    told = {name: dry.facts[name] for name in real}
    assert {**told, "run_id": real["run_id"], "outcome": "completed"} == real


def test_a_file_loaded_before_is_refused_naming_its_run_unless_again(command, sales):
    first = command("load_sales", sales, "--unknown-stores", "create").facts

    refused = command("load_sales", sales, "--unknown-stores", "create")

    assert (refused.status, refused.output) == (1, "")
    assert first["run_id"][:8] in refused.complaint
    again = command("load_sales", sales, "--unknown-stores", "create", "--again")
    assert (again.status, Run.objects.count()) == (0, 2)


def test_unknown_stores_fail_by_default_and_can_be_ignored(command, sales):
    make.store("Sur")

    refused = command("load_sales", sales)
    ignored = command("load_sales", sales, "--unknown-stores", "ignore")

    assert (refused.status, refused.output) == (1, "")
    assert "Norte" in refused.complaint
    facts = ignored.facts
    assert (facts["rows"], facts["rejected"], facts["units"], facts["stores"]) == (1, 2, -1, 1)


def test_load_stock_tells_its_run_and_totals(command, cd):
    done = command("load_stock", cd, "--place", "cd")

    facts = done.facts
    assert (done.status, facts.pop("run_id")) == (0, str(Run.objects.get().pk))
    assert len(facts.pop("warnings")) == 1
    assert facts == {
        "outcome": "completed",
        "rows": 2,
        "rejected": 0,
        "ignored": 0,
        "units": 4,
        "skus": 2,
        "stores": 0,
        "positive": 1,
        "negative": 1,
        "zero": 0,
    }


@pytest.mark.parametrize(("mode", "units"), [("replace", 5), ("add", 10)])
def test_load_stock_replaces_or_adds(mode, units, command, cd):
    command("load_stock", cd, "--place", "cd")

    command("load_stock", cd, "--place", "cd", "--mode", mode, "--again")

    assert StockLevel.objects.get(product__sku="TEE").units == units


def test_a_dry_run_of_stock_stores_nothing(command, cd):
    dry = command("load_stock", cd, "--place", "cd", "--dry-run")

    assert (dry.facts["outcome"], dry.facts["units"]) == ("dry_run", 4)
    assert (Run.objects.count(), StockLevel.objects.count()) == (0, 0)


def test_load_stock_takes_open_orders_verifies_and_exports_them(command, tmp_path):
    soon = timezone.localdate() + timedelta(days=14)
    rows = [("TEE", "Shirt", 24, soon), ("TEE", "Shirt", 6, soon), ("CAP", "Cap", 0, soon)]
    path = make.orders_file(rows, tmp_path / "o.xlsx")

    dry = command("load_stock", path, "--place", "orders", "--dry-run").facts
    assert (dry.pop("run_id"), dry.pop("outcome"), Run.objects.count()) == (None, "dry_run", 0)
    facts = command("load_stock", path, "--place", "orders").facts

    run = Run.objects.get()
    assert (facts.pop("run_id"), facts.pop("outcome")) == (str(run.pk), "completed")
    assert facts == {name: dry[name] for name in facts}
    assert (dry["dates"], dry["new_products"], dry["identical"]) == ([str(soon)] * 2, 1, None)
    assert len(facts.pop("warnings")) == 2
    assert facts == {
        "rows": 2,
        "rejected": 1,
        "ignored": 0,
        "units": 30,
        "skus": 1,
        "stores": 0,
        "positive": 2,
        "negative": 0,
        "zero": 0,
    }
    assert StockLevel.objects.count() == 0
    assert command("verify_run", run.short_id).facts["same"] is True
    how = ("--format", "csv", "--to", tmp_path / "out.csv")
    assert command("export_run", run.short_id, "--what", "orders", *how).facts["rows"] == 1
    assert (tmp_path / "out.csv").read_text("utf-8-sig").splitlines() == [
        "SKU,Producto,Fecha,Cantidad",
        f"TEE,Shirt,{soon},30",
    ]
    refused = command("export_run", run.short_id, "--what", "stock", *how)
    assert (refused.status, refused.output) == (1, "")
    assert refused.complaint.endswith("It has: orders, rejected, rejected_rows.\n")


def test_load_stock_corrects_cells_of_a_run(command, tmp_path):
    rows = [("TEE", "Shirt", 4), ("CAP", "Cap", "x")]
    path = make.cd_file(rows, tmp_path / "cd.xlsx")
    run = command("load_stock", path, "--place", "cd").facts["run_id"]
    path = make.cd_file([("CAP", "Cap", 5)], tmp_path / "corrected.xlsx")
    how = ("load_stock", path, "--place", "cd", "--continues", run[:8])

    dry = command(*how, "--dry-run")
    assert (dry.facts["run_id"], dry.facts["units"], StockLevel.objects.count()) == (None, 5, 1)
    done = command(*how)

    assert (done.status, done.facts["rows"], done.facts["units"]) == (0, 1, 5)
    levels = StockLevel.objects.values_list("product__sku", "units")
    assert dict(levels) == {"TEE": 4, "CAP": 5}
    assert command("verify_run", done.facts["run_id"]).facts["same"] is True
    path = make.cd_file([("TEE", "Shirt", 9)], tmp_path / "other.xlsx")
    refused = command("load_stock", path, "--place", "cd", "--continues", run)
    assert (refused.status, refused.output) == (1, "")
    assert "did not reject the quantity of TEE (CD)" in refused.complaint


def test_load_stock_does_not_add_open_orders(command, tmp_path):
    soon = timezone.localdate() + timedelta(days=14)
    path = make.orders_file([("TEE", "Shirt", 24, soon)], tmp_path / "o.xlsx")

    done = command("load_stock", path, "--place", "orders", "--mode", "add")

    assert (done.status, done.output, Run.objects.count()) == (1, "", 0)


@pytest.mark.parametrize("name", ["load_sales", "load_stock", "load_products", "load_aliases"])
def test_a_file_that_is_not_there_is_refused(name, command, tmp_path):
    place = ["--place", "cd"] if name == "load_stock" else []

    done = command(name, tmp_path / "absent.xlsx", *place)

    assert (done.status, done.output) == (1, "")
    assert done.complaint.startswith("Nothing was loaded: the file ")


def test_who_acts_is_recorded_and_must_be_allowed_to(command, sales):
    make.user("runs.upload_run", name="ana")
    make.user("runs.view_run", name="eva")
    make.user("runs.upload_run", name="out", is_active=False)
    how = ("load_sales", sales, "--unknown-stores", "create", "--by")

    assert [command(*how, name).status for name in ("nobody", "eva", "out", "ana")] == [1, 1, 1, 0]
    run = Run.objects.get()
    assert {event.by.username for event in run.events.all()} == {"ana"}
    assert Product.history.get().history_user.username == "ana"


def test_load_products_counts_what_it_did(command, tmp_path):
    make.product("CAP", "Cap")
    make.product("OLD", "Old name")
    rows = [
        ("Código", "Nombre", "Categoría", "Activo"),
        ("CAP", "Cap", "", ""),
        ("OLD", "New name", "Toys", "no"),
        ("007", "Bond", "", "sí"),
        ("007", "Bond again", "", ""),
        ("", "Nothing", "", ""),
        ("BAD", "Bad", "", "perhaps"),
    ]

    facts = command("load_products", make.sheet(rows, tmp_path / "p.xlsx")).facts

    rejected = facts.pop("rejected_rows")
    assert facts == {
        "created": 1,
        "updated": 1,
        "unchanged": 1,
        "rejected": 3,
        "new_categories": 1,
        "new_suppliers": 0,
    }
    assert len(rejected) == 3
    columns = ("sku", "name", "category__name", "is_active")
    assert sorted(Product.objects.values_list(*columns)) == [
        ("007", "Bond", None, True),
        ("CAP", "Cap", None, True),
        ("OLD", "New name", "Toys", False),
    ]


def test_load_products_takes_purchase_terms_and_says_why_it_rejects_some(command, tmp_path):
    make.supplier("Norte")
    known = {"supplier": make.supplier("Old"), "unit_cost": Decimal("7"), "pack_size": 3, "moq": 9}
    for sku in ("KEEP", "CHANGE"):
        make.product(sku, sku, **known)
    header = ("SKU", "Nombre", "Proveedor", "Costo Unitario", "Unidades por caja", "Compra mínima")
    rows = [
        header,
        ("KEEP", "KEEP", None, None, None, None),
        ("CHANGE", "CHANGE", "Norte", 593.4, 12, 0),
        ("TEXT", "Texts", " Sur  Ltda ", "$ 1.234,50", "6", "24"),
        ("SUR", "Another", "Sur Ltda", "1234.5", None, None),
        ("A", "Ambiguous", "Nobody", "1.234", 1, 1),
        ("B", "Too fine", "Nobody", 0.125, 1, 1),
        ("C", "Below zero", "Nobody", -1, 1, 1),
        ("D", "No pack", "Nobody", 1, 0, 1),
        ("E", "No whole pack", "Nobody", 1, 1.5, 1),
        ("F", "No minimum", "Nobody", 1, 1, -1),
        ("G", "Words", "Nobody", "cheap", 1, 1),
        ("H", "Long supplier", "x" * 129, 1, 1, 1),
    ]

    facts = command("load_products", make.sheet(rows, tmp_path / "p.xlsx")).facts

    columns = ("sku", "supplier__name", "unit_cost", "pack_size", "moq")
    assert list(Product.objects.order_by("sku").values_list(*columns)) == [
        ("CHANGE", "Norte", Decimal("593.40"), 12, 0),
        ("KEEP", "Old", Decimal("7"), 3, 9),
        ("SUR", "Sur Ltda", Decimal("1234.50"), 1, 0),
        ("TEXT", "Sur Ltda", Decimal("1234.50"), 6, 24),
    ]
    assert set(Supplier.objects.values_list("name", flat=True)) == {"Norte", "Old", "Sur Ltda"}
    assert Supplier.history.get(name="Sur Ltda").history_user.username == "sistema"
    assert facts["rejected_rows"] == [
        "6: 1.234 (the point or comma could part thousands or decimals; "
        "write the amount without thousands)",
        "7: 0.125 (the amount has more than two decimals)",
        "8: -1 (the amount is below zero)",
        "9: 0 (the quantity must be at least one)",
        "10: 1.5 (it is not a whole number)",
        "11: -1 (the quantity is below zero)",
        "12: cheap (the amount is not a number)",
        "13: H (the supplier's name is too long)",
    ]
    assert (facts["created"], facts["updated"], facts["unchanged"]) == (2, 1, 1)
    assert (facts["new_suppliers"], facts["new_categories"]) == (1, 0)


def test_columns_that_a_product_list_does_not_have_leave_the_terms_alone(command, tmp_path):
    terms = {"unit_cost": Decimal("7"), "pack_size": 3, "moq": 9}
    make.product("TEE", "Old", supplier=make.supplier("Norte"), **terms)

    path = do.csv_file([("sku", "name"), ("TEE", "New")], tmp_path / "p.csv")
    facts = command("load_products", path).facts

    columns = ("name", "supplier__name", *terms)
    assert Product.objects.values_list(*columns).get() == ("New", "Norte", *terms.values())
    assert facts["updated"] == 1


def test_load_aliases_counts_what_it_did(command, tmp_path):
    make.alias("P. Sur", make.store("Sur"))
    rows = [("alias", "tienda"), ("P. Sur", "Sur"), ("el sur", "Sur"), ("x", "Nowhere")]

    facts = command("load_aliases", do.csv_file(rows, tmp_path / "a.csv")).facts

    rejected = facts.pop("rejected_rows")
    assert facts == {"created": 1, "updated": 0, "unchanged": 1, "rejected": 1}
    assert len(rejected) == 1
    assert set(StoreAlias.objects.values_list("alias", flat=True)) == {"P. Sur", "el sur"}


@pytest.mark.parametrize("name", ["load_products", "load_aliases"])
def test_lists_need_their_permission(name, command, tmp_path):
    make.store("Sur")
    make.user("runs.upload_run", name="eva")
    rows = [("sku", "name", "alias", "store"), ("007", "Bond", "el sur", "Sur")]

    done = command(name, make.sheet(rows, tmp_path / "l.xlsx"), "--by", "eva")

    assert done.status == 1
    assert (Product.objects.count(), StoreAlias.objects.count()) == (0, 0)


def test_a_dry_run_tells_what_the_preview_on_the_page_tells(command, sales):
    make.store("Nort"), make.store("Sur")

    facts = command("load_sales", sales, "--unknown-stores", "ignore", "--dry-run").facts

    assert (facts["looks_like"], facts["sheet"], facts["header_row"]) == ("sales", "Hoja1", 1)
    assert facts["mapping"]["quantity"] == "quantity"
    assert (facts["new"], facts["identical"], facts["new_products"]) == (None, None, 1)
    assert facts["dates"] == ["2025-12-01", "2025-12-01"]
    assert facts["same_as"] is None
    (unknown,) = facts["unknown_stores"]
    assert (unknown["name"], unknown["rows"]) == ("Norte", 1)
    assert [each["store"] for each in unknown["suggestions"]] == ["Nort"]


def test_what_another_file_said_is_told_by_a_dry_run(command, tmp_path):
    rows = [("TEE", "T", "Sur", 4, DAY), ("CAP", "C", "Sur", 1, DAY)]
    first = make.sales_file(rows, tmp_path / "a.xlsx")
    again = make.sales_file(rows[::-1], tmp_path / "b.xlsx")
    done = command("load_sales", first, "--unknown-stores", "create").facts

    facts = command("load_sales", again, "--dry-run").facts

    assert (facts["same_as"], facts["identical"], facts["new"]) == (done["run_id"], 2, 0)
    assert command("load_sales", again).status == 0


def test_columns_are_said_on_the_command_line_and_remembered(command, tmp_path):
    make.store("Sur")
    headers = ("ref.", "x", "tienda", "salidas", "fecha")
    rows = [("007", "Shirt", "Sur", 4, DAY)]
    said = ("--map", "sku=ref.", "--map", "quantity=#4", "--map", "product_name=")
    first = make.sales_file(rows, tmp_path / "a.xlsx", headers=headers)
    assert command("load_sales", first).status == 1

    assert command("load_sales", first, *said).facts["units"] == 4

    more = make.sales_file([*rows, *rows], tmp_path / "b.xlsx", headers=headers)
    assert command("load_sales", more).facts["units"] == 8
    assert list(Product.objects.values_list("sku", "name")) == [("007", "007")]


def test_unknown_stores_are_mapped_on_the_command_line_and_remembered(command, sales, tmp_path):
    make.store("Norte"), make.store("Mall Sur")

    done = command("load_sales", sales, "--store", "Sur=Mall Sur")

    assert (done.status, done.facts["stores"]) == (0, 2)
    assert [(a.alias, a.store.name) for a in StoreAlias.objects.all()] == [("Sur", "Mall Sur")]
    wrong = command("load_sales", sales, "--again", "--store", "Sur=Nowhere")
    assert (wrong.status, "Nowhere" in wrong.complaint) == (1, True)


def test_sales_are_deducted_from_the_stores_if_asked(command, sales, tmp_path):
    stock = make.wide_stock_file({"TEE": {"Norte": 9, "Sur": 9}}, tmp_path / "w.xlsx")
    command("load_stock", stock, "--place", "stores", "--unknown-stores", "create")

    command("load_sales", sales, "--deduct-stock")

    levels = StockLevel.objects.values_list("location__store__name", "units")
    assert sorted(levels) == [("Norte", 5), ("Sur", 10)]
