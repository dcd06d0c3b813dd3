"""What movements changed, and what runs said, as columns."""

from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from runs.bulk import numbers
from runs.models import Run
from runs.rows import RunRow
from stock.models import Location, StockCount


@dataclass(frozen=True)
class Changes:
    """Signed units at places, with the posting that moved them: from one movement one or two."""

    posting: np.ndarray
    product: np.ndarray
    location: np.ndarray
    units: np.ndarray

    @classmethod
    def of(cls, movements: QuerySet) -> "Changes":
        sides = []
        for side, sign in (("destination", 1), ("origin", -1)):
            given = movements.filter(**{f"{side}__isnull": False})
            posting, product, location, units = numbers(given, "posting", "product", side, "units")
            sides.append((posting, product, location, sign * units))
        return cls(*(np.concatenate(parts) for parts in zip(*sides, strict=True)))

    def only(self, mask: np.ndarray) -> "Changes":
        columns = (self.posting, self.product, self.location, self.units)
        return Changes(*(column[mask] for column in columns))


def pairs_of_run(model: type[RunRow], run: Run) -> np.ndarray:
    """Product and location of a run's rows: an array of 2 × rows."""
    return numbers(model.objects.of(run), "product", "location")


def counts_by_name(run: Run, cd: str) -> dict[tuple[str, str], int]:
    """What a stock upload said: units by SKU and the store's own name, `cd` for the CD."""
    rows = StockCount.objects.of(run).order_by()
    names = dict(Location.objects.values_list("pk", "store__name"))
    return {
        (sku, names[location] or cd): units
        for sku, location, units in rows.values_list("product__sku", "location", "units").iterator(
            chunk_size=20_000
        )
    }
