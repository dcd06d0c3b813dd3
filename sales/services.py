"""Sales files becoming sales runs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.services import name_products, stores_with_names
from intake import services as intake
from intake.reading import Codes, Finding, Reading, read_sales
from runs.bulk import Tell
from runs.digest import Texts, digest
from runs.kinds import Report, Result, silent
from runs.models import Run
from runs.rows import write_rows
from runs.services import open_run, require
from sales.models import SalesRecord


@dataclass(frozen=True)
class SalesFile:
    """A sales file that was read, with its stores decided: ready to be written."""

    reading: Reading
    stores: dict[str, str]  # the store's own name by the name in the file


def upload_sales(
    file: intake.StagedFile,
    *,
    by: AbstractBaseUser,
    about: Mapping[str, Any] | None = None,
    unknown_stores: str = intake.FAIL,
    again: bool = False,
    queue: bool = True,
) -> tuple[Run, SalesFile | None]:
    """Open a run for a sales file; what cannot be used is refused before anything is kept.

    Files that are read quickly are read now, so that their problems are told at once; the
    rest is read in the background. With queue=False the caller processes the run, with what
    was read (the second value).
    """
    require(by, "runs.upload_run")
    if not again:
        intake.refuse_same_file(file, Run.Type.SALES_UPLOAD)
    prepared = None
    if not queue or file.size <= intake.READ_AT_ONCE:
        prepared = examine_sales(file.path, file.name, unknown_stores)
    else:
        intake.refuse_no_spreadsheet(file.path, file.name)
    with transaction.atomic():
        run = open_run(
            Run.Type.SALES_UPLOAD,
            by=by,
            about=about,
            queue=queue,
            file_name=file.name,
            file_sha256=file.sha256,
            parameters={"unknown_stores": unknown_stores},
        )
        file.keep(by)
    return run, prepared


def dry_run_sales(
    file: intake.StagedFile, *, by: AbstractBaseUser, unknown_stores: str = intake.FAIL
) -> Result:
    """What loading a sales file would give; nothing is stored."""
    require(by, "runs.upload_run")
    prepared = examine_sales(file.path, file.name, unknown_stores)
    return compute_sales(Run(run_type=Run.Type.SALES_UPLOAD), silent, prepared)


def examine_sales(path: Path, name: str, unknown_stores: str) -> SalesFile:
    """Read a sales file and decide its stores, writing nothing."""
    reading = intake.read_file(read_sales, path, name=name, today=timezone.localdate())
    stores = intake.decide_stores(reading.table.store.values, unknown_stores)
    return SalesFile(_without_ignored(reading, stores), stores)


def compute_sales(run: Run, report: Report, prepared: SalesFile | None = None) -> Result:
    """Read the run's file again, or take what was read, and say what is to be written."""
    report(_("Reading the file"))
    sales = prepared or _of_run(run)
    reading, table = sales.reading, sales.reading.table
    report(_("Writing"), 0, reading.rows)
    return Result(
        write=lambda run: _write(run, sales, lambda done: report(_("Writing"), done, reading.rows)),
        digest=_digest(sales),
        rows=reading.rows,
        rejected=reading.rejected_rows,
        ignored=sum(reading.ignored.values()),
        units=int(table.units.sum()),
        skus=len(table.sku.values),
        stores=len(set(sales.stores.values())),
        parameters={"stores": sales.stores},
        metadata={
            "file": intake.sum_check(reading),
            "dates": [str(table.day.min()), str(table.day.max())],
        },
        warnings=intake.warning_sentences(reading),
    )


def _of_run(run: Run) -> SalesFile:
    """The run's file, read as on the day it came; a run that was computed keeps its stores."""
    path, today = intake.kept_path(run.file_sha256), timezone.localdate(run.created_at)
    reading = intake.read_file(read_sales, path, name=run.file_name, today=today)
    stores = run.parameters.get("stores") or intake.decide_stores(
        reading.table.store.values, run.parameters["unknown_stores"]
    )
    return SalesFile(_without_ignored(reading, stores), stores)


def _without_ignored(reading: Reading, stores: dict[str, str]) -> Reading:
    """The reading with the rows of unknown stores that are to be ignored among the rejected."""
    table = reading.table
    ignored = [code for code, name in enumerate(table.store.values) if name not in stores]
    if not ignored:
        return reading
    out = np.isin(table.store.codes, ignored)
    findings = [
        Finding(reading.sheet, row, reading.mapping["store"], table.store.values[code], IGNORED)
        for row, code in zip(table.row[out].tolist(), table.store.codes[out].tolist(), strict=True)
    ]
    table = table.only(~out)
    reading = replace(
        reading,
        table=table,
        rows=len(table.units),
        negative=int((table.units < 0).sum()),
        zero=int((table.units == 0).sum()),
        positive=int((table.units > 0).sum()),
        rejected_rows=reading.rejected_rows + len(findings),
        rejected=reading.rejected + findings,
    )
    return intake.refuse_if_empty(reading)


IGNORED = "store_ignored"


def _digest(sales: SalesFile) -> str:
    table = sales.reading.table
    stores = [sales.stores[name] for name in table.store.values]
    return digest(
        {
            "sales": {
                "sku": Texts(table.sku.values, table.sku.codes),
                "store": Texts(stores, table.store.codes),
                "date": table.day,
                "quantity": table.units,
            }
        }
    )


def _write(run: Run, sales: SalesFile, tell: Tell) -> None:
    reading, table = sales.reading, sales.reading.table
    reason = f"{run.get_run_type_display()} {run.short_id}"
    ids = stores_with_names(sales.stores.values(), by=run.created_by, reason=reason)
    store_ids = np.array([ids[sales.stores[name]] for name in table.store.values])
    named = name_products(
        table.sku.values, last_names(table.sku, table.product), by=run.created_by, reason=reason
    )
    products, stores = named.ids[table.sku.codes], store_ids[table.store.codes]
    order = np.lexsort((table.day, stores, products))
    write_rows(
        run,
        SalesRecord,
        {
            "product": products[order],
            "store": stores[order],
            "date": table.day[order],
            "quantity": table.units[order],
        },
        tell,
    )
    intake.write_findings(run, reading.rejected, reading.warnings)


def last_names(skus: Codes, names: Codes) -> list[str]:
    """The last name that is not empty of each SKU, in the order of `skus.values`."""
    given = np.array([bool(name) for name in names.values], dtype=bool)[names.codes]
    last = np.full(len(skus.values), -1, dtype=np.int64)
    last[skus.codes[given]] = names.codes[given]  # of repeated places the last one stays
    return [names.values[code] if code >= 0 else "" for code in last.tolist()]
