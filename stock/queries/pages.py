"""Stock as the pages show it."""

from django.db.models import BigIntegerField, Count, OuterRef, QuerySet, Subquery, Sum, Value

from catalog.models import Product
from runs.models import Run
from stock.models import OnOrder, StockLevel


def products_with_stock(orders: Run | None = None) -> QuerySet:
    """Products with `cd`, `in_stores` (units) and `stores` (that hold some), as dictionaries.

    `on_order` is what an upload of open orders says is still to come.
    """
    levels = StockLevel.objects.filter(product=OuterRef("pk")).order_by()
    in_stores = levels.filter(location__is_cd=False).values("product")
    return (
        Product.objects.order_by("sku")
        .annotate(
            cd=Subquery(levels.filter(location__is_cd=True).values("units")),
            in_stores=Subquery(in_stores.annotate(total=Sum("units")).values("total")),
            stores=Subquery(
                in_stores.filter(units__gt=0).annotate(number=Count("pk")).values("number")
            ),
            on_order=_on_order(orders),
        )
        .values("pk", "sku", "name", "category__name", "cd", "in_stores", "stores", "on_order")
    )


def _on_order(orders: Run | None) -> Subquery | Value:
    if orders is None:
        return Value(None, output_field=BigIntegerField())
    lines = OnOrder.objects.of(orders).filter(product=OuterRef("pk")).order_by().values("product")
    return Subquery(lines.annotate(total=Sum("units")).values("total"))


def places_of(product: Product) -> list[dict]:
    """Where a product is: CD first, then stores by name; place, type, units, counted."""
    levels = StockLevel.objects.filter(product=product).select_related("location__store", "since")
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
