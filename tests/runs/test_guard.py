"""The database itself keeps no row without its run, whatever the way in.

By triggers on PostgreSQL, by foreign keys on SQLite (decision 0004).
"""

import threading
import time
from collections.abc import Callable
from contextlib import closing

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, NotSupportedError, connection, transaction

from distribution.models import CdRemainder
from intake.models import RejectedRow
from runs.models import Run
from runs.rows import RunRow, write_rows
from runs.services import open_run, system_user
from tests import make

pytestmark = pytest.mark.django_db

ROW_MODELS = [model for model in apps.get_models() if issubclass(model, RunRow)]
EVERY_MODEL = pytest.mark.parametrize("model", ROW_MODELS, ids=lambda model: model.__name__)
FAR = 1_000_000  # no run of a test has a number so high
DELETE = "DELETE FROM runs_run WHERE number = %s"
RENUMBER = "UPDATE runs_run SET number = number + 1000000 WHERE number = %s"


def run_with_rows(model: type[RunRow] = RejectedRow, count: int = 3) -> Run:
    run = make.run()
    write_rows(run, model, make.row_columns(model, count))
    return run


@transaction.atomic
def sql(statement: str, *params) -> None:
    """What a foreign key would say when the transaction ends is said here."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
    connection.check_constraints()


@transaction.atomic
def write_and_check(run: Run, model: type[RunRow]) -> None:
    write_rows(run, model, make.row_columns(model, 3))
    connection.check_constraints()


def copy_to_run(model: type[RunRow], number: int) -> str:
    """SQL that copies all rows of a table, as rows of another run."""
    columns = [field.column for field in model._meta.concrete_fields]
    columns = [name for name in columns if name not in ("id", "run_id")]
    names, table = ", ".join(f'"{name}"' for name in columns), model._meta.db_table
    return f"INSERT INTO {table} (run_id, {names}) SELECT {number}, {names} FROM {table}"  # noqa: S608


def only_on(vendor: str) -> None:
    if connection.vendor != vendor:
        pytest.skip(f"this is how {vendor} does it")


@EVERY_MODEL
def test_rows_of_no_run_are_refused_in_bulk(model):
    run = make.run()
    run.number += FAR

    with pytest.raises(IntegrityError):
        write_and_check(run, model)

    assert not model.objects.of(run).exists()


@EVERY_MODEL
def test_rows_of_no_run_are_refused_in_sql(model):
    run, other = run_with_rows(model), make.run()

    with pytest.raises(IntegrityError):
        sql(copy_to_run(model, run.number + FAR))
    with pytest.raises(IntegrityError):
        sql(f"UPDATE {model._meta.db_table} SET run_id = run_id + {FAR}")  # noqa: S608

    sql(copy_to_run(model, other.number))
    assert model.objects.of(run).count() == model.objects.of(other).count() == 3


def test_rows_of_several_runs_are_refused_for_one_that_is_missing():
    one, other = run_with_rows(), run_with_rows()
    both = f"run_id IN ({one.number}, {other.number})"
    broken = f"CASE run_id WHEN {one.number} THEN {other.number} ELSE {FAR} END"

    with pytest.raises(IntegrityError):
        sql(f"UPDATE intake_rejectedrow SET run_id = {broken} WHERE {both}")  # noqa: S608

    assert RejectedRow.objects.of(one).count() == RejectedRow.objects.of(other).count() == 3


@pytest.mark.parametrize("statement", [DELETE, RENUMBER])
@EVERY_MODEL
def test_a_run_that_has_rows_keeps_its_place_and_number(model, statement):
    run = run_with_rows(model)

    with pytest.raises(IntegrityError):
        sql(statement, run.number)

    assert Run.objects.get(pk=run.pk).number == run.number


@pytest.mark.parametrize("statement", [DELETE, RENUMBER])
def test_nothing_else_keeps_a_run_that_has_no_rows(statement):
    """So it is the rows that did, above; those of other runs do not."""
    run_with_rows()
    run = make.run()

    sql(statement, run.number)

    assert not Run.objects.filter(number=run.number).exists()


def test_a_statement_that_writes_no_row_needs_no_run():
    run = make.run()

    sql(copy_to_run(RejectedRow, run.number + FAR))

    assert not RejectedRow.objects.of(run).exists()


@EVERY_MODEL
def test_the_key_to_the_run_is_kept_by_what_is_cheapest(model):
    """A new model that inherits RunRow needs GuardRows: see docs/recipes.md."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        keys = connection.introspection.get_relations(cursor, table)
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger "
                "WHERE tgrelid = %s::regclass AND NOT tgisinternal ORDER BY 1",
                [table],
            )
            assert "run_id" not in keys
            assert cursor.fetchall() == [("rows_inserted",), ("rows_updated",)]
        else:
            assert keys["run_id"][:2] == ("number", "runs_run")


def test_without_its_triggers_postgresql_would_take_all_of_it():
    """What the tests above prove is proved by these triggers, each by its own."""
    only_on("postgresql")
    run = run_with_rows()
    connection.check_constraints()  # else tables are said to be in use

    with transaction.atomic():
        sql("DROP TRIGGER rows_inserted ON intake_rejectedrow")
        sql(copy_to_run(RejectedRow, run.number + FAR))
        transaction.set_rollback(True)
    with transaction.atomic():
        sql("DROP TRIGGER rows_updated ON intake_rejectedrow")
        sql(f"UPDATE intake_rejectedrow SET run_id = {FAR}")  # noqa: S608
        transaction.set_rollback(True)
    with transaction.atomic():
        sql("DROP TRIGGER runs_run_renumbered ON runs_run")
        sql(RENUMBER, run.number)
        transaction.set_rollback(True)
    with transaction.atomic():
        sql("DROP TRIGGER runs_run_deleted ON runs_run")
        sql(DELETE, run.number)
        transaction.set_rollback(True)

    assert RejectedRow.objects.of(run).count() == 3


def test_emptying_the_table_of_runs_is_refused_while_there_are_rows():
    only_on("postgresql")
    run = run_with_rows()
    connection.check_constraints()

    with pytest.raises(IntegrityError):
        sql("TRUNCATE runs_run CASCADE")

    assert Run.objects.filter(pk=run.pk).exists()


def meanwhile(do: Callable[[], None]) -> tuple[threading.Thread, list[Exception]]:
    """Begin something in another thread, with its own connection; and what it will have raised."""
    raised = []

    def work() -> None:
        with closing(connection):
            try:
                do()
            except IntegrityError as error:
                raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    return thread, raised


def wait_for_a_waiting_one() -> None:
    """Until somebody waits for a lock of the database."""
    for _ in range(1_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # it is kept for a transaction
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock')"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    pytest.fail("nobody waits for a lock")


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_deleted_while_its_rows_come_in_stays():
    only_on("postgresql")
    run = make.run()

    with transaction.atomic():
        write_rows(run, CdRemainder, make.row_columns(CdRemainder, 3))
        thread, raised = meanwhile(lambda: sql(DELETE, run.number))
        wait_for_a_waiting_one()
    thread.join()

    assert [type(error) for error in raised] == [IntegrityError]
    assert CdRemainder.objects.of(run).count() == 3


@pytest.mark.django_db(transaction=True)
def test_rows_that_come_in_while_their_run_is_deleted_are_refused():
    only_on("postgresql")
    run = make.run()
    columns = make.row_columns(CdRemainder, 3)

    with transaction.atomic():
        sql(DELETE, run.number)
        thread, raised = meanwhile(lambda: write_rows(run, CdRemainder, columns))
        wait_for_a_waiting_one()
    thread.join()

    assert [type(error) for error in raised] == [IntegrityError]
    assert not CdRemainder.objects.of(run).exists()


@pytest.mark.django_db(transaction=True)
def test_a_run_is_not_deleted_in_a_snapshot_that_may_not_see_its_rows():
    only_on("postgresql")
    run = make.run()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            with pytest.raises(NotSupportedError):
                cursor.execute(DELETE, [run.number])
        finally:
            cursor.execute("ROLLBACK")

    assert Run.objects.filter(pk=run.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_run_whose_rows_come_in_can_be_built_upon_meanwhile():
    """Its row is held only against being deleted."""
    only_on("postgresql")
    source = make.run(outcome=Run.Outcome.RUNNING)
    made = []

    def build() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        about = {"run_type": Run.Type.DISTRIBUTION, "sources": [source]}
        made.append(open_run(**about, by=system_user()))

    with transaction.atomic():
        write_rows(source, CdRemainder, make.row_columns(CdRemainder, 3))
        thread, _raised = meanwhile(build)
        thread.join()

    assert made[0].sources.get() == source


def guards() -> set[tuple[str, str]]:
    """Triggers and foreign keys to the run, by table."""
    found = set()
    with connection.cursor() as cursor:
        for model in ROW_MODELS:
            if "run_id" in connection.introspection.get_relations(cursor, model._meta.db_table):
                found.add((model._meta.db_table, "foreign key"))
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
            )
            found.update(cursor.fetchall())
    return found


@pytest.mark.django_db(transaction=True)
def test_the_guard_goes_and_comes_with_its_migrations_and_rows_stay():
    run = run_with_rows()
    before = guards()

    try:
        call_command("migrate", "runs", "0007", verbosity=0)
        assert guards() == {(model._meta.db_table, "foreign key") for model in ROW_MODELS}
        with pytest.raises(IntegrityError):
            sql(copy_to_run(RejectedRow, run.number + FAR))
    finally:
        call_command("migrate", verbosity=0)

    assert guards() == before
    assert RejectedRow.objects.of(run).count() == 3
