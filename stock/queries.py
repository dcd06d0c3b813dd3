"""Reading stock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum

from catalog.models import Product
from runs.models import Run
from runs.rows import RunRow
from stock.models import (
    Location,
    StockCount,
    StockLevel,
    StockMovement,
    StockPosting,
    StockReservation,
)

FEW = 500


@dataclass(frozen=True)
class Levels:
    """Stock levels as columns: product id, location id, units, posting of the first notice."""

    product: np.ndarray
    location: np.ndarray
    units: np.ndarray
    since: np.ndarray

    @classmethod
    def read(cls, levels: QuerySet) -> "Levels":
        return cls(*_columns(levels, "product", "location", "units", "since"))


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
    if len(products) <= FEW:
        levels = levels.filter(product__in=products)
        movements = movements.filter(product__in=products)
    read = Levels.read(levels)
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
    """The newest stock upload of each kind of place up to posting number `mark`, none undone."""
    postings = StockPosting.objects.filter(pk__lte=mark)
    undone = postings.filter(kind=StockPosting.Kind.REVERSAL).values("run")
    counts = postings.filter(kind=StockPosting.Kind.COUNT).exclude(run__in=undone)
    newest = [
        counts.filter(run__parameters__place=place).select_related("run").order_by("-pk").first()
        for place in ("cd", "stores")
    ]
    return [posting.run for posting in newest if posting]


def _net_units(movements: QuerySet, levels: Levels) -> np.ndarray:
    """What movements brought to, less what they took from, the places of `levels`."""
    span = (Location.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    keys = levels.product * span + levels.location
    order = np.argsort(keys)
    net = np.zeros(len(keys), dtype=np.int64)
    for side, sign in (("destination", 1), ("origin", -1)):
        product, location, units = _columns(
            movements.filter(**{f"{side}__isnull": False}), "product", side, "units"
        )
        place = np.searchsorted(keys, product * span + location, sorter=order)
        place = np.minimum(place, len(keys) - 1)
        found = keys[order[place]] == product * span + location if len(keys) else place > 0
        np.add.at(net, order[place[found]], sign * units[found])
    return net


def _stores_of(locations: np.ndarray) -> np.ndarray:
    ids, stores = _columns(Location.objects.filter(is_cd=False), "pk", "store")
    table = np.zeros(int(max(ids.max(initial=0), locations.max(initial=0))) + 1, dtype=np.int64)
    table[ids] = stores
    return table[locations]


def _columns(rows: QuerySet, *names: str) -> np.ndarray:
    """Whole-number columns of a queryset: an array of len(names) × rows."""
    values = list(rows.order_by().values_list(*names).iterator(chunk_size=20_000))
    return np.array(values, dtype=np.int64).reshape(-1, len(names)).T


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


def products_with_stock() -> QuerySet:
    """Products with `cd`, `in_stores` (units) and `stores` (that hold some), as dictionaries."""
    levels = StockLevel.objects.known().filter(product=OuterRef("pk")).order_by()
    in_stores = levels.filter(location__is_cd=False).values("product")
    return (
        Product.objects.order_by("sku")
        .annotate(
            cd=Subquery(levels.filter(location__is_cd=True).values("units")),
            in_stores=Subquery(in_stores.annotate(total=Sum("units")).values("total")),
            stores=Subquery(
                in_stores.filter(units__gt=0).annotate(number=Count("pk")).values("number")
            ),
        )
        .values("pk", "sku", "name", "category__name", "cd", "in_stores", "stores")
    )


def places_of(product: Product) -> list[dict]:
    """Where a product is: CD first, then stores by name; place, type, units, counted."""
    levels = StockLevel.objects.known().filter(product=product)
    levels = levels.select_related("location__store", "since")
    places = [
        {
            "place": str(level.location),
            "type": level.location.store.get_type_display() if level.location.store else "CD",
            "units": level.units,
            "counted": level.since.at,
            "is_cd": level.location.is_cd,
        }
        for level in levels
    ]
    return sorted(places, key=lambda place: (not place["is_cd"], place["place"]))


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


@dataclass(frozen=True)
class Shortage:
    """A product of which the CD has less to give than is wanted."""

    sku: str
    wanted: int
    available: int

    @property
    def missing(self) -> int:
        return self.wanted - self.available

    def __str__(self) -> str:
        return f"{self.sku} ({self.available} / {self.wanted})"


def cd_units(products: Collection[int]) -> dict[int, int]:
    """Units in the CD by product id; absent where there is no record."""
    levels = StockLevel.objects.known().filter(location__is_cd=True)
    return dict(_of_products(levels, products).values_list("product", "units"))


def reserved_units(products: Collection[int], *, but_for: Run | None = None) -> dict[int, int]:
    """Units that approved runs have spoken for, by product id; those of one run left out."""
    reservations = _of_products(StockReservation.objects.all(), products)
    if but_for is not None:
        reservations = reservations.exclude(run=but_for)
    sums = reservations.order_by().values_list("product").annotate(total=Sum("units"))
    return dict(sums)


def shortages(
    wanted: Mapping[int, int], *, but_for: Run | None = None, count_reserved: bool = True
) -> list[Shortage]:
    """Products (ids and units wanted) of which the CD has less to give, by SKU.

    What other runs reserved is not available, unless it is not to be counted.
    """
    held = cd_units(wanted)
    reserved = reserved_units(wanted, but_for=but_for) if count_reserved else {}
    lacking = {
        product: max(held.get(product, 0) - reserved.get(product, 0), 0)
        for product, units in wanted.items()
        if units > held.get(product, 0) - reserved.get(product, 0)
    }
    skus = dict(Product.objects.filter(pk__in=lacking).values_list("pk", "sku"))
    found = [Shortage(skus[pk], wanted[pk], available) for pk, available in lacking.items()]
    return sorted(found, key=lambda shortage: shortage.sku)


def _of_products(rows: QuerySet, products: Collection[int]) -> QuerySet:
    return rows.filter(product__in=list(products)) if len(products) <= FEW else rows


def movements_of(run: Run, kind: str) -> np.ndarray:
    """What a run moved, as columns: product, origin, destination, units."""
    movements = StockMovement.objects.filter(posting__run=run, posting__kind=kind)
    return _columns(movements, "product", "origin", "destination", "units")


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
            posting, product, location, units = _columns(given, "posting", "product", side, "units")
            sides.append((posting, product, location, sign * units))
        return cls(*(np.concatenate(parts) for parts in zip(*sides, strict=True)))

    def only(self, mask: np.ndarray) -> "Changes":
        columns = (self.posting, self.product, self.location, self.units)
        return Changes(*(column[mask] for column in columns))


def pairs_of_run(model: type[RunRow], run: Run) -> np.ndarray:
    """Product and location of a run's rows: an array of 2 × rows."""
    return _columns(model.objects.of(run), "product", "location")
