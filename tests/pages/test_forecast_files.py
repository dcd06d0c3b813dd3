"""Forecasts as files: of the run selected, in the agreed columns, texts staying texts (R-54)."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone

from catalog.models import Product
from forecasting.models import PurchaseSuggestion
from forecasting.services import set_uplift
from runs.models import Run
from runs.services import system_user
from tests import do, make
from tests.pages.reading import addresses, content
from tests.pages.test_exports import HOSTILE, get, read_csv, read_xlsx, sheet
from tests.pages.test_forecast import FILTERS, ONE_CYCLE, see, shop, skus

pytestmark = pytest.mark.django_db
__all__ = ["shop"]

MONDAY = date(2025, 9, 1)
AGREED = [
    *("SKU", "Producto", "Demanda semanal", "Stock CD", "Unidades requeridas"),
    *("Compra sugerida", "Campaña"),
]


def test_the_columns_stand_in_the_agreed_order(client, shop):
    run = do.forecast(shop.sales, **ONE_CYCLE, campaign="Cyber")

    headers, *rows = read_xlsx(get(client, "forecast", run, "xlsx"))

    assert headers[:7] == AGREED
    kept = PurchaseSuggestion.objects.of(run).order_by("-suggested", "product__sku")
    assert [row[:7] for row in rows] == [
        [
            row.product.sku,
            row.product.name,
            row.weekly_demand,
            row.cd_stock or 0,
            row.required_units,
            row.suggested,
            "Cyber",
        ]
        for row in kept.select_related("product")
    ]
    assert sheet(get(client, "forecast", run, "xlsx")).title == "Forecast"


@pytest.mark.parametrize("what", ["forecast", "exclusions", "budget"])
def test_a_csv_holds_the_same_as_the_spreadsheet(client, shop, what):
    csv = read_csv(get(client, what, shop.run, budget="500"))
    xlsx = read_xlsx(get(client, what, shop.run, "xlsx", budget="500"))

    assert [list(map(plain, row)) for row in csv] == [
        ["" if cell is None else plain(str(cell)) for cell in row] for row in xlsx
    ]
    assert len(csv) > 1


def plain(number: str) -> str:
    """2.00 and 2 are the same number."""
    return re.sub(r"^(-?\d+)\.0+$", r"\1", re.sub(r"^(-?\d+\.\d*[1-9])0+$", r"\1", number))


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_file_is_named_after_its_run(client, shop, file_format):
    day = timezone.localtime(shop.run.created_at).strftime("%Y%m%d")

    said = get(client, "forecast", shop.run, file_format).headers["Content-Disposition"]

    name = f"forecast_compra_{day}_{shop.run.short_id}.{file_format}"
    assert said == f'attachment; filename="{name}"'


@pytest.mark.parametrize(("given", "kept"), FILTERS, ids=str)
def test_a_file_holds_exactly_the_rows_on_screen_or_is_refused(client, shop, given, kept):
    page = see(client, shop.run, **given)

    answer = get(client, "forecast", shop.run, **given)

    if answer.status_code != 200:
        assert (400 <= answer.status_code < 500, kept) == (True, [])
        return
    assert [row[0] for row in read_csv(answer)[1:]] == kept
    if kept:
        assert skus(page) == kept
        for address in addresses(content(page), "/export/forecast/"):
            if "format=csv" in address:
                assert [row[0] for row in read_csv(client.get(address))[1:]] == kept


def test_a_file_is_of_the_run_selected_and_not_of_the_active_or_latest(client, shop):
    classic = do.forecast(shop.sales, **ONE_CYCLE, method="sma3")
    Run.objects.filter(pk=classic.pk).update(is_active=True)
    latest = do.forecast(shop.sales, **ONE_CYCLE, horizon_weeks=9)

    for run in (shop.run, classic, latest):
        (address, _csv) = addresses(content(see(client, run)), "/export/forecast/")
        assert run.short_id in client.get(address).headers["Content-Disposition"]
    assert classic.short_id in get(client, "forecast").headers["Content-Disposition"]


@pytest.mark.parametrize("query", [{}, {"budget": ""}, {"budget": "a lot"}], ids=str)
def test_a_budget_s_file_needs_a_sum(client, shop, query):
    assert get(client, "budget", shop.run, **query).status_code == 400


@pytest.mark.parametrize("what", ["predictions", "sales", "remainder"])
def test_a_forecast_has_no_files_of_other_kinds(client, shop, what):
    assert 400 <= get(client, what, shop.run).status_code < 500


@pytest.fixture
def hostile(tmp_path) -> Run:
    """SKUs, names, suppliers, categories and reasons that look like formulas and numbers."""
    rows = [
        (sku, f"{sku} name", "Norte", 5, MONDAY + timedelta(weeks=week))
        for sku in HOSTILE
        for week in range(8)
    ]
    sales = make.sales_run(rows, tmp_path)
    for number, sku in enumerate(HOSTILE):
        category = make.category(f"={number}")
        supplier = make.supplier(f"@{number}")
        found = Product.objects.filter(sku=sku)
        found.update(category=category, supplier=supplier, unit_cost=1)
        how = {"percent": Decimal(5), "reason": "=HYPERLINK(1)", "sku": sku}
        set_uplift(by=system_user(), **how)
    Product.objects.filter(sku=HOSTILE[0]).update(is_active=False)
    return do.forecast(sales, **ONE_CYCLE, campaign="=1+1")


@pytest.mark.parametrize("what", ["forecast", "exclusions", "budget"])
def test_no_cell_of_a_spreadsheet_is_a_formula(client, hostile, what):
    found = sheet(get(client, what, hostile, "xlsx", budget="500"))

    cells = [cell for row in found.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [cell for cell in cells if cell.data_type == "s"]
    risky = [cell for cell in texts if cell.value.startswith(tuple("=+-@\t\r"))]
    assert [cell.value for cell in risky if not cell.quotePrefix] == []
    assert risky != []


@pytest.mark.parametrize("what", ["forecast", "exclusions", "budget"])
def test_no_field_of_a_csv_begins_like_a_formula(client, hostile, what):
    fields = [f for row in read_csv(get(client, what, hostile, budget="500")) for f in row]

    number = re.compile(r"-?\d+(\.\d+)?")
    risky = [f for f in fields if f.startswith(tuple("=+-@\t\r")) and not number.fullmatch(f)]
    assert risky == []
    assert [f for f in fields if f.startswith(("'=", "'@", "'+", "'-"))] != []


def test_skus_are_the_same_text_from_the_file_to_the_export(client, tmp_path):
    texts = ["000123", "0123", "123", "014633382143", "14633382143", "ACC-0021", "1e5", "Ñ.5"]
    rows = [(sku, "Norte", MONDAY + timedelta(weeks=n), 5) for sku in texts for n in range(8)]
    run = do.forecast(do.sell(rows, tmp_path), **ONE_CYCLE)

    xlsx = openpyxl.load_workbook(io.BytesIO(get(client, "forecast", run, "xlsx").getvalue()))
    csv = read_csv(get(client, "forecast", run))

    cells = [row[0] for row in xlsx.active.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sorted(cell.value for cell in cells) == sorted(texts)
    assert sorted(row[0] for row in csv[1:]) == sorted(texts)
