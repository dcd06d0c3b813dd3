"""A file is looked at before it is loaded: what it is, what would happen, what its stores are."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from catalog.models import Product, Store, StoreAlias
from intake.models import ColumnMapping, PendingFile, SourceFile
from runs.models import Run
from runs.services import cancel, remove_litter, retry, system_user, verify
from sales.models import SalesRecord
from stock.models import OnOrder, StockLevel
from stock.queries import orders_run
from tests import do, make
from tests.pages.conftest import WEEK
from tests.pages.reading import alerts, content, every, figures, links, one, root, words
from tests.pages.test_upload import cd_bytes, run_at, sales_bytes, send

pytestmark = pytest.mark.django_db

LINE = ("0012-A", "Cap", "Soho", 4, WEEK)
SOON = timezone.localdate() + timedelta(days=14)
ORDER = ("0012-A", "Cap", 12, SOON)


def look(
    client, file: bytes, address: str = "/upload/", name: str = "ventas.xlsx", **fields
) -> str:
    """Send a file to be looked at; the address of its preview."""
    if address == "/stock/upload/":
        fields = {"place": "cd", **fields}
    answer = send(client, address, file, name, preview="yes", **fields)
    assert answer.status_code == 302, alerts(answer)
    assert re.fullmatch(r"/upload/[0-9a-f-]{36}/", answer.url)
    return answer.url


def filled(answer) -> dict[str, str | list[str]]:
    """What the form of a preview would send if nothing was changed."""
    form = one(content(answer), "form", class_="fd-preview")
    found: dict[str, list[str]] = {}
    for part in every(form):
        given = dict(part.attributes)
        if part.name == "input" and given.get("type") == "checkbox" and "checked" not in given:
            continue
        if part.name == "input" and "name" in given:
            found.setdefault(given["name"], []).append(
                given.get("value", "on" if "checked" in given else "")
            )
        elif part.name == "textarea":
            found.setdefault(given["name"], []).append(words(part))
        elif part.name == "select":
            options = list(every(part, "option"))
            chosen = [o for o in options if "selected" in dict(o.attributes)] or options[:1]
            value = dict(chosen[0].attributes).get("value", words(chosen[0]))
            found.setdefault(given["name"], []).append(value)
    return found


def press(client, address: str, do: str, **changes):
    """Press a button of a preview, after changing some of its fields."""
    return client.post(address, {**filled(client.get(address)), **changes, "do": do})


def columns(answer) -> dict[str, list[str]]:
    return {n: v for n, v in filled(answer).items() if n.startswith("column-")}


def place(answer) -> list[str]:
    """The items of the sidebar that are marked, and the page above this one."""
    trail = next(every(root(answer), class_="fd-trail"))
    marked = every(root(answer), "a", class_="active")
    return [dict(link.attributes)["href"] for link in (*marked, next(every(trail, "a")))]


@pytest.mark.parametrize("staff", [False, True])
@pytest.mark.parametrize("sent_to", ["/upload/", "/stock/upload/"])
def test_the_sidebar_marks_where_files_of_this_kind_are_uploaded(client, tmp_path, sent_to, staff):
    if staff:
        client.force_login(make.superuser())
    stock = look(client, cd_bytes(tmp_path), sent_to)
    sales = look(client, sales_bytes(tmp_path), sent_to)

    assert place(client.get(stock)) == ["/stock/upload/"] * 2
    assert place(client.get(sales)) == ["/upload/"] * 2
    assert place(press(client, sales, "look", kind="orders")) == ["/stock/upload/"] * 2
    assert place(press(client, stock, "look", kind="products")) == [sent_to] * 2


def test_nothing_but_the_file_is_stored_until_it_is_loaded(client, tmp_path, files_folder):
    file = sales_bytes(tmp_path)
    address = look(client, file)

    shown = client.get(address)

    assert figures(shown)[_("Rows to load")] == "0"
    assert figures(shown)[_("Rows that wait for a store")] == "1"
    models = (Run, SourceFile, Product, Store, StoreAlias, SalesRecord, ColumnMapping)
    assert [model._base_manager.count() for model in models] == [0] * len(models)
    (kept,) = (path for path in files_folder.rglob("*") if path.is_file())
    assert kept.read_bytes() == file


def test_a_file_that_was_looked_at_is_loaded_once(client, tmp_path, run_worker, files_folder):
    make.store("Soho")
    address = look(client, sales_bytes(tmp_path), folio="F-7", fecha_doc="2025-12-31")
    form = {**filled(client.get(address)), "do": "load"}

    run = run_at(client.post(address, form))
    again = client.post(address, form)

    assert again.url == run.get_absolute_url()
    run_worker()
    run.refresh_from_db()
    assert (run.outcome, run.folio, str(run.fecha_doc), run.units) == (
        *("completed", "F-7", "2025-12-31", 4),
    )
    assert [path.name for path in files_folder.rglob("*") if path.is_file()] == [run.file_sha256]
    assert PendingFile.objects.count() == 0


def test_the_kind_of_a_file_is_recognised_wherever_it_is_sent(client, tmp_path, run_worker):
    address = look(client, cd_bytes(tmp_path))

    assert filled(client.get(address))["kind"] == ["cd"]
    run_at(press(client, address, "load"))
    run_worker()

    levels = StockLevel.objects.values_list("product__sku", "location__is_cd", "units")
    assert list(levels) == [("0012-A", True, 10)]


def test_sales_become_stock_only_if_somebody_has_looked_and_says_so(client, tmp_path, run_worker):
    file = sales_bytes(tmp_path, LINE, ("0012-A", "Cap", "Soho", 3, "2025-01-07"))
    at_once = send(client, "/stock/upload/", file, place="cd")
    assert (at_once.status_code, Run.objects.count()) == (422, 0)

    address = look(client, file, "/stock/upload/")
    assert filled(client.get(address))["kind"] == ["sales"]
    run_at(press(client, address, "load", kind="cd", mode="replace"))
    run_worker()

    assert StockLevel.objects.get().units == 7


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([("sku", "nombre", "categoria"), ("1", "Cap", "Toys")], "products"),
        ([("alias", "tienda"), ("SOHO", "Soho")], "aliases"),
        ([("sku", "tienda", "stock"), ("1", "Soho", 2)], "stores"),
        ([("Codigo", "Nombre", "Soho", "Eden"), ("1", "Cap", 2, 3)], "stores"),
        ([("Codigo", "Nombre", "Soho"), ("1", "Cap", 2)], "stores"),
        ([("Codigo", "Nombre", "Color", "Talla"), ("1", "Cap", "rojo", "M")], "products"),
        ([("sku", "producto", "stock"), ("1", "Cap", 2)], "cd"),
        ([("sku", "tienda", "vendidas", "fecha"), ("1", "Soho", 2, WEEK)], "sales"),
        ([("sku", "cantidad", "eta"), ("1", 2, SOON)], "orders"),
        ([("sku", "cantidad", "fecha"), ("1", 2, SOON)], "cd"),
    ],
)
def test_each_kind_of_file_looks_like_itself(client, tmp_path, rows, kind):
    file = make.sheet(rows, tmp_path / "file.xlsx").read_bytes()

    assert filled(client.get(look(client, file)))["kind"] == [kind]


def test_products_are_taken_into_the_catalogue(client, tmp_path):
    client.force_login(make.user(name="bea", group="Back office"))
    rows = [("sku", "nombre", "categoria"), ("001", "Cap", "Toys")]
    address = look(client, make.sheet(rows, tmp_path / "p.xlsx").read_bytes())

    assert press(client, address, "load").url == "/upload/"

    assert list(Product.objects.values_list("sku", "name", "category__name")) == [
        ("001", "Cap", "Toys")
    ]
    assert client.get(address).status_code == 404


def test_an_analyst_takes_no_products_into_the_catalogue(client, tmp_path):
    rows = [("sku", "nombre", "categoria"), ("001", "Cap", "Toys")]
    address = look(client, make.sheet(rows, tmp_path / "p.xlsx").read_bytes())

    assert press(client, address, "load").status_code == 403
    assert Product.objects.count() == 0


def test_columns_are_corrected_and_remembered(client, tmp_path, run_worker):
    make.store("Soho")
    rows = [("ref.", "shop", "salió", "cuándo"), ("0012", "Soho", 4, WEEK)]
    file = make.sheet([("Informe",), rows[0], rows[1]], tmp_path / "a.xlsx").read_bytes()
    address = look(client, file)
    shown = client.get(address)
    assert len(alerts(shown)) == 1
    said = {"column-sku": "ref.", "column-quantity": "salió", "column-date": "cuándo"}

    shown = press(client, address, "look", header_row="2")
    shown = client.post(address, {**filled(shown), **said, "do": "look"})
    assert (alerts(shown), figures(shown)[_("Rows to load")]) == ([], "1")
    run = run_at(client.post(address, {**filled(shown), "do": "load", "generate": ""}))
    run_worker()

    assert [row.quantity for row in SalesRecord.objects.of(run)] == [4]
    another = make.sheet([rows[0], ("0013", "Soho", 5, WEEK)], tmp_path / "b.xlsx").read_bytes()
    shown = client.get(look(client, another))
    assert columns(shown)["column-quantity"] == ["salió"]
    assert (alerts(shown), figures(shown)[_("Rows to load")]) == ([], "1")
    run = run_at(send(client, "/upload/", another, name="b.xlsx"))
    run_worker()
    assert [row.quantity for row in SalesRecord.objects.of(run)] == [5]


def test_a_box_that_was_cleared_stays_so_when_one_looks_again(client, tmp_path):
    address = look(client, sales_bytes(tmp_path), generate="on", folio="F-1")
    form = filled(client.get(address))
    assert (form["generate"], form["folio"]) == (["on"], ["F-1"])
    del form["generate"]

    shown = filled(client.post(address, {**form, "folio": "F-2", "do": "look"}))

    assert ("generate" in shown, shown["folio"]) == (False, ["F-2"])


def test_columns_that_were_not_touched_are_not_remembered(client, tmp_path):
    make.store("Soho")

    run_at(press(client, look(client, sales_bytes(tmp_path)), "load"))

    assert ColumnMapping.objects.count() == 0


def test_a_column_cannot_be_two_things(client, tmp_path):
    make.store("Soho")
    address = look(client, sales_bytes(tmp_path))

    answer = press(client, address, "load", **{"column-date": "quantity"})

    assert answer.status_code == 422
    assert "quantity" in alerts(answer)[0]


def test_another_sheet_can_be_chosen(client, tmp_path):
    make.store("Soho")
    path = tmp_path / "two.xlsx"
    with Workbook(path) as book:
        for name, units in (("Norte", 1), ("Sur", 7)):
            sheet = book.add_worksheet(name)
            for at, row in enumerate([make.SALES_HEADERS, ("1", "Cap", "Soho", units, WEEK)]):
                sheet.write_row(at, 0, row)
    address = look(client, path.read_bytes())
    assert figures(client.get(address))[_("Units")] == "1"

    shown = press(client, address, "look", sheet="Sur")

    assert (filled(shown)["sheet"], figures(shown)[_("Units")]) == (["Sur"], "7")


def test_unknown_stores_wait_for_a_decision(client, tmp_path):
    address = look(client, sales_bytes(tmp_path))

    answer = press(client, address, "load")

    assert answer.status_code == 400
    assert alerts(answer) == [_("Nothing was loaded: decide first what the unknown stores are.")]


def test_stores_are_mapped_created_or_ignored(client, tmp_path, run_worker):
    client.force_login(make.user(name="bea", group="Back office"))
    soho = make.store("Mall Soho")
    rows = [LINE, ("1", "Cap", "Tienda Web", 2, WEEK), ("2", "Tee", "Nowhere", 1, WEEK)]
    address = look(client, sales_bytes(tmp_path, *rows))
    names = filled(client.get(address))["store-name"]
    choice = {"Soho": f"store:{soho.pk}", "Tienda Web": "type:web", "Nowhere": "ignore"}
    choices = [choice[name] for name in names]

    shown = press(client, address, "look", **{"store-choice": choices})
    assert figures(shown)[_("Rejected rows")] == "1"
    run = run_at(press(client, address, "load", **{"store-choice": choices}))
    run_worker()

    rows = SalesRecord.objects.of(run.sources.first() or run)
    assert sorted(rows.values_list("store__name", "quantity")) == [
        ("Mall Soho", 4),
        ("Tienda Web", 2),
    ]
    assert list(StoreAlias.objects.values_list("alias", "store__name")) == [("Soho", "Mall Soho")]
    assert Store.objects.get(name="Tienda Web").type == "web"


def test_who_may_keep_no_alias_decides_for_this_file_only(client, tmp_path, run_worker):
    soho = make.store("Mall Soho")
    address = look(client, sales_bytes(tmp_path))

    run = run_at(press(client, address, "load", **{"store-choice": [f"store:{soho.pk}"]}))
    run_worker()

    run.refresh_from_db()
    assert (run.outcome, StoreAlias.objects.count()) == ("completed", 0)


def test_two_names_of_one_store_are_told(client, tmp_path):
    soho = make.store("Mall Soho")
    rows = [LINE, ("1", "Cap", "Mall Soho", 2, WEEK)]
    address = look(client, sales_bytes(tmp_path, *rows))

    shown = press(client, address, "look", **{"store-choice": [f"store:{soho.pk}"]})

    said = [words(note) for note in every(content(shown), class_="fd-note-warning")]
    assert [text for text in said if "Mall Soho, Soho" in text] == said[:1]


def test_what_the_last_upload_had_too_is_counted(client, tmp_path):
    do.load_sales(make.sales_file([LINE, ("1", "Tee", "Soho", 1, WEEK)], tmp_path / "a.xlsx"))
    rows = [LINE, LINE, ("1", "Tee", "Soho", 90, WEEK)]

    shown = client.get(look(client, sales_bytes(tmp_path, *rows)))

    assert figures(shown)[_("As in the last upload")] == "1"
    said = [words(note) for note in every(content(shown), class_="fd-note-warning")]
    assert any(" 20 " in text for text in said), said


def test_zeros_that_were_lost_are_told(client, tmp_path):
    make.store("Soho")
    make.product("0012")

    shown = client.get(look(client, sales_bytes(tmp_path, ("12", "Cap", "Soho", 1, WEEK))))

    said = [words(note) for note in every(content(shown), class_="fd-note-warning")]
    assert any("12" in text for text in said), said


def test_the_same_content_in_another_file_is_recognised(client, tmp_path, run_worker):
    run = do.load_sales(make.sales_file([LINE, ("1", "T", "Soho", 1, WEEK)], tmp_path / "a.xlsx"))
    text = f"sku;tienda;cantidad;fecha\n1;Soho;1;{WEEK}\n0012-A;Soho;4;{WEEK}\n".encode()
    address = look(client, text, name="b.csv")

    assert f"/runs/{run.pk}/" in client.get(address).content.decode()
    refused = press(client, address, "load", generate="")
    assert refused.status_code == 409
    assert run.short_id in alerts(refused)[0]
    assert run_at(press(client, address, "load", again="on")).pk != run.pk


def test_the_same_file_is_recognised_before_it_is_loaded(client, tmp_path):
    path = make.sales_file([LINE], tmp_path / "a.xlsx")
    run = do.load_sales(path)

    shown = client.get(look(client, path.read_bytes()))

    assert f"/runs/{run.pk}/" in shown.content.decode()


def test_a_file_is_nobodys_but_the_one_who_sent_it(client, tmp_path):
    address = look(client, sales_bytes(tmp_path))
    client.force_login(make.user(name="another", group="Analyst"))

    assert client.get(address).status_code == 404
    assert client.post(address, {"do": "discard"}).status_code == 404
    assert client.get(f"/upload/{uuid4()}/").status_code == 404


def test_a_file_is_discarded(client, tmp_path, files_folder):
    address = look(client, sales_bytes(tmp_path))

    assert client.post(address, {"do": "discard"}).url == "/upload/"
    assert [path for path in files_folder.rglob("*") if path.is_file()] == []
    assert client.get(address).status_code == 404


def test_a_file_that_nobody_loads_is_litter_after_a_day(client, tmp_path, files_folder):
    address = look(client, sales_bytes(tmp_path))
    assert remove_litter()
    assert client.get(address).status_code == 200

    PendingFile.objects.update(uploaded_at=timezone.now() - timedelta(days=1, minutes=1))
    assert remove_litter()

    assert [path for path in files_folder.rglob("*") if path.is_file()] == []
    assert client.get(address).status_code == 404


def test_the_next_file_that_is_looked_at_takes_forgotten_ones_away(client, tmp_path):
    address = look(client, sales_bytes(tmp_path))
    PendingFile.objects.update(uploaded_at=timezone.now() - timedelta(days=1, minutes=1))

    look(client, cd_bytes(tmp_path))

    assert client.get(address).status_code == 404


def test_a_file_to_look_at_that_nobody_knows_is_litter(client, tmp_path, files_folder):
    address = look(client, sales_bytes(tmp_path))
    stray = files_folder / "pending" / uuid4().hex
    stray.write_bytes(b"x")

    assert remove_litter()

    assert (stray.exists(), client.get(address).status_code) == (False, 200)


def test_a_file_too_large_to_look_at_is_loaded_all_the_same(
    client, tmp_path, run_worker, monkeypatch
):
    monkeypatch.setattr("intake.services.PREVIEWED", 0)
    make.store("Soho")

    run = run_at(press(client, look(client, sales_bytes(tmp_path)), "load"))
    run_worker()

    run.refresh_from_db()
    assert (run.outcome, run.units) == ("completed", 4)


def test_of_a_file_too_large_to_look_at_one_says_that_it_is_stock(
    client, tmp_path, run_worker, monkeypatch
):
    days = LINE, ("0012-A", "Cap", "Soho", 3, "2025-12-23")
    small = look(client, sales_bytes(tmp_path, *days), "/stock/upload/")
    assert not [*every(content(client.post(small, {"kind": "cd", "do": "look"})), id="id_is_stock")]
    for limit in ("PREVIEWED", "READ_AT_ONCE"):
        monkeypatch.setattr(f"intake.services.{limit}", 0)

    outcomes = []
    for said in ({}, {"is_stock": "on"}):
        address = look(client, sales_bytes(tmp_path, *days), "/stock/upload/")
        run = run_at(press(client, address, "load", **said))
        run_worker()
        run.refresh_from_db()
        outcomes.append((run.outcome, run.units))

    assert outcomes == [("failed", 0), ("completed", 7)]


def test_what_no_form_would_send_is_no_error(client, tmp_path):
    address = look(client, sales_bytes(tmp_path))

    for fields in (
        {},
        {"do": "load"},
        {"do": "look", "kind": "x", "sheet": "x" * 99, "header_row": "-1"},
        {"do": "look", "header_row": "9999999", "column-sku": "#999"},
        {"do": "look", "store-name": ["Soho", "x"], "store-choice": ["store:999999999"]},
        {"do": "load", "store-name": ["Soho"], "store-choice": ["type:moon"]},
        {"do": "load", "store-name": ["Soho"], "store-choice": ["store:99999999999999999"]},
    ):
        assert client.post(address, fields).status_code < 500, fields
    assert Run.objects.count() == 0


def orders_bytes(tmp_path, *rows, **how) -> bytes:
    return make.orders_file(rows or [ORDER], tmp_path / "orders.xlsx", **how).read_bytes()


def test_who_says_orders_looks_at_orders_and_loads_them(client, tmp_path, run_worker):
    address = look(client, orders_bytes(tmp_path), "/stock/upload/", place="orders")

    shown = client.get(address)
    run = run_at(press(client, address, "load"))
    run_worker()

    assert (filled(shown)["kind"], figures(shown)[_("Units")]) == (["orders"], "12")
    assert not list(every(content(shown), id="stores"))
    found = OnOrder.objects.of(run).values_list("product__sku", "due", "units")
    assert list(found) == [("0012-A", SOON, 12)]
    assert (StockLevel.objects.count(), orders_run()) == (0, run)


def test_what_is_no_list_of_orders_is_shown_as_what_it_is(client, tmp_path):
    make.store("Soho")
    file = make.sheet([("sku", "tienda", "stock"), ("1", "Soho", 2)], tmp_path / "f.xlsx")

    shown = client.get(look(client, file.read_bytes(), "/stock/upload/", place="orders"))

    assert (filled(shown)["kind"], alerts(shown)) == (["stores"], [])


def test_columns_of_orders_are_corrected_remembered_and_read_so_for_ever(
    client, tmp_path, run_worker
):
    headers = ("ref.", "qué", "faltan", "cuándo")
    address = look(client, orders_bytes(tmp_path, headers=headers), "/stock/upload/")
    said = {"column-sku": "ref.", "column-quantity": "faltan", "column-date": "cuándo"}
    shown = press(client, address, "look", kind="orders")
    assert len(alerts(shown)) == 1
    shown = client.post(address, {**filled(shown), **said, "do": "look"})
    assert (alerts(shown), figures(shown)[_("Units")]) == ([], "12")

    run = run_at(client.post(address, {**filled(shown), "do": "load"}))
    run_worker()
    another = orders_bytes(tmp_path, ("0013", "Tee", 5, SOON), headers=headers)
    newer = run_at(send(client, "/stock/upload/", another, name="b.xlsx", place="orders"))
    run_worker()

    ColumnMapping.objects.all().delete()
    for one_run, units in ((run, 12), (newer, 5)):
        one_run.refresh_from_db()
        assert [row.units for row in OnOrder.objects.of(one_run)] == [units]
        assert verify(one_run).same


def test_the_same_orders_in_another_file_are_recognised(client, tmp_path):
    path = make.orders_file([ORDER, ("1", "Tee", 3, SOON)], tmp_path / "a.xlsx")
    run = do.load_stock(path, "orders")
    text = f"sku;cantidad;eta\n1;3;{SOON}\n0012-A;12;{SOON}\n".encode()
    address = look(client, text, "/stock/upload/", name="b.csv", place="orders")

    shown = client.get(address)
    refused = press(client, address, "load")

    assert f"/runs/{run.pk}/" in shown.content.decode()
    assert figures(shown)[_("As in the last upload")] == "2"
    assert (refused.status_code, run.short_id in alerts(refused)[0]) == (409, True)
    assert run_at(press(client, address, "load", again="on")).pk != run.pk


def test_the_same_file_is_another_one_as_another_kind_of_stock(client, tmp_path):
    path = make.orders_file([ORDER], tmp_path / "a.xlsx")
    run = do.load_stock(path, "orders")
    address = look(client, path.read_bytes(), "/stock/upload/", place="orders")

    as_orders, as_cd = client.get(address), press(client, address, "look", kind="cd")

    link = f"/runs/{run.pk}/"
    assert (link in as_orders.content.decode(), link in as_cd.content.decode()) == (True, False)


def test_orders_are_not_added_after_a_look_either(client, tmp_path):
    address = look(client, orders_bytes(tmp_path), "/stock/upload/", place="orders")

    refused = press(client, address, "load", mode="add")

    assert (refused.status_code, len(alerts(refused)), Run.objects.count()) == (400, 1, 0)


def test_a_run_that_failed_after_a_look_is_tried_again_as_it_was_said(client, tmp_path, run_worker):
    make.store("Soho")
    rows = [("ref.", "shop", "salió", "cuándo"), ("0012", "Patio", 4, WEEK)]
    file = make.sheet(rows, tmp_path / "a.xlsx").read_bytes()
    address = look(client, file)
    said = {"column-sku": "ref.", "column-quantity": "salió", "column-date": "cuándo"}
    shown = client.post(address, {**filled(client.get(address)), **said, "do": "look"})
    form = {**filled(shown), "store-choice": f"store:{Store.objects.get().pk}", "generate": ""}
    run = run_at(client.post(address, {**form, "do": "load"}))
    cancel(run, by=system_user())
    ColumnMapping.objects.all().delete()
    StoreAlias.objects.all().delete()

    retry(run, by=system_user())
    run_worker()

    assert list(SalesRecord.objects.of(run).values_list("store__name", "quantity")) == [("Soho", 4)]
    run.refresh_from_db()
    assert verify(run).same


def test_what_follows_a_look_may_begin_as_simulated(client, tmp_path):
    make.store("Soho")
    address = look(client, sales_bytes(tmp_path), generate="on", simulate="on")

    run = run_at(press(client, address, "load"))

    assert (run.run_type, run.status) == ("distribution", "SIMULATED")


def said(answer) -> list[str]:
    return [words(note) for note in every(content(answer), class_="fd-note-warning")]


def test_a_thousand_stores_are_decided_at_once(client, tmp_path):
    names = [f"Shop {number}" for number in range(1_000)]
    address = look(
        client,
        make.wide_stock_file({"TEE": dict.fromkeys(names, 1)}, tmp_path / "w.xlsx").read_bytes(),
        "/stock/upload/",
        place="stores",
    )
    choices = {"store-name": names, "store-choice": ["type:physical"] * len(names)}

    shown = client.post(address, {"kind": "stores", "do": "look", **choices})

    assert figures(shown)[_("Rows to load")] == "1.000"


def test_what_is_left_to_decide_comes_first(client, tmp_path):
    rows = [(str(n), "Cap", name, 1, WEEK) for n, name in enumerate(["Eden", "Soho", "Soho"])]
    address = look(client, sales_bytes(tmp_path, *rows))

    before = filled(client.get(address))["store-name"]
    choices = {"store-name": before, "store-choice": ["type:physical", ""]}
    after = filled(press(client, address, "look", **choices))

    assert (before, after["store-name"]) == (["Soho", "Eden"], ["Eden", "Soho"])
    assert after["store-choice"] == ["", "type:physical"]


def test_stock_that_a_whole_file_leaves_out_is_told_as_becoming_zero(client, tmp_path):
    do.count_cd({"TEE": 4, "MUG": 5, "CAP": 0, "HAT": -1}, tmp_path)
    file = make.cd_file([("TEE", "Tee", 9)], tmp_path / "b.xlsx").read_bytes()

    whole = client.get(look(client, file, "/stock/upload/"))
    added = client.get(look(client, file, "/stock/upload/", mode="add"))

    assert [text for text in said(whole) if "MUG" in text]
    assert not [text for text in said(whole) if "CAP" in text or "HAT" in text]
    assert not [text for text in said(added) if "MUG" in text]


def test_of_a_file_of_lines_each_store_is_looked_at_for_itself(client, tmp_path):
    do.count_stores({"TEE": {"Soho": 1, "Eden": 2}, "MUG": {"Soho": 3, "Eden": 4}}, tmp_path)
    text = b"sku;tienda;cantidad\nTEE;Soho;1\nTEE;Eden;x\nMUG;Soho;3\nHAT;Eden;1\n"

    shown = client.get(look(client, text, "/stock/upload/", name="a.csv", place="stores"))

    (sentence,) = [text for text in said(shown) if "MUG" in text]
    assert "4" in sentence
    assert "TEE" not in sentence


def test_who_goes_back_to_a_file_that_is_loaded_is_led_to_its_run(client, tmp_path):
    make.store("Soho")
    address = look(client, sales_bytes(tmp_path))
    fields = filled(client.get(address))

    run = run_at(client.post(address, {**fields, "do": "load"}))
    again = client.post(address, {**fields, "do": "load"})

    assert Run.objects.of_type(Run.Type.SALES_UPLOAD).count() == 1
    assert again.url == client.get(address).url == run.get_absolute_url()


@pytest.mark.parametrize(
    ("days", "fields", "is_told"),
    [
        (["2025-12-22", "2025-12-28"], {"generate": "on", "mode": "sma2_min2"}, True),
        (["2025-12-21", "2025-12-22"], {"generate": "on", "mode": "sma2_min2"}, False),
        (["2025-12-22"], {"generate": "on", "mode": "sma1_no_min"}, False),
        (["2025-12-22"], {"mode": "sma3_min3"}, False),
    ],
)
def test_a_file_of_too_few_weeks_for_the_mode_is_told(client, tmp_path, days, fields, is_told):
    make.store("Soho")
    rows = [("TEE", "Tee", "Soho", 4, day) for day in days]

    shown = client.get(look(client, sales_bytes(tmp_path, *rows), **fields))

    assert bool(shown.context["too_short"]) == is_told
    assert bool(said(shown)) == is_told


def test_corrected_sales_are_not_compared_with_the_last_upload(client, tmp_path):
    before = do.load_sales(make.sales_file([(*LINE[:3], 4_000, WEEK)], tmp_path / "a.xlsx"))

    shown = client.get(look(client, sales_bytes(tmp_path), continues=before.pk))

    assert _("As in the last upload") not in figures(shown)
    assert said(shown) == []
    assert before.get_absolute_url() in links(content(shown)).values()


def test_the_reasons_of_a_run_are_offered_with_their_rows(client, tmp_path):
    rows = [LINE, ("1", "Cap", "Soho", "x", WEEK), ("2", "Cap", "Soho", "y", WEEK)]
    run = do.load_sales(make.sales_file(rows, tmp_path / "a.xlsx"))

    page = client.get(f"/runs/{run.pk}/?tab=rejected&reason=sku_missing")

    options = [words(o) for o in every(one(content(page), "select", id="id_reason"), "option")]
    assert [text.rsplit(" ", 1)[-1] for text in options[1:]] == ["(0)", "(2)"]


def test_who_is_refused_is_shown_where_to_go_on(client, tmp_path):
    """Not to the dashboard: to the run that cannot be cancelled, or to another upload."""
    make.store("Soho")
    run = do.load_sales(make.sales_file([LINE], tmp_path / "a.xlsx"))

    gone = client.get(f"/upload/{uuid4()}/")
    finished = client.post(f"/runs/{run.pk}/cancel/")

    assert [gone.status_code, finished.status_code] == [404, 409]
    assert links(content(gone))[_("Upload another file")] == "/upload/"
    assert links(content(finished))[_("Back to the run")] == run.get_absolute_url()


def test_zeros_of_new_products_are_not_as_in_the_last_upload(client, tmp_path):
    do.count_cd({"TEE": 4, "MUG": 0}, tmp_path)
    do.count_stores({"TEE": {"Soho": 4, "Eden": 0}}, tmp_path)
    lines = make.cd_file([(sku, "", 0) for sku in ("MUG", "CAP", "HAT")], tmp_path / "b.xlsx")
    matrix = make.wide_stock_file(
        {"TEE": {"Soho": 4, "Eden": 0}, "CAP": {"Soho": 0, "Eden": 0}}, tmp_path / "c.xlsx"
    )

    seen = [
        client.get(look(client, file.read_bytes(), "/stock/upload/", place=place))
        for file, place in ((lines, "cd"), (matrix, "stores"))
    ]

    assert [figures(page)[_("As in the last upload")] for page in seen] == ["1", "2"]


def test_many_stores_stand_once_on_a_page_of_many_names(client, tmp_path):
    known = [make.store(f"Kiosk {number:03}") for number in range(145)]
    names = [f"Depot {number:03}" for number in range(145)]
    address = look(client, sales_bytes(tmp_path, *[("1", "", n, 1, WEEK) for n in names]))
    choices = ["", *[f"store:{known[7].pk}"] * (len(names) - 1)]

    page = press(client, address, "look", **{"store-choice": choices})

    apart = one(content(page), "template", id="all-stores")
    assert len(list(every(apart, "option"))) == len(known)
    chosen = filled(page)["store-choice"]
    assert sorted(set(chosen)) == ["", f"store:{known[7].pk}"]
