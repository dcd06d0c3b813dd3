"""A run generated as a simulation is born simulated, and its first event says so."""

import pytest

from runs.errors import Refused
from runs.models import Run
from runs.services import open_run, system_user
from runs.workflow import STEPS
from tests import make

pytestmark = pytest.mark.django_db

ROWS = [("TEE", "Tee", "Soho", 4, "2025-12-22")]
RESULTS = [Run.Type.DISTRIBUTION, Run.Type.FORECAST_V2]
UPLOADS = [Run.Type.SALES_UPLOAD, Run.Type.STOCK_UPLOAD]


def birth(run: Run) -> tuple[str, str, str, str]:
    """The status of a run, and what its first event says."""
    run.refresh_from_db()
    first = run.events.order_by("pk").first()
    return run.status, first.action, first.from_status, first.to_status


@pytest.fixture
def analyst(client):
    user = make.user(group="Analyst")
    client.force_login(user)
    return user


@pytest.mark.parametrize(("ticked", "status"), [({"simulate": "on"}, "SIMULATED"), ({}, "DRAFT")])
def test_the_distribution_of_an_upload_is_born_as_ticked_and_the_upload_a_draft(
    ticked, status, client, analyst, tmp_path, run_worker
):
    with make.sales_file(ROWS, tmp_path / "s.xlsx").open("rb") as file:
        given = {"file": file, "generate": "on", "mode": "sma1_no_min", "unknown_stores": "create"}
        answer = client.post("/upload/", {**given, **ticked})
    run_worker()

    run = Run.objects.get(pk=answer.url.split("/")[2])
    assert birth(run) == (status, "created", "", status)
    assert run.outcome == Run.Outcome.COMPLETED
    assert birth(run.sources.get()) == ("DRAFT", "created", "", "DRAFT")


@pytest.mark.parametrize(("ticked", "status"), [({"simulate": "on"}, "SIMULATED"), ({}, "DRAFT")])
def test_a_distribution_of_loaded_sales_is_born_as_ticked(
    ticked, status, client, analyst, tmp_path
):
    sales = make.sales_run(ROWS, tmp_path)

    client.post("/distribution/new/", {"sales_run": sales.pk, "mode": "sma1_no_min", **ticked})

    run = Run.objects.get(run_type=Run.Type.DISTRIBUTION)
    assert birth(run) == (status, "created", "", status)


@pytest.mark.parametrize("status", ["SIMULATED", "DRAFT"])
@pytest.mark.parametrize("run_type", RESULTS)
def test_every_type_of_results_can_be_born_either_way(run_type, status):
    run = open_run(run_type, by=system_user(), queue=False, status=status)

    assert birth(run) == (status, "created", "", status)


@pytest.mark.parametrize(
    ("run_type", "status"),
    [
        *((name, status) for name in Run.Type.values for status in ("APPROVED", "EXECUTED")),
        *((name, status) for name in Run.Type.values for status in ("ARCHIVED", "anything", "")),
        *((name, "SIMULATED") for name in UPLOADS),
    ],
)
def test_no_run_is_born_in_any_other_status(run_type, status):
    with pytest.raises(Refused):
        open_run(run_type, by=system_user(), queue=False, status=status)

    assert not Run.objects.exists()


def test_only_types_that_can_be_simulated_can_be_born_so():
    assert {Run.Type(name) for name in STEPS["simulate"].run_types} == set(RESULTS)
