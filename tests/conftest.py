"""What every test finds prepared. Makers of objects and files are in tests/make.py."""

import os
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# The same examples at every run, so that a red build is red again; the other one is for hunting:
# pytest --hypothesis-profile=search
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile("house")


def skip_for_lack_of(what: str) -> None:
    """Skip, saying what to install; where nothing may be skipped (.ci/run), fail."""
    if os.environ.get("FASTDSO_SKIP_NOTHING"):
        pytest.fail(what)
    pytest.skip(what)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--uploads", type=int, default=200, help="damaged files to upload")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that commit find again what migrations wrote (groups, the system user, the CD).

    Django empties every table after such a test; serialized_rollback refills them before the
    next. Tests that only use `db` run before all of these, so they find them untouched.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        wanted = dict(marker.kwargs) if marker else {}
        if {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
            wanted["transaction"] = True
        if wanted.get("transaction"):
            item.add_marker(
                pytest.mark.django_db(**{**wanted, "serialized_rollback": True}), append=False
            )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On SQLite a file like the real one: in memory, threads would share one connection."""
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path: Path) -> Path:
    """Where uploaded files are kept during the test."""
    settings.FASTDSO_FILES = tmp_path / "files"
    settings.FASTDSO_FILES.mkdir()
    return settings.FASTDSO_FILES


@pytest.fixture(autouse=True)
def quick_and_clean(settings) -> None:
    """Nothing cached by an earlier test, and passwords that cost no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture(scope="session")
def december() -> Path:
    """The folder of a real week's three spreadsheets, which lie beside the repository."""
    folder = SHARED / "data" / "retail_december"
    if not folder.is_dir():
        pytest.skip("the real spreadsheets (../shared/data/retail_december) are not here")
    return folder


@pytest.fixture
def run_worker(monkeypatch: pytest.MonkeyPatch):
    """Call it to do all queued work in this process, as a worker does; fails if a task breaks.

    `run_worker(may_break=True)` leaves broken tasks to the test. Gives the task results.
    """
    from django_tasks_db.models import DBTaskResult

    from runs.management import queue
    from runs.services import present

    # The connection is the test's: closed, it would lose what the test has not committed.
    monkeypatch.setattr(queue, "close_old_connections", lambda: None)

    def run(*, may_break: bool = False) -> list[DBTaskResult]:
        before = set(DBTaskResult.objects.finished().values_list("pk", flat=True))
        with present() as name:
            queue.QueueWorker(name, batch=True).run()
        done = list(DBTaskResult.objects.exclude(pk__in=before))
        broken = [result.traceback for result in done if result.exception_class_path]
        assert may_break or not broken, "\n".join(broken)
        return done

    return run


@pytest.fixture
def compared_by_sku():
    """A type of run that is compared by SKU alone; tests.runs.comparing.of_skus makes its runs."""
    from distribution.models import CdRemainder
    from runs import kinds
    from runs.filters import SkuComparisonFilter

    before = dict(kinds._kinds)
    how = kinds.Comparable(CdRemainder, "assigned", SkuComparisonFilter, by_store=False)
    kinds.register(kinds.Kind("forecast_v2", compute=None, comparable=how))
    yield
    kinds._kinds.clear()
    kinds._kinds.update(before)
