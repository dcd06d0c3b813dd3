"""Stock levels as columns, and rows of few products."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from runs.bulk import numbers

FEW = 500


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
        return cls(*numbers(levels, "product", "location", "units", "since"))
