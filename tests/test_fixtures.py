"""What the tests stand on: their own fixtures and makers."""

from datetime import date

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django_tasks import task
from python_calamine import CalamineWorkbook

from runs.models import RunNumber
from runs.services import system_user
from tests import make

calls = []


@task()
def note(text: str) -> str:
    calls.append(text)
    return text


@task()
def stumble() -> None:
    raise LookupError("on purpose")


def cells(path) -> list[list]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_a_sales_file_keeps_texts_numbers_and_days(tmp_path):
    row = ("000123", "=1+1", "SOHO", -2, date(2025, 12, 22))

    path = make.sales_file([row], tmp_path / "sales.xlsx")

    assert cells(path) == [list(make.SALES_HEADERS), list(row)]


def test_a_wide_stock_file_has_a_column_for_each_store(tmp_path):
    units = {"TEE": {"SOHO": 4}, "CAP": {"EDEN": 1, "SOHO": -2}}

    path = make.wide_stock_file(units, tmp_path / "stock.xlsx", names={"TEE": "Shirt"})

    assert cells(path) == [
        ["Codigo", "Nombre", "SOHO", "EDEN"],
        ["TEE", "Shirt", 4, ""],
        ["CAP", "Product CAP", -2, 1],
    ]


def test_a_user_may_what_its_maker_says_and_no_more(db):
    user = make.user("runs.view_run")

    assert user.get_all_permissions() == {"runs.view_run"}


def test_the_worker_does_what_was_queued(db, run_worker):
    note.enqueue("first")
    note.enqueue("second")

    done = run_worker()

    assert calls == ["first", "second"]
    assert [result.return_value for result in done] == ["first", "second"]
    assert run_worker() == []


def test_a_task_that_breaks_breaks_its_test(db, run_worker):
    stumble.enqueue()
    with pytest.raises(AssertionError, match="on purpose"):
        run_worker()

    stumble.enqueue()
    (result,) = run_worker(may_break=True)
    assert result.exception_class_path == "builtins.LookupError"


def test_sqlite_is_used_as_in_production(db):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]

        assert journal == "wal"
        assert connection.transaction_mode == "IMMEDIATE"


def test_files_of_tests_stay_in_their_own_folder(files_folder, tmp_path):
    assert files_folder == settings.FASTDSO_FILES
    assert files_folder.parent == tmp_path


@pytest.mark.parametrize("time", ["first", "second"])
def test_tests_that_commit_find_the_rows_of_migrations(transactional_db, time):
    """The first one is emptied out after it; the second would find nothing."""
    assert not RunNumber.objects.exists()
    assert ContentType.objects.filter(app_label="runs", model="run").exists()

    RunNumber.objects.create()
    system_user()
