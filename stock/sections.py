"""What the page of a stock run shows."""

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intake.exports import REJECTED as REJECTED_EXPORT
from intake.exports import REJECTED_ROWS
from intake.sections import REJECTED, WARNED
from runs.kinds import Kind, Link, Section
from runs.models import Run
from stock.exports import ORDERS as ORDERS_EXPORT
from stock.exports import STOCK
from stock.filters import CountFilter, OrderFilter
from stock.models import StockCount
from stock.queries import is_of_orders, orders_of
from stock.services import ADD, CD, ORDERS, REPLACE, STORES, compute_stock
from stock.tables import CountTable, OrderTable

PLACES_IN_WORDS = {
    CD: _("Stock of the CD"),
    STORES: _("Stock of the stores"),
    ORDERS: _("Open purchase orders"),
}


def _counts(run: Run) -> QuerySet:
    rows = StockCount.objects.of(run).annotate(place=Coalesce("location__store__name", Value("CD")))
    rows = rows.order_by("product", "location")  # as the index has them
    return rows.values("pk", "product__sku", "product__name", "place", "units")


def _facts(run: Run) -> list[tuple[Any, Any]]:
    return [(_("What the file holds"), PLACES_IN_WORDS.get(run.parameters.get("place")))]


CORRECT = Link(
    title=_("Upload corrected rows"),
    address=lambda run: f"{reverse('stock:upload')}?continues={run.pk}",
    permission="runs.upload_run",
    is_shown=lambda run: (
        run.rejected_count > 0 and run.status != Run.Status.ARCHIVED and not is_of_orders(run)
    ),
)
STOCK_KIND = Kind(
    run_type=Run.Type.STOCK_UPLOAD,
    compute=compute_stock,
    permission="runs.upload_run",
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
            applies=lambda run: not is_of_orders(run),
        ),
        Section(
            name="orders",
            title=_("Open purchase orders"),
            rows=orders_of,
            table=OrderTable,
            filterset=OrderFilter,
            export="orders",
            total=lambda run: run.metadata["orders"],
            applies=is_of_orders,
        ),
        REJECTED,
        WARNED,
    ),
    exports=(STOCK, ORDERS_EXPORT, REJECTED_EXPORT, REJECTED_ROWS),
    modes={REPLACE: _("Replaces"), ADD: _("Adds")},
    facts=_facts,
)
