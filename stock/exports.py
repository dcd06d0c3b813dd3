"""What a stock upload said, as a file."""

from collections.abc import Iterable, Mapping

from django.db.models import Value
from django.db.models.functions import Coalesce

from runs.exports import filtered
from runs.kinds import Export
from runs.models import Run
from stock.filters import CountFilter
from stock.models import StockCount


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
)
