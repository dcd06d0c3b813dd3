"""From three spreadsheets to a downloaded distribution, in the browser, as back office."""

import re
from urllib.parse import urlsplit

import openpyxl
import pytest
from django.utils.translation import gettext as _

from catalog.models import Product
from tests import make
from tests.browser.conftest import PHONE

WEEK = "2025-12-22"
SALES = [
    ("TEE", "Tee", "Soho", 4, WEEK),
    ("TEE", "Tee", "Eden", 3, WEEK),
    ("0012-A", "Cap", "Soho", 5, WEEK),
    ("0012-A", "Cap", "Eden", 2, WEEK),
    ("MUG", "Mug", "Eden", 1, WEEK),
]
SUGGESTED = [
    ("0012-A", "Soho", 5),
    ("TEE", "Eden", 3),
    ("0012-A", "Eden", 2),
    ("TEE", "Soho", 1),  # one in the store; the CD had 4
    ("MUG", "Eden", 0),
]


class Person:
    """Someone who uses the pages with a mouse."""

    def __init__(self, page, expect, run_worker) -> None:
        self.page, self.expect, self.run_worker = page, expect, run_worker

    def signs_in(self, name: str) -> None:
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", make.PASSWORD)
        self.page.click("#login-form button[type=submit]")
        self.page.wait_for_url("**/dashboard/")

    def uploads(self, address: str, file, stores: str = "", **choices: str) -> None:
        """Looks at the file, decides its stores with a button, sees the run wait, and sees its
        result once a worker came by."""
        self.page.goto(address)
        self.page.set_input_files("input[name=file]", str(file))
        self.page.click("button[name=preview]")
        self.page.wait_for_url(re.compile("/upload/[0-9a-f-]{36}/$"))
        if stores:
            self.page.click(f"#stores button[value={stores}]")
            self.expect(self.page.locator("#stores button")).to_have_count(0)
        if choices:
            self.page.click("#about summary")
        for name, value in choices.items():
            self.page.select_option(f"select[name={name}]", value)
        self.page.click("button[value=load]")
        self.page.wait_for_url(re.compile("/runs/[0-9a-f-]{36}/$"))
        self.expect(self.page.locator("#progress")).to_be_visible()
        self.run_worker()
        self.expect(self.page.locator("#progress")).to_have_count(0)
        self.expect(self.page.locator(".fd-listing tbody tr").first).to_be_visible()

    def lines(self) -> list[tuple[str, str, int]]:
        """SKU, store and suggested units of the lines on the dashboard, in their order."""
        rows = self.page.locator("#predictions tbody tr").all()
        texts = [row.locator("td").all_inner_texts() for row in rows]
        return [(cells[0], cells[2], int(cells[3])) for cells in texts]


@pytest.fixture
def person(open_page, expect, run_worker):
    make.user(name="bea", group="Back office", staff=True)
    return Person(open_page("/login/"), expect, run_worker)


def test_from_three_spreadsheets_to_a_downloaded_distribution(person, expect, tmp_path):
    page = person.page
    person.signs_in("bea")
    expect(page.locator(".fd-empty-title")).to_have_text(_("No predictions"))

    cd = make.cd_file([("TEE", "Tee", 4), ("0012-A", "Cap", 10), ("MUG", "M", 0)], tmp_path / "c")
    person.uploads("/stock/upload/", cd)
    stores = make.wide_stock_file({"TEE": {"Soho": 1}}, tmp_path / "stores.xlsx")
    person.uploads("/stock/upload/", stores, "create")
    sales = make.sales_file(SALES, tmp_path / "sales.xlsx")
    person.uploads("/upload/", sales, "create", mode="sma1_no_min")
    run_id = urlsplit(page.url).path.split("/")[2]

    page.click(f'a[href="/dashboard/?run_id={run_id}"]')
    expect(page.locator(".fd-kpi dd").first).to_have_text("11")
    expect(page.locator("canvas.chart").first).to_be_visible()
    assert person.lines() == SUGGESTED

    sort_by(page, expect, "sku", "ascending")
    assert [sku for sku, _store, _units in person.lines()] == sorted(s[0] for s in SUGGESTED)
    sort_by(page, expect, "sku", "descending")
    assert person.lines()[0][0] == "TEE"

    page.select_option("form[role=search] select[name=store]", "Soho")
    if "store=Soho" not in page.url:
        page.click("form[role=search] button[type=submit]")
    page.wait_for_url("**store=Soho**")
    expect(page.locator("#predictions tbody tr")).to_have_count(2)
    expect(page.locator(".fd-kpi dd").first).to_have_text("6")

    why = page.locator("#predictions details").first
    why.locator("summary").click()
    expect(why.locator("p")).to_be_visible()
    assert why.locator("p").inner_text().rstrip(".").endswith(" 5")

    with page.expect_download() as download:
        page.click('#predictions a[href*="/export/predictions/"][href*="format=xlsx"]')
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(str(path))
    assert re.fullmatch(rf"distribucion_sugerida_\d{{8}}_{run_id[:8]}\.xlsx", path.name)
    _headers, *rows = openpyxl.load_workbook(path).active.iter_rows(max_col=4, values_only=True)
    assert rows == [("0012-A", "Cap", "Soho", 5), ("TEE", "Tee", "Soho", 1)]


def sort_by(page, expect, column: str, order: str) -> None:
    """Click a heading until it sorts so, waiting for the table that comes in its place."""
    links = [f"a[href*='predictions-sort={sign}{column}']" for sign in ("", "-")]
    heading = page.locator(f"#predictions th:has({', '.join(links)})")
    before = heading.get_attribute("aria-sort")
    heading.locator("a").click()
    expect(heading).not_to_have_attribute("aria-sort", before)
    if heading.get_attribute("aria-sort") != order:
        heading.locator("a").click()
    expect(heading).to_have_attribute("aria-sort", order)


@pytest.fixture
def addresses(live_server, tmp_path) -> list[str]:
    """Every page of ours, with something on it."""
    make.cd_stock({"TEE": 4000, "0012-A": 10}, tmp_path)
    stock = make.store_stock({"TEE": {"Soho": 1}}, tmp_path)
    bad = ("X" * 64, "A name that goes on and on " * 8, "Mall Plaza Vespucio 2", "many", WEEK)
    sales = make.sales_run([*SALES, bad], tmp_path, folio="F" * 64, responsable="R" * 60)
    run = make.distribution(sales, notes="n" * 200)
    failed = make.run(outcome="failed", error="Nothing was loaded: " + "x" * 120)
    tabs = {run: ["predictions", "remainder", "top", "exclusions", "history"], failed: [""]}
    tabs |= {sales: ["top", "rows", "rejected"], stock: ["counts", "warnings"]}
    forecast = make.forecast(sales)
    tee = Product.objects.get(sku="TEE")
    make.uplift(tee, reason="A reason that goes on and on " * 6)
    asked = f"/forecast_v2/?run_id={forecast.pk}&budget=1000&tab="
    return [
        *(f"{asked}{tab}" for tab in ("forecast", "accuracy", "budget", "exclusions")),
        *("/forecast_v2/new/", "/forecast_v2/uplifts/", forecast.get_absolute_url()),
        f"/forecast_v2/{forecast.pk}/sku/{tee.pk}/",
        *("/dashboard/", "/runs/", "/stock/", "/stock/?sku=TEE", "/upload/", "/stock/upload/"),
        *("/distribution/new/", "/runs/?q=nothing"),
        *(f"/runs/{run.pk}/?tab={tab}" for run, names in tabs.items() for tab in names),
    ]


WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
BRIGHTNESS = """
    element => {
        const pixel = document.createElement("canvas").getContext("2d");
        const brightness = color => {
            pixel.fillStyle = color;
            pixel.fillRect(0, 0, 1, 1);
            const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data;
            return (red + green + blue) / 3;
        };
        const style = getComputedStyle(element);
        return [brightness(style.backgroundColor), brightness(style.color)];
    }
"""


def test_on_a_phone_no_page_scrolls_sideways_and_dark_mode_is_dark(open_page, addresses):
    page = open_page("/dashboard/", user=make.superuser(), size=PHONE, dark=True)

    wider, bright = {}, {}
    for address in addresses:
        page.goto(address)
        wider[address] = page.evaluate(WIDER)
        background, words = page.locator("body").evaluate(BRIGHTNESS)
        bright[address] = background > 60 or words < 120
    assert {address: n for address, n in wider.items() if n > 0} == {}
    assert [address for address in bright if bright[address]] == []


def test_no_page_complains_in_the_console(open_page, addresses):
    """open_page fails the test for script errors, broken CSP rules and answers that are errors."""
    page = open_page("/dashboard/", user=make.superuser())
    page.goto("/admin/")
    lists = page.locator('#content a[href^="/admin/"]').all()
    in_admin = {urlsplit(link.get_attribute("href")).path for link in lists}
    catalogue = [
        f"/admin/catalog/{model}/{verb}/"
        for model in ("product", "store", "storealias")
        for verb in ("import", "export")
    ]

    assert len(in_admin) >= 8
    for address in [*addresses, *sorted(in_admin), *catalogue, "/admin/password_change/"]:
        page.goto(address)
        assert page.evaluate("document.title"), address
