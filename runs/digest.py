"""A fingerprint of results that depends on what they say, not on how they were stored."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from runs.sorting import in_order


class Texts(NamedTuple):
    """A text column whose texts are numbered: row i says `values[codes[i]]`."""

    values: Sequence[str]
    codes: np.ndarray


Column = np.ndarray | Sequence | Texts


def digest(tables: Mapping[str, Mapping[str, Column]]) -> str:
    """SHA-256 (hex) of tables given as equally long columns of whole numbers, days or texts.

    Neither the order of rows, of columns or of tables nor any database key changes it:
    texts are numbered by their code points, rows are sorted by all columns.
    """
    sha = hashlib.sha256()
    for name in sorted(tables):
        sha.update(f"table {name}\n".encode())
        numbers = []
        for column_name, column in sorted(tables[name].items()):
            sha.update(f"column {column_name}\n".encode())
            if isinstance(column, Texts):
                texts, column = _numbered(column)
                coded = map(str.encode, texts)
                sha.update(b"".join(b"%d:%b" % (len(text), text) for text in coded))
            numbers.append(_as_integers(column))
        for column in in_order(numbers):
            sha.update(column.astype("<i8", copy=False))
    return sha.hexdigest()


def _numbered(column: Texts) -> tuple[list[str], np.ndarray]:
    """The texts that occur, by code point, and each row's place among them."""
    codes = np.asarray(column.codes, dtype=np.int64)
    occurs = np.zeros(len(column.values), dtype=bool)
    occurs[codes] = True
    used = np.flatnonzero(occurs).tolist()
    texts = sorted({column.values[code] for code in used})
    place = {text: number for number, text in enumerate(texts)}
    places = np.zeros(len(column.values), dtype=np.int64)
    places[used] = [place[column.values[code]] for code in used]
    return texts, places[codes]


def _as_integers(column: np.ndarray | Sequence) -> np.ndarray:
    column = np.asarray(column)
    if column.dtype.kind == "M":
        column = column.astype("datetime64[D]")
    if column.dtype.kind == "f" and column.size:
        raise TypeError("Floats have no place in a digest: they differ between machines.")
    return column.astype(np.int64)
