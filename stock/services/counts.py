"""Stock files becoming stock runs, and counts in the ledger."""

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services import name_products, stores_with_names
from intake import services as intake
from runs.bulk import Tell
from runs.errors import Refused
from runs.kinds import Report, Result, silent
from runs.models import Run
from runs.rows import write_rows
from runs.services import open_run, require
from stock.models import Location, StockCount
from stock.services.files import CD_NAME, PLACES, StockFile, examine_stock, stock_file_of
from stock.services.ledger import post_count

MODES = REPLACE, ADD = "replace", "add"


def upload_stock(
    file: intake.StagedFile,
    *,
    by: AbstractBaseUser,
    place: str,
    mode: str = REPLACE,
    unknown_stores: str = intake.FAIL,
    again: bool = False,
    queue: bool = True,
) -> tuple[Run, StockFile | None]:
    """Open a run for a stock file; what cannot be used is refused before anything is kept.

    With queue=False the caller processes the run, with what was read (the second value).
    """
    require(by, "runs.upload_run")
    if place not in PLACES or mode not in MODES:
        raise Refused(_("Nothing was loaded: choose CD or stores, and replace or add."))
    if not again:
        intake.refuse_same_file(file, Run.Type.STOCK_UPLOAD, place=place)
    prepared = None
    if not queue or file.size <= intake.READ_AT_ONCE:
        prepared = examine_stock(file.path, file.name, place, unknown_stores)
    else:
        intake.refuse_no_spreadsheet(file.path, file.name)
    with transaction.atomic():
        run = open_run(
            Run.Type.STOCK_UPLOAD,
            by=by,
            queue=queue,
            mode=mode,
            file_name=file.name,
            file_sha256=file.sha256,
            parameters={"place": place, "mode": mode, "unknown_stores": unknown_stores},
        )
        file.keep(by)
    return run, prepared


def dry_run_stock(
    file: intake.StagedFile,
    *,
    by: AbstractBaseUser,
    place: str,
    mode: str = REPLACE,
    unknown_stores: str = intake.FAIL,
) -> Result:
    """What loading a stock file would give; nothing is stored."""
    require(by, "runs.upload_run")
    prepared = examine_stock(file.path, file.name, place, unknown_stores)
    return compute_stock(Run(run_type=Run.Type.STOCK_UPLOAD, mode=mode), silent, prepared)


def compute_stock(run: Run, report: Report, prepared: StockFile | None = None) -> Result:
    """Read the run's file again, or take what was read, and say what is to be written."""
    report(_("Reading the file"))
    stock = prepared or stock_file_of(run)
    reading, table = stock.reading, stock.reading.table
    report(_("Writing"), 0, len(stock.counts.units))
    return Result(
        write=lambda run: _write(
            run, stock, lambda done: report(_("Writing"), done, len(stock.counts.units))
        ),
        digest=stock.digest(),
        rows=reading.rows,
        rejected=reading.rejected_rows,
        ignored=sum(reading.ignored.values()),
        units=int(table.units.sum()),
        skus=len(table.skus),
        stores=len(set(stock.stores.values())),
        parameters={"stores": stock.stores},
        metadata={"file": intake.sum_check(reading), "counts": len(stock.counts.units)},
        warnings=intake.warning_sentences(reading),
    )


def _write(run: Run, stock: StockFile, tell: Tell) -> None:
    reading, table = stock.reading, stock.reading.table
    reason = f"{run.get_run_type_display()} {run.short_id}"
    counts = stock.counts
    named = name_products(table.skus, table.names, by=run.created_by, reason=reason)
    location_ids = _locations(run, counts.places, reason)
    products, locations = named.ids[counts.sku], location_ids[counts.place]
    post_count(
        run,
        by=run.created_by,
        product=products,
        location=locations,
        units=counts.units,
        places=location_ids,
        replace=run.parameters["mode"] == REPLACE,
        unread=_unread(stock, location_ids),
    )
    order = np.lexsort((locations, products))
    write_rows(
        run,
        StockCount,
        {
            "product": products[order],
            "location": locations[order],
            "units": counts.units[order],
        },
        tell,
    )
    intake.write_findings(run, reading.rejected, reading.warnings)


def _unread(stock: StockFile, location_ids: np.ndarray) -> np.ndarray:
    """Pairs of product and location whose quantity could not be read: they stay as they are."""
    unread = stock.reading.table.unread
    ids = dict(
        Product.objects.filter(sku__in={sku for sku, _store in unread}).values_list("sku", "pk")
    )
    locations = dict(zip(stock.counts.places, location_ids.tolist(), strict=True))
    pairs = [
        (ids[sku], locations[stock.stores.get(store, CD_NAME)])
        for sku, store in unread
        if sku in ids
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _locations(run: Run, places: list[str], reason: str) -> np.ndarray:
    """Location ids of places by their own names, in the same order."""
    if places == [CD_NAME]:
        return np.array([Location.objects.cd().pk])
    stores = stores_with_names(places, by=run.created_by, reason=reason)
    locations = Location.objects.ids_of_stores(stores.values())
    return np.array([locations[stores[name]] for name in places])
