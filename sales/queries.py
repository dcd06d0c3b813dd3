"""Reading sales, of one run at a time, or of several as one history."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import F, Func, IntegerField, Max, QuerySet, Sum

from runs.bulk import numbers
from runs.models import Run
from sales.models import SalesRecord


class DayNumber(Func):
    """Days since 1970: a number reaches numpy much faster than a date does."""

    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **context):
        template = "CAST(julianday(%(expressions)s) - 2440587.5 AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler, connection, **context):
        template = "(%(expressions)s - DATE '1970-01-01')"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True)
class SalesColumns:
    """Sales rows: product ids, store ids, days (datetime64[D]), units."""

    product: np.ndarray
    store: np.ndarray
    day: np.ndarray
    units: np.ndarray

    @classmethod
    def nothing(cls) -> "SalesColumns":
        kinds = (np.int64, np.int64, "datetime64[D]", np.int64)
        return cls(*(np.zeros(0, dtype=kind) for kind in kinds))

    def only(self, rows: np.ndarray) -> "SalesColumns":
        return SalesColumns(self.product[rows], self.store[rows], self.day[rows], self.units[rows])


def sales_columns(run: Run) -> SalesColumns:
    rows = SalesRecord.objects.of(run).annotate(day=DayNumber(F("date")))
    product, store, day, units = numbers(rows, "product", "store", "day", "quantity")
    return SalesColumns(product, store, day.astype("datetime64[D]"), units)


@dataclass(frozen=True)
class SalesHistory:
    """The sales of several runs, each sale once.

    `superseded` counts the rows that were left out for that; `spans` has the first and the last
    day of each run with sales: what lies outside all of them was not uploaded.
    """

    sales: SalesColumns
    superseded: int
    spans: list[tuple[np.datetime64, np.datetime64]]


def sales_history(runs: Sequence[Run]) -> SalesHistory:
    """Where uploads overlap, that is name the same SKU, store and day, the rows of the newest run
    stand; within one run each row counts.
    """
    newest_first = sorted(runs, key=lambda run: run.number, reverse=True)
    parts = [part for part in map(sales_columns, newest_first) if len(part.units)]
    if not parts:
        return SalesHistory(SalesColumns.nothing(), 0, [])
    spans = [(part.day.min(), part.day.max()) for part in parts]
    sales = SalesColumns(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("product", "store", "day", "units")
        )
    )
    if len(parts) == 1:
        return SalesHistory(sales, 0, spans)
    # Parts come newest first and the sort is stable: the first row of a key is of its newest run.
    run = np.repeat(np.arange(len(parts)), [len(part.units) for part in parts])
    stores, days = int(sales.store.max()) + 1, sales.day.astype(np.int64)
    first_day = int(days.min())
    span = int(days.max()) - first_day + 1
    key = (sales.product * stores + sales.store) * span + (days - first_day)
    order = np.argsort(key, kind="stable")
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = key[order][1:] != key[order][:-1]
    newest = run[order][starts][np.cumsum(starts) - 1]
    kept = np.zeros(len(order), dtype=bool)
    kept[order] = run[order] == newest
    return SalesHistory(sales.only(kept), int((~kept).sum()), spans)


def net_units(run: Run) -> np.ndarray:
    """Units sold less units returned, by product and store: an array of 3 × pairs."""
    pairs = SalesRecord.objects.of(run).order_by().values("product", "store")
    sums = pairs.annotate(units=Sum("quantity")).exclude(units=0)
    return numbers(sums, "product", "store", "units")


def sales_with_names(run: Run) -> list[list]:
    """The rows of one run as columns: SKUs, stores' own names, days, units."""
    names = ("product__sku", "store__name", "date", "quantity")
    rows = SalesRecord.objects.of(run).order_by("line").values_list(*names)
    columns = [list(column) for column in zip(*rows.iterator(chunk_size=20_000), strict=True)]
    return columns or [[] for _name in names]


def top_sales(run: Run) -> QuerySet:
    """Units sold per product of one run, most first: product__sku, product__name, units, last."""
    return (
        SalesRecord.objects.of(run)
        .values("product__sku", "product__name")
        .annotate(units=Sum("quantity"), last=Max("date"))
        .order_by("-units", "product__sku")
    )
