"""Whole-number columns of querysets."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

import numpy as np
from django.db.models import QuerySet

FEW = 500
CHUNK = 20_000


def columns(rows: QuerySet, *names: str) -> np.ndarray:
    """Whole-number columns of a queryset: an array of len(names) × rows."""
    values = rows.order_by().values_list(*names).iterator(chunk_size=CHUNK)
    chunks = [
        np.array(chunk, dtype=np.int64) for chunk in iter(lambda: list(islice(values, CHUNK)), [])
    ]
    return np.concatenate(chunks or [np.zeros((0, len(names)), dtype=np.int64)]).T


def of_products(rows: QuerySet, products: Collection[int]) -> QuerySet:
    """Only rows of these products, where a statement can name them all."""
    return rows.filter(product__in=list(products)) if len(products) <= FEW else rows


@dataclass(frozen=True)
class Levels:
    """Stock levels as columns: product id, location id, units, posting of the first notice."""

    product: np.ndarray
    location: np.ndarray
    units: np.ndarray
    since: np.ndarray

    @classmethod
    def read(cls, levels: QuerySet) -> "Levels":
        return cls(*columns(levels, "product", "location", "units", "since"))
