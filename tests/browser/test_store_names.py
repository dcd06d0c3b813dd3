"""The naming problem of the first user, solved in the browser: a few clicks, then never again."""

import re

import pytest

from catalog.models import Store, StoreAlias
from runs.models import Run
from tests import make

# In the sales of one month, and what the stock of the stores called the same shop.
NAMES = {
    "Arauco Maipu": "B_maipu",
    "CASA MATRIZ": "",
    "Coquimbo": "B_coquimbo",
    "Costanera Center": "B_costanera",
    "EU Antofagasta": "B_eu.antofa",
    "Espacio Urbano Viña": "B_eu.vina",
    "Florida Center": "B_florida",
    "La Serena": "B_laserena",
    "Los Andes": "B_los.andes",
    "Machalí": "B_machali",
    "Outlet Florida": "B_o.florida",
    "Outlet Temuco": "B_o.temuco",
    "Paseo Estacion": "B_p.estacion",
    "Paseo Quilin": "B_p.quilin",
    "Plaza Antofagasta": "B_p.antofa",
    "Plaza Bio Bio": "B_biobio",
    "Plaza Egaña": "B_p.egana",
    "Plaza El Trebol": "B_trebol",
    "Plaza Oeste": "B_p.oeste",
    "Plaza Sur": "B_p.sur",
    "Plaza Tobalaba": "B_tobalaba",
    "Plaza Vespucio 2": "B_vespucio",
    "Portal Belloto": "B_belloto",
    "Portal Temuco": "B_p.temuco",
    "Punta Arenas": "B_p.arenas",
    "Rancagua": "B_rancagua",
    "WEB": "B_web",
}
LATER = {  # what the next month's stock said
    "La serena": "La Serena",
    "Web": "WEB",
    "Bio Bio": "Plaza Bio Bio",
    "Plaza Vespucio": "Plaza Vespucio 2",
    "Machali": "Machalí",
    "EU Vina": "Espacio Urbano Viña",
}


@pytest.fixture
def office(live_server):
    return make.user(name="bea", group="Back office", staff=True)


@pytest.fixture
def uploads(open_page, office, expect, run_worker):
    """Uploads a file with as few clicks as there are buttons to press on the way; gives the page's
    names that waited, and the run."""
    page = open_page("/upload/", user=office)

    def upload(address, file, *buttons):
        page.goto(address)
        page.set_input_files("input[name=file]", str(file))
        page.click("button[name=preview]")
        page.wait_for_url(re.compile("/upload/[0-9a-f-]{36}/$"))
        waiting = page.locator("#stores tbody tr").count()
        for button in buttons:
            page.click(f"#stores button[value={button}]")
            expect(page.locator(f"#stores button[value={button}]")).to_have_count(0)
        page.click("button[value=load]")
        page.wait_for_url(re.compile("/runs/[0-9a-f-]{36}/$"))
        run_worker()
        return waiting, Run.objects.get(pk=page.url.rstrip("/").rsplit("/", 1)[1])

    return upload


def sales_of(stores, path, day="2025-12-01"):
    rows = [("TEE", "Tee", store, number, day) for number, store in enumerate(stores, 1)]
    return make.sales_file(rows, path)


def test_27_names_of_which_none_is_known_are_decided_in_four_clicks(uploads, tmp_path):
    for name in filter(None, NAMES.values()):
        make.store(name)

    waiting, run = uploads(
        "/upload/", sales_of(NAMES, tmp_path / "december.xlsx"), "accept", "create"
    )

    assert waiting == 27
    run = run.sources.get(run_type="sales_upload")
    assert (run.outcome, run.row_count, run.stores) == ("completed", 27, 27)
    aliases = dict(StoreAlias.objects.values_list("alias", "store__name"))
    assert aliases == {name: store for name, store in NAMES.items() if store}
    assert Store.objects.get(name="CASA MATRIZ").type == Store.Type.HEAD_OFFICE

    waiting, again = uploads("/upload/", sales_of(NAMES, tmp_path / "january.xlsx", "2025-12-08"))
    again = again.sources.get(run_type="sales_upload")
    assert (waiting, again.outcome, again.stores) == (0, "completed", 27)


def test_next_months_spellings_are_decided_in_three_clicks(uploads, tmp_path):
    for name in NAMES:
        make.store(name)
    units = {"TEE": dict.fromkeys(LATER, 3)}
    file = make.wide_stock_file(units, tmp_path / "stock.xlsx")

    waiting, run = uploads("/stock/upload/", file, "accept")

    assert (waiting, run.outcome, run.stores) == (6, "completed", 6)
    assert dict(StoreAlias.objects.values_list("alias", "store__name")) == LATER
    more = make.wide_stock_file({"TEE": dict.fromkeys(LATER, 4)}, tmp_path / "more.xlsx")
    assert uploads("/stock/upload/", more)[0] == 0
