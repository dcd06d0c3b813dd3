"""What changes stock."""

from stock.services.counts import ADD, MODES, REPLACE, compute_stock
from stock.services.dispatch import post_dispatch, post_undo
from stock.services.files import CD, PLACES, STORES, StockFile, decide_stock, examine_stock
from stock.services.previewing import preview_stock
from stock.services.reservations import listed, release, reserve
from stock.services.uploading import dry_run_stock, upload_stock

__all__ = [
    "ADD",
    "CD",
    "MODES",
    "PLACES",
    "REPLACE",
    "STORES",
    "StockFile",
    "compute_stock",
    "decide_stock",
    "dry_run_stock",
    "examine_stock",
    "listed",
    "post_dispatch",
    "post_undo",
    "preview_stock",
    "release",
    "reserve",
    "upload_stock",
]
