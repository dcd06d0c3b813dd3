"""Files of every kind, looked at and loaded: what each kind is, and which service takes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.services import Loaded, StoreDecision, load_aliases, load_products
from distribution.services.generating import upload_and_generate
from intake import services as intake
from intake.models import PendingFile
from intake.reading import Reading, Seen
from runs.models import Run
from runs.queries import run_of_same_file
from runs.services import require
from sales.services import preview_sales, upload_sales
from stock.services import ADD, CD, ORDERS, PLACES, REPLACE, STORES, preview_stock, upload_stock

SALES, PRODUCTS, ALIASES = "sales", "products", "aliases"
KINDS = {
    SALES: _("Sales"),
    CD: _("Stock of the CD"),
    STORES: _("Stock of the stores"),
    ORDERS: _("Open purchase orders"),
    PRODUCTS: _("Products"),
    ALIASES: _("Store aliases"),
}
LISTS = {
    PRODUCTS: ("catalog.change_product", load_products),
    ALIASES: ("catalog.change_storealias", load_aliases),
}


def preview_as(
    kind: str,
    reading: Reading,
    decided: Mapping[str, str | None],
    given: Mapping[str, Any],
) -> intake.Preview:
    """What loading a file that was read as this kind would do.

    `given` is what the form said: mode, continues.
    """
    continues = given.get("continues") or ""
    if kind == SALES:
        return preview_sales(reading, decided, continues=continues)
    if kind in PLACES:
        mode = ADD if given.get("mode") == ADD else REPLACE
        return preview_stock(reading, kind, decided, mode=mode, continues=continues)
    return intake.Preview(
        rows=reading.rows,
        rejected=reading.rejected_rows,
        ignored=sum(reading.ignored.values()),
        warnings=intake.warning_sentences(reading),
        findings=reading.rejected,
    )


def loaded_before(kind: str, pending: PendingFile) -> Run | None:
    """The run that loaded exactly this file."""
    if kind == SALES:
        return run_of_same_file(pending.sha256, Run.Type.SALES_UPLOAD)
    if kind in PLACES:
        return run_of_same_file(pending.sha256, Run.Type.STOCK_UPLOAD, place=kind)
    return None


@transaction.atomic
def load_pending(
    kind: str,
    pending: PendingFile,
    *,
    by: AbstractBaseUser,
    seen: Seen | None,
    layout: Mapping[str, Any],
    is_corrected: bool = False,
    decisions: Sequence[StoreDecision] = (),
    given: Mapping[str, Any],
) -> Run:
    """Load a file that was looked at, once: it becomes a run, and waits no longer.

    `layout` is how it was seen; columns that somebody corrected are remembered. `given` is what
    the form said: about, mode, generate, status, deduct_stock, again, is_stock.
    """
    intake.take(pending)
    if seen and is_corrected:
        outline = seen.outline
        intake.remember_columns(kind, outline.signature, outline.columns, layout["columns"], by)
    how = {
        "by": by,
        "unknown_stores": intake.FAIL,
        "reading": seen.reading if seen else None,
        "layout": layout,
        "decisions": decisions,
        "again": given.get("again", False),
        "is_seen": seen is not None,
    }
    file = intake.as_staged(pending)
    if kind in PLACES:
        how |= {"continues": given.get("continues", ""), "is_stock": bool(given.get("is_stock"))}
        return upload_stock(file, place=kind, mode=given["mode"], **how)[0]
    how |= {name: given[name] for name in ("about", "deduct_stock", "continues")}
    if given.get("generate"):
        return upload_and_generate(file, mode=given["mode"], status=given["status"], **how)
    return upload_sales(file, **how)[0]


@transaction.atomic
def load_list(kind: str, pending: PendingFile, reading: Reading, *, by: AbstractBaseUser) -> Loaded:
    """Take a small list that was looked at into the catalogue."""
    permission, load = LISTS[kind]
    require(by, permission)
    loaded = load(reading.table.columns, reading.table.rows, by=by)
    intake.discard(pending)
    return loaded
