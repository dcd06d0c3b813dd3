"""Two runs side by side on their page, as a file and from the command line (R-53)."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.test.html import parse_html
from django.utils.translation import gettext as _

from runs.models import Run
from tests import make
from tests.pages.reading import content, every, figures, links, one, root, table, words
from tests.runs.comparing import distribution, of_skus, sales

pytestmark = pytest.mark.django_db

LEFT = [("TEE", "Soho", 4), ("0012-A", "Eden", 2), ("MUG", "Eden", 1)]
RIGHT = [("TEE", "Soho", 1), ("0012-A", "Eden", 2), ("CAP", "Soho", 1_500)]


@pytest.fixture
def pair() -> tuple[Run, Run]:
    return distribution(LEFT, folio="F-1"), distribution(RIGHT, folio="F-2")


def compared(client, left: Run, right: Run, **query):
    return client.get("/runs/compare/", {"left": left.pk, "right": right.pk, **query})


def exported(client, left: Run, right: Run, **query) -> list[str]:
    query = {"left": left.pk, "right": right.pk, "format": "csv", **query}
    return b"".join(client.get("/export/comparison/", query)).decode("utf-8-sig").splitlines()


def rows_on(page) -> list[tuple]:
    names = ("SKU", _("Store"), _("Left"), _("Right"), "Delta")
    return [tuple(row[name] for name in names) for row in table(page)]


def test_figures_and_rows_say_left_right_and_delta(client, pair):
    page = compared(client, *pair)

    assert figures(page)[_("Units")].split() == ["+1.496", "+21.371,4", "%"]
    sides = [words(side) for side in every(root(page), class_="fd-compared-side")]
    assert sides[:2] == [f"{_('Left')} 7", f"{_('Right')} 1.503"]
    assert rows_on(page) == [
        ("CAP", "Soho", "0", "1.500", "+1.500"),
        ("TEE", "Soho", "4", "1", "-3"),
        ("MUG", "Eden", "1", "0", "-1"),
        ("0012-A", "Eden", "2", "2", "0"),
    ]


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ({"only": "different"}, ["CAP", "TEE", "MUG"]),
        ({"only": "appeared"}, ["CAP"]),
        ({"only": "disappeared"}, ["MUG"]),
        ({"store": "Eden"}, ["MUG", "0012-A"]),
        ({"sku": "12-a"}, ["0012-A"]),
        ({"sort": "sku"}, ["0012-A", "CAP", "MUG", "TEE"]),
        ({"sort": "-left", "only": "different"}, ["TEE", "MUG", "CAP"]),
    ],
)
def test_the_file_has_exactly_the_rows_on_the_page(query, skus, client, pair):
    page = compared(client, *pair, **query)
    filters = {name: value for name, value in query.items() if name != "sort"}
    in_file = [line.split(",")[0] for line in exported(client, *pair, **filters)[1:]]

    assert [row["SKU"] for row in table(page)] == skus
    assert sorted(in_file) == sorted(skus)


def test_a_filter_that_means_nothing_shows_no_row_and_no_file(client, pair):
    page = compared(client, *pair, store="Nowhere")

    assert not list(every(root(page), "tbody", id="rows"))
    assert page.context["listing"].table.paginator.count == 0
    answer = client.get(
        "/export/comparison/", {"left": pair[0].pk, "right": pair[1].pk, "store": "Nowhere"}
    )
    assert answer.status_code == 400


def test_swapping_turns_the_signs_and_keeps_the_filters(client, pair):
    page = compared(client, *pair, only="different", page="1")

    swapped = client.get("/runs/compare/" + links(content(page))["swap_horiz " + _("Swap")])

    assert rows_on(swapped)[0] == ("CAP", "Soho", "1.500", "0", "-1.500")
    assert swapped.context["listing"].table.paginator.count == 3


def test_charts_show_what_grew_and_what_shrank(client, pair):
    page = compared(client, *pair)

    stores, skus = (json.loads(chart.data()) for chart in page.context["charts"])
    assert stores["labels"] == ["Soho", "Eden"]
    assert [each["data"] for each in stores["datasets"]] == [[1497, None], [None, -1]]
    assert skus["labels"] == ["CAP", "TEE", "MUG"]
    assert len({each["backgroundColor"] for each in skus["datasets"]}) == 2


def test_what_differs_of_their_origins_is_said_in_words(client):
    source, other = sales([], file_name="week1.csv"), sales([], file_name="week2.csv")
    left = distribution(
        [], sources=[source], parameters={"target_week": "2025-12-29", "stock_posting": 1}
    )
    right = distribution(
        [], sources=[other], parameters={"target_week": "2026-01-05", "stock_posting": 2}
    )
    page = compared(client, left, right)

    origins = next(every(root(page), class_="fd-origins"))
    said = {words(next(every(row, "th"))): row for row in every(origins, "tr")}
    assert list(said)[2:] == [_("Target week"), _("sources").capitalize()]
    assert links(said[_("sources").capitalize()]) == {
        "week1.csv": source.get_absolute_url(),
        "week2.csv": other.get_absolute_url(),
    }
    days = [words(cell) for cell in every(said[_("Target week")], "td")]
    assert days == ["2025-12-29", "2026-01-05"]


def test_a_type_without_stores_has_no_store_anywhere(client, compared_by_sku, capsys):
    left, right = of_skus({"a": 1, "b": 4}), of_skus({"a": 3})

    page = compared(client, left, right)
    call_command("compare_runs", left.short_id, right.short_id, json=True)

    headings = [words(heading) for heading in every(one(root(page), id="rows"), "th")]
    assert headings == ["SKU", _("Product"), _("Left"), _("Right"), "Delta"]
    assert list(page.context["listing"].filterset.form.fields) == ["sku", "only"]
    assert _("Stores") not in figures(page)
    assert [str(chart.title) for chart in page.context["charts"]] == [_("Largest changes by SKU")]
    assert exported(client, left, right) == [
        "SKU,Producto,Tienda,Izquierda,Derecha,Delta",
        "b,Producto 1,,4,0,-4",
        "a,Producto 1,,1,3,2",
    ]
    said = json.loads(capsys.readouterr().out.splitlines()[-1])["rows"]
    assert [(row["sku"], row["store"], row["delta"]) for row in said] == [
        ("b", "", -4),
        ("a", "", 2),
    ]


def options(answer) -> list[str]:
    """The ids of the runs that a search found."""
    found = every(parse_html(f"<ul>{answer.content.decode()}</ul>"), "li", role="option")
    return [dict(option.attributes)["data-value"] for option in found]


def offered(client, **query) -> list[str]:
    return options(client.get("/runs/choices/", query))


@pytest.mark.parametrize(
    "words_of",
    [
        lambda run: "f-77",
        lambda run: "rojas ana",
        lambda run: "diciembre",
        lambda run: str(run.pk),
        lambda run: run.short_id,
        lambda run: run.label(),
        lambda run: f"{run.label()} · {run.short_id}",
        lambda run: "2025-12-24",
        lambda run: "2025-12 rojas",
    ],
)
def test_a_run_is_found_by_what_describes_it(words_of, client):
    wanted = make.run(
        folio="F-77",
        responsable="Ana Rojas",
        file_name="diciembre.xlsx",
        created_at=datetime(2025, 12, 25, 1, 30, tzinfo=UTC),  # the 24th in Santiago
    )
    make.run(folio="F-78", created_at=datetime(2025, 11, 24, 12, tzinfo=UTC))

    assert offered(client, q=words_of(wanted)) == [str(wanted.pk)]


def test_only_completed_runs_of_the_other_sides_type_are_offered(client):
    sale, plan = make.run(), make.run(Run.Type.DISTRIBUTION)
    make.run(Run.Type.STOCK_UPLOAD)
    make.run(outcome="failed")

    assert offered(client) == [str(plan.pk), str(sale.pk)]
    assert offered(client, beside=str(sale.pk)) == [str(sale.pk)]
    assert offered(client, beside="nonsense") == []
    assert offered(client, q="a\0b") == []


def test_of_many_runs_the_newest_are_offered_and_all_can_be_found(client):
    runs = [make.run(folio=f"F-{number}") for number in range(60)]

    answer = client.get("/runs/choices/")
    assert offered(client) == [str(run.pk) for run in reversed(runs[40:])]
    assert answer.context["has_more"]
    thirties = [runs[number] for number in (*range(39, 29, -1), 3)]
    assert offered(client, q="F-3") == [str(run.pk) for run in thirties]


def test_without_scripts_the_newest_are_in_a_select_and_the_chosen_one_is_always_there(client):
    oldest = make.run(folio="oldest")
    for _number in range(55):
        make.run()
    stock = make.run(Run.Type.STOCK_UPLOAD)

    page = client.get("/runs/compare/", {"left": oldest.pk})

    left = one(root(page), "select", id="id_left")
    options = [dict(option.attributes) for option in every(left, "option")]
    assert len(options) == 52
    assert [each["value"] for each in options if "selected" in each] == [str(oldest.pk)]
    assert str(stock.pk) not in [each["value"] for each in options]
