"""Tables as files: of one run, narrowed as on screen, text staying text (R-54, P18)."""

import csv
import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.reading import read_sales
from runs.models import Run
from tests import make
from tests.pages.conftest import WEEK
from tests.pages.reading import addresses, alerts, content, table

pytestmark = pytest.mark.django_db

OLD = "2025-12-01"
SOON = timezone.localdate() + timedelta(days=14)
LATER = SOON + timedelta(days=30)

HEADERS = {
    "predictions": [
        *("SKU", "Producto", "Tienda", "Cantidad sugerida", "Modelo", "Folio", "Responsable"),
        *("Categoría", "Fecha documento", "Semana objetivo", "Cantidad final", "Motivo"),
        *("Media semanal", "Semanas", "Stock tienda", "Stock CD"),
    ],
    "remainder": [
        *("SKU", "Producto", "Stock CD antes", "Asignado", "Stock CD disponible"),
        *("Semana objetivo", "Fecha"),
    ],
    "sales": ["SKU", "Producto", "Tienda", "Fecha", "Cantidad"],
    "stock": ["SKU", "Producto", "Tienda", "Stock"],
    "orders": ["SKU", "Producto", "Fecha", "Cantidad"],
    "exclusions": ["SKU", "Producto", "Tienda", "Motivo", "Detalle"],
    "rejected": ["Hoja", "Fila", "Columna", "Valor", "Motivo"],
}


def get(client, what: str, run: Run | None = None, file_format: str = "csv", **filters):
    query = {"format": file_format, **filters}
    return client.get(f"/export/{what}/", query | ({"run_id": run.pk} if run else {}))


def read_csv(answer) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


def sheet(answer):
    assert answer.status_code == 200
    (found,) = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).worksheets
    return found


def read_xlsx(answer) -> list[list]:
    return [list(row) for row in sheet(answer).iter_rows(values_only=True)]


@pytest.fixture
def runs(tmp_path) -> dict[str, Run]:
    """A run for each thing that is exported."""
    stock = make.cd_stock({"TEE": 4, "0012-A": 10}, tmp_path)
    orders = make.orders({"TEE": {SOON: 24, LATER: 6}, "0012-A": {LATER: 12}}, tmp_path)
    rows = [
        ("TEE", "Tee", "Soho", 4, WEEK),
        ("0012-A", "Cap", "Soho", 5, WEEK),
        ("0012-A", "Cap", "Eden", 2, WEEK),
        ("0012-A", "Cap", "Eden", "few", WEEK),
    ]
    sales = make.sales_run(
        rows, tmp_path, folio="F-1", responsable="Ana", categoria="Todo", fecha_doc=date(2026, 1, 2)
    )
    excluded, run = make.distribution(sales, "sma3_min3"), make.distribution(sales)
    return {
        "predictions": run,
        "remainder": run,
        "sales": sales,
        "stock": stock,
        "orders": orders,
        "exclusions": excluded,
        "rejected": sales,
    }


def rows_expected(what: str) -> list[list]:
    today = timezone.localdate()
    monday = str(today + timedelta(days=7 - today.weekday()))
    about = ["Última semana (mínimo 1 semana)", "F-1", "Ana", "Todo", "2026-01-02", monday]
    sent, short, few = (
        _("Sent in full"),
        _("Too little history"),
        ngettext("%(weeks)s week", "%(weeks)s weeks", 1),
    )
    why = _("the quantity is not a number")
    return {
        "predictions": [
            ["0012-A", "Cap", "Eden", 2, *about, 2, sent, 2, 1, 0, 10],
            ["0012-A", "Cap", "Soho", 5, *about, 5, sent, 5, 1, 0, 10],
            ["TEE", "Tee", "Soho", 4, *about, 4, sent, 4, 1, 0, 4],
        ],
        "remainder": [
            ["0012-A", "Cap", 10, 7, 3, monday, str(today)],
            ["TEE", "Tee", 4, 4, 0, monday, str(today)],
        ],
        "sales": [
            ["0012-A", "Cap", "Eden", WEEK, 2],
            ["0012-A", "Cap", "Soho", WEEK, 5],
            ["TEE", "Tee", "Soho", WEEK, 4],
        ],
        "stock": [["0012-A", "Cap", "CD", 10], ["TEE", "Tee", "CD", 4]],
        "orders": [
            ["0012-A", "Cap", str(LATER), 12],
            ["TEE", "Tee", str(SOON), 24],
            ["TEE", "Tee", str(LATER), 6],
        ],
        "exclusions": [
            ["0012-A", "Cap", "Eden", short, few % {"weeks": 1}],
            ["0012-A", "Cap", "Soho", short, few % {"weeks": 1}],
            ["TEE", "Tee", "Soho", short, few % {"weeks": 1}],
        ],
        "rejected": [["Hoja1", 5, "quantity", "few", why]],
    }[what]


@pytest.mark.parametrize("what", HEADERS)
def test_a_spreadsheet_holds_exactly_the_rows_of_its_run(client, runs, what):
    headers, *rows = read_xlsx(get(client, what, runs[what], "xlsx"))

    width = len(HEADERS[what])
    assert headers[:width] == HEADERS[what]
    assert [row[:width] for row in rows] == rows_expected(what)


@pytest.mark.parametrize("what", HEADERS)
def test_a_csv_holds_the_same_as_the_spreadsheet(client, runs, what):
    headers, *rows = read_csv(get(client, what, runs[what], "csv"))

    width = len(HEADERS[what])
    assert headers[:width] == HEADERS[what]
    assert [list(map(plain, row[:width])) for row in rows] == [
        list(map(str, row)) for row in rows_expected(what)
    ]


def plain(number: str) -> str:
    """2.00 and 2 are the same number."""
    return re.sub(r"^(\d+)\.0+$", r"\1", number)


SHEETS = {"predictions": "Distribucion", "remainder": "Remanente"}


@pytest.mark.parametrize("what", SHEETS)
def test_sheets_have_the_names_that_programs_rely_on(client, runs, what):
    assert sheet(get(client, what, runs[what], "xlsx")).title == SHEETS[what]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_distribution_has_the_file_name_that_programs_rely_on(client, runs, file_format):
    run = runs["predictions"]

    answer = get(client, "predictions", run, file_format)

    day = timezone.localtime(run.created_at).strftime("%Y%m%d")
    name = f"distribucion_sugerida_{day}_{str(run.pk)[:8]}.{file_format}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("what", HEADERS)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_file_is_offered_for_download_under_one_plain_name(client, runs, what, file_format):
    said = get(client, what, runs[what], file_format).headers["Content-Disposition"]

    assert re.fullmatch(rf'attachment; filename="\w+\.{file_format}"', said)


HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|'/C calc'!A0",
    "'=1+1",
    "''-1",
    "000123",
    "1e5",
    "TRUE",
]


@pytest.fixture
def hostile(tmp_path) -> Run:
    """Sales whose SKUs, names, stores, and folio look like formulas and numbers."""
    rows = [(sku, f"{sku} name", f"{sku} store", 1, WEEK) for sku in HOSTILE]
    rows.append(("TEE", "Tee", "Soho", "=2+2", WEEK))
    sales = make.sales_run(rows, tmp_path, folio="=F()", responsable="\t=R()", categoria="@C")
    return make.distribution(sales)


ODD_NAMES = ['a"b', "a\r\nSet-Cookie: x=1", "../../x", "ñandú; filename=x.exe", "\u202egnp", "%00"]


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_whatever_a_run_is_called_its_file_has_one_plain_name(client, tmp_path, name, file_format):
    run = make.sales_run([("TEE", "Tee", "Soho", 3, WEEK)], tmp_path, folio=name, categoria=name)
    Run.objects.filter(pk=run.pk).update(file_name=name)

    said = get(client, "sales", run, file_format).headers["Content-Disposition"]

    day = timezone.localtime(run.created_at)
    assert said == f'attachment; filename="ventas_{day:%Y%m%d}_{run.short_id}.{file_format}"'


@pytest.mark.parametrize("what", ["predictions", "sales", "rejected"])
def test_no_cell_of_a_spreadsheet_is_a_formula(client, hostile, what):
    run = hostile.sources.get(run_type="sales_upload") if what == "rejected" else hostile

    cells = [cell for row in sheet(get(client, what, run, "xlsx")).iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [
        cell.value
        for cell in cells
        if cell.data_type == "s" and cell.value[0] in "=+-@\t\r" and not cell.quotePrefix
    ] == []


@pytest.mark.parametrize("what", ["predictions", "sales"])
def test_a_sku_is_the_same_text_in_the_spreadsheet(client, hostile, what):
    cells = [row[0] for row in sheet(get(client, what, hostile, "xlsx")).iter_rows(min_row=2)]

    assert {cell.data_type for cell in cells} == {"s"}
    assert sorted(cell.value for cell in cells) == sorted(HOSTILE)


@pytest.mark.parametrize("what", ["predictions", "sales", "rejected"])
def test_no_field_of_a_csv_begins_like_a_formula(client, hostile, what):
    run = hostile.sources.get(run_type="sales_upload") if what == "rejected" else hostile

    fields = [field for row in read_csv(get(client, what, run)) for field in row]

    assert [f for f in fields if f.startswith(tuple("=+-@\t\r")) and not is_number(f)] == []


def is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def test_a_sku_that_looks_like_a_number_below_zero_is_protected_in_a_csv(client, hostile):
    skus = [row[0] for row in read_csv(get(client, "sales", hostile))[1:]]

    assert "'-1" in skus
    assert "-1" not in skus


def test_returns_stay_numbers(client, tmp_path):
    run = make.sales_run([("TEE", "Tee", "Soho", -3, WEEK)], tmp_path)

    assert read_csv(get(client, "sales", run))[1][4] == "-3"
    assert read_xlsx(get(client, "sales", run, "xlsx"))[1][4] == -3


FILTERS = {  # what they leave of how many rows
    "predictions": [({}, 3), ({"store": "Soho"}, 2), ({"store": "Eden", "sku": "0012"}, 1)],
    "remainder": [({"sku": "0012"}, 1)],
    "sales": [
        ({"store": "Eden"}, 1),
        ({"sku": "T", "day_after": WEEK}, 1),
        ({"day_before": OLD}, 0),
    ],
    "stock": [({"sku": "tee"}, 1)],
    "orders": [({"sku": "tee"}, 2), ({"due_before": SOON}, 1), ({"due_after": LATER}, 2)],
    "exclusions": [({"store": "Soho"}, 2), ({"reason": "little_history"}, 3)],
}


@pytest.mark.parametrize(
    ("what", "given", "kept"),
    [(what, given, kept) for what in FILTERS for given, kept in FILTERS[what]],
)
def test_a_file_holds_exactly_the_rows_that_the_filters_leave_on_screen(
    client, runs, what, given, kept
):
    tabs = {"sales": "rows", "stock": "counts"}
    page = client.get(runs[what].get_absolute_url(), {"tab": tabs.get(what, what), **given})
    offered = addresses(content(page), f"/export/{what}/")

    on_screen = sorted(row["SKU"] for row in table(page)) if offered else []
    in_file = [row[0] for row in read_csv(get(client, what, runs[what], **given))[1:]]

    assert in_file == on_screen
    assert len(in_file) == kept
    for address in offered:
        assert (
            "format=xlsx" in address or [r[0] for r in read_csv(client.get(address))[1:]] == in_file
        )


def test_the_dashboard_offers_files_of_its_run_and_its_filters(client, runs):
    make.distribution(runs["sales"])
    query = {"run_id": runs["predictions"].pk, "store": "Eden", "folio": "f-1"}

    page = client.get("/dashboard/", query)
    export = addresses(content(page), "/export/predictions/")[0]

    rows = read_xlsx(client.get(export))[1:]
    assert [(row[0], row[2]) for row in rows] == [("0012-A", "Eden")]
    assert str(runs["predictions"].pk)[:8] in client.get(export).headers["Content-Disposition"]


def test_without_a_run_the_one_of_the_dashboard_is_exported(client, runs):
    latest = make.distribution(runs["sales"])
    assert latest.short_id in get(client, "predictions").headers["Content-Disposition"]

    Run.objects.filter(pk=runs["exclusions"].pk).update(is_active=True)
    assert runs["exclusions"].short_id in get(client, "predictions").headers["Content-Disposition"]
    assert runs["exclusions"].short_id in get(client, "sales").headers["Content-Disposition"]


def test_without_a_run_a_stock_file_is_of_the_latest_upload(client, runs):
    assert runs["stock"].short_id in get(client, "stock").headers["Content-Disposition"]


def test_without_a_run_orders_and_stock_are_of_the_uploads_that_have_them(client, tmp_path, runs):
    newest = make.cd_stock({"TEE": 1}, tmp_path)
    Run.objects.filter(pk=newest.pk).update(is_active=True)

    assert newest.short_id in get(client, "stock").headers["Content-Disposition"]
    assert runs["orders"].short_id in get(client, "orders").headers["Content-Disposition"]

    Run.objects.filter(pk=newest.pk).update(is_active=False)
    Run.objects.filter(pk=runs["orders"].pk).update(is_active=True)
    assert newest.short_id in get(client, "stock").headers["Content-Disposition"]


@pytest.mark.parametrize(("what", "other"), [("stock", "orders"), ("orders", "stock")])
def test_a_stock_upload_gives_what_it_holds_and_says_what_that_is(client, runs, what, other):
    answer = get(client, other, runs[what])

    assert answer.status_code == 400
    known = ", ".join(sorted((what, "rejected", "rejected_rows")))
    said = _("Nothing was exported: run %(run)s (%(type)s) has no “%(what)s”. It has: %(known)s.")
    facts = {"type": runs[what].get_run_type_display(), "what": other, "known": known}
    assert said % {"run": runs[what].short_id, **facts} in alerts(answer)[0]


def test_without_any_run_there_is_nothing_to_export(client):
    answer = get(client, "predictions")

    assert answer.status_code == 404
    assert len(alerts(answer)) == 1


@pytest.mark.parametrize(
    ("what", "query"),
    [
        ("predictions", {"format": "pdf"}),
        ("predictions", {"format": "\0"}),
        ("predictions", {"store": "Atlantis"}),
        ("predictions", {"reason": "because"}),
        ("sales", {"day_after": "31/02/2025"}),
        ("predictions", {"sku": "a\0b"}),
        ("everything", {}),
        ("stock", {}),
        ("forecast", {}),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused_and_not_left_out(client, runs, what, query):
    answer = client.get(f"/export/{what}/", {"run_id": runs["predictions"].pk, **query})

    assert 400 <= answer.status_code < 500
    assert len(alerts(answer)) == 1


@pytest.mark.parametrize("run_id", ["x", "00000000", "\0", "00000000-0000-0000-0000-000000000000"])
def test_a_file_of_an_unknown_run_is_a_message(client, runs, run_id):
    answer = client.get("/export/predictions/", {"run_id": run_id})

    assert answer.status_code == 404
    assert len(alerts(answer)) == 1


@pytest.mark.parametrize("outcome", ["queued", "running", "failed"])
def test_a_run_without_results_gives_no_file(client, runs, outcome):
    unfinished = make.run(Run.Type.DISTRIBUTION, outcome=outcome, sources=[runs["sales"]])

    for what in ("predictions", "remainder", "exclusions", "sales"):
        answer = get(client, what, unfinished)
        assert 400 <= answer.status_code < 500
        assert len(alerts(answer)) == 1


def test_a_file_that_was_exported_can_be_uploaded_again(client, hostile, tmp_path):
    for file_format in ("csv", "xlsx"):
        path = tmp_path / f"again.{file_format}"
        path.write_bytes(get(client, "sales", hostile, file_format).getvalue())

        read = read_sales(path, today=timezone.localdate(), in_process=True)

        assert read.table.sku.values == sorted(HOSTILE), file_format
