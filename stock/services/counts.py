"""Counts of stock becoming rows of their run, and movements in the ledger."""

import numpy as np
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services import name_products, stores_with_names
from intake import services as intake
from runs.bulk import Tell
from runs.kinds import Report, Result
from runs.models import Run
from runs.queries import run_by_id
from runs.rows import write_rows
from runs.sorting import order_of
from stock.models import Location, StockCount, UnreadCount
from stock.services.correcting import post_correction
from stock.services.files import CD_NAME, StockFile
from stock.services.ledger import post_count

REPLACE = "replace"


def result_of_counts(stock: StockFile, report: Report) -> Result:
    """What a stock file gives, and how to write it."""
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
        warnings=[
            *intake.same_stores(stock.stores),
            *intake.warning_sentences(reading),
        ],
    )


def _write(run: Run, stock: StockFile, tell: Tell) -> None:
    reading, table = stock.reading, stock.reading.table
    reason = f"{run.get_run_type_display()} {run.short_id}"
    counts = stock.counts
    named = name_products(table.skus, table.names, by=run.created_by, reason=reason)
    location_ids = _locations(run, counts.places, reason)
    products, locations = named.ids[counts.sku], location_ids[counts.place]
    unread = _unread(stock, location_ids)
    said = {
        "by": run.created_by,
        "product": products,
        "location": locations,
        "units": counts.units,
        "replace": run.parameters["mode"] == REPLACE,
    }
    if before := run.parameters.get("continues"):
        post_correction(run, before=run_by_id(before), **said)
    else:
        post_count(run, places=location_ids, unread=unread, **said)
    order = order_of(products, locations)
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
    write_rows(run, UnreadCount, {"product": unread[:, 0], "location": unread[:, 1]})
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
