"""Units that are on order, as the newest upload of open purchase orders says."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from django.db.models import QuerySet

from runs.bulk import numbers
from runs.models import Run
from stock.models import OnOrder
from stock.queries.columns import of_products

ORDERS = "orders"  # how a run says that it is an upload of open purchase orders


def is_of_orders(run: Run) -> bool:
    """If a stock upload is one of open purchase orders."""
    return run.parameters.get("place") == ORDERS


def orders_run() -> Run | None:
    """The newest upload of open purchase orders that is completed and not archived."""
    uploads = Run.objects.usable().of_type(Run.Type.STOCK_UPLOAD)
    return uploads.filter(parameters__place=ORDERS).first()


def on_order(
    run: Run | None, products: Sequence[int] | np.ndarray, until: date | None = None
) -> np.ndarray:
    """Units (int64) of products (ids) that a run says are on order, in the order given.

    Only what is due on or before `until`, if it is given. No run: nothing is on order.
    """
    wanted = np.asarray(products, dtype=np.int64)
    if run is None or not len(wanted):
        return np.zeros(len(wanted), dtype=np.int64)
    distinct, place = np.unique(wanted, return_inverse=True)
    rows = of_products(OnOrder.objects.of(run), distinct.tolist())
    if until is not None:
        rows = rows.filter(due__lte=until)
    product, units = numbers(rows, "product", "units")
    at = np.minimum(np.searchsorted(distinct, product), len(distinct) - 1)
    found = distinct[at] == product
    sums = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(sums, at[found], units[found])
    return sums[place]


def orders_of(run: Run) -> QuerySet:
    """The lines of a run: product, day and units, by product and day."""
    rows = OnOrder.objects.of(run).order_by("product", "due")  # as the index has them
    return rows.values("pk", "product__sku", "product__name", "due", "units")
