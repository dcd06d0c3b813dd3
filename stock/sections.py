"""What the page of a stock run shows."""

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from intake.exports import REJECTED as REJECTED_EXPORT
from intake.exports import REJECTED_ROWS
from intake.sections import REJECTED, WARNED
from runs.kinds import Kind, Section
from runs.models import Run
from stock.exports import STOCK
from stock.filters import CountFilter
from stock.models import StockCount
from stock.services import ADD, REPLACE, compute_stock
from stock.tables import CountTable


def _counts(run: Run) -> QuerySet:
    rows = StockCount.objects.of(run).annotate(place=Coalesce("location__store__name", Value("CD")))
    rows = rows.order_by("product", "location")  # as the index has them
    return rows.values("pk", "product__sku", "product__name", "place", "units")


STOCK_KIND = Kind(
    run_type=Run.Type.STOCK_UPLOAD,
    compute=compute_stock,
    sections=(
        Section(
            name="counts",
            title=_("Stock in the file"),
            rows=_counts,
            table=CountTable,
            filterset=CountFilter,
            export="stock",
            empty=_("Every quantity in the file is zero."),
            total=lambda run: run.metadata["counts"],
        ),
        REJECTED,
        WARNED,
    ),
    exports=(STOCK, REJECTED_EXPORT, REJECTED_ROWS),
    modes={REPLACE: _("Replaces"), ADD: _("Adds")},
)
