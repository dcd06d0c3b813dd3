"""Finding runs by the beginning of their id, and which one is current."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from runs.errors import Refused
from runs.models import Run
from runs.queries import NoSuchRun, current_run, run_by_id, run_of_same_file, selectable_runs
from tests import do, make

pytestmark = pytest.mark.django_db

DISTRIBUTION = Run.Type.DISTRIBUTION


def run_with_id(text: str) -> Run:
    return make.run(id=uuid.UUID(text))


@pytest.fixture
def twins() -> tuple[Run, Run]:
    return (
        run_with_id("abcdef01-2345-4000-8000-000000000000"),
        run_with_id("abcdef01-2345-4000-8000-00000000000f"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "abcdef01-2345-4000-8000-000000000000",
        "abcdef01234540008000000000000000",
        "ABCDEF01-2345-4000-8000-000000000000",
        "  abcdef01-2345-4000-8000-000000000000\n",
    ],
)
def test_a_full_id_is_found_however_it_is_written(text, twins):
    assert run_by_id(text) == twins[0]


@pytest.mark.parametrize("length", [8, 9, 13, 18, 35])
def test_a_beginning_of_eight_characters_or_more_is_enough(length):
    run = make.run()
    make.run()

    assert run_by_id(str(run.pk)[:length]) == run


def test_an_ambiguous_beginning_is_refused(twins):
    said = do.refused(Refused, run_by_id, "abcdef01")

    assert said == "Several runs begin with abcdef01. Give more characters of the id."
    assert run_by_id("abcdef01-2345-4000-8000-00000000000f") == twins[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abcdef0",
        "abcdef02",
        "abcdef01-2345-4000-8000-000000000001",
        "abcdef01-2345-4000-8000-0000000000000",
        "zzzzzzzz",
        "abcdef0%",
        "abcdef0_",
        "' OR 1=1 --",
        "ａｂｃｄｅｆ０１",
        "١٢٣٤٥٦٧٨",
        "\0" * 8,
        "x" * 10_000,
    ],
)
def test_what_is_no_beginning_of_an_id_is_no_run(text, twins):
    said = do.refused(NoSuchRun, run_by_id, text)

    assert said == (
        f"There is no run “{text[:64]}”. Copy the id from the Runs Center: "
        "at least its first 8 characters."
    )


def test_a_run_of_another_type_is_refused():
    run = make.run(Run.Type.STOCK_UPLOAD)

    said = do.refused(Refused, run_by_id, str(run.pk), run_type=Run.Type.SALES_UPLOAD)

    assert said == (
        f"Run {run.short_id} is of type “Stock upload”; one of type “Sales upload” is needed."
    )


def test_nothing_is_current_when_nothing_can_be_used():
    make.run(DISTRIBUTION, outcome=Run.Outcome.FAILED)
    make.run(DISTRIBUTION, outcome=Run.Outcome.QUEUED)
    make.run(DISTRIBUTION, outcome=Run.Outcome.RUNNING)
    make.run(DISTRIBUTION, status=Run.Status.ARCHIVED)
    make.run(Run.Type.SALES_UPLOAD)

    assert current_run(DISTRIBUTION) is None


def test_the_active_run_is_current_before_newer_ones():
    active = make.run(DISTRIBUTION, is_active=True)
    make.run(DISTRIBUTION)

    assert current_run(DISTRIBUTION) == active


def test_without_an_active_run_the_latest_usable_one_is_current():
    make.run(DISTRIBUTION)
    latest = make.run(DISTRIBUTION, status=Run.Status.EXECUTED)
    make.run(DISTRIBUTION, status=Run.Status.ARCHIVED)
    make.run(DISTRIBUTION, outcome=Run.Outcome.FAILED)

    assert current_run(DISTRIBUTION) == latest


def test_the_active_run_of_another_type_does_not_matter():
    make.run(Run.Type.SALES_UPLOAD, is_active=True)
    latest = make.run(DISTRIBUTION)

    assert current_run(DISTRIBUTION) == latest


def test_a_clock_set_back_does_not_change_which_run_is_latest():
    """P11"""
    now = timezone.now()
    first = make.run(DISTRIBUTION, created_at=now)
    second = make.run(DISTRIBUTION, created_at=now - timedelta(days=400))

    assert current_run(DISTRIBUTION) == second
    assert list(selectable_runs(DISTRIBUTION)) == [second, first]


def test_the_last_fifty_completed_runs_of_a_type_are_offered_newest_first():
    made = [make.run(DISTRIBUTION) for _ in range(52)]
    make.run(DISTRIBUTION, outcome=Run.Outcome.FAILED)
    make.run(Run.Type.SALES_UPLOAD)

    assert list(selectable_runs(DISTRIBUTION)) == made[:1:-1]


@pytest.mark.parametrize(
    ("about", "label"),
    [
        ({"folio": "X", "responsable": "Y"}, "Folio X | Resp Y — 2024-09-01 14:30"),
        ({"folio": "X"}, "Folio X — 2024-09-01 14:30"),
        ({"responsable": "Y"}, "Resp Y — 2024-09-01 14:30"),
        ({}, "2024-09-01 14:30"),
    ],
)
def test_a_label_leaves_out_what_is_missing(about, label, settings):
    """R-03"""
    settings.TIME_ZONE = "America/Santiago"

    run = make.run(created_at=datetime(2024, 9, 1, 18, 30, tzinfo=UTC), **about)

    assert run.label() == str(run) == label


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": Run.Outcome.FAILED},
        {"status": Run.Status.ARCHIVED},
        {"run_type": Run.Type.STOCK_UPLOAD},
        {"file_sha256": "b" * 64},
        {"parameters": {"place": "stores"}},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_only_a_live_run_that_loaded_the_same_file_the_same_way_counts(fields):
    same = {"file_sha256": "a" * 64, "parameters": {"place": "cd"}}
    make.run(**{"run_type": Run.Type.SALES_UPLOAD, **same, **fields})
    assert run_of_same_file("a" * 64, Run.Type.SALES_UPLOAD, place="cd") is None

    run = make.run(outcome=Run.Outcome.QUEUED, **same)
    assert run_of_same_file("a" * 64, Run.Type.SALES_UPLOAD, place="cd") == run
