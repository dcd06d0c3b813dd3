"""What stock files say, becoming counts in the ledger."""

import numpy as np
from django.utils.translation import gettext as _

from catalog.models import Product
from catalog.services import name_products, stores_with_names
from intake import services as intake
from runs.kinds import Report, Result
from runs.models import Run
from runs.rows import write_rows
from stock.models import Location, StockCount, UnreadCount
from stock.services.files import CD_NAME, StockFile, stock_file_of
from stock.services.ledger import post_count

MODES = REPLACE, ADD = "replace", "add"


def compute_stock(run: Run, report: Report, prepared: StockFile | None = None) -> Result:
    """Read the run's file again, or take what was read, and say what is to be written."""
    report(_("Reading the file"))
    stock = prepared or stock_file_of(run)
    reading, table = stock.reading, stock.reading.table
    digest, how = stock.digest(), {name: run.parameters[name] for name in ("place", "mode")}
    if prepared is None and how["mode"] == ADD and not (run.digest or run.parameters.get("again")):
        intake.refuse_same_content(run.run_type, digest, **how)
    report(_("Writing"), 0, reading.rows)
    return Result(
        write=lambda run: _write(run, stock),
        digest=digest,
        rows=reading.rows,
        rejected=reading.rejected_rows,
        ignored=sum(reading.ignored.values()),
        units=int(table.units.sum()),
        skus=len(table.skus),
        stores=len(set(stock.stores.values())),
        parameters={"stores": stock.stores},
        metadata={"file": intake.sum_check(reading), "counts": len(stock.counts.units)},
        warnings=[
            *intake.same_content(run, digest, place=how["place"]),
            *intake.same_stores(stock.stores),
            *intake.warning_sentences(reading),
        ],
    )


def _write(run: Run, stock: StockFile) -> None:
    reading, table = stock.reading, stock.reading.table
    reason = f"{run.get_run_type_display()} {run.short_id}"
    counts = stock.counts
    named = name_products(table.skus, table.names, by=run.created_by, reason=reason)
    location_ids = _locations(run, counts.places, reason)
    products, locations = named.ids[counts.sku], location_ids[counts.place]
    unread = _unread(stock, location_ids)
    post_count(
        run,
        by=run.created_by,
        product=products,
        location=locations,
        units=counts.units,
        places=location_ids,
        replace=run.parameters["mode"] == REPLACE,
        unread=unread,
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
