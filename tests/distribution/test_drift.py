"""Before a step it is said what of it the stock, as it stands now, still allows."""

import pytest
from django.utils import translation

from distribution.models import Prediction
from distribution.queries import Drift, drift_of
from runs.models import Run
from runs.services import advance, effects_of, system_user
from runs.workflow import STEPS
from tests import make

pytestmark = pytest.mark.django_db

ROWS = [
    ("TEE", "Tee", "Norte", 4, "2025-12-01"),
    ("TEE", "Tee", "Sur", 3, "2025-12-01"),
    ("CAP", "Cap", "Norte", 5, "2025-12-01"),
    ("MUG", "Mug", "Sur", 2, "2025-12-01"),
]
ALL = {"TEE": 9, "CAP": 5, "MUG": 2}
SAME = "The CD's stock of these SKUs has not changed since the run was computed."


@pytest.fixture(autouse=True)
def two_eyes(settings):
    settings.FASTDSO_FOUR_EYES = False


@pytest.fixture
def run(tmp_path) -> Run:
    make.cd_stock(ALL, tmp_path)
    make.store_stock({"TEE": {"Norte": 0, "Sur": 0}}, tmp_path)
    return make.distribution(make.sales_run(ROWS, tmp_path))


def step(run: Run, *names: str) -> Run:
    for name in names:
        run = advance(run, name, by=system_user(), note="because")
    return run


def said(run: Run, name: str) -> list[str]:
    with translation.override("en"):
        return effects_of(run, STEPS[name])


def test_nothing_changed(run):
    assert said(run, "approve") == [
        "Reserves in the CD: 14 units of 3 SKUs to 2 stores.",
        "The CD has all of it.",
        SAME,
    ]
    step(run, "approve")
    assert said(run, "execute") == [
        "Moves from the CD: 14 units of 3 SKUs to 2 stores.",
        "The CD has all of it.",
        SAME,
    ]


def test_a_count_that_left_less_says_how_much_can_still_be_sent(run, tmp_path):
    step(run, "approve")
    make.cd_stock({"TEE": 6, "CAP": 0, "MUG": 2}, tmp_path)

    assert said(run, "execute") == [
        "Moves from the CD: 14 units of 3 SKUs to 2 stores.",
        "It would be refused: 8 of 14 units of 3 SKUs can be sent; "
        "2 SKUs lack units (available / wanted): CAP (0 / 5), TEE (6 / 7).",
        "The CD's stock of 2 of its 3 SKUs changed since the run was computed.",
    ]


def test_a_count_below_zero_sends_nothing_of_it_and_no_less(run, tmp_path):
    make.cd_stock({"TEE": -3}, tmp_path, mode="add")
    make.cd_stock({"CAP": -9}, tmp_path, mode="add")

    assert said(run, "approve")[1] == (
        "It would be refused: 8 of 14 units of 3 SKUs can be sent; "
        "2 SKUs lack units (available / wanted): CAP (0 / 5), TEE (6 / 7)."
    )


def test_more_stock_is_told_too_and_refuses_nothing(run, tmp_path):
    make.cd_stock({"TEE": 1}, tmp_path, mode="add")

    assert said(run, "approve")[1:] == [
        "The CD has all of it.",
        "The CD's stock of 1 of its 3 SKUs changed since the run was computed.",
    ]


def test_what_other_runs_reserved_is_not_feasible_though_no_stock_changed(run, tmp_path):
    other = make.distribution(run.sources.get(run_type="sales_upload"))
    step(other, "approve")

    assert said(run, "approve")[1:] == [
        "It would be refused: 2 of 14 units of 3 SKUs can be sent; "
        "3 SKUs lack units (available / wanted): CAP (0 / 5), MUG (0 / 2), TEE (2 / 7).",
        SAME,
    ]


def test_what_another_run_sent_changed_the_stock_of_cd_and_stores(run, tmp_path):
    other = make.distribution(run.sources.get(run_type="sales_upload"))
    step(other, "approve", "execute")

    assert said(run, "approve")[2:] == [
        "The CD's stock of 3 of its 3 SKUs changed since the run was computed.",
        "The stores' stock changed, too (lines: 4, stores: 2).",
    ]


def test_stores_whose_stock_of_a_line_changed_are_counted(run, tmp_path):
    make.store_stock({"TEE": {"Norte": 2, "Otra": 9}, "NEW": {"Sur": 4}}, tmp_path)

    assert said(run, "approve")[3:] == ["The stores' stock changed, too (lines: 1, stores: 1)."]


def test_only_lines_that_send_something_count(run, tmp_path):
    Prediction.objects.of(run).filter(product__sku="TEE").update(final=0)
    make.cd_stock({"TEE": 1}, tmp_path, mode="add")
    make.store_stock({"TEE": {"Norte": 5, "Sur": 5}}, tmp_path)

    assert drift_of(run) == Drift(cd_skus=0, lines=0, stores=0)


def test_a_sku_the_cd_knows_only_now_has_changed(tmp_path):
    run = make.distribution(make.sales_run(ROWS[:1], tmp_path))
    assert drift_of(run).cd_skus == 0

    make.cd_stock({"TEE": 0}, tmp_path)

    assert drift_of(run).cd_skus == 1


def test_an_imported_run_knows_of_no_stock_that_could_have_changed(run):
    run.parameters.pop("stock_posting")

    assert drift_of(run) is None
    assert len(said(run, "approve")) == 2


def test_looking_changes_nothing_and_asks_few_queries(run, django_assert_max_num_queries):
    for name, most in (("approve", 5), ("execute", 5), ("undo", 4)):
        with django_assert_max_num_queries(most):
            effects_of(run, STEPS[name])
    assert Run.objects.get(pk=run.pk).status == "DRAFT"


def test_undoing_says_that_no_store_would_lack_units(run):
    step(run, "approve", "execute")

    assert said(run, "undo") == [
        "Moves back to the CD: 14 units of 3 SKUs to 2 stores. The run is archived.",
        "No store would hold less than zero afterwards.",
    ]


def test_undoing_names_the_stores_that_would_go_below_zero(run, tmp_path):
    step(run, "approve", "execute")
    make.store_stock({"TEE": {"Norte": 3, "Sur": 3}, "CAP": {"Norte": 1, "Sur": 0}}, tmp_path)

    assert said(run, "undo")[1] == (
        "2 stores would hold less than zero afterwards (SKUs): Norte (2), Sur (1)."
    )
