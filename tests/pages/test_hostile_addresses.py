"""Whatever stands in an address, it is answered: never a 5xx, on either database (P16, P17)."""

import pytest

from tests.pages.reading import root

pytestmark = pytest.mark.django_db

PAIR = ["sku", "store", "reason"]
PAGES = {  # what each page reads from its address
    "/dashboard/": [*PAIR, "run_id", "folio", "responsable", "predictions-sort", "top-page"],
    "/runs/": [
        *("q", "run_type", "status", "outcome", "folio", "is_active", "created_after"),
        *("created_before", "sort", "page", "per_page"),
    ],
    "/runs/{run}/": [*PAIR, "tab", "sort", "page"],
    "/runs/{sales}/?tab=rows": ["sku", "store", "day_after", "day_before", "sort"],
    "/runs/compare/?left={run}&right={run}": [*PAIR, "only", "sort", "page", "per_page"],
    "/runs/compare/": ["left", "right", "run"],
    "/runs/choices/": ["q", "beside"],
    "/export/comparison/?left={run}&right={run}": [*PAIR, "only", "format"],
    "/stock/": ["sku", "q", "category", "in_cd", "sort"],
    "/distribution/new/": ["sales_run"],
    "/export/predictions/": [*PAIR, "run_id", "folio", "format"],
    "/export/sales/": ["sku", "store", "day_after", "run_id"],
    "/export/stock/": ["sku", "store", "sign"],
    "/login/": ["next"],
    "/admin/login/": ["next"],
}
TEXTS = {
    "NUL": "a\0b",
    "long": "9" * 5000,
    "quotes": "'\"; DROP TABLE runs_run; --",
    "markup": "<script>alert(1)</script>",
    "percent": "%_%(x)s{0}",
    "pictures": "🦤́ \u202e",
    "minus": "-",
    "a day that is none": "2025-02-31",
    "far day": "99999-01-01",
    "infinity": "1e999",
}


@pytest.mark.parametrize("text", TEXTS)
def test_every_page_answers_whatever_it_is_asked(client, retailer, text):
    for page, names in PAGES.items():
        address = page.format(run=retailer.run.pk, sales=retailer.sales.pk)
        together = dict.fromkeys(names, TEXTS[text])
        for query in (together, *({name: value} for name, value in together.items())):
            status = client.get(address, query_params=query).status_code
            assert status in (200, 302, 400, 403, 404), (page, query, status)


def test_what_is_asked_for_is_shown_as_text(client, retailer):
    for page, name in (("/dashboard/", "sku"), ("/runs/", "q"), ("/stock/", "q")):
        answer = client.get(page, {name: TEXTS["markup"], "run_id": ""})

        assert root(answer)
        assert "<script>alert" not in answer.content.decode()
