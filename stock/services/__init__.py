"""What changes stock."""

from stock.services.counts import ADD, MODES, REPLACE, compute_stock
from stock.services.dispatch import post_dispatch, post_undo
from stock.services.effects import ARCHIVING, before_taking_back, moves_stock, take_back
from stock.services.files import CD, PLACES, STORES, StockFile, decide_stock, examine_stock
from stock.services.merging import merge_store
from stock.services.previewing import preview_stock
from stock.services.reservations import listed, release, reserve
from stock.services.reversal import post_reversal
from stock.services.sold import post_sales
from stock.services.uploading import dry_run_stock, upload_stock

__all__ = [
    "ADD",
    "ARCHIVING",
    "CD",
    "MODES",
    "PLACES",
    "REPLACE",
    "STORES",
    "StockFile",
    "before_taking_back",
    "compute_stock",
    "decide_stock",
    "dry_run_stock",
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
    "take_back",
    "upload_stock",
]
