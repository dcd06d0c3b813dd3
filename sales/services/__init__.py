"""What is done with sales."""

from sales.services.computing import compute_sales, last_names
from sales.services.continuing import run_to_continue
from sales.services.files import SalesFile, decide_sales, examine_sales
from sales.services.previewing import dry_run_sales, preview_sales
from sales.services.uploading import upload_sales
from sales.services.writing import write_sales

__all__ = [
    "SalesFile",
    "compute_sales",
    "decide_sales",
    "dry_run_sales",
    "examine_sales",
    "last_names",
    "preview_sales",
    "run_to_continue",
    "upload_sales",
    "write_sales",
]
