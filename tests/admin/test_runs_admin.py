"""Runs in admin are there to be looked at."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from runs.models import Run
from tests import make
from tests.pages.reading import addresses, one, root

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Client:
    """Signed in as who may do everything."""
    client = Client()
    client.force_login(make.superuser())
    return client


@pytest.mark.parametrize("rest", ["add/", "{pk}/delete/"])
def test_nobody_can_add_or_delete_a_run(boss, rest):
    run = make.run()

    address = "/admin/runs/run/" + rest.format(pk=run.pk)

    assert boss.get(address).status_code == 403
    assert boss.post(address, {"post": "yes"}).status_code == 403
    assert Run.objects.get() == run


def test_nobody_can_delete_runs_by_an_action(boss):
    run = make.run()

    boss.post("/admin/runs/run/", {"action": "delete_selected", "_selected_action": run.pk})

    assert Run.objects.get() == run


def test_nobody_can_change_what_a_run_says(boss):
    run = make.run(folio="F-1", notes="kept")

    given = {"folio": "F-2", "status": "EXECUTED", "is_active": "on", "outcome": "completed"}
    answer = boss.post(f"/admin/runs/run/{run.pk}/change/", given)

    run.refresh_from_db()
    assert answer.status_code == 403
    assert (run.folio, run.status, run.is_active) == ("F-1", "DRAFT", False)


def test_a_run_is_shown_with_its_history(boss, tmp_path):
    run = make.sales_run([("TEE", "Tee", "Soho", 4, "2025-12-22")], tmp_path, folio="F-1")

    page = boss.get(f"/admin/runs/run/{run.pk}/change/")

    assert page.status_code == 200
    assert "F-1" in page.content.decode()


@pytest.mark.parametrize("shape", ["{}", "{:.8}"])
def test_a_run_is_found_by_its_id(boss, shape):
    run, _other = make.run(), make.run()

    page = boss.get("/admin/runs/run/", {"q": shape.format(str(run.pk))})

    found = addresses(one(root(page), "table", id="result_list"), "/admin/runs/run/")
    assert {address.split("/")[4] for address in found} == {str(run.pk)}


@pytest.mark.parametrize(
    "address", ["/admin/runs/run/", "/admin/runs/run/?all=", "/runs/", "/admin/", "/dashboard/"]
)
def test_three_hundred_runs_ask_few_queries(boss, tmp_path, address):
    users = [make.user() for _number in range(5)]
    sales = make.sales_run([("TEE", "Tee", "Soho", 4, "2025-12-22")], tmp_path)
    for number in range(150):
        make.run(by=users[number % 5], folio=f"F-{number}")
        make.run(Run.Type.DISTRIBUTION, by=users[number % 5], sources=[sales])

    with CaptureQueriesContext(connection) as queries:
        assert boss.get(address).status_code == 200

    assert len(queries) <= 22
