"""Sales as a file."""

from collections.abc import Iterable, Mapping

from runs.exports import filtered
from runs.kinds import Export
from runs.models import Run
from sales.filters import SalesFilter
from sales.models import SalesRecord


def sales_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    rows = filtered(SalesFilter, filters, SalesRecord.objects.of(run))
    return (
        rows.order_by("product__sku", "store__name", "date", "line")
        .values_list("product__sku", "product__name", "store__name", "date", "quantity")
        .iterator(chunk_size=10_000)
    )


SALES = Export(
    what="sales",
    sheet="Ventas",
    file_stem="ventas",
    headers=("SKU", "Producto", "Tienda", "Fecha", "Cantidad"),
    rows=sales_rows,
)
