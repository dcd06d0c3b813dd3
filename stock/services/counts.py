"""Stock files becoming stock runs, and counts in the ledger."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.services import name_products, stores_with_names
from intake import services as intake
from intake.reading import Codes, Finding, Reading, read_stock
from runs.digest import Texts, digest
from runs.errors import Refused
from runs.kinds import Report, Result, silent
from runs.models import Run
from runs.rows import write_rows
from runs.services import open_run, require
from stock.models import Location, StockCount
from stock.services.ledger import post_count

PLACES = CD, STORES = "cd", "stores"
MODES = REPLACE, ADD = "replace", "add"
CD_NAME = ""  # how the CD stands among store names in a digest


@dataclass(frozen=True)
class StockFile:
    """A stock file that was read, with its stores decided: ready to be written."""

    reading: Reading
    stores: dict[str, str]  # the store's own name by the name in the file; empty for the CD

    @cached_property
    def counts(self) -> "Counts":
        """What the file says, each pair once: two names in it may be the same store."""
        table = self.reading.table
        places = sorted(set(self.stores.values())) or [CD_NAME]
        place = np.zeros(len(table.units), dtype=np.int64)
        if table.store is not None:
            place_of = {name: index for index, name in enumerate(places)}
            codes = [place_of[self.stores[name]] for name in table.store.values]
            place = np.array(codes, dtype=np.int64)[table.store.codes]
        position = {sku: index for index, sku in enumerate(table.skus)}
        sku_codes = np.array([position[sku] for sku in table.sku.values], dtype=np.int64)
        keys = sku_codes[table.sku.codes] * len(places) + place
        keys, index = np.unique(keys, return_inverse=True)
        units = np.zeros(len(keys), dtype=np.int64)
        np.add.at(units, index, table.units)
        return Counts(keys // len(places), keys % len(places), units, places)


@dataclass(frozen=True)
class Counts:
    """Units by product and place: indices into the file's SKUs and into `places`."""

    sku: np.ndarray
    place: np.ndarray
    units: np.ndarray
    places: list[str]  # the stores' own names, or only CD_NAME


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
    with transaction.atomic():
        file.keep(by)
        run = open_run(
            Run.Type.STOCK_UPLOAD,
            by=by,
            queue=queue,
            mode=mode,
            file_name=file.name,
            file_sha256=file.sha256,
            parameters={"place": place, "mode": mode, "unknown_stores": unknown_stores},
        )
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


def examine_stock(path: Path, name: str, place: str, unknown_stores: str) -> StockFile:
    """Read a stock file and decide its stores, writing nothing."""
    reading = intake.read_file(read_stock, path, name=name, place=place)
    stores = intake.decide_stores(reading.table.stores, unknown_stores) if place == STORES else {}
    return StockFile(_without_ignored(reading, stores, place), stores)


def compute_stock(run: Run, report: Report, prepared: StockFile | None = None) -> Result:
    """Read the run's file again, or take what was read, and say what is to be written."""
    report(_("Reading the file"))
    stock = prepared or _of_run(run)
    reading, table = stock.reading, stock.reading.table
    report(_("Writing"), 0, reading.rows)
    return Result(
        write=lambda run: _write(run, stock),
        digest=_digest(stock),
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


def _of_run(run: Run) -> StockFile:
    """The run's file; a run that was computed keeps the stores it was given."""
    place = run.parameters["place"]
    path = intake.kept_path(run.file_sha256)
    reading = intake.read_file(read_stock, path, name=run.file_name, place=place)
    stores = run.parameters.get("stores")
    if stores is None:
        stores = (
            intake.decide_stores(reading.table.stores, run.parameters["unknown_stores"])
            if place == STORES
            else {}
        )
    return StockFile(_without_ignored(reading, stores, place), stores)


def _without_ignored(reading: Reading, stores: dict[str, str], place: str) -> Reading:
    """The reading without unknown stores that are to be ignored: one finding for each of them."""
    table = reading.table
    ignored = [name for name in table.stores if place == STORES and name not in stores]
    if not ignored:
        return reading
    lost = {name: table.rows_of_stores[table.stores.index(name)] for name in ignored}
    findings = [
        Finding(reading.sheet, reading.header_row, name, "", "store_ignored") for name in ignored
    ]
    keep = np.isin(
        table.store.codes,
        [code for code, name in enumerate(table.store.values) if name in stores],
    )
    units = table.units[keep]
    return intake.refuse_if_empty(
        replace(
            reading,
            table=replace(
                table,
                sku=Codes(table.sku.values, table.sku.codes[keep]),
                store=Codes(table.store.values, table.store.codes[keep]),
                units=units,
                stores=[name for name in table.stores if name in stores],
                rows_of_stores=[
                    rows
                    for name, rows in zip(table.stores, table.rows_of_stores, strict=True)
                    if name in stores
                ],
            ),
            rows=reading.rows - sum(lost.values()),
            rejected_rows=reading.rejected_rows + sum(lost.values()),
            rejected=reading.rejected + findings,
        )
    )


def _digest(stock: StockFile) -> str:
    counts = stock.counts
    return digest(
        {
            "counts": {
                "sku": Texts(stock.reading.table.skus, counts.sku),
                "store": Texts(counts.places, counts.place),
                "units": counts.units,
            },
            "stores": {"store": Texts(counts.places, np.arange(len(counts.places)))},
        }
    )


def _write(run: Run, stock: StockFile) -> None:
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
    intake.write_findings(run, reading.rejected, reading.warnings)


def _locations(run: Run, places: list[str], reason: str) -> np.ndarray:
    """Location ids of places by their own names, in the same order."""
    if places == [CD_NAME]:
        return np.array([Location.objects.cd().pk])
    stores = stores_with_names(places, by=run.created_by, reason=reason)
    locations = Location.objects.ids_of_stores(stores.values())
    return np.array([locations[stores[name]] for name in places])
