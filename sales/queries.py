"""Reading sales, of one run at a time."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Max, QuerySet, Sum

from runs.models import Run
from sales.models import SalesRecord


@dataclass(frozen=True)
class SalesColumns:
    """The sales rows of one run: product ids, store ids, days (datetime64[D]), units."""

    product: np.ndarray
    store: np.ndarray
    day: np.ndarray
    units: np.ndarray


def sales_columns(run: Run) -> SalesColumns:
    rows = SalesRecord.objects.of(run).order_by()
    columns = list(
        zip(
            *rows.values_list("product", "store", "date", "quantity").iterator(chunk_size=20_000),
            strict=True,
        )
    ) or [(), (), (), ()]
    return SalesColumns(
        np.array(columns[0], dtype=np.int64),
        np.array(columns[1], dtype=np.int64),
        np.array(columns[2], dtype="datetime64[D]"),
        np.array(columns[3], dtype=np.int64),
    )


def net_units(run: Run) -> np.ndarray:
    """Units sold less units returned, by product and store: an array of 3 × pairs."""
    rows = SalesRecord.objects.of(run).order_by().values_list("product", "store")
    sums = list(rows.annotate(units=Sum("quantity")).exclude(units=0))
    return np.array(sums, dtype=np.int64).reshape(-1, 3).T


def sales_by_name(run: Run) -> Counter[tuple[str, str, date, int]]:
    """How often each row stands in a run: SKU, store's own name, day, units."""
    rows = SalesRecord.objects.of(run).order_by()
    return Counter(
        rows.values_list("product__sku", "store__name", "date", "quantity").iterator(
            chunk_size=20_000
        )
    )


def sales_with_names(run: Run) -> list[list]:
    """The rows of one run as columns: SKUs, stores' own names, days, units."""
    names = ("product__sku", "store__name", "date", "quantity")
    rows = SalesRecord.objects.of(run).order_by("pk").values_list(*names)
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
