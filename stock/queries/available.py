"""What the CD has to give."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Sum

from catalog.models import Product
from runs.models import Run
from stock.models import StockLevel, StockReservation
from stock.queries.columns import of_products


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
    return dict(of_products(levels, products).values_list("product", "units"))


def reserved_units(products: Collection[int], *, but_for: Run | None = None) -> dict[int, int]:
    """Units that approved runs have spoken for, by product id; those of one run left out."""
    reservations = of_products(StockReservation.objects.all(), products)
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
