"""The ledger of movements, and if the levels are what it says."""

from dataclasses import dataclass

import numpy as np
from django.db.models import Sum

from runs.bulk import numbers
from runs.models import Run
from stock.models import StockLevel, StockMovement


@dataclass(frozen=True)
class Difference:
    """A level that is not the sum of its movements."""

    product: int
    location: int
    level: int
    movements: int


def ledger_differences() -> list[Difference]:
    """Every product and place whose level is not the sum of its movements; none, if all is well."""
    sums: dict[tuple[int, int], int] = {}
    for side, sign in (("destination", 1), ("origin", -1)):
        rows = (
            StockMovement.objects.filter(**{f"{side}__isnull": False})
            .order_by()
            .values_list("product", side)
            .annotate(total=Sum("units"))
        )
        for product, location, total in rows.iterator(chunk_size=20_000):
            sums[product, location] = sums.get((product, location), 0) + sign * total
    differences = []
    levels = StockLevel.objects.order_by().values_list("product", "location", "units")
    for product, location, level in levels.iterator(chunk_size=20_000):
        total = sums.pop((product, location), 0)
        if total != level:
            differences.append(Difference(product, location, level, total))
    differences += [Difference(*place, 0, total) for place, total in sums.items() if total]
    return differences


def movements_of(run: Run, kind: str) -> np.ndarray:
    """What a run moved, as columns: product, origin, destination, units."""
    movements = StockMovement.objects.filter(posting__run=run, posting__kind=kind)
    return numbers(movements, "product", "origin", "destination", "units")
