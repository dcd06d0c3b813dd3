"""On PostgreSQL: no row without its run, kept by triggers in the place of a foreign key.

A foreign key looks at every row alone, which takes longer than writing it. Rows come in by the
million and name one run: the numbers that a statement names are looked up once. SQLite has
no such triggers, and its foreign keys cost next to nothing: there they stay. To Django
the key is the same on both.

Migrations that have landed call this, so it is never edited: what must differ gets other names.
"""

from copy import copy

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.models import Field

# The run of new rows is held (FOR KEY SHARE, as a foreign key would): deleting it waits until they
# are committed, and then sees them, but in a snapshot of its own (REPEATABLE READ) it would not.
ROWS_HAVE_RUNS = """
CREATE FUNCTION runs_rows_have_runs() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
DECLARE
    named bigint[];
    held bigint;
BEGIN
    SELECT array_agg(run_id) INTO named FROM (SELECT DISTINCT run_id FROM written) AS runs;
    PERFORM FROM runs_run WHERE number = ANY (named) ORDER BY number FOR KEY SHARE;
    GET DIAGNOSTICS held = ROW_COUNT;
    IF held < cardinality(named) THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('rows of %s name a run that does not exist', TG_RELID::regclass),
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = 'run_id';
    END IF;
    RETURN NULL;
END $$;
"""
# As a statement names one run nearly always, it is only asked whether there is another.
ROWS_HAVE_ONE_RUN = """
CREATE OR REPLACE FUNCTION runs_rows_have_runs() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    named bigint[];
    held bigint;
BEGIN
    SELECT ARRAY[run_id] INTO named FROM written LIMIT 1;
    IF EXISTS (SELECT FROM written WHERE run_id <> named[1]) THEN
        SELECT array_agg(run_id) INTO named FROM (SELECT DISTINCT run_id FROM written) AS runs;
    END IF;
    PERFORM FROM runs_run WHERE number = ANY (named) ORDER BY number FOR KEY SHARE;
    GET DIAGNOSTICS held = ROW_COUNT;
    IF held < cardinality(named) THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('rows of %s name a run that does not exist', TG_RELID::regclass),
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = 'run_id';
    END IF;
    RETURN NULL;
END $$;
"""
# OLD is null where all runs are truncated.
RUNS_KEEP_ROWS = """
CREATE FUNCTION runs_run_keeps_rows() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
DECLARE
    guarded regclass;
    has_rows boolean;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE feature_not_supported USING
            MESSAGE = 'runs are deleted and renumbered in READ COMMITTED transactions only';
    END IF;
    FOR guarded IN
        SELECT DISTINCT tgrelid FROM pg_trigger WHERE tgfoid = 'runs_rows_have_runs'::regproc
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE $1 IS NULL OR run_id = $1)', guarded)
            INTO has_rows USING OLD.number;
        IF has_rows THEN
            RAISE foreign_key_violation USING
                MESSAGE = format('run %s still has rows in %s', OLD.number, guarded),
                SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, COLUMN = 'number';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER runs_run_deleted AFTER DELETE ON runs_run
FOR EACH ROW EXECUTE FUNCTION runs_run_keeps_rows();

CREATE TRIGGER runs_run_renumbered AFTER UPDATE OF number ON runs_run
FOR EACH ROW WHEN (OLD.number <> NEW.number) EXECUTE FUNCTION runs_run_keeps_rows();

CREATE TRIGGER runs_run_truncated AFTER TRUNCATE ON runs_run
FOR EACH STATEMENT EXECUTE FUNCTION runs_run_keeps_rows();
"""
LEAVE_RUNS = """
DROP TRIGGER runs_run_truncated ON runs_run;
DROP TRIGGER runs_run_renumbered ON runs_run;
DROP TRIGGER runs_run_deleted ON runs_run;
DROP FUNCTION runs_run_keeps_rows();
DROP FUNCTION runs_rows_have_runs();
"""
GUARD_ROWS = """
CREATE TRIGGER rows_inserted AFTER INSERT ON {table} REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION runs_rows_have_runs();

CREATE TRIGGER rows_updated AFTER UPDATE ON {table} REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION runs_rows_have_runs();
"""
LEAVE_ROWS = """
DROP TRIGGER rows_updated ON {table};
DROP TRIGGER rows_inserted ON {table};
"""


class GuardRuns(Operation):
    """Create what guards rows, and refuse to delete a run that has some."""

    def state_forwards(self, app_label, state) -> None:
        """Django knows nothing of it."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(ROWS_HAVE_RUNS, params=None)
            schema_editor.execute(RUNS_KEEP_ROWS, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(LEAVE_RUNS, params=None)

    def describe(self) -> str:
        return "Guard runs that have rows (PostgreSQL)"


class LookForOneRun(Operation):
    """Have the guard of rows look up the one run of a statement without sorting its rows by run."""

    def state_forwards(self, app_label, state) -> None:
        """Django knows nothing of it."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(ROWS_HAVE_ONE_RUN, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.vendor == "postgresql":
            before = ROWS_HAVE_RUNS.replace("CREATE", "CREATE OR REPLACE", 1)
            schema_editor.execute(before, params=None)

    def describe(self) -> str:
        return "Look for the one run of some rows (PostgreSQL)"


class GuardRows(Operation):
    """Have triggers keep the key `run` of a model that inherits RunRow, not a foreign key.

    It stands in a migration of its own: the one that makes a table makes its foreign keys last.
    """

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label, state) -> None:
        """To Django it stays a foreign key."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.vendor == "postgresql":
            model = to_state.apps.get_model(app_label, self.model_name)
            key = model._meta.get_field("run")
            schema_editor.alter_field(model, key, _unconstrained(key))
            _execute(schema_editor, GUARD_ROWS, model._meta.db_table)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        if schema_editor.connection.vendor == "postgresql":
            model = to_state.apps.get_model(app_label, self.model_name)
            key = model._meta.get_field("run")
            _execute(schema_editor, LEAVE_ROWS, model._meta.db_table)
            schema_editor.alter_field(model, _unconstrained(key), key)

    def describe(self) -> str:
        return f"Guard the run of {self.model_name} by triggers (PostgreSQL)"


def _unconstrained(key: Field) -> Field:
    loose = copy(key)
    loose.db_constraint = False
    return loose


def _execute(schema_editor: BaseDatabaseSchemaEditor, sql: str, table: str) -> None:
    schema_editor.execute(sql.format(table=schema_editor.quote_name(table)), params=None)
