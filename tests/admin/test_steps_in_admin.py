"""Steps in admin, of many runs at once and of one: who may take which, and what it says (R-15)."""

from collections.abc import Callable

import pytest
from django.test import Client

from runs.models import Run
from runs.workflow import STEPS
from tests import make
from tests.pages.reading import addresses, every, root, words
from tests.pages.test_permissions import ROLES, sign_in, user_in

pytestmark = pytest.mark.django_db

STATUS = {"reopen": "SIMULATED", "revoke": "APPROVED", "execute": "APPROVED", "undo": "EXECUTED"}
EVERY = tuple(STEPS)
# Who takes which steps in admin; all others none.
TAKES = {"admin": EVERY, "manager": EVERY, "staff analyst": ("submit", "withdraw")}


def run_for(step: str) -> Run:
    """A run from which the step leads on, whose steps touch no stock."""
    run = make.run(Run.Type.FORECAST_V2, status=STATUS.get(step, "DRAFT"))
    if STEPS[step].pending:
        Run.objects.filter(pk=run.pk).update(
            submitted_at="2026-01-05T12:00Z", submitted_by=run.created_by, urgency="low"
        )
    return run


def from_the_list(client: Client, step: str, *runs: Run, note: str = "because"):
    marked = {"action": step, "_selected_action": [run.pk for run in runs], "note": note}
    return client.post("/admin/runs/run/", marked, follow=True)


def from_the_run(client: Client, step: str, run: Run, note: str = "because"):
    return client.post(
        f"/admin/runs/run/{run.pk}/step/{step}/", {"note": note, "_form_submitted": "True"}
    )


@pytest.mark.parametrize("way", [from_the_list, from_the_run])
@pytest.mark.parametrize("role", ROLES)
def test_everyone_takes_exactly_their_steps(role, way: Callable):
    client, user = Client(), user_in(role)
    sign_in(client, user, role)

    taken = []
    for step in STEPS:
        run = run_for(step)
        way(client, step, run)
        if run.events.filter(action=step, by=user).exists():
            taken.append(step)
        else:
            before = (STATUS.get(step, "DRAFT"), False)
            run.refresh_from_db()
            assert (run.status, run.is_active) == before

    assert taken == list(TAKES.get(role, ()))


@pytest.mark.parametrize("role", ROLES)
def test_everyone_is_offered_exactly_their_steps(role):
    client = Client()
    sign_in(client, user_in(role), role)
    run = make.run(Run.Type.FORECAST_V2)

    page, lists = client.get(f"/admin/runs/run/{run.pk}/change/"), client.get("/admin/runs/run/")

    may = TAKES.get(role, ())
    form = lists.context and lists.context.get("action_form")
    of_list = [name for name, _label in form.fields["action"].choices] if form else []
    assert [name for name in of_list if name in STEPS] == list(may)
    open_now = ("submit", "simulate", "approve", "archive", "activate")
    way = f"/admin/runs/run/{run.pk}/step/"
    every_part = every(root(page)) if page.status_code == 200 else []
    found = [dict(part.attributes).get("hx-get", "") for part in every_part]
    offered = [address.removeprefix(way).strip("/") for address in found if address]
    assert [step for step in STEPS if step in offered] == [s for s in open_now if s in may]


@pytest.fixture
def manager(client):
    client.force_login(make.user(group="Manager", staff=True, name="maria"))
    return client


def said(answer) -> list[tuple[str, str]]:
    """Each message: how it is meant, and its text."""
    return [(message.level_tag, str(message)) for message in answer.context["messages"]]


def test_each_of_many_runs_gets_its_own_line(manager):
    drafts = [make.run(Run.Type.FORECAST_V2) for _number in range(2)]
    executed = make.run(Run.Type.FORECAST_V2, status="EXECUTED")

    answer = from_the_list(manager, "approve", drafts[1], executed, drafts[0], note="seen")

    lines = said(answer)
    assert [tag for tag, _text in lines] == ["success", "success", "error"]
    for run, (_tag, text) in zip([*drafts, executed], lines, strict=True):
        assert run.short_id in text
    assert [run.events.get(action="approve").note for run in drafts] == ["seen"] * 2
    statuses = Run.objects.order_by("number").values_list("status", flat=True)
    assert list(statuses) == ["APPROVED", "APPROVED", "EXECUTED"]


@pytest.mark.parametrize("step", ["reject", "revoke", "undo"])
def test_a_step_that_needs_a_reason_is_refused_without_one(step, manager):
    run = run_for(step)

    answer = from_the_list(manager, step, run, note=" ")

    assert [tag for tag, _text in said(answer)] == ["error"]
    assert run.events.get().action == "refused"


def test_looking_at_the_dialog_of_a_run_takes_no_step_and_shows_the_effect(manager, tmp_path):
    make.cd_stock({"TEE": 9}, tmp_path)
    run = make.distribution(make.sales_run([("TEE", "Tee", "Soho", 4, "2025-12-22")], tmp_path))

    dialog = manager.get(f"/admin/runs/run/{run.pk}/step/approve/")

    text = words(root(dialog))
    assert "4" in text.split("CD: ", 1)[1]
    run.refresh_from_db()
    assert (run.status, run.events.filter(action="approve").exists()) == ("DRAFT", False)


def test_a_step_of_one_run_leads_back_to_it_with_a_line_of_result(manager):
    run = make.run(Run.Type.FORECAST_V2)

    answer = from_the_run(manager, "approve", run)

    assert answer.headers["hx-redirect"] == f"/admin/runs/run/{run.pk}/change/"
    page = manager.get(answer.headers["hx-redirect"])
    assert [(tag, run.short_id in text) for tag, text in said(page)] == [("success", True)]
    assert addresses(root(page), "/admin/runs/run/")
