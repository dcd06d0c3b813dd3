"""No page, filter, search or file of one run shows anything of another (P20)."""

import io
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook

from catalog.models import Product
from runs.models import Run
from tests import make
from tests.pages.conftest import WEEK
from tests.pages.reading import figures

pytestmark = pytest.mark.django_db

CANARIES = "CANARY", "LINNET"
SORTED = {"predictions-sort": "-need", "remainder-sort": "left", "top-sort": "-units"}


@pytest.fixture
def flocks(tmp_path) -> dict[str, SimpleNamespace]:
    """Two weeks that share a store and nothing else: every SKU and name carries its canary."""
    found = {}
    for canary in CANARIES:
        skus = [f"{canary}-{n}" for n in range(3)]
        rows = [(sku, f"A {canary} bird", "Soho", 3, WEEK) for sku in skus]
        bad = [(f"{canary}-X", f"A {canary} egg", "Soho", f"{canary} many", WEEK)]
        stock = make.cd_stock(dict.fromkeys(skus, 5) | {f"{canary}-Y": "no number"}, tmp_path)
        sales = make.sales_run(rows + bad, tmp_path, folio=canary, responsable=canary)
        excluded = make.distribution(sales, "sma3_min3")
        run = make.distribution(sales)
        Product.objects.filter(sku=skus[0]).update(is_active=False)
        Product.objects.filter(sku__in=skus[1:]).update(
            unit_cost=9, supplier=make.supplier(f"{canary} SA"), category=make.category(canary)
        )
        forecast, classic = make.forecast(sales), make.forecast(sales, method="last_week")
        found[canary] = SimpleNamespace(
            stock=stock,
            sales=sales,
            excluded=excluded,
            run=run,
            forecast=forecast,
            classic=classic,
            sold=Product.objects.get(sku=skus[1]),
        )
    return found


def addresses(flock: SimpleNamespace) -> list[tuple[str, dict]]:
    """Every page of one run, with every filter that could reach further."""
    wide = {"sku": "-", "store": "Soho", "folio": "", "responsable": "", "reason": "", "page": 2}
    pages = [
        ("/dashboard/", {"run_id": flock.run.pk, **more})
        for more in ({}, wide, SORTED, {"sku": "-"}, {"store": "Soho"})
    ]
    tabs = {
        flock.run: ["predictions", "remainder", "top", "exclusions", "history"],
        flock.excluded: ["exclusions", "history"],
        flock.sales: ["top", "rows", "rejected", "warnings", "history"],
        flock.stock: ["counts", "rejected", "warnings", "history"],
        flock.forecast: ["forecast", "exclusions", "history"],
    }
    for run in (flock.forecast, flock.classic):
        asked = {"run_id": run.pk, "budget": "1000"}
        for tab in ("forecast", "accuracy", "budget", "exclusions"):
            pages += [("/forecast_v2/", {"tab": tab, **asked, **more}) for more in ({}, wide)]
        pages.append((f"/forecast_v2/{run.pk}/sku/{flock.sold.pk}/", {}))
    for run, names in tabs.items():
        for tab in names:
            pages += [(f"/runs/{run.pk}/", {"tab": tab, **more}) for more in ({}, wide)]
        pages.append((f"/runs/{run.pk}/progress/", {}))
    return pages


@pytest.mark.parametrize(("mine", "other"), [CANARIES, CANARIES[::-1]])
def test_no_page_of_a_run_shows_another_run(client, flocks, mine, other):
    seen = 0
    for address, query in addresses(flocks[mine]):
        text = without_selector(client.get(address, query).content.decode())
        assert other not in text, (address, query)
        seen += mine in text

    assert seen >= 20


def without_selector(html: str) -> str:
    """A page without the choice of runs, which names all of them."""
    before, _select, rest = html.partition('<select name="run_id"')
    return before + rest.partition("</select>")[2]


def test_no_figure_of_a_run_changes_when_another_run_is_made(client, tmp_path):
    make.cd_stock({"TEE": 5}, tmp_path)
    sales = make.sales_run([("TEE", "Tee", "Soho", 3, WEEK)], tmp_path)
    run = make.distribution(sales)
    pages = ["/dashboard/?run_id=", "/dashboard/?sku=TEE&run_id="]
    before = [figures(client.get(f"{page}{run.pk}")) for page in pages]

    make.distribution(sales)
    make.distribution(make.sales_run([("TEE", "Tee", "Eden", 2, WEEK)], tmp_path))

    assert [figures(client.get(f"{page}{run.pk}")) for page in pages] == before
    assert list(before[0].values()) == ["3", "1", "1", "2"]


@pytest.mark.parametrize("sku", CANARIES)
def test_asking_a_run_for_the_skus_of_another_finds_nothing(client, flocks, sku):
    (other,) = set(CANARIES) - {sku}
    for address, query in addresses(flocks[other]):
        html = client.get(address, {**query, "sku": sku}).content.decode()
        assert f"{sku}-0" not in html
        assert f"A {sku} bird" not in html


def test_a_forecast_says_nothing_of_a_product_of_another(client, flocks):
    mine, other = (flocks[canary] for canary in CANARIES)

    for headers in ({}, {"HX-Request": "true"}):
        address = f"/forecast_v2/{mine.forecast.pk}/sku/{other.sold.pk}/"
        answer = client.get(address, headers=headers)
        assert answer.status_code == 404
        assert CANARIES[1] not in answer.content.decode()


EXPORTS = {
    "predictions": ["run"],
    "remainder": ["run"],
    "exclusions": ["run", "excluded", "forecast"],
    "sales": ["run", "sales"],
    "stock": ["stock"],
    "rejected": ["sales", "stock"],
    "forecast": ["forecast", "classic"],
    "budget": ["forecast", "classic"],
}


@pytest.mark.parametrize("what", EXPORTS)
@pytest.mark.parametrize(("mine", "other"), [CANARIES, CANARIES[::-1]])
def test_no_file_of_a_run_holds_anything_of_another(client, flocks, what, mine, other):
    for which in EXPORTS[what]:
        run: Run = getattr(flocks[mine], which)
        for query in ({}, {"sku": "-"}, {"sku": other}, {"store": "Soho"}):
            asked = {"run_id": run.pk, "budget": "1000", **query}
            csv = client.get(f"/export/{what}/", {**asked, "format": "csv"})
            xlsx = client.get(f"/export/{what}/", {**asked, "format": "xlsx"})
            assert csv.status_code == xlsx.status_code == 200
            assert other not in csv.getvalue().decode()
            assert other not in str(cells(xlsx.getvalue()))


def cells(content: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
