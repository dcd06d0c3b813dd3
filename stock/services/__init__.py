"""What changes stock."""

from stock.services.counts import ADD, MODES, REPLACE, compute_stock, dry_run_stock, upload_stock
from stock.services.dispatch import post_dispatch, post_undo
from stock.services.files import CD, PLACES, STORES, StockFile, examine_stock
from stock.services.reservations import NAMED_AT_MOST, listed, release, reserve

__all__ = [
    "ADD",
    "CD",
    "MODES",
    "NAMED_AT_MOST",
    "PLACES",
    "REPLACE",
    "STORES",
    "StockFile",
    "compute_stock",
    "dry_run_stock",
    "examine_stock",
    "listed",
    "post_dispatch",
    "post_undo",
    "release",
    "reserve",
    "upload_stock",
]
