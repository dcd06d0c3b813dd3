"""The page of a purchase forecast: one run, its tabs, its filters, and why of each line (R-42)."""

import json
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.models import Product
from forecasting.models import LeftOut, PurchaseSuggestion
from forecasting.queries import suggestions
from forecasting.reasons import explanation
from forecasting.tables import SuggestionTable
from runs.models import Run
from runs.services import system_user
from runs.services.opening import open_run
from tests import do, make
from tests.pages.reading import (
    addresses,
    alerts,
    content,
    every,
    figures,
    links,
    one,
    root,
    table,
    words,
)

pytestmark = pytest.mark.django_db

MONDAY = date(2025, 9, 1)
REFERENCE = MONDAY + timedelta(weeks=8)
ONE_CYCLE = {"reference_day": REFERENCE, "lead_time_days": 7, "coverage_weeks": 1}
TABS = ["forecast", "accuracy", "budget", "exclusions"]


def weekly(sku: str, *units: int, store: str = "Norte") -> list[do.Sale]:
    return [(sku, store, MONDAY + timedelta(weeks=n), number) for n, number in enumerate(units)]


@pytest.fixture
def shop(tmp_path) -> SimpleNamespace:
    """`TEE` is to be bought, `MUG` to be looked at first, `0012-A` not; `OLD` is left out."""
    shirts, caps = make.category("Shirts"), make.category("Caps")
    norte, sur = make.supplier("Norte SA"), make.supplier("Sur & Co")
    make.product("TEE", category=shirts, supplier=norte, unit_cost=Decimal("10.50"))
    make.product("0012-A", category=caps, supplier=sur, unit_cost=5)
    make.product("MUG", "<b>Mug</b>", category=caps)
    make.product("OLD", "Old", is_active=False)
    make.cd_stock({"TEE": 5, "0012-A": 900}, tmp_path)
    for sku, name in (("TEE", "Tee"), ("0012-A", "Cap")):
        Product.objects.filter(sku=sku).update(name=name)  # the file called them otherwise
    sales = make.sales_rows(
        [
            *weekly("TEE", *[30] * 8),
            *weekly("TEE", *[12] * 8, store="Sur"),
            *weekly("0012-A", *[9] * 8),
            *weekly("MUG", *[2] * 8),
            *weekly("OLD", 1, 1),
        ]
    )
    return SimpleNamespace(sales=sales, run=do.forecast(sales, **ONE_CYCLE))


def see(client, run: Run, **query):
    return client.get("/forecast_v2/", {"run_id": run.pk, **query})


def skus(response) -> list[str]:
    return [row["SKU"] for row in table(response)]


def test_without_a_forecast_it_says_what_to_do(client):
    answer = client.get("/forecast_v2/")

    assert answer.status_code == 200
    assert words(one(content(answer), class_="fd-empty-title")) == _("There is no forecast yet")
    assert links(content(answer))[_("New purchase forecast")] == "/forecast_v2/new/"


def shown_run(response) -> str:
    choices = one(root(response), "select", id="id_run_id")
    return dict(one(choices, "option", selected=None).attributes)["value"]


def test_it_shows_the_run_asked_for_else_the_active_one_else_the_latest(client, shop):
    first, second = shop.run, do.forecast(shop.sales, **ONE_CYCLE)
    archived = do.forecast(shop.sales, **ONE_CYCLE)
    Run.objects.filter(pk=archived.pk).update(status=Run.Status.ARCHIVED)

    assert shown_run(client.get("/forecast_v2/")) == str(second.pk)
    assert shown_run(see(client, first)) == str(first.pk)
    assert shown_run(client.get("/forecast_v2/", {"run_id": first.short_id})) == str(first.pk)
    assert shown_run(see(client, archived)) == str(archived.pk)
    Run.objects.filter(pk=first.pk).update(is_active=True)
    assert shown_run(client.get("/forecast_v2/")) == str(first.pk)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("run_id", ["x", "00000000", "\0", "../../etc", "of sales"])
def test_an_unknown_or_malformed_run_is_a_message_and_no_other_run(client, shop, run_id, tab):
    run_id = shop.sales.pk if run_id == "of sales" else run_id

    answer = client.get("/forecast_v2/", {"run_id": run_id, "tab": tab})

    assert 400 <= answer.status_code < 500
    assert len(alerts(answer)) == 1
    assert "TEE" not in answer.content.decode()


def test_a_run_that_waits_shows_its_progress_and_then_its_results(client, shop, run_worker):
    client.post("/forecast_v2/new/", {"reference_day": str(REFERENCE)})
    waiting = Run.objects.get(outcome=Run.Outcome.QUEUED)

    before = see(client, waiting)
    run_worker()
    after = see(client, waiting)

    assert [*every(content(before), id="progress")] != []
    assert [*every(content(before), class_="fd-kpi")] == []
    assert [*every(content(after), id="progress")] == []
    assert set(skus(after)) == {"TEE", "0012-A", "MUG"}


def test_a_run_that_failed_says_why(client, shop):
    failed = make.run(Run.Type.FORECAST_V2, outcome=Run.Outcome.FAILED, error="Because of <this>.")

    for tab in TABS:
        answer = see(client, failed, tab=tab)
        assert answer.status_code == 200
        assert alerts(answer) == ["Because of <this>."]


def test_the_figures_are_those_of_the_run(client, shop):
    rows = PurchaseSuggestion.objects.of(shop.run)
    cost = sum(row.cost or 0 for row in rows)

    found = list(figures(see(client, shop.run)).values())

    bought = [row for row in rows if row.suggested]
    risks = [row for row in rows if row.position < row.demand]
    assert [plain(value) for value in found] == [
        len(bought),
        sum(row.suggested for row in rows),
        round(cost),
        len(risks),
        0,
    ]
    assert (len(bought), len(risks)) == (2, 2)


def plain(text: str) -> int:
    return int("".join(letter for letter in text if letter.isdigit()))


def test_the_table_has_every_sku_with_its_decision_the_largest_purchase_first(client, shop):
    rows = table(see(client, shop.run))

    buys = {row.product.sku: row for row in PurchaseSuggestion.objects.of(shop.run)}
    assert [row["SKU"] for row in rows] == ["TEE", "MUG", "0012-A"]
    assert [row[_("Decision")] for row in rows] == [_("Buy now"), _("Review"), _("Do not buy")]
    assert [plain(row[_("Suggested purchase")]) for row in rows] == [
        buys[row["SKU"]].suggested for row in rows
    ]
    assert [row[_("Product")] for row in rows] == ["Tee", "<b>Mug</b>", "Cap"]
    assert [row[_("Supplier")] for row in rows][0::2] == ["Norte SA", "Sur & Co"]


FILTERS = [
    ({"decision": "buy"}, ["TEE"]),
    ({"decision": "review"}, ["MUG"]),
    ({"decision": "no"}, ["0012-A"]),
    ({"abc": "A"}, ["TEE"]),
    ({"category": "Caps"}, ["MUG", "0012-A"]),
    ({"category": "Caps", "decision": "no"}, ["0012-A"]),
    ({"supplier": "Sur & Co"}, ["0012-A"]),
    ({"sku": "00"}, ["0012-A"]),
    ({"sku": "tee"}, ["TEE"]),
    ({"doubt": "no_cd_stock"}, ["MUG"]),
    ({"doubt": "new"}, []),
    ({"sku": "OLD"}, []),
    ({"category": "Ships"}, []),
    ({"decision": "perhaps"}, []),
    ({"sku": "a\0b"}, []),
]


@pytest.mark.parametrize(("given", "kept"), FILTERS, ids=str)
def test_filters_leave_what_they_say(client, shop, given, kept):
    answer = see(client, shop.run, **given)

    assert answer.status_code == 200
    assert (skus(answer) if kept else rows_or_none(answer)) == kept


def rows_or_none(response) -> list[str]:
    section = one(root(response), "section", id="rows")
    return [words(row) for row in every(section, "tr") if [*every(row, "td")] and links(row)]


@pytest.mark.parametrize("column", list(SuggestionTable.base_columns))
def test_every_column_sorts_both_ways(client, shop, column):
    accessor = SuggestionTable.base_columns[column].accessor or column
    values = {row["product__sku"]: row[str(accessor)] for row in suggestions(shop.run)}

    for sign, backwards in (("", False), ("-", True)):
        shown = skus(see(client, shop.run, sort=sign + column))
        found = [values[sku] for sku in shown if values[sku] not in (None, "")]
        assert sorted(shown) == sorted(values)
        assert found == sorted(found, reverse=backwards)


def test_what_was_left_out_stands_in_a_tab_of_its_own(client, shop):
    (row,) = table(see(client, shop.run, tab="exclusions"))

    left_out = LeftOut.objects.of(shop.run).get()
    assert (left_out.reason, left_out.weeks, left_out.units) == ("inactive", 2, 2)
    assert list(row.values()) == ["OLD", "Old", _("Archived product"), "2", "2"]


def test_the_accuracy_says_there_is_too_little_history(client, shop):
    answer = see(client, do.forecast(shop.sales, **ONE_CYCLE, horizon_weeks=26), tab="accuracy")

    title = words(one(content(answer), class_="fd-empty-title"))
    assert title == _("There is too little history for a trial")


def test_the_accuracy_compares_methods_and_categories(client):
    toys = make.category("Toys")
    make.product("TEE", category=toys)
    rows = [*weekly("TEE", *[5, 9] * 10), *weekly("CAP", *[4] * 20)]
    how = {**ONE_CYCLE, "reference_day": MONDAY + timedelta(weeks=20)}
    run = do.forecast(make.sales_rows(rows), **how)

    answer = see(client, run, tab="accuracy")

    report = run.metadata["accuracy"]
    methods, categories = table(answer, "methods"), table(answer, "categories")
    assert len(methods) == len(report["methods"]) == 3
    assert [row[_("Bias")] != "" for row in methods] == [True] * 3
    assert [next(iter(row.values())) for row in categories] == ["Toys", _("No category")]


def test_a_budget_buys_in_order_and_says_what_is_left(client, shop):
    make.product("TEE2")
    answer = see(client, shop.run, tab="budget", budget="1,050.50")

    (row,) = table(answer)
    assert (row["SKU"], plain(row[_("Units")])) == ("TEE", 100)
    exports = addresses(content(answer), "/export/budget/")
    assert len(exports) == 2
    csv = client.get(exports[1]).getvalue().decode("utf-8-sig").splitlines()
    assert csv[0] == "Orden,SKU,Producto,Unidades,Compra sugerida,Costo,Gasto acumulado"
    suggested = PurchaseSuggestion.objects.of(shop.run).get(product__sku="TEE").suggested
    assert csv[1:] == [f"1,TEE,Tee,100,{suggested},1050.00,1050.00"]


@pytest.mark.parametrize("text", ["a lot", "-5", "0", "1e9", "<script>"])
def test_a_budget_that_is_no_sum_is_a_message_on_the_page(client, shop, text):
    answer = see(client, shop.run, tab="budget", budget=text)

    assert answer.status_code == 200
    assert len(alerts(answer)) == 1
    assert [*every(content(answer), "section", id="rows")] == []


@pytest.mark.parametrize("tab", ["budget", "nothing"])
def test_a_tab_without_its_question_shows_no_table_and_an_unknown_one_the_first(client, shop, tab):
    answer = see(client, shop.run, tab=tab)

    assert answer.status_code == 200
    found = [*every(content(answer), "section", id="rows")]
    assert len(found) == (tab == "nothing")


def many(number: int) -> Run:
    names = [f"{number}-{place}" for place in range(number)]
    for name in names:
        terms = {"category": make.category(name), "supplier": make.supplier(name), "unit_cost": 3}
        make.product(f"P{name}", **terms)
        make.product(f"X{name}", is_active=False)
    rows = [row for name in names for sku in "PX" for row in weekly(f"{sku}{name}", *[5] * 8)]
    return do.forecast(make.sales_rows(rows), **ONE_CYCLE, horizon_weeks=4)


@pytest.mark.parametrize("tab", TABS)
def test_more_rows_ask_no_more_queries(client, tab):
    asked = []
    for number in (1, 9):
        run = many(number)
        query = {"tab": tab, "budget": "1000"}
        see(client, run, **query)
        with CaptureQueriesContext(connection) as queries:
            see(client, run, **query)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def address_of(run: Run, sku: str) -> str:
    return f"/forecast_v2/{run.pk}/sku/{Product.objects.get(sku=sku).pk}/"


def chart_of(response) -> dict:
    (canvas,) = every(root(response), "canvas")
    return json.loads(dict(canvas.attributes)["data-chart"])


def test_a_sku_opens_why_it_is_bought_as_a_page_and_as_a_piece(client, shop):
    address = address_of(shop.run, "TEE")
    assert address in addresses(content(see(client, shop.run)))

    page, piece = client.get(address), client.get(address, headers={"HX-Request": "true"})

    row = PurchaseSuggestion.objects.of(shop.run).get(product__sku="TEE")
    sentences = [words(part) for part in every(one(content(page), "article"), "p")]
    assert sentences[: len(explanation(row))] == explanation(row)
    assert "<html" not in piece.content.decode()
    assert chart_of(piece) == chart_of(page)
    stores = [words(cell) for cell in every(one(content(page), "table"), "td")]
    assert stores[::4] == ["Norte", "Sur"]


def test_the_chart_has_the_past_and_a_fan_ahead(client, shop):
    chart = chart_of(client.get(address_of(shop.run, "TEE")))

    labels = chart["data"]["labels"]
    sold, level, expected, high, low = (line["data"] for line in chart["data"]["datasets"])
    assert labels == [str(MONDAY + timedelta(weeks=n)) for n in range(8 + 8)]
    assert sold == [42.0] * 8 + [None] * 8
    assert level == [42.0] * 8 + [None] * 8
    assert expected == [None] * 8 + [42.0] * 8
    assert [*map(len, (sold, level, expected, high, low))] == [16] * 5
    width = [top - bottom for top, bottom in zip(high[8:], low[8:], strict=True)]
    assert width == sorted(width)
    assert low[8] <= 42 <= high[8]


def test_a_missing_week_is_a_hole_in_the_chart(client, shop):
    early = make.sales_rows(weekly("GAP", 5, 5, 5))
    late = [("GAP", "Norte", MONDAY + timedelta(weeks=n), 5) for n in (5, 6, 7)]
    run = do.forecast(early, make.sales_rows(late), **ONE_CYCLE)

    sold = chart_of(client.get(address_of(run, "GAP")))["data"]["datasets"][0]["data"]

    assert sold[:8] == [5, 5, 5, None, None, 5, 5, 5]


def test_the_forecast_of_a_product_without_history_begins_after_the_others_past(client, shop):
    toys = make.category("Toys")
    Product.objects.filter(sku="TEE").update(category=toys)
    Product.history.update(history_date="2025-01-01T12:00Z")
    make.product("NEW", category=toys)
    Product.history.filter(sku="NEW").update(history_date="2025-10-01T12:00Z")
    run = do.forecast(shop.sales, **ONE_CYCLE)

    answer = client.get(address_of(run, "NEW"))

    labels = chart_of(answer)["data"]["labels"]
    assert labels == [str(REFERENCE + timedelta(weeks=n)) for n in range(8)]
    assert [words(note) for note in every(content(answer), class_="fd-note-warning")] == [
        _("New product: its demand is that of its category"),
        _("The CD has no stock record of it"),
    ]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "piece"])
@pytest.mark.parametrize("wrong", ["product", "left out", "run", "type", "malformed", "waiting"])
def test_a_suggestion_that_is_not_there_is_a_message(client, shop, wrong, headers):
    tee, old = (Product.objects.get(sku=sku).pk for sku in ("TEE", "OLD"))
    waiting = open_run(
        Run.Type.FORECAST_V2, by=system_user(), sources=[shop.sales], mode="ses3", queue=False
    )
    run, product = {
        "product": (shop.run.pk, 10**9),
        "left out": (shop.run.pk, old),
        "run": ("00000000-0000-0000-0000-000000000000", tee),
        "type": (shop.sales.pk, tee),
        "malformed": ("x", tee),
        "waiting": (waiting.pk, tee),
    }[wrong]

    answer = client.get(f"/forecast_v2/{run}/sku/{product}/", headers=headers)

    assert 400 <= answer.status_code < 500
    assert len(alerts(answer)) == 1


def test_a_number_too_large_for_the_database_is_no_product(client, shop):
    answer = client.get(f"/forecast_v2/{shop.run.pk}/sku/{10**30}/")

    assert answer.status_code == 404


@pytest.mark.parametrize("method", ["sma3", "sma2", "last_week"])
def test_classic_forecasts_are_explained_too(client, shop, method):
    run = do.forecast(shop.sales, **ONE_CYCLE, method=method)

    page = client.get(address_of(run, "TEE"))
    listed = see(client, run)

    row = PurchaseSuggestion.objects.of(run).get(product__sku="TEE")
    sentences = [words(part) for part in every(one(content(page), "article"), "p")]
    assert sentences[: len(explanation(row))] == explanation(row)
    assert set(skus(listed)) == {"TEE", "0012-A", "MUG"}
    assert [see(client, run, tab=tab).status_code for tab in TABS] == [200] * 4


def test_the_page_of_the_run_leads_to_the_forecast(client, shop):
    page = client.get(shop.run.get_absolute_url())
    of_sales = client.get(shop.sales.get_absolute_url())

    assert f"/forecast_v2/?run_id={shop.run.pk}" in addresses(content(page))
    new = f"/forecast_v2/new/?sales_run={shop.sales.pk}"
    assert new in addresses(content(of_sales))
    assert links(content(of_sales))[_("Purchase forecast")] == new
    assert links(content(see(client, shop.run)))[_("See the run")] == shop.run.get_absolute_url()


def test_the_active_forecast_is_marked(client, shop):
    assert pgettext("run", "Active") not in words(content(see(client, shop.run)))

    Run.objects.filter(pk=shop.run.pk).update(is_active=True)

    marks = [words(mark) for mark in every(content(see(client, shop.run)), class_="fd-badge")]
    assert pgettext("run", "Active") in marks
