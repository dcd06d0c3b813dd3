"""The stock as it stood after a posting."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.db.models import Max, QuerySet

from runs.bulk import numbers
from runs.models import Run
from stock.models import Location, StockLevel, StockMovement, StockPosting
from stock.queries.columns import Levels, of_products


@dataclass(frozen=True)
class Position:
    """The stock of some products as it stood after posting number `mark`.

    A product without a line here is not at zero but unknown there.
    """

    mark: int
    cd_product: np.ndarray
    cd_units: np.ndarray
    store_product: np.ndarray
    store: np.ndarray  # store ids, beside store_product
    store_units: np.ndarray


@transaction.atomic
def stock_position(products: Collection[int], mark: int | None = None) -> Position:
    """The stock of products now, or as it stood after posting number `mark`."""
    Location.objects.lock_ledger()
    newest = StockPosting.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    mark = newest if mark is None else mark
    levels = StockLevel.objects.known(mark)
    movements = StockMovement.objects.filter(posting__gt=mark)
    movements = of_products(movements, products)
    read = Levels.read(of_products(levels, products))
    units = read.units
    if mark < newest:
        units = units - _net_units(movements, read)
    cd = Location.objects.cd().pk
    in_cd = read.location == cd
    return Position(
        mark=mark,
        cd_product=read.product[in_cd],
        cd_units=units[in_cd],
        store_product=read.product[~in_cd],
        store=_stores_of(read.location[~in_cd]),
        store_units=units[~in_cd],
    )


def counting_runs(mark: int) -> list[Run]:
    """The newest stock upload of each kind of place up to posting number `mark`, none undone.

    With those that correct it.
    """
    postings = StockPosting.objects.filter(pk__lte=mark)
    undone = postings.filter(kind=StockPosting.Kind.REVERSAL).values("run")
    counts = postings.filter(kind=StockPosting.Kind.COUNT).exclude(run__in=undone)
    whole = counts.exclude(run__parameters__has_key="continues").order_by("-pk")
    found = []
    for place in ("cd", "stores"):
        if newest := whole.filter(run__parameters__place=place).select_related("run").first():
            corrected = counts.filter(run__parameters__continues=str(newest.run_id))
            corrected = corrected.select_related("run").order_by("pk")
            found += [newest.run, *(posting.run for posting in corrected)]
    return found


def _net_units(movements: QuerySet, levels: Levels) -> np.ndarray:
    """What movements brought to, less what they took from, the places of `levels`."""
    span = (Location.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    keys = levels.product * span + levels.location
    order = np.argsort(keys)
    net = np.zeros(len(keys), dtype=np.int64)
    for side, sign in (("destination", 1), ("origin", -1)):
        product, location, units = numbers(
            movements.filter(**{f"{side}__isnull": False}), "product", side, "units"
        )
        place = np.searchsorted(keys, product * span + location, sorter=order)
        place = np.minimum(place, len(keys) - 1)
        found = keys[order[place]] == product * span + location if len(keys) else place > 0
        np.add.at(net, order[place[found]], sign * units[found])
    return net


def _stores_of(locations: np.ndarray) -> np.ndarray:
    ids, stores = numbers(Location.objects.filter(is_cd=False), "pk", "store")
    table = np.zeros(int(max(ids.max(initial=0), locations.max(initial=0))) + 1, dtype=np.int64)
    table[ids] = stores
    return table[locations]
