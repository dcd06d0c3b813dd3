"""What changes stock."""

from stock.services.counts import (
    ADD,
    CD,
    MODES,
    PLACES,
    REPLACE,
    STORES,
    StockFile,
    compute_stock,
    dry_run_stock,
    examine_stock,
    upload_stock,
)

__all__ = [
    "ADD",
    "CD",
    "MODES",
    "PLACES",
    "REPLACE",
    "STORES",
    "StockFile",
    "compute_stock",
    "dry_run_stock",
    "examine_stock",
    "upload_stock",
]
