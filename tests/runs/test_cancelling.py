"""Cancelling runs, and trying failed ones again."""

import pytest
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from runs import kinds
from runs.errors import Conflict, NotAllowed, Refused
from runs.kinds import Kind
from runs.models import Run
from runs.services import cancel, may_cancel, may_retry, open_run, process, retry, system_user
from sales.models import SalesRecord
from tests import do, make

pytestmark = pytest.mark.django_db

DISTRIBUTION = Run.Type.DISTRIBUTION
ROWS = [("TEE", "Tee", "Soho", 4, "2025-12-22"), ("TEE", "Tee", "Eden", 3, "2025-12-22")]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def sales_file(tmp_path):
    return make.sales_file(ROWS, tmp_path / "sales.xlsx")


def waiting_for(*sources: Run) -> Run:
    return open_run(DISTRIBUTION, by=system_user(), sources=sources, mode="sma1_no_min")


def seen(run: Run) -> tuple[str, str]:
    run.refresh_from_db()
    return run.outcome, run.error


def actions(run: Run) -> list[str]:
    return list(run.events.values_list("action", flat=True))


@pytest.mark.parametrize("outcome", ["queued", "running"])
def test_a_cancelled_run_has_failed_and_says_who_did_it(outcome):
    ana = make.user("runs.upload_run", name="ana")
    run = make.run(outcome=outcome)
    child = waiting_for(run)

    assert may_cancel(run, ana)
    cancel(run, by=ana)

    assert seen(run) == ("failed", "ana cancelled it; nothing was stored.")
    event = run.events.get()
    assert (event.action, event.by, event.note) == ("cancelled", ana, run.error)
    assert seen(child)[0] == "failed"


@pytest.mark.parametrize("outcome", ["completed", "failed"])
def test_what_is_over_cannot_be_cancelled(outcome):
    run = make.run(outcome=outcome, error="So it is.")

    said = do.refused(Conflict, cancel, run, by=system_user())

    assert said == f"Nothing was cancelled: run {run.short_id} is {outcome} already."
    assert (seen(run), actions(run)) == ((outcome, "So it is."), [])
    assert not may_cancel(run, system_user())


def test_a_run_is_cancelled_by_its_author_or_who_may_ask_for_such_runs():
    ana, bea = make.user(name="ana"), make.user("runs.upload_run", name="bea")
    cleo = make.user("runs.generate_run", name="cleo")
    run = make.run(outcome="queued", by=ana)

    assert [may_cancel(run, user) for user in (ana, bea, cleo)] == [True, True, False]
    do.refused(NotAllowed, cancel, run, by=cleo)
    assert seen(run)[0] == "queued"
    cancel(run, by=ana)
    assert seen(run)[0] == "failed"


def test_the_work_on_a_cancelled_run_stops_at_its_next_word_and_stores_nothing(
    monkeypatch, sales_file
):
    run, heard = do.queue_sales(sales_file), []

    def compute(run, report, prepared):
        report("Reading")
        cancel(Run.objects.get(pk=run.pk), by=system_user())
        report("Writing")
        heard.append("went on")

    monkeypatch.setitem(kinds._kinds, run.run_type, Kind(run.run_type, compute))

    said = do.refused(Conflict, process, run)

    assert said == "The result was discarded: sistema cancelled it; nothing was stored."
    assert (heard, seen(run)[0], actions(run)) == (
        [],
        "failed",
        ["created", "started", "cancelled"],
    )


def test_a_run_cancelled_in_its_very_last_moment_stores_nothing(monkeypatch, sales_file):
    run = do.queue_sales(sales_file)
    kind = kinds.kind_of(run)

    def compute(run, report, prepared):
        result = kind.compute(run, report, prepared)
        cancel(Run.objects.get(pk=run.pk), by=system_user())
        return result

    monkeypatch.setitem(kinds._kinds, run.run_type, Kind(run.run_type, compute))

    do.refused(Conflict, process, run)

    assert seen(run)[0] == "failed"
    assert SalesRecord.objects.of(run).count() == 0


def test_a_cancelled_run_that_was_queued_is_not_done(sales_file, run_worker):
    run = do.queue_sales(sales_file)
    cancel(run, by=system_user())

    run_worker()

    assert (seen(run)[0], run.attempt) == ("failed", 0)


def test_a_failed_run_is_tried_again_as_the_same_run(sales_file, run_worker):
    bea = make.user("runs.upload_run", name="bea")
    run = do.queue_sales(sales_file)
    Run.objects.filter(pk=run.pk).update(outcome="failed", error="So it was.", attempt=1)
    DBTaskResult.objects.all().delete()
    run.refresh_from_db()

    assert may_retry(run, bea)
    again = retry(run, by=bea)

    assert again == run
    assert (seen(run), run.finished_at, run.duration) == (("queued", ""), None, None)
    assert [(event.action, event.by) for event in run.events.all()][1:] == [("retried", bea)]
    run_worker()
    assert (seen(run), run.attempt) == (("completed", ""), 2)
    assert SalesRecord.objects.of(run).count() == len(ROWS)


def test_what_failed_only_because_of_its_source_is_tried_again_with_it(sales_file, run_worker):
    run = do.queue_sales(sales_file)
    child, given_up = waiting_for(run), waiting_for(run)
    grandchild = open_run(Run.Type.FORECAST_V2, by=system_user(), sources=[child])
    cancel(given_up, by=system_user())
    cancel(run, by=system_user())
    assert [seen(each)[0] for each in (run, child, grandchild, given_up)] == ["failed"] * 4

    retry(run, by=system_user())

    assert [seen(each)[0] for each in (child, grandchild, given_up)] == [
        "queued",
        "queued",
        "failed",
    ]
    assert actions(child) == ["created", "failed", "retried"]
    cancel(grandchild, by=system_user())  # no app has its type
    run_worker()
    assert [seen(each)[0] for each in (run, child)] == ["completed", "completed"]


def test_a_run_tried_again_waits_for_its_source(sales_file, run_worker):
    run = do.queue_sales(sales_file)
    child = waiting_for(run)
    cancel(child, by=system_user())

    retry(child, by=system_user())

    assert len(run_worker()) == 2
    assert seen(child)[0] == "completed"


@pytest.mark.parametrize("outcome", ["queued", "running", "completed"])
def test_only_a_failed_run_is_tried_again(outcome):
    run = make.run(outcome=outcome)

    said = do.refused(Conflict, retry, run, by=system_user())

    state = f"run {run.short_id} has not failed, it is {outcome}"
    assert said == f"Nothing was tried again: {state}."
    assert (seen(run)[0], actions(run)) == (outcome, [])


def failed(run_type: str = DISTRIBUTION, **fields) -> Run:
    return make.run(run_type, outcome="failed", **fields)


def test_what_must_not_be_tried_again_says_why():
    archived, broken = make.run(status="ARCHIVED"), failed()
    same = {"file_sha256": "a" * 64, "parameters": {"place": "cd"}}
    upload = failed(Run.Type.STOCK_UPLOAD, **same)
    newer = make.run(Run.Type.STOCK_UPLOAD, **same)
    make.run(Run.Type.STOCK_UPLOAD, file_sha256="a" * 64, parameters={"place": "stores"})
    cases = {
        failed(status="ARCHIVED"): "run {0} is archived",
        failed(sources=[archived]): f"its source {archived.short_id} is archived",
        failed(sources=[broken]): f"its source {broken.short_id} failed. Try that one again",
        upload: f"run {newer.short_id} has the same file, and is completed",
    }

    for run, why in cases.items():
        said = do.refused(Conflict, retry, run, by=system_user())

        assert said == f"Nothing was tried again: {why.format(run.short_id)}."
        assert (seen(run)[0], may_retry(run, system_user())) == ("failed", False)


def test_an_older_run_of_the_same_file_was_known_of():
    make.run(file_sha256="a" * 64)
    run = failed(Run.Type.SALES_UPLOAD, file_sha256="a" * 64)

    retry(run, by=system_user())

    assert seen(run)[0] == "queued"


def test_who_may_not_ask_for_such_a_run_may_not_try_it_again():
    ana, bea = make.user("runs.generate_run", name="ana"), make.user("runs.upload_run", name="bea")
    run = failed(by=bea)

    assert (may_retry(run, ana), may_retry(run, bea)) == (True, False)
    do.refused(NotAllowed, retry, run, by=bea)
    assert seen(run)[0] == "failed"


def test_an_upload_that_was_refused_for_its_content_fails_with_the_same_words_again(tmp_path):
    path = make.sales_file(ROWS, tmp_path / "sales.xlsx")
    run = do.queue_sales(path)
    Run.objects.filter(pk=run.pk).update(parameters={"unknown_stores": "fail"})
    run.refresh_from_db()
    with pytest.raises(Refused) as first:
        process(run)

    with pytest.raises(Refused) as second:
        process(retry(run, by=system_user()))

    assert str(first.value) == str(second.value) == seen(run)[1]
