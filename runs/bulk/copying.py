"""Rows into a table of PostgreSQL by COPY: binary where arrays allow it, as text otherwise."""

from collections.abc import Iterator

from django.db import connection

from runs.bulk import binary
from runs.bulk.columns import Rows, Tell, to_nobody

TEXT_CHUNK = 50_000
BINARY_CHUNK = 20_000  # a few megabytes, which the processor's cache holds

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_rows(table: str, rows: Rows, tell: Tell = to_nobody) -> None:
    """Copy the rows into a table whose columns have the types of their fields."""
    quote = connection.ops.quote_name
    db_types = [field.db_type(connection) for field in rows.fields]
    is_binary = all(map(binary.can_pack, db_types, rows.columns))
    said = "FROM STDIN (FORMAT BINARY)" if is_binary else "FROM STDIN"
    chunks = _binary(rows, db_types) if is_binary else _text(rows)
    done = 0
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(table)} ({', '.join(map(quote, rows.names))}) {said}") as copy,
    ):
        if is_binary:
            copy.write(binary.HEADER)
        for count, chunk in chunks:
            copy.write(chunk)
            done += count
            tell(done)
        if is_binary:
            copy.write(binary.TRAILER)


def _binary(rows: Rows, db_types: list[str]) -> Iterator[tuple[int, bytes]]:
    for part in rows.parts(BINARY_CHUNK):
        yield part.count, binary.pack(db_types, part.columns, part.count)


def _text(rows: Rows) -> Iterator[tuple[int, str]]:
    for part in rows.parts(TEXT_CHUNK):
        texts = [map(_as_copy_text, column) for column in part.plain()]
        lines = map("\t".join, zip(*texts, strict=False))
        yield part.count, "\n".join(lines) + "\n"


def _as_copy_text(value: object) -> str:
    if value is None:
        return r"\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)
