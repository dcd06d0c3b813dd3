"""The dashboard shows one run, the right one (R-11), and its figures add up (R-50)."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from distribution.models import CdRemainder, Prediction
from runs.models import Run
from tests import make
from tests.pages.conftest import WEEK
from tests.pages.reading import (
    alerts,
    content,
    every,
    figures,
    hints,
    links,
    one,
    root,
    table,
    words,
)

pytestmark = pytest.mark.django_db


def shown_run(response) -> str:
    """The id of the run whose page the dashboard leads to, and that its selector names."""
    choices = one(root(response), "select", id="id_run_id")
    chosen = dict(one(choices, "option", selected=None).attributes)["value"]
    assert links(content(response))[_("See the run")] == f"/runs/{chosen}/"
    return chosen


def test_without_a_run_it_says_what_to_do(client):
    answer = client.get("/dashboard/")

    assert answer.status_code == 200
    assert words(one(content(answer), class_="fd-empty-title")) == _("No predictions")
    assert links(content(answer))[_("Upload sales")] == "/upload/"


def test_home_leads_to_the_dashboard(client):
    assert client.get("/").url == "/dashboard/"


def test_it_shows_the_run_asked_for_by_its_whole_id_or_its_beginning(client, retailer):
    make.distribution(retailer.sales)

    for run_id in (str(retailer.run.pk), str(retailer.run.pk)[:8], str(retailer.run.pk).upper()):
        assert shown_run(client.get("/dashboard/", {"run_id": run_id})) == str(retailer.run.pk)


def test_it_shows_the_active_run_before_a_newer_one(client, retailer):
    make.distribution(retailer.sales)
    Run.objects.filter(pk=retailer.run.pk).update(is_active=True)

    assert shown_run(client.get("/dashboard/")) == str(retailer.run.pk)


def test_it_shows_the_latest_completed_run_that_is_not_archived(client, retailer):
    latest = make.distribution(retailer.sales)
    archived = make.distribution(retailer.sales)
    Run.objects.filter(pk=archived.pk).update(status=Run.Status.ARCHIVED)
    for outcome in (Run.Outcome.QUEUED, Run.Outcome.RUNNING, Run.Outcome.FAILED):
        make.run(Run.Type.DISTRIBUTION, outcome=outcome, sources=[retailer.sales])

    assert shown_run(client.get("/dashboard/")) == str(latest.pk)


@pytest.mark.parametrize(
    "run_id",
    ["x", "00000000", "00000000-0000-0000-0000-000000000000", "' OR 1=1", "\0", "ñ" * 300, "%"],
)
def test_an_unknown_run_is_a_message_and_no_other_run(client, retailer, run_id):
    answer = client.get("/dashboard/", {"run_id": run_id})

    assert answer.status_code == 404
    assert len(alerts(answer)) == 1
    assert "TEE" not in answer.content.decode()


def test_a_run_of_another_type_is_a_message_and_no_other_run(client, retailer):
    answer = client.get("/dashboard/", {"run_id": retailer.sales.pk})

    assert answer.status_code == 400
    assert len(alerts(answer)) == 1
    assert "TEE" not in answer.content.decode()


@pytest.mark.parametrize("outcome", [Run.Outcome.QUEUED, Run.Outcome.RUNNING])
def test_of_a_run_that_is_not_finished_only_its_progress_is_shown(client, retailer, outcome):
    Run.objects.filter(pk=retailer.run.pk).update(outcome=outcome)

    answer = client.get("/dashboard/", {"run_id": retailer.run.pk})

    one(root(answer), id="progress")
    assert list(every(root(answer), "section", class_="fd-listing")) == []
    assert figures(answer) == {}


def test_of_a_failed_run_its_sentence_is_shown(client, retailer):
    Run.objects.filter(pk=retailer.run.pk).update(outcome=Run.Outcome.FAILED, error="So it ended.")

    answer = client.get("/dashboard/", {"run_id": retailer.run.pk})

    assert alerts(answer) == ["So it ended."]
    assert figures(answer) == {}


def pairs(response) -> dict[tuple[str, str], int]:
    return {
        (row["SKU"], row[_("Store")]): int(row[_("Suggested")])
        for row in table(response, "predictions")
    }


def test_its_lines_are_what_the_cd_can_send(client, retailer):
    assert pairs(client.get("/dashboard/")) == {
        ("0012-A", "Soho"): 5,
        ("0012-A", "Eden"): 2,
        ("TEE", "Eden"): 3,
        ("TEE", "Soho"): 1,  # one in the store, and the CD had only 4
        ("MUG", "Eden"): 0,
    }


def test_its_remainder_and_its_top_sales_are_of_the_same_run(client, retailer):
    answer = client.get("/dashboard/")

    left = {
        row["SKU"]: [int(row[_(name)]) for name in ("CD stock before", "Assigned")]
        for row in table(answer, "remainder")
    }
    sold = {row["SKU"]: int(row[_("Units sold")]) for row in table(answer, "top")}
    assert left == {"0012-A": [10, 7], "TEE": [4, 4], "MUG": [0, 0]}
    assert sold == {"0012-A": 7, "TEE": 7, "MUG": 1}


FILTERS = [
    {},
    {"store": "Soho"},
    {"sku": "tee"},
    {"sku": "0012"},
    {"store": "Eden", "sku": "E"},
    {"folio": "f-1"},
    {"folio": "another"},
    {"responsable": "ana"},
    {"responsable": "ana", "store": "Eden"},
]


def kept(line: Prediction, run: Run, given: dict[str, str]) -> bool:
    return (
        given.get("store", line.store.name) == line.store.name
        and given.get("sku", "").lower() in line.product.sku.lower()
        and given.get("folio", "").lower() in run.folio.lower()
        and given.get("responsable", "").lower() in run.responsable.lower()
    )


@pytest.mark.parametrize("given", FILTERS, ids=lambda given: ",".join(given) or "no filter")
def test_its_figures_are_the_sums_of_the_lines_that_the_filters_keep(client, retailer, given):
    every_line = Prediction.objects.of(retailer.run).select_related("product", "store")
    lines = [line for line in every_line if kept(line, retailer.run, given)]
    remainders = [
        row
        for row in CdRemainder.objects.of(retailer.run).select_related("product")
        if given.get("sku", "").lower() in row.product.sku.lower()
    ]

    answer = client.get("/dashboard/", given)

    assert figures(answer) == {
        _("Units suggested"): str(sum(line.suggested for line in lines)),
        _("SKUs"): str(len({line.product_id for line in lines})),
        _("Stores"): str(len({line.store_id for line in lines})),
        _("CD stock available"): str(sum(row.left for row in remainders)),
    }
    sent = [line for line in lines if line.suggested > 0]
    assert {name: hints(answer)[name] for name in (_("SKUs"), _("Stores"))} == {
        _("SKUs"): _("%s with units to send") % len({line.product_id for line in sent}),
        _("Stores"): _("%s with units to send") % len({line.store_id for line in sent}),
    }
    found = pairs(answer) if lines else {}
    assert found == {(line.product.sku, line.store.name): line.suggested for line in lines}


def test_its_charts_are_the_sums_by_store_and_by_sku(client, retailer):
    answer = client.get("/dashboard/")

    by_store, by_sku = (
        {
            words(one(row, "th")): int(words(one(row, "td")))
            for row in every(one(chart, "table"), "tr")
        }
        for chart in every(root(answer), class_="fd-chart")
    )
    assert by_store == {"Soho": 6, "Eden": 5}
    assert by_sku == {"0012-A": 7, "TEE": 4}


@pytest.fixture
def many_lines(db, tmp_path):
    """120 lines; the units grow with the SKU."""
    rows = [(f"S{n:03}", f"Thing {n}", "Soho", n + 1, WEEK) for n in range(120)]
    return make.distribution(make.sales_run(rows, tmp_path))


@pytest.mark.parametrize("size", [25, 50, 100])
def test_every_line_stands_on_exactly_one_page(client, many_lines, size):
    seen = Counter()
    for page in range(1, -(-120 // size) + 1):
        given = {"predictions-per_page": size, "predictions-page": page, "predictions-sort": "sku"}
        skus = [row["SKU"] for row in table(client.get("/dashboard/", given), "predictions")]
        assert len(skus) == min(size, 120 - size * (page - 1))
        seen.update(skus)

    assert seen == {f"S{n:03}": 1 for n in range(120)}


@pytest.mark.parametrize("page", ["0", "-1", "999999999999999999999", "x", ""])
def test_a_page_that_does_not_exist_is_answered_with_one_that_does(client, many_lines, page):
    answer = client.get("/dashboard/", {"predictions-page": page})

    assert 20 <= len(table(answer, "predictions")) <= 25


@pytest.mark.parametrize(
    ("sort", "first"),
    [("sku", "S000"), ("-sku", "S119"), ("suggested", "S000"), ("-suggested", "S119")],
)
def test_a_heading_sorts_all_lines_and_not_only_the_page(client, many_lines, sort, first):
    answer = client.get("/dashboard/", {"predictions-sort": sort})

    assert table(answer, "predictions")[0]["SKU"] == first


@pytest.mark.parametrize("sort", ["product__history", "run__created_by__password", "?", "\0", "-"])
def test_nothing_but_a_column_can_be_sorted_by(client, many_lines, sort):
    answer = client.get("/dashboard/", {"predictions-sort": sort})

    assert table(answer, "predictions")[0]["SKU"] == "S119"  # as without


def test_changing_the_run_keeps_nothing_of_the_other_one(client, retailer):
    """The selector's form holds the run and the filters, and no page or sorting."""
    form = next(f for f in every(root(client.get("/dashboard/?sku=TEE")), "form", role="search"))
    names = {dict(x.attributes).get("name") for x in every(form) if x.name in ("input", "select")}

    assert names == {"run_id", "store", "sku", "folio", "responsable"}
    assert words(next(every(form, "button"))) == pgettext("verb", "Show")


def test_more_lines_ask_no_more_queries(client, tmp_path):
    asked = []
    for rows in (1, 30):
        sales = [(f"S{n}", "Thing", f"Store {n}", n + 1, WEEK) for n in range(rows)]
        make.cd_stock({f"S{n}": 5 for n in range(rows)}, tmp_path)
        run = make.distribution(make.sales_run(sales, tmp_path))
        with CaptureQueriesContext(connection) as queries:
            assert len(pairs(client.get("/dashboard/", {"run_id": run.pk}))) == min(rows, 25)
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 20
