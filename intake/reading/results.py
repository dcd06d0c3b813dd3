"""What reading a file gives: columns, findings and counts; plain values that can be pickled."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np


class Unreadable(Exception):
    """The file as a whole can't be used; `code` says why, `facts` (JSON-able) the particulars."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}"


class Finding(NamedTuple):
    """A rejected row or cell, or an accepted one that deserves a warning."""

    sheet: str
    row: int  # as the spreadsheet shows it, from 1; csv: first line of the record
    column: str  # header as in the file, "" when the whole row is meant
    value: str  # at most 200 characters, control characters made visible
    code: str


@dataclass(frozen=True)
class Codes:
    """A text column: `values` are unique and in code-point order, `codes` (int32) index them."""

    values: list[str]
    codes: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str], codes: np.ndarray) -> "Codes":
        """From codes into `texts`, which may repeat, be unsorted and hold unused ones."""
        used = np.flatnonzero(np.bincount(codes, minlength=len(texts)))
        values = sorted({texts[i] for i in used.tolist()})
        position = dict(zip(values, range(len(values)), strict=True))
        moved = np.zeros(len(texts), np.int32)
        moved[used] = [position[texts[i]] for i in used.tolist()]
        return cls(values, moved[codes])


@dataclass(frozen=True)
class SalesTable:
    """Accepted sales rows in file order; all columns have one entry per row."""

    sku: Codes
    product: Codes  # "" where the file gives no name
    store: Codes
    day: np.ndarray  # datetime64[D]
    units: np.ndarray  # int64, returns negative
    row: np.ndarray  # number of the row in the file

    def only(self, mask: np.ndarray) -> "SalesTable":
        """The rows where the mask is true; texts that no row says any more are gone."""
        texts = (self.sku, self.product, self.store)
        kept = (Codes.of(each.values, each.codes[mask]) for each in texts)
        return SalesTable(*kept, self.day[mask], self.units[mask], self.row[mask])


@dataclass(frozen=True)
class StockTable:
    """One entry per (SKU, place), sorted by them; lines of the same SKU and place are summed.

    A long file keeps its zeros; of a wide matrix only cells that are not zero stand here.
    """

    sku: Codes
    store: Codes | None  # None: the CD
    units: np.ndarray  # int64
    skus: list[str]  # every accepted SKU of the file, ascending, also with zero cells only
    names: list[str]  # product name of each of `skus`, the last one that is not empty, or ""
    stores: list[str]  # every store of the file, in its order
    rows_of_stores: list[int]  # how many accepted rows (cells of a matrix) each of them has
    unread: list[tuple[str, str]]  # (SKU, store or "") whose quantity was rejected: unknown

    def only_stores(self, known: Container[str]) -> "StockTable":
        """The table without the other stores."""
        keep = np.array([name in known for name in self.store.values], bool)[self.store.codes]
        pairs = zip(self.stores, self.rows_of_stores, strict=True)
        stores = {name: rows for name, rows in pairs if name in known}
        return replace(
            self,
            sku=Codes.of(self.sku.values, self.sku.codes[keep]),
            store=Codes.of(self.store.values, self.store.codes[keep]),
            units=self.units[keep],
            stores=list(stores),
            rows_of_stores=list(stores.values()),
            unread=[(sku, store) for sku, store in self.unread if store in known],
        )


@dataclass(frozen=True)
class OrderTable:
    """Units on order per SKU and day of arrival, ascending; lines of the same are summed."""

    sku: Codes
    due: np.ndarray  # datetime64[D]
    units: np.ndarray  # int64, at least 1
    names: list[str]  # product name of each of sku.values, the last one not empty, or ""


@dataclass(frozen=True)
class ListTable:
    """A small list as text columns; `rows` are the row numbers in the file."""

    columns: dict[str, list[str]]
    rows: list[int]


Table = SalesTable | StockTable | OrderTable | ListTable


@dataclass(frozen=True)
class Reading:
    """A file that was read.

    rows + rejected_rows + sum(ignored.values()) = data rows of the file; in a wide matrix each
    counts once per store column, and a row rejected for its SKU is one finding but counts all.
    """

    table: Table
    container: str  # "xlsx", "xls" or "csv"
    sheet: str
    header_row: int
    mapping: dict[str, str]  # field -> header text in the file
    rows: int
    rejected_rows: int
    ignored: dict[str, int]  # "blank", "total", "header"
    rejected: list[Finding]
    warnings: list[Finding]  # at most 10,000 of a code; warning_counts has them all
    warning_counts: dict[str, int]
    negative: int
    zero: int
    positive: int
    extra: list[str] = field(default_factory=list)  # headers of columns that were not used
    day_first: bool | None = None  # how ambiguous dates were read; None: there were none
    looks_like_sales: bool = False  # a stock file that has stores and several days
    signature: str = ""  # of the header: what is said of its columns is remembered under it


@dataclass(frozen=True)
class RawRows:
    """Some rows of a sheet as they stand in it, as texts, by their numbers."""

    headers: list[str]
    rows: dict[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """A visible sheet: its name, and its upper rows as texts, by row number."""

    name: str
    upper: list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Outline:
    """What a file looks like, for somebody who is to say what it is.

    `columns` are named by their headers (see layout.py), with some values of each; `mapping`
    says which of them is which field.
    """

    container: str
    sheets: list[Sheet]
    kind: str  # what it looks like: "sales", "cd", "stores", "orders", "products", "aliases" or ""
    sheet: str
    header_row: int
    columns: list[str]
    samples: list[list[str]]
    mapping: dict[str, str]
    signature: str
    fields: dict[str, bool]  # the fields that can be said, and whether each is needed


@dataclass(frozen=True)
class Seen:
    """An outline with the reading it gives, or why it gives none."""

    outline: Outline
    reading: Reading | None
    problem: tuple[str, dict[str, object]] | None
