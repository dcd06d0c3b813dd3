"""What a stock upload, or one of open purchase orders, said, as a file."""

from collections.abc import Iterable, Mapping

from django.db.models import Value
from django.db.models.functions import Coalesce

from runs.exports import filtered
from runs.kinds import Export
from runs.models import Run
from stock.filters import CountFilter, OrderFilter
from stock.models import OnOrder, StockCount
from stock.queries import is_of_orders


def stock_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    rows = filtered(CountFilter, filters, StockCount.objects.of(run))
    rows = rows.annotate(place=Coalesce("location__store__name", Value("CD")))
    return (
        rows.order_by("product__sku", "place")
        .values_list("product__sku", "product__name", "place", "units")
        .iterator(chunk_size=10_000)
    )


STOCK = Export(
    what="stock",
    sheet="Stock",
    file_stem="stock",
    headers=("SKU", "Producto", "Tienda", "Stock"),
    rows=stock_rows,
    applies=lambda run: not is_of_orders(run),
)


def order_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    rows = filtered(OrderFilter, filters, OnOrder.objects.of(run))
    return (
        rows.order_by("product__sku", "due")
        .values_list("product__sku", "product__name", "due", "units")
        .iterator(chunk_size=10_000)
    )


ORDERS = Export(
    what="orders",
    sheet="Ordenes",
    file_stem="ordenes_de_compra",
    headers=("SKU", "Producto", "Fecha", "Cantidad"),
    rows=order_rows,
    applies=is_of_orders,
)
