"""What a sales file would do, told before anything of it is stored."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from catalog.queries import skus_of, store_names
from intake import services as intake
from intake.reading import Reading
from runs.errors import Refused
from runs.kinds import Result, silent
from runs.models import Run
from runs.queries import last_run, run_of_same_content
from runs.services import require
from runs.sorting import order_of
from sales.queries import SalesColumns, sales_columns
from sales.services.computing import compute_sales
from sales.services.continuing import run_to_continue
from sales.services.files import SalesFile, decide_sales, examine_sales

COMPARED = 2_000_000  # rows of the last upload: more take too long while somebody waits
UNKNOWN = -1  # no key: what the last upload does not have


def dry_run_sales(
    file: intake.StagedFile,
    *,
    by: AbstractBaseUser,
    unknown_stores: str = intake.FAIL,
    layout: Mapping[str, Any] | None = None,
    decided: Mapping[str, str | None] | None = None,
) -> Result:
    """What loading a sales file would give; nothing is stored."""
    require(by, "runs.upload_run")
    reading = examine_sales(file.path, file.name, intake.layout_for("sales", layout))
    prepared = decide_sales(reading, unknown_stores, decided)
    return compute_sales(Run(run_type=Run.Type.SALES_UPLOAD), silent, prepared)


def preview_sales(
    reading: Reading, decided: Mapping[str, str | None] | None = None, *, continues: str = ""
) -> intake.Preview:
    """What loading a file that was read would do, with the stores as far as they are decided.

    Corrected rows of a run (`continues`) are few: they are not compared with the last upload.
    """
    decided, table = decided or {}, reading.table
    counts = np.bincount(table.store.codes, minlength=len(table.store.values)).tolist()
    rows_by_name = dict(zip(table.store.values, counts, strict=True))
    unknown = intake.unknown_stores(rows_by_name, decided)
    left_out = sum(n for name, n in rows_by_name.items() if decided.get(name, "") is None)
    sales = _as_far_as_known(reading, decided)
    new, said = intake.new_products(table.sku.values)
    last = None if continues else last_run(Run.Type.SALES_UPLOAD)
    return intake.Preview(
        rows=reading.rows - left_out,
        rejected=reading.rejected_rows + left_out,
        ignored=sum(reading.ignored.values()),
        units=int(table.units.sum()),
        skus=len(table.sku.values),
        stores=len(set(sales.stores.values())) if sales else 0,
        identical=_identical(sales, last),
        dates=(table.day.min().astype(object), table.day.max().astype(object)),
        day_first=reading.day_first,
        new_products=new,
        unknown_stores=unknown,
        last=last,
        same_as=_same_as(sales, unknown),
        warnings=[
            *(intake.same_stores(sales.stores) if sales else []),
            *_unlike(reading, last),
            *said,
            *intake.warning_sentences(reading),
        ],
        findings=reading.rejected,
        refusal=_refusal(continues),
    )


def _refusal(continues: str) -> Refused | None:
    try:
        run_to_continue(continues) if continues else None
    except Refused as refusal:
        return refusal
    return None


def _as_far_as_known(reading: Reading, decided: Mapping[str, str | None]) -> SalesFile | None:
    """The rows whose store is known; None when there are none."""
    if not intake.decide_stores(reading.table.store.values, intake.IGNORE, decided):
        return None
    return decide_sales(reading, intake.IGNORE, decided)


def _same_as(sales: SalesFile | None, unknown: list[intake.UnknownStore]) -> Run | None:
    if sales is None or not all(each.is_decided for each in unknown):
        return None
    return run_of_same_content(sales.digest(), Run.Type.SALES_UPLOAD)


def _identical(sales: SalesFile | None, last: Run | None) -> int | None:
    """How many rows the last upload has just so; each of its rows stands for one."""
    if last is None or last.row_count > COMPARED:
        return None
    if sales is None:
        return 0
    table, theirs = sales.reading.table, sales_columns(last)
    skus = {sku: key for key, sku in skus_of(np.unique(theirs.product).tolist()).items()}
    names = {name: key for key, name in store_names(np.unique(theirs.store).tolist()).items()}
    products = np.array([skus.get(sku, UNKNOWN) for sku in table.sku.values])
    stores = np.array([names.get(sales.stores[name], UNKNOWN) for name in table.store.values])
    mine = SalesColumns(
        products[table.sku.codes], stores[table.store.codes], table.day, table.units
    )
    return _in_both(mine, theirs)


def _in_both(left: SalesColumns, right: SalesColumns) -> int:
    """How many rows of the one stand in the other, each standing for one."""
    pairs = zip(vars(left).values(), vars(right).values(), strict=True)
    columns = [
        np.concatenate([one.astype(np.int64), other.astype(np.int64)]) for one, other in pairs
    ]
    order = order_of(*columns)
    is_new = np.ones(len(order), bool)
    is_new[1:] = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
    starts = np.flatnonzero(is_new)
    of_left = np.add.reduceat((order < len(left.units)).astype(np.int64), starts)
    of_both = np.diff(np.append(starts, len(order)))
    return int(np.minimum(of_left, of_both - of_left).sum())


def _unlike(reading: Reading, last: Run | None) -> list[str]:
    """Units by day that are many times those of the last upload, or few."""
    if last is None or "dates" not in last.metadata:
        return []
    table = reading.table
    first, end = (np.datetime64(day, "D") for day in last.metadata["dates"])
    days = int((table.day.max() - table.day.min()).astype(int)) + 1
    before = last.units / (int((end - first).astype(int)) + 1)
    return intake.unlike_the_last(int(table.units.sum()) / days, before, last, _("Units by day"))
