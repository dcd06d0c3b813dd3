"""No row of a run is ever seen through another one (R-04, P20)."""

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from catalog.models import Product
from distribution import queries
from distribution.models import Prediction
from runs.exports import export_of, write_csv, write_xlsx
from runs.kinds import exports_of, sections_of
from runs.models import Run
from runs.rows import RunRow, write_rows
from sales.queries import top_sales
from tests import do, make

pytestmark = pytest.mark.django_db

ROW_MODELS = [model for model in apps.get_models() if issubclass(model, RunRow)]
DAY = date(2025, 12, 1)
MONEY = {"budget": "1000000"}


def world(canary: str, folder) -> list[Run]:
    """A run of every type, each with rows in every table it has, all about one canary."""
    sku, store = f"{canary}-SKU", f"{canary} store"
    short = f"{canary}-SHORT"
    cd = [(sku, f"{canary} name", 9), (short, f"{canary} name", -1), (sku, "", f"{canary} units")]
    cd_run = do.load_stock(make.cd_file(cd, folder / f"{canary} cd.xlsx"), "cd")
    matrix = [
        ("Codigo", "Nombre", store),
        (sku, f"{canary} name", 1),
        (short, f"{canary} name", f"{canary} units"),
    ]
    stores_run = do.load_stock(make.sheet(matrix, folder / f"{canary} s.xlsx"), "stores")
    sales = [
        (sku, f"{canary} name", store, 5, DAY),
        (sku, f"{canary} name", store, f"{canary} units", DAY),
        (short, f"{canary} name", store, 2, DAY),
        (short, f"{canary} name", store, 2, DAY),
        (f"{canary}-OUT", f"{canary} name", f"{canary} other", 2, DAY),
    ]
    sales_run = do.load_sales(make.sales_file(sales, folder / f"{canary} v.xlsx"))
    about = {"folio": f"{canary} F", "responsable": f"{canary} R", "store_filter": store}
    orders = [
        (sku, f"{canary} name", 6, DAY),
        (sku, f"{canary} name", f"{canary} units", DAY),
        (short, f"{canary} name", 4, DAY),
    ]
    orders_run = do.load_stock(make.orders_file(orders, folder / f"{canary} o.xlsx"), "orders")
    Product.objects.filter(sku=sku).update(unit_cost=10)
    Product.objects.filter(sku=short).update(is_active=False)
    when = {"reference_day": DAY + timedelta(days=7)}
    return [
        do.forecast(sales_run, about=about, **when),
        cd_run,
        stores_run,
        orders_run,
        sales_run,
        do.distribute(sales_run, "sma1_no_min", about=about),
    ]


@pytest.fixture
def worlds(tmp_path) -> dict[str, list[Run]]:
    return {canary: world(canary, tmp_path) for canary in ("CANARY", "MAGPIE")}


def texts_of_rows(run: Run) -> dict[str, set[str]]:
    """Whatever text can be reached from the rows of a run, by model."""
    found = {}
    for model in ROW_MODELS:
        names = [field.name for field in model._meta.concrete_fields if field.name != "run"]
        for extra in ("product__sku", "product__name", "store__name", "location__store__name"):
            if extra.split("__")[0] in names:
                names.append(extra)
        values = model.objects.of(run).values_list(*names)
        found[model.__name__] = {str(value) for row in values for value in row}
    return found


def texts_of_exports(run: Run) -> dict[str, str]:
    """Every export of a run, in both formats, as one text."""
    found = {}
    for export in [export_of(run, each.what) for each in exports_of(run)]:
        text = io.StringIO()
        write_csv(export, export.rows(run, MONEY), text)
        book = io.BytesIO()
        write_xlsx(export, export.rows(run, MONEY), book)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.getvalue())).get_sheet_by_index(0)
        cells = [[str(cell) for cell in row] for row in sheet.to_python()]
        assert len(cells) == len(list(csv.reader(io.StringIO(text.getvalue()))))
        found[export.what] = text.getvalue() + str(cells)
    return found


def texts_of_sections(run: Run) -> dict[str, str]:
    found = {}
    for section in sections_of(run):
        rows = list(section.rows(run))
        found[section.name] = str([row if isinstance(row, dict) else vars(row) for row in rows])
    return found


def about(texts: Iterable[str], canary: str) -> bool:
    return any(canary in text for text in texts)


def test_rows_of_a_run_are_never_seen_through_another(worlds):
    for canary, other in (("CANARY", "MAGPIE"), ("MAGPIE", "CANARY")):
        seen = [texts_of_rows(run) for run in worlds[canary]]

        assert not about(
            [text for found in seen for texts in found.values() for text in texts], other
        )
        filled = {name for found in seen for name, texts in found.items() if about(texts, canary)}
        assert filled == {model.__name__ for model in ROW_MODELS}


def test_no_export_of_a_run_shows_another(worlds):
    for canary, other in (("CANARY", "MAGPIE"), ("MAGPIE", "CANARY")):
        for run in worlds[canary]:
            exports = texts_of_exports(run)

            assert {what for what, text in exports.items() if canary not in text} == set()
            assert {what for what, text in exports.items() if other in text} == set()


def test_no_table_of_a_page_shows_another_run(worlds):
    for canary, other in (("CANARY", "MAGPIE"), ("MAGPIE", "CANARY")):
        for run in worlds[canary]:
            sections = texts_of_sections(run)

            told = {name for name, text in sections.items() if canary in text}
            assert told >= sections.keys() - {"warnings"}
            assert {name for name, text in sections.items() if other in text} == set()


def test_a_filter_for_another_runs_canary_finds_nothing(worlds):
    for canary, other in (("CANARY", "MAGPIE"), ("MAGPIE", "CANARY")):
        for run in worlds[canary]:
            for export in exports_of(run):
                if export.what in ("rejected", "rejected_rows", "budget"):
                    continue
                by_sku = list(export.rows(run, {"sku": f"{other}-SKU"}))
                assert by_sku == []
                of_stores = run.run_type != Run.Type.FORECAST_V2
                if of_stores and export.what not in ("remainder", "orders"):
                    assert list(export.rows(run, {"store": f"{other} store"})) == []


def test_the_queries_of_a_distribution_show_it_alone(worlds):
    *_uploads, sales, run = worlds["CANARY"]
    skus = {"CANARY-SKU", "CANARY-SHORT"}

    assert {line["product__sku"] for line in queries.lines(run)} == skus
    assert {row["product__sku"] for row in queries.remainders(run)} == skus
    assert [row["product__sku"] for row in queries.exclusions(run)] == ["CANARY-OUT"]
    sold = [row["product__sku"] for row in queries.top_sales_of_source(run)]
    assert sold == [row["product__sku"] for row in top_sales(sales)]
    assert sold == ["CANARY-SKU", "CANARY-SHORT", "CANARY-OUT"]
    rows = Prediction.objects.of(run)
    assert queries.totals_of_lines(rows) == {"units": 4, "skus": 2, "stores": 1}
    assert queries.units_by(rows, "store__name", 10) == [("CANARY store", 4)]
    assert queries.units_by(rows, "product__sku", 10) == [("CANARY-SKU", 4)]
    assert queries.cd_left(run) == (9, 5)
    assert queries.cd_left(run, "MAGPIE") == (0, 0)


def test_two_runs_from_the_same_sales_stand_apart(tmp_path):
    *_uploads, sales, first = world("CANARY", tmp_path)
    before = texts_of_exports(first)

    second = do.distribute(sales, "sma3_min3")

    assert Prediction.objects.of(second).count() == 0
    assert texts_of_exports(first) == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from(ROW_MODELS), st.integers(1, 3)), max_size=12
    )
)
def test_whatever_is_written_to_runs_each_gives_back_its_own(written):
    with transaction.atomic():
        runs = [make.run() for _ in range(5)]
        expected = {(run, model): 0 for run in runs for model in ROW_MODELS}
        for index, model, count in written:
            expected[runs[index], model] += count
        for (run, model), count in expected.items():
            if count:
                write_rows(run, model, make.row_columns(model, count))

        found = {
            (run, model): {row.run_id for row in model.objects.of(run)} for run, model in expected
        }
        assert found == {
            (run, model): {run.number} if count else set()
            for (run, model), count in expected.items()
        }
        counts = {(run, model): model.objects.of(run).count() for run, model in expected}
        assert counts == expected
        transaction.set_rollback(True)
