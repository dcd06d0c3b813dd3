"""Verifying a run from its page: in the background, once at a time, with its result kept."""

import pytest
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from distribution.models import Prediction
from intake.services import kept_path
from runs.errors import Conflict, NotAllowed
from runs.models import Run
from runs.services import ask_to_verify, system_user, verify_for
from tests import do, make
from tests.pages.reading import alerts, content, every, root, words

pytestmark = pytest.mark.django_db


def happened(run: Run) -> list[tuple[str, str]]:
    """What the history says of verifying: what, and who."""
    events = run.events.filter(action__contains="verif").select_related("by")
    return [(event.action, event.by.username) for event in events]


def button(client, run: Run) -> bool:
    """Whether the page of the run offers to verify it."""
    page = content(client.get(f"/runs/{run.pk}/"))
    forms = every(page, "form", action=f"/runs/{run.pk}/verify/")
    return any(list(every(form, "button")) for form in forms)


def state(client, run: Run) -> dict:
    return client.get(f"/runs/{run.pk}/verify/").json()


def test_the_request_computes_nothing_and_a_worker_tells_that_it_is_the_same(
    client, analyst, retailer, run_worker
):
    run = retailer.run
    assert (button(client, run), state(client, run)["waits"]) == (True, False)

    answer = client.post(f"/runs/{run.pk}/verify/")

    assert (answer.status_code, answer.url) == (302, run.get_absolute_url())
    assert happened(run) == [("verifying", "ana")]
    assert (button(client, run), state(client, run)["waits"]) == (False, True)
    run_worker()
    assert happened(run) == [("verifying", "ana"), ("verified_same", "ana")]
    found = state(client, run)
    assert (button(client, run), found["waits"], found["result"], found["by"]) == (
        *(True, False),
        *("verified_same", "ana"),
    )


def test_the_result_stands_on_the_page_and_in_the_history(client, retailer, run_worker):
    client.post(f"/runs/{retailer.run.pk}/verify/")
    run_worker()

    same = str(_("verified: the same result"))
    page = client.get(f"/runs/{retailer.run.pk}/")
    (form,) = every(root(page), "form", action=f"/runs/{retailer.run.pk}/verify/")
    assert words(form).split(" · ")[0].endswith(same[1:])
    assert words(form).split(" · ")[2] == "ana"
    history = client.get(f"/runs/{retailer.run.pk}/?tab=history")
    assert same in words(content(history))
    assert alerts(page) == []


def test_another_result_is_an_alarm_on_the_page(client, retailer, run_worker):
    run = retailer.run
    computed = run.digest
    Run.objects.filter(pk=run.pk).update(digest="0" * 64)

    client.post(f"/runs/{run.pk}/verify/")
    run_worker()

    event = run.events.last()
    assert event.action == "verified_different"
    assert all(digest in event.note for digest in ("0" * 64, computed))
    assert len(alerts(client.get(f"/runs/{run.pk}/"))) == 1


def test_a_second_asking_is_refused_while_the_first_waits(client, retailer, run_worker):
    run = retailer.run
    client.post(f"/runs/{run.pk}/verify/")

    again = client.post(f"/runs/{run.pk}/verify/")

    assert again.status_code == 409
    assert len(happened(run)) == DBTaskResult.objects.count() == 1
    run_worker()
    assert client.post(f"/runs/{run.pk}/verify/").status_code == 302


def test_verifying_changes_neither_the_run_nor_its_rows(client, retailer, run_worker):
    def everything() -> tuple:
        rows = Prediction.objects.of(retailer.run).order_by("pk").values()
        return list(Run.objects.values()), list(rows)

    before = everything()
    client.post(f"/runs/{retailer.run.pk}/verify/")
    run_worker()

    assert everything() == before


def test_the_page_s_own_piece_asks_on_until_it_ended(client, retailer, run_worker):
    def piece():
        return client.get(f"/runs/{retailer.run.pk}/verify/", headers={"hx-request": "true"})

    client.post(f"/runs/{retailer.run.pk}/verify/")
    Run.objects.filter(pk=retailer.run.pk).update(progress={"stage": "x", "done": 3, "total": 8})
    waiting = piece()
    run_worker()
    ended = piece()

    assert "hx-refresh" not in waiting.headers
    assert {"value": "3", "max": "8"}.items() <= dict(
        next(every(root(waiting), "progress")).attributes
    ).items()
    assert ended.headers["hx-refresh"] == "true"


def test_a_file_that_is_gone_ends_it_with_the_reason(client, retailer, run_worker):
    kept_path(retailer.sales.file_sha256).unlink()

    client.post(f"/runs/{retailer.sales.pk}/verify/")
    run_worker()

    event = retailer.sales.events.last()
    assert (event.action, bool(event.note)) == ("verify_failed", True)
    assert state(client, retailer.sales)["waits"] is False


def test_what_breaks_in_between_ends_it_too(retailer, monkeypatch):
    monkeypatch.setattr("runs.services.verifying.kind_of", lambda run: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        verify_for(system_user(), retailer.run)

    assert happened(retailer.run) == [("verify_failed", "sistema")]


def test_who_may_see_a_run_may_verify_it_and_nobody_else(client, retailer):
    ask_to_verify(retailer.run, by=make.user("runs.view_run", name="auditor"))
    user, run = make.user("runs.generate_run"), retailer.sales
    client.force_login(user)

    assert client.post(f"/runs/{run.pk}/verify/").status_code == 403
    for act in (lambda: ask_to_verify(run, by=user), lambda: verify_for(user, run)):
        with pytest.raises(NotAllowed):
            act()
    assert (happened(retailer.run), happened(run)) == ([("verifying", "auditor")], [])


@pytest.mark.parametrize("outcome", ["queued", "running", "failed"])
def test_only_what_has_results_is_verified(outcome, client):
    run = make.run(outcome=outcome)

    said = do.refused(Conflict, ask_to_verify, run, by=system_user())

    assert said.startswith("Nothing was verified")
    assert client.post(f"/runs/{run.pk}/verify/").status_code == 409
    assert happened(run) == []


def test_an_imported_run_has_no_button_and_is_not_verified(client):
    run = make.run(digest="")

    assert not button(client, run)
    assert client.post(f"/runs/{run.pk}/verify/").status_code == 409


def test_the_command_verifies_at_once_and_is_kept_in_the_history(retailer):
    make.user("runs.view_run", name="bea")
    with translation.override("en"):
        call_command("verify_run", str(retailer.run.pk), "--by", "bea")

    assert happened(retailer.run) == [("verified_same", "bea")]
    assert DBTaskResult.objects.count() == 0
