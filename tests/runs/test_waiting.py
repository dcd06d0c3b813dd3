"""Runs that wait for the runs they are made from."""

import pytest
from django_tasks_db.models import DBTaskResult

from runs.errors import Conflict
from runs.models import Run
from runs.services import open_run, process, system_user
from tests import make

pytestmark = pytest.mark.django_db


def waiting_for(*sources: Run) -> Run:
    return open_run(Run.Type.DISTRIBUTION, by=system_user(), sources=sources)


def queued() -> set[str]:
    return {task.args_kwargs["args"][0] for task in DBTaskResult.objects.ready()}


def test_a_run_waits_while_its_source_is_processed():
    run = waiting_for(make.run(outcome=Run.Outcome.RUNNING))

    assert run.outcome == Run.Outcome.QUEUED
    assert queued() == set()


def test_a_source_that_completed_since_it_was_read_is_not_waited_for():
    source = make.run(outcome=Run.Outcome.RUNNING)
    Run.objects.filter(pk=source.pk).update(outcome=Run.Outcome.COMPLETED)

    run = waiting_for(source)

    assert queued() == {str(run.pk)}


def test_nothing_is_made_from_a_source_that_failed_since_it_was_read():
    source = make.run(outcome=Run.Outcome.RUNNING)
    Run.objects.filter(pk=source.pk).update(outcome=Run.Outcome.FAILED)

    with pytest.raises(Conflict):
        waiting_for(source)

    assert not Run.objects.exclude(pk=source.pk).exists()


def test_all_that_waits_for_a_failed_run_fails_once(monkeypatch):
    source = make.run(Run.Type.SALES_UPLOAD, outcome=Run.Outcome.QUEUED)
    child = waiting_for(source)
    grandchild = waiting_for(child)

    def refuse(run):
        raise Conflict("Nothing was read.")

    monkeypatch.setattr("runs.services.processing.kind_of", refuse)

    with pytest.raises(Conflict):
        process(source)

    for run in (source, child, grandchild):
        run.refresh_from_db()
        assert run.outcome == Run.Outcome.FAILED
        assert [event.action for event in run.events.all()].count("failed") == 1
    assert queued() == set()
