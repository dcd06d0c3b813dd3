"""Columns on their way into a table: checked as a whole, handed on some rows at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from django.db import DataError, models
from django.db.backends.base.operations import BaseDatabaseOperations

from runs.bulk.binary import code_points

Column = Sequence | np.ndarray | int | str | bool | None
Tell = Callable[[int], None]
FIRST_DAY, LAST_DAY = np.datetime64("0001-01-01"), np.datetime64("9999-12-31")  # Python's, too


def to_nobody(done: int) -> None:
    """A Tell that nobody listens to."""


@dataclass(frozen=True)
class Rows:
    """Rows of a model, by column; a plain value stands for a whole column of it."""

    fields: list[models.Field]
    columns: list[Column]
    count: int

    @property
    def names(self) -> list[str]:
        return [field.column for field in self.fields]

    def parts(self, size: int) -> Iterator["Rows"]:
        """The same rows, at most `size` at a time. Arrays are looked into, not copied."""
        for start in range(0, self.count, size):
            stop = min(start + size, self.count)
            columns = [c if is_constant(c) else c[start:stop] for c in self.columns]
            yield Rows(self.fields, columns, stop - start)

    def plain(self) -> list[Iterable]:
        """The columns in Python values, which both drivers take; dates as ISO text."""
        return [
            repeat(_python(column), self.count) if is_constant(column) else _plain(column)
            for column in self.columns
        ]


def checked(model: type[models.Model], columns: Mapping[str, Column]) -> Rows:
    """The rows that columns by field name make. See insert_columns for what it refuses."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    needed = {name for name, field in fields.items() if not isinstance(field, models.AutoField)}
    if given := needed ^ set(columns):
        raise TypeError(f"{model.__name__}: columns missing or unknown: {sorted(given)}")
    lengths = {len(column) for column in columns.values() if not is_constant(column)}
    if len(lengths) != 1:
        raise ValueError(f"{model.__name__}: columns of different lengths: {sorted(lengths)}")
    (count,) = lengths
    accepted = [_checked(fields[name], column) for name, column in columns.items()]
    return Rows([fields[name] for name in columns], accepted, count)


def is_constant(column: Column) -> bool:
    return not hasattr(column, "__len__") or isinstance(column, str)


def _checked(field: models.Field, column: Column) -> Column:
    """The column, as an array if it has whole numbers or truth values.

    Refuses on both databases what PostgreSQL would: SQLite stores anything anywhere.
    """
    if is_constant(column):
        _checked(field, np.array([column]) if isinstance(column, np.generic) else [column])
        return column
    kind = _stored_in(field)
    if isinstance(kind, models.CharField | models.TextField):
        _check_texts(field, column)
    elif limits := BaseDatabaseOperations.integer_field_ranges.get(kind.get_internal_type()):
        return _whole_numbers(field, column, limits)
    elif isinstance(kind, models.BooleanField):
        truths = np.asanyarray(column)
        return truths if truths.dtype.kind == "b" else column
    elif isinstance(column, np.ndarray) and column.dtype.kind == "M":
        _check_days(field, column)
    return column


def _stored_in(field: models.Field) -> models.Field:
    """What decides how a field is stored: of a foreign key, what it refers to."""
    while field.remote_field:
        field = field.target_field
    return field


def _check_texts(field: models.Field, column: Sequence | np.ndarray) -> None:
    if isinstance(column, np.ndarray) and column.dtype.kind == "U":
        longest = int(np.strings.str_len(np.asarray(column)).max(initial=0))
        has_nul = _has_nul(column)
    else:
        texts = [text for text in column if text is not None]
        longest, has_nul = max(map(len, texts), default=0), any("\0" in text for text in texts)
    if field.max_length and longest > field.max_length:
        raise DataError(f"{field}: a text has more than {field.max_length} characters.")
    if has_nul:
        raise DataError(f"{field}: a text contains NUL.")


def _has_nul(texts: np.ndarray) -> bool:
    """Whether one of the texts has a NUL that is not padding: something follows it."""
    codes = code_points(texts)
    return bool(((codes[:, :-1] == 0) & (codes[:, 1:] != 0)).any())


def _whole_numbers(
    field: models.Field, column: Sequence | np.ndarray, limits: tuple[int, int]
) -> np.ndarray:
    """Numbers within the limits; None among them is masked."""
    numbers = np.asanyarray(column)
    if numbers.dtype.kind == "O":
        absent = [number is None for number in column]
        present = [0 if number is None else number for number in column]
        numbers = np.ma.array(np.asarray(present), mask=absent)
    known = np.ma.compressed(numbers)
    if known.size and known.dtype.kind not in "iu":
        raise DataError(f"{field}: whole numbers are needed, not {known.dtype}.")
    if known.size and not limits[0] <= known.min() <= known.max() <= limits[1]:
        raise DataError(f"{field}: a number is not between {limits[0]} and {limits[1]}.")
    return numbers


def _check_days(field: models.Field, column: np.ndarray) -> None:
    days = np.ma.filled(column.astype("M8[D]"), np.datetime64("NaT"))
    if np.isnat(days).any():
        raise DataError(f"{field}: a date is missing.")
    if days.size and not FIRST_DAY <= days.min() <= days.max() <= LAST_DAY:
        raise DataError(f"{field}: a date is not between {FIRST_DAY} and {LAST_DAY}.")


def _python(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value


def _plain(column: Sequence | np.ndarray) -> Iterable:
    if not isinstance(column, np.ndarray):
        return column
    if column.dtype.kind == "M":
        days, codes = np.unique(column.astype("M8[D]"), return_inverse=True)
        return np.datetime_as_string(days).astype(object)[codes].tolist()  # few days, many rows
    return column.tolist()
