"""Files that are uploaded on the pages become runs, or are refused in one sentence."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from catalog.models import Product, Store
from distribution.models import Prediction
from intake.models import SourceFile
from runs.models import Run
from sales.models import SalesRecord
from stock.models import OnOrder, StockLevel
from tests import make
from tests.pages.conftest import WEEK
from tests.pages.reading import alerts, content, every, one, root, words

pytestmark = pytest.mark.django_db

LINE = ("0012-A", "Cap", "Soho", 4, WEEK)
CREATE = {"unknown_stores": "create"}


def send(client, address: str, file: bytes, name: str = "ventas.xlsx", **fields):
    """Send a form with a file whose name is exactly this: Django's client would tame it."""
    parts = [f'name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
    parts.append(f'name="file"; filename="{name}"\r\n\r\n'.encode() + file)
    body = b"".join(b"--X\r\nContent-Disposition: form-data; %s\r\n" % part for part in parts)
    return client.generic("POST", address, body + b"--X--\r\n", "multipart/form-data; boundary=X")


def sales_bytes(tmp_path, *rows, **how) -> bytes:
    return make.sales_file(rows or [LINE], tmp_path / "file.xlsx", **how).read_bytes()


def run_at(answer) -> Run:
    """The run that the answer leads to."""
    assert answer.status_code == 302, alerts(answer)
    return Run.objects.get(pk=answer.url.split("/")[2])


@pytest.fixture
def nothing_is_stored(files_folder):
    """What is there before must be all that is there afterwards."""

    def everything() -> dict:
        models = (Run, SourceFile, Product, Store, SalesRecord, StockLevel, DBTaskResult)
        counts = {model.__name__: model._base_manager.count() for model in models}
        files = sorted(path.name for path in files_folder.rglob("*") if path.is_file())
        return {**counts, "files": files}

    before = everything()
    yield
    assert everything() == before


def fields_of(client, address: str) -> dict[str, bool]:
    """The fields of the form, and whether each must be filled in."""
    form = next(f for f in every(content(client.get(address)), "form", method="post"))
    given = (dict(part.attributes) for part in every(form) if part.name in INPUTS)
    return {a["name"]: "required" in a for a in given if a["name"] != "csrfmiddlewaretoken"}


INPUTS = ("input", "select", "textarea")


def test_the_sales_form_has_the_fields_that_programs_rely_on(client):
    agreed = {
        *("file", "folio", "responsable", "categoria", "fecha_doc", "store_filter", "notes"),
        *("mode", "generate"),
    }
    found = fields_of(client, "/upload/")

    assert set(found) == agreed | {"unknown_stores", "again", "simulate"}
    assert [name for name, required in found.items() if required] == ["file"]


def test_the_stock_form_has_the_fields_that_programs_rely_on(client):
    assert set(fields_of(client, "/stock/upload/")) == {
        *("file", "place", "mode"),
        *("unknown_stores", "again"),
    }


def test_sales_become_a_run_that_the_worker_processes(client, analyst, tmp_path, run_worker):
    about = {
        "folio": "F-9",
        "responsable": "Ana",
        "categoria": "Juegos",
        "fecha_doc": "2025-12-31",
        "notes": "first",
    }
    run = run_at(send(client, "/upload/", sales_bytes(tmp_path), **about, **CREATE))
    assert run.outcome == Run.Outcome.QUEUED

    run_worker()

    run.refresh_from_db()
    assert (run.run_type, run.outcome, run.units) == ("sales_upload", "completed", 4)
    assert run.created_by == analyst
    assert {name: str(getattr(run, name)) for name in about} == about
    rows = SalesRecord.objects.of(run).values_list("product__sku", "store__name", "quantity")
    assert list(rows) == [("0012-A", "Soho", 4)]


def test_sales_and_their_distribution_in_one_step(client, tmp_path, run_worker):
    answer = send(
        client,
        "/upload/",
        sales_bytes(tmp_path),
        generate="on",
        mode="sma1_no_min",
        folio="F-9",
        **CREATE,
    )
    run = run_at(answer)
    assert run.run_type == Run.Type.DISTRIBUTION

    run_worker()

    run.refresh_from_db()
    assert (run.outcome, run.mode, run.folio, run.units) == ("completed", "sma1_no_min", "F-9", 4)
    assert [source.run_type for source in run.sources.all()] == ["sales_upload"]
    assert [line.suggested for line in Prediction.objects.of(run)] == [4]


def test_a_distribution_of_sales_that_fail_in_the_background_fails_with_a_reason(
    client, tmp_path, run_worker, monkeypatch
):
    monkeypatch.setattr("intake.services.READ_AT_ONCE", 0)
    run = run_at(send(client, "/upload/", sales_bytes(tmp_path), generate="on"))

    run_worker()

    run.refresh_from_db()
    assert run.outcome == Run.Outcome.FAILED
    assert alerts(client.get(run.get_absolute_url())) == [run.error]
    assert (
        run.sources.get(run_type="sales_upload").error
        in alerts(client.get(run.sources.get(run_type="sales_upload").get_absolute_url()))[0]
    )


def test_stock_of_the_cd_and_of_the_stores_becomes_levels(client, tmp_path, run_worker):
    cd = make.cd_file([("0012-A", "Cap", 10)], tmp_path / "cd.xlsx").read_bytes()
    wide = make.wide_stock_file({"0012-A": {"Soho": 2}}, tmp_path / "w.xlsx").read_bytes()

    run_at(send(client, "/stock/upload/", cd, place="cd"))
    run_at(send(client, "/stock/upload/", cd, place="cd", mode="add", again="on"))
    run_at(send(client, "/stock/upload/", wide, place="stores", mode="replace", **CREATE))
    run_worker()

    levels = StockLevel.objects.values_list("product__sku", "location__store__name", "units")
    assert set(levels) == {("0012-A", None, 20), ("0012-A", "Soho", 2)}


def test_open_orders_become_a_run_and_no_levels(client, tmp_path, run_worker):
    soon = timezone.localdate() + timedelta(days=14)
    file = make.orders_file([("0012-A", "Cap", 24, soon)], tmp_path / "o.xlsx").read_bytes()

    run = run_at(send(client, "/stock/upload/", file, place="orders"))
    run_worker()

    run.refresh_from_db()
    assert (run.run_type, run.outcome, run.units) == ("stock_upload", "completed", 24)
    rows = OnOrder.objects.of(run).values_list("product__sku", "due", "units")
    assert list(rows) == [("0012-A", soon, 24)]
    assert StockLevel.objects.count() == 0


def test_open_orders_are_offered_and_never_added(client, tmp_path, nothing_is_stored):
    page = root(client.get("/stock/upload/"))
    offered = {
        dict(option.attributes)["value"]: words(option)
        for option in every(one(page, "select", id="id_place"), "option")
    }
    assert offered["orders"] == _("Open purchase orders (SKU, quantity, arrival date)")

    soon = timezone.localdate() + timedelta(days=14)
    file = make.orders_file([("0012-A", "Cap", 24, soon)], tmp_path / "o.xlsx").read_bytes()
    refused(send(client, "/stock/upload/", file, place="orders", mode="add"))


def test_orders_in_a_large_file_are_read_in_the_background(
    client, tmp_path, run_worker, monkeypatch
):
    monkeypatch.setattr("intake.services.READ_AT_ONCE", 0)
    soon = timezone.localdate() + timedelta(days=14)
    file = make.orders_file([("0012-A", "Cap", 24, soon)], tmp_path / "o.xlsx").read_bytes()

    run = run_at(send(client, "/stock/upload/", file, place="orders"))
    run_worker()

    run.refresh_from_db()
    assert (run.outcome, run.units) == ("completed", 24)


def test_a_csv_is_as_good_as_a_spreadsheet(client, run_worker):
    text = f"sku;tienda;cantidad;fecha\r\n'-1;Ñuñoa;2;{WEEK}\r\n000123;Ñuñoa;1;{WEEK}\r\n"

    run = run_at(send(client, "/upload/", text.encode("cp1252"), "ventas.csv", **CREATE))
    run_worker()

    rows = SalesRecord.objects.of(run).values_list("product__sku", "store__name", "quantity")
    assert sorted(rows) == [("-1", "Ñuñoa", 2), ("000123", "Ñuñoa", 1)]


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n%%EOF\n"
BAD_FILES = {
    "a PDF with the name of a spreadsheet": PDF,
    "an empty file": b"",
    "one byte": b"\0",
    "a zip that is none": b"PK\x03\x04" + b"\xff" * 200,
    "text without columns": b"Estimada Ana:\nadjunto el archivo.\n",
    "a page": b"<html><script>alert(1)</script></html>",
}


@pytest.mark.parametrize("bad", BAD_FILES)
@pytest.mark.parametrize(
    ("address", "fields"), [("/upload/", {"generate": "on"}), ("/stock/upload/", {"place": "cd"})]
)
def test_a_file_that_is_no_table_is_refused(client, address, fields, bad, nothing_is_stored):
    refused(send(client, address, BAD_FILES[bad], **fields))


@pytest.mark.parametrize(
    "bad",
    ["a PDF with the name of a spreadsheet", "an empty file", "a zip that is none", "a page"],
)
@pytest.mark.parametrize("address", ["/upload/", "/stock/upload/"])
def test_a_large_file_that_is_no_spreadsheet_is_refused_at_once_too(
    client, address, bad, nothing_is_stored, monkeypatch
):
    monkeypatch.setattr("intake.services.READ_AT_ONCE", -1)

    refused(send(client, address, BAD_FILES[bad], place="cd"))


def refused(answer) -> str:
    """The one sentence with which the form came back."""
    assert 400 <= answer.status_code < 500
    (said,) = alerts(answer)
    assert next(every(root(answer), "form", enctype="multipart/form-data"), None)
    return said


def test_a_missing_column_is_named(client, tmp_path, nothing_is_stored):
    file = sales_bytes(tmp_path, ("1", "Cap", "Soho", 4), headers=("sku", "name", "store", "units"))

    assert _("date") in refused(send(client, "/upload/", file, **CREATE))


def test_a_file_without_one_usable_row_is_refused(client, tmp_path, nothing_is_stored):
    rows = [("0012-A", "Cap", "Soho", 4, "31/02/2025")] * 3

    said = refused(send(client, "/upload/", sales_bytes(tmp_path, *rows), **CREATE))

    assert "31/02/2025" in said
    assert _("this date does not exist") in said


def test_unknown_stores_are_named_and_stop_the_upload(client, tmp_path, nothing_is_stored):
    file = sales_bytes(tmp_path, LINE, ("1", "Cap", "Eden", 1, WEEK))

    for fields in ({}, {"unknown_stores": "fail"}):
        said = refused(send(client, "/upload/", file, generate="on", **fields))
        assert "Eden, Soho" in said


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/upload/", {**CREATE}),
        ("/upload/", {**CREATE, "generate": "on", "store_filter": "Nowhere"}),
        ("/stock/upload/", {"place": "cd", "mode": "replace"}),
    ],
)
def test_the_same_file_again_is_refused_naming_its_run(
    client, tmp_path, run_worker, address, fields
):
    make.store("Nowhere")
    file = sales_bytes(tmp_path) if address == "/upload/" else cd_bytes(tmp_path)
    first = run_at(send(client, address, file, **fields))
    run_worker()
    kept = Run.objects.count()

    first = first.sources.first() or first
    assert first.short_id in refused(send(client, address, file, name="renamed.xlsx", **fields))
    assert Run.objects.count() == kept
    assert run_at(send(client, address, file, again="on", **fields)).outcome == "queued"


def cd_bytes(tmp_path) -> bytes:
    return make.cd_file([("0012-A", "Cap", 10)], tmp_path / "cd.xlsx").read_bytes()


@pytest.mark.parametrize(
    "fields",
    [
        {"folio": "F" * 65},
        {"responsable": "R" * 129},
        {"folio": "a\0b"},
        {"fecha_doc": "31/02/2025"},
        {"mode": "sma9"},
        {"unknown_stores": "whatever"},
    ],
    ids=str,
)
def test_a_field_that_makes_no_sense_is_refused(client, tmp_path, fields, nothing_is_stored):
    refused(send(client, "/upload/", sales_bytes(tmp_path), **{**CREATE, **fields}))


def test_a_store_filter_that_names_no_store_is_refused(client, tmp_path, files_folder, request):
    make.store("Soho")
    request.getfixturevalue("nothing_is_stored")
    fields = {"generate": "on", "store_filter": "Soho, Atlantis"}

    assert "Atlantis" in refused(send(client, "/upload/", sales_bytes(tmp_path), **fields))


def test_a_store_filter_may_name_a_store_that_the_file_creates(client, tmp_path, run_worker):
    file = sales_bytes(tmp_path, LINE, ("1", "Cap", "Eden", 1, WEEK))
    fields = {**CREATE, "generate": "on", "store_filter": "Soho", "mode": "sma1_no_min"}
    run = run_at(send(client, "/upload/", file, **fields))

    run_worker()

    lines = Prediction.objects.of(run).values_list("store__name", "suggested")
    assert list(lines) == [("Soho", 4)]


@pytest.mark.parametrize("fields", [{}, {"file": ""}, {"file": "only text"}])
@pytest.mark.parametrize("address", ["/upload/", "/stock/upload/"])
def test_a_form_without_its_file_is_refused(client, address, fields, nothing_is_stored):
    refused(client.post(address, {"place": "cd", **fields}))


@pytest.mark.parametrize("place", ["", "moon"])
def test_stock_of_no_known_place_is_refused(client, tmp_path, place, nothing_is_stored):
    refused(send(client, "/stock/upload/", cd_bytes(tmp_path), place=place))


HOSTILE_NAMES = {
    "../../../x.xlsx": "x.xlsx",
    "..\\..\\x.xlsx": "x.xlsx",
    "<script>alert(1)<script>.xlsx": "<script>alert(1)<script>.xlsx",
    "<img src=x onerror=alert(1)>.xlsx": "<img src=x onerror=alert(1)>.xlsx",
    "a\0b.xlsx": "ab.xlsx",
    "ventas\u202excod.xlsx": "ventasxcod.xlsx",
    "v" * 400 + ".xlsx": "v" * 250 + ".xlsx",
    "CON.xlsx": "CON.xlsx",
    ".xlsx": ".xlsx",
    "=cmd|' calc'!A0.xlsx": "=cmd|' calc'!A0.xlsx",
    "/etc/passwd": "passwd",
    "C:\\x.xlsx": "x.xlsx",
}


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=lambda name: ascii(name[:30]))
def test_the_name_of_a_file_does_no_harm(client, tmp_path, files_folder, name):
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    file = sales_bytes(tmp_path)

    run = run_at(send(client, "/upload/", file, name, **CREATE))

    assert run.file_name == HOSTILE_NAMES[name]
    page = client.get(run.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert {path.name for path in new} == {"file.xlsx", run.file_sha256}
    assert files_folder / run.file_sha256[:2] / run.file_sha256 in new


def test_what_is_uploaded_is_kept_as_it_came(client, tmp_path, files_folder):
    file = sales_bytes(tmp_path)

    run = run_at(send(client, "/upload/", file, **CREATE))

    kept = files_folder / run.file_sha256[:2] / run.file_sha256
    assert kept.read_bytes() == file
    assert list((files_folder / "incoming").iterdir()) == []


def test_a_new_distribution_is_asked_for_on_its_own_page(client, retailer, run_worker):
    fields = {"sales_run": retailer.sales.pk, "mode": "sma3_ignore_stock", "folio": "F-2"}

    run = run_at(client.post("/distribution/new/", fields))
    run_worker()

    run.refresh_from_db()
    assert (run.outcome, run.mode, run.folio) == ("completed", "sma3_ignore_stock", "F-2")
    assert run.responsable == "Ana"  # as in the sales run
    assert run.sources.get(run_type="sales_upload") == retailer.sales


@pytest.mark.parametrize("fields", [{}, {"sales_run": "x"}, {"mode": "sma9"}, {"folio": "F" * 65}])
def test_a_distribution_of_nothing_known_is_refused(client, retailer, fields):
    runs = Run.objects.count()

    given = {"sales_run": retailer.sales.pk, **fields} if fields else {}
    answer = client.post("/distribution/new/", given)

    assert answer.status_code == 400
    assert len(alerts(answer)) == 1
    assert Run.objects.count() == runs
