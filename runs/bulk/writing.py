"""Columns into a table."""

from collections.abc import Mapping, Sequence

from django.db import DataError, connection, models, transaction

from runs.bulk.columns import Column, Rows, Tell, checked, to_nobody
from runs.bulk.copying import copy_rows
from runs.bulk.inserting import insert_rows


def insert_columns(
    model: type[models.Model], columns: Mapping[str, Column], tell: Tell = to_nobody
) -> int:
    """Insert rows given as equally long columns, and return their number.

    `tell` is told now and then how many are in.

    Keys are field names; a plain value stands for a whole column of it. Every field of the
    model but an automatic key must be there, as the database knows no defaults. Dates are
    datetime64[D]; None in sequences of objects and what is masked in masked arrays of numbers
    is NULL. Raises DataError on both databases for what PostgreSQL can't store: long texts, NUL,
    integers out of range, fractions in integers.

    Fastest are arrays, of numbers, truth values, dates and texts (dtype U).
    """
    rows = checked(model, columns)
    if not rows.count:
        return 0
    if connection.vendor == "postgresql":
        copy_rows(model._meta.db_table, rows, tell)
    else:
        insert_rows(model._meta.db_table, rows, tell=tell)
    return rows.count


def upsert_columns(
    model: type[models.Model], columns: Mapping[str, Column], *, keys: Sequence[str]
) -> int:
    """Insert rows, or where `keys` (a unique constraint) are taken, update the other columns.

    Raises DataError, as `insert_columns` does, also where two of the rows have the same keys.
    """
    rows = checked(model, columns)
    if not rows.count:
        return 0
    key_fields = [model._meta.get_field(key) for key in keys]
    if _distinct(rows, key_fields) < rows.count:
        raise DataError(f"{model.__name__}: several rows for the same {', '.join(keys)}.")
    quote = connection.ops.quote_name
    table, listed = quote(model._meta.db_table), ", ".join(map(quote, rows.names))
    conflict = "ON CONFLICT ({}) DO UPDATE SET {}".format(
        ", ".join(quote(field.column) for field in key_fields),
        ", ".join(
            f"{quote(field.column)} = excluded.{quote(field.column)}"
            for field in rows.fields
            if field not in key_fields
        ),
    )
    if connection.vendor != "postgresql":
        insert_rows(model._meta.db_table, rows, conflict)
        return rows.count
    with transaction.atomic(), connection.cursor() as cursor:
        shape = f"SELECT {listed} FROM {table} LIMIT 0"  # noqa: S608
        cursor.execute(f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS {shape}")
        copy_rows("incoming", rows)
        cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM incoming {conflict}")  # noqa: S608
        cursor.execute("DROP TABLE incoming")
    return rows.count


def _distinct(rows: Rows, fields: list[models.Field]) -> int:
    """How many of the rows differ in these fields."""
    columns = [rows.columns[rows.fields.index(field)] for field in fields]
    return len(set(zip(*Rows(fields, columns, rows.count).plain(), strict=True)))
