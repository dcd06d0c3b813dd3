"""Whole columns into a table and out of it, never model instances.

In: COPY on PostgreSQL, executemany on SQLite.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import DataError, connection, models, transaction
from django.db.backends.base.operations import BaseDatabaseOperations

Column = Sequence | np.ndarray | int | str | bool | None
Tell = Callable[[int], None]
CHUNK = 50_000


def to_nobody(done: int) -> None:
    """A Tell that nobody listens to."""


def insert_columns(
    model: type[models.Model], columns: Mapping[str, Column], tell: Tell = to_nobody
) -> int:
    """Insert rows given as equally long columns, and return their number.

    `tell` is told now and then how many are in.

    Keys are field names; a plain value stands for a whole column of it. Every field of the
    model but an automatic key must be there, as the database knows no defaults. Dates are
    datetime64[D]; None is NULL in sequences of objects. Raises DataError on both databases for
    what PostgreSQL can't store: long texts, NUL, integers out of range, fractions in integers.
    """
    names, values, count = _prepared(model, columns)
    if count:
        _write(model._meta.db_table, names, values, tell)
    return count


def upsert_columns(
    model: type[models.Model], columns: Mapping[str, Column], *, keys: Sequence[str]
) -> int:
    """Insert rows, or where `keys` (a unique constraint) are taken, update the other columns.

    Raises DataError, as `insert_columns` does, also where two of the rows have the same keys.
    """
    names, values, count = _prepared(model, columns)
    if not count:
        return 0
    if len(set(zip(*(values[list(columns).index(key)] for key in keys), strict=False))) < count:
        raise DataError(f"{model.__name__}: several rows for the same {', '.join(keys)}.")
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    key_names = [model._meta.get_field(key).column for key in keys]
    conflict = "ON CONFLICT ({}) DO UPDATE SET {}".format(
        ", ".join(map(quote, key_names)),
        ", ".join(f"{quote(n)} = excluded.{quote(n)}" for n in names if n not in key_names),
    )
    if connection.vendor != "postgresql":
        _executemany(model._meta.db_table, names, values, conflict)
        return count
    listed = ", ".join(map(quote, names))
    with transaction.atomic(), connection.cursor() as cursor:
        shape = f"SELECT {listed} FROM {table} LIMIT 0"  # noqa: S608
        cursor.execute(f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS {shape}")
        _copy("incoming", names, values)
        cursor.execute(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM incoming {conflict}")  # noqa: S608
        cursor.execute("DROP TABLE incoming")
    return count


def numbers(rows: models.QuerySet, *names: str) -> np.ndarray:
    """Whole-number columns of a queryset, by names of fields: int64, of columns × rows.

    NULL is not allowed in them.
    """
    width = len(names)
    chunks = [np.zeros((0, width), dtype=np.int64)]
    try:
        sql, params = rows.order_by().values_list(*names).query.sql_with_params()
    except EmptyResultSet:  # what Django knows beforehand to be empty
        return chunks[0].T
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while found := cursor.fetchmany(CHUNK):
            flat = chain.from_iterable(found)
            chunk = np.fromiter(flat, dtype=np.int64, count=width * len(found))
            chunks.append(chunk.reshape(-1, width))
    return np.concatenate(chunks).T


def _prepared(model, columns) -> tuple[list[str], list[Sequence], int]:
    fields = {field.name: field for field in model._meta.concrete_fields}
    needed = {name for name, field in fields.items() if not isinstance(field, models.AutoField)}
    if given := needed ^ set(columns):
        raise TypeError(f"{model.__name__}: columns missing or unknown: {sorted(given)}")
    lengths = {len(column) for column in columns.values() if not _is_constant(column)}
    if len(lengths) != 1:
        raise ValueError(f"{model.__name__}: columns of different lengths: {sorted(lengths)}")
    (count,) = lengths
    names = [fields[name].column for name in columns]
    for name, column in columns.items():
        _check(fields[name], [column] if _is_constant(column) else column)
    values = [
        [_python(column)] * count if _is_constant(column) else _plain(column)
        for column in columns.values()
    ]
    return names, values, count


def _is_constant(column: Column) -> bool:
    return not hasattr(column, "__len__") or isinstance(column, str)


def _check(field: models.Field, column: Sequence | np.ndarray) -> None:
    """Refuse on both databases what PostgreSQL would: SQLite stores anything anywhere."""
    if isinstance(field, models.CharField | models.TextField):
        texts = [text for text in column if text is not None]
        if field.max_length and max(map(len, texts), default=0) > field.max_length:
            raise DataError(f"{field}: a text has more than {field.max_length} characters.")
        if any("\0" in text for text in texts):
            raise DataError(f"{field}: a text contains NUL.")
    elif limits := BaseDatabaseOperations.integer_field_ranges.get(field.get_internal_type()):
        numbers = np.asarray(column)
        if numbers.dtype.kind == "O":
            numbers = np.asarray([number for number in column if number is not None])
        if numbers.size and numbers.dtype.kind not in "iu":
            raise DataError(f"{field}: whole numbers are needed, not {numbers.dtype}.")
        if numbers.size and not limits[0] <= numbers.min() <= numbers.max() <= limits[1]:
            raise DataError(f"{field}: a number is not between {limits[0]} and {limits[1]}.")
    elif getattr(column, "dtype", np.dtype(object)).kind == "M" and np.isnat(column).any():
        raise DataError(f"{field}: a date is missing.")


def _python(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def _plain(column: Sequence | np.ndarray) -> Sequence:
    """Python values, which both drivers take; dates as ISO text."""
    if not isinstance(column, np.ndarray):
        return column
    if column.dtype.kind == "M":
        return np.datetime_as_string(column.astype("datetime64[D]")).tolist()
    return column.tolist()


def _write(table: str, names: list[str], values: list[Iterable], tell: Tell) -> None:
    if connection.vendor == "postgresql":
        _copy(table, names, values, tell)
    else:
        _executemany(table, names, values, tell=tell)


def _executemany(
    table: str,
    names: list[str],
    values: list[Iterable],
    suffix: str = "",
    tell: Tell = to_nobody,
) -> None:
    quote = connection.ops.quote_name
    marks = ", ".join(["%s"] * len(names))
    listed = ", ".join(map(quote, names))
    with connection.cursor() as cursor:
        for done, rows in _chunks(zip(*values, strict=False)):
            cursor.executemany(
                f"INSERT INTO {quote(table)} ({listed}) VALUES ({marks}) {suffix}",  # noqa: S608
                rows,
            )
            tell(done)


def _copy(table: str, names: list[str], values: list[Iterable], tell: Tell = to_nobody) -> None:
    quote = connection.ops.quote_name
    listed = ", ".join(map(quote, names))
    texts = [map(_as_copy_text, column) for column in values]
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(table)} ({listed}) FROM STDIN") as copy,
    ):
        for done, lines in _chunks(map("\t".join, zip(*texts, strict=False))):
            copy.write("\n".join(lines) + "\n")
            tell(done)


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _as_copy_text(value: object) -> str:
    if value is None:
        return r"\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


def _chunks(rows: Iterator) -> Iterator[tuple[int, list]]:
    """Some rows at a time, with the number of all so far."""
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        done += len(chunk)
        yield done, chunk
