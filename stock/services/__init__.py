"""What changes stock."""

from stock.queries.orders import ORDERS
from stock.services.dispatch import post_dispatch, post_undo
from stock.services.files import CD, STORES, StockFile, examine_stock
from stock.services.orders import OrdersFile, examine_orders
from stock.services.reservations import NAMED_AT_MOST, listed, release, reserve
from stock.services.uploads import (
    ADD,
    MODES,
    PLACES,
    REPLACE,
    compute_stock,
    dry_run_stock,
    upload_stock,
)

__all__ = [
    "ADD",
    "CD",
    "MODES",
    "NAMED_AT_MOST",
    "ORDERS",
    "PLACES",
    "REPLACE",
    "STORES",
    "OrdersFile",
    "StockFile",
    "compute_stock",
    "dry_run_stock",
    "examine_orders",
    "examine_stock",
    "listed",
    "post_dispatch",
    "post_undo",
    "release",
    "reserve",
    "upload_stock",
]
