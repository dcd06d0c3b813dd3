"""What changes stock."""

from stock.queries.orders import ORDERS
from stock.services.continuing import run_to_continue
from stock.services.dispatch import post_dispatch, post_undo
from stock.services.effects import ARCHIVING, before_taking_back, moves_stock, take_back
from stock.services.files import CD, STORES, StockFile, decide_stock, examine_stock
from stock.services.merging import merge_store
from stock.services.orders import OrdersFile, examine_orders
from stock.services.previewing import preview_stock
from stock.services.reservations import NAMED_AT_MOST, listed, release, reserve
from stock.services.reversal import post_reversal
from stock.services.sold import post_sales
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
    "ARCHIVING",
    "CD",
    "MODES",
    "NAMED_AT_MOST",
    "ORDERS",
    "PLACES",
    "REPLACE",
    "STORES",
    "OrdersFile",
    "StockFile",
    "before_taking_back",
    "compute_stock",
    "decide_stock",
    "dry_run_stock",
    "examine_orders",
    "examine_stock",
    "listed",
    "merge_store",
    "moves_stock",
    "post_dispatch",
    "post_reversal",
    "post_sales",
    "post_undo",
    "preview_stock",
    "release",
    "reserve",
    "run_to_continue",
    "take_back",
    "upload_stock",
]
