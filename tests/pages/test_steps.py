"""Steps on the page: the effect before, one POST, a refusal that says why."""

import pytest

from runs.models import Run
from runs.workflow import STEPS
from stock.models import StockReservation
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path) -> Run:
    make.cd_stock({"TEE": 9}, tmp_path)
    return make.distribution(make.sales_run([("TEE", "Tee", "Soho", 4, "2025-12-22")], tmp_path))


@pytest.fixture
def manager(client):
    user = make.user(group="Manager")
    client.force_login(user)
    return user


def test_the_effect_on_the_stock_is_shown_before_also_to_who_may_not_take_the_step(client, run):
    client.force_login(make.user(group="Analyst"))

    answer = client.get(f"/runs/{run.pk}/step/approve/", headers={"hx-request": "true"})

    assert answer.status_code == 200
    assert not answer.context["may"]
    assert len(answer.context["effects"]) == 3
    assert StockReservation.objects.count() == 0


def test_a_step_is_taken_and_leads_back_to_where_it_was_asked_from(client, manager, run):
    answer = client.post(f"/runs/{run.pk}/step/approve/", {"note": "ok", "next": "/runs/queue/"})

    run.refresh_from_db()
    assert (answer.status_code, answer.url, run.status) == (302, "/runs/queue/", "APPROVED")
    assert [(each.action, each.note) for each in run.events.all()][-1] == ("approve", "ok")


def test_nobody_is_led_to_another_site(client, manager, run):
    answer = client.post(f"/runs/{run.pk}/step/simulate/", {"next": "https://evil.example/"})

    assert answer.url == run.get_absolute_url()


@pytest.mark.parametrize(
    ("step", "data", "status"),
    [("execute", {}, 409), ("reject", {}, 400), ("undo", {"note": "x"}, 409), ("fly", {}, 404)],
)
def test_what_is_refused_says_why_and_changes_nothing(step, data, status, client, manager, run):
    answer = client.post(f"/runs/{run.pk}/step/{step}/", data)

    run.refresh_from_db()
    assert (answer.status_code, run.status) == (status, "DRAFT")


def test_activating_is_a_post_and_the_dashboard_shows_the_active_run(client, manager, run):
    newer = make.distribution(run.sources.get(run_type="sales_upload"))
    assert client.get("/dashboard/").context["run"] == newer

    answer = client.post(f"/runs/{run.pk}/activate/")

    assert answer.status_code == 302
    assert client.get("/dashboard/").context["run"] == run
    assert client.get(f"/dashboard/?run_id={newer.pk}").context["run"] == newer


def test_the_queue_lists_the_urgent_first_with_what_each_may_decide(client, manager, run):
    analyst = make.user(group="Analyst")
    newer = make.distribution(run.sources.get(run_type="sales_upload"))
    client.force_login(analyst)
    client.post(f"/runs/{run.pk}/step/submit/", {"urgency": "low", "note": "when you can"})
    client.post(f"/runs/{newer.pk}/step/submit/", {"urgency": "urgent"})
    of_analyst = client.get("/runs/queue/").context["waiting"]
    client.force_login(manager)
    of_manager = client.get("/runs/queue/").context["waiting"]

    assert of_manager == of_analyst == [newer, run]
    assert [step.name for step in of_manager[0].steps] == ["approve", "reject", "withdraw"]
    assert [step.name for step in of_analyst[0].steps] == ["withdraw"]


def test_two_runs_are_compared_swapped_and_exported(client, manager, run, tmp_path):
    more = make.sales_run([("CAP", "Cap", "Soho", 2, "2025-12-22")], tmp_path)
    other = make.distribution(more)

    page = client.get(f"/runs/compare/?left={run.pk}&right={other.pk}")
    text = b"".join(
        client.get(f"/export/comparison/?left={run.pk}&right={other.pk}&format=csv")
    ).decode("utf-8-sig")

    units = page.context["figures"][0]
    assert (units.left, units.right, units.delta) == (4, 2, -2)
    assert text.splitlines() == [
        "SKU,Producto,Tienda,Izquierda,Derecha,Delta",
        "TEE,Tee,Soho,4,0,-4",
        "CAP,Cap,Soho,0,2,2",
    ]
    assert client.get("/runs/compare/").status_code == 200
    marked = client.get(f"/runs/compare/?run={other.pk}&run={run.pk}").context
    assert (marked["left"], marked["right"]) == (run, other)
    assert client.get(f"/runs/compare/?run={run.pk}").status_code == 400
    assert client.get(f"/runs/compare/?left={run.pk}&right={more.pk}").status_code == 400


def test_the_history_of_a_run_is_a_file_too(client, manager, run):
    client.post(f"/runs/{run.pk}/step/simulate/", {"note": "=to see"})

    answer = client.get(f"/export/history/?run_id={run.pk}&format=csv")

    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines[0] == "Cuándo,Quién,Qué,De,A,Nota"
    assert lines[-1].split(",")[1:] == [
        manager.username,
        str(STEPS["simulate"].label),
        "DRAFT",
        "SIMULATED",
        "'=to see",
    ]
