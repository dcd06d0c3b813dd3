"""Rows as PostgreSQL's binary COPY takes them, made column by column, without Python objects.

https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format": a row is the number of
its fields, and each field its length in bytes (-1: NULL) and its value, all big-endian.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
# By type in the database: the kind of array it takes, and how a value is written.
KINDS = {**dict.fromkeys(("smallint", "integer", "bigint"), "iu"), "date": "M", "boolean": "b"}
FORMS = {"smallint": ">i2", "integer": ">i4", "bigint": ">i8", "date": ">i4", "boolean": "u1"}
TEXT = re.compile(r"text|varchar(\(\d+\))?")
DAY_ZERO = np.datetime64("2000-01-01")
NULL = -1


@dataclass(frozen=True)
class Field:
    """One field of some rows: an entry for each of them, or one for all.

    Of each value the first `lengths` bytes count. There are none where all are NULL or empty.
    """

    lengths: int | np.ndarray
    values: np.ndarray | None


def can_pack(db_type: str, column: object) -> bool:
    """Whether `pack` takes this column: an array, a list of texts, or one value for all rows."""
    if column is None:
        return True
    if TEXT.fullmatch(db_type):
        if isinstance(column, list):
            return all(type(text) is str for text in column)  # numpy asks others for str()
        return _kind(column) == "U"
    return _kind(column) in KINDS.get(db_type, "")


def _kind(column: object) -> str:
    known = isinstance(column, np.ndarray | np.generic | bool | int | str)
    return np.asanyarray(column).dtype.kind if known else "unknown"


def pack(db_types: Sequence[str], columns: Sequence, count: int) -> bytes:
    """`count` rows of columns, each of which `can_pack` with its type in the database.

    Values must be in the range of their type. What is masked is NULL.
    """
    fields = [_field(*each) for each in zip(db_types, columns, strict=True)]
    rows = np.empty(count, dtype=_record(fields))
    rows["fields"] = len(fields)
    for place, field in enumerate(fields):
        rows[f"length {place}"] = field.lengths
        if field.values is not None:
            rows[f"value {place}"] = field.values
    if all(isinstance(field.lengths, int) for field in fields):
        return rows.tobytes()
    return rows.view(np.uint8).reshape(count, -1)[_counting(rows, fields)].tobytes()


def _field(db_type: str, column: object) -> Field:
    if column is None:
        return Field(NULL, None)
    if isinstance(column, str):
        text = column.encode()
        return Field(len(text), np.array(text) if text else None)
    if TEXT.fullmatch(db_type):
        values, lengths = _utf8(np.asanyarray(column))
    else:
        given = np.asarray(column)
        if db_type == "date":
            given = (given.astype("M8[D]") - DAY_ZERO).astype(np.int64)
        values = given.astype(FORMS[db_type])
        lengths = values.itemsize
    if np.ma.is_masked(column):
        lengths = np.where(column.mask, NULL, lengths)
    return Field(lengths, values)


def _utf8(texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Texts as bytes of one width, and how many of them count."""
    codes = code_points(texts)
    if codes.max(initial=0) < 128:
        values = codes.astype(np.uint8).view(f"S{codes.shape[1]}").ravel()
    else:
        values = np.strings.encode(np.asarray(texts), "utf-8")
    return values, np.strings.str_len(values)


def code_points(texts: np.ndarray) -> np.ndarray:
    """Of an array of texts: rows × characters, the rest of shorter texts filled with zeros."""
    texts = np.ascontiguousarray(texts, dtype=texts.dtype.newbyteorder("="))
    return texts.view(np.uint32).reshape(len(texts), texts.itemsize // 4)


def _record(fields: list[Field]) -> np.dtype:
    """A row in which every field has its full width."""
    layout: list[tuple] = [("fields", ">i2")]
    for place, field in enumerate(fields):
        layout.append((f"length {place}", ">i4"))
        if field.values is not None:
            layout.append((f"value {place}", field.values.dtype))
    return np.dtype(layout)


def _counting(rows: np.ndarray, fields: list[Field]) -> np.ndarray:
    """Which bytes of the rows count, of rows × bytes: not the rest of short texts, nor NULLs."""
    counting = np.ones((len(rows), rows.itemsize), dtype=bool)
    for place, field in enumerate(fields):
        if isinstance(field.lengths, np.ndarray):
            form, start = rows.dtype.fields[f"value {place}"]
            width = np.arange(form.itemsize)
            counting[:, start : start + form.itemsize] = width < field.lengths[:, np.newaxis]
    return counting
