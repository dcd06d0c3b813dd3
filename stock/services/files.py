"""Stock files as they were read, with their stores decided: ready to be written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from intake import services as intake
from intake.errors import BadFile
from intake.reading import Finding, Reading, read_stock
from runs.digest import Texts, digest
from runs.models import Run

CD, STORES = "cd", "stores"
CD_NAME = ""  # how the CD stands among store names


@dataclass(frozen=True)
class StockFile:
    """What a stock file says."""

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

    def digest(self) -> str:
        counts = self.counts
        return digest(
            {
                "counts": {
                    "sku": Texts(self.reading.table.skus, counts.sku),
                    "store": Texts(counts.places, counts.place),
                    "units": counts.units,
                },
                "stores": {"store": Texts(counts.places, np.arange(len(counts.places)))},
            }
        )


@dataclass(frozen=True)
class Counts:
    """Units by product and place: indices into the file's SKUs and into `places`."""

    sku: np.ndarray
    place: np.ndarray
    units: np.ndarray
    places: list[str]  # the stores' own names, or only CD_NAME


def examine_stock(
    path: Path, name: str, place: str, layout: Mapping[str, Any] | None = None
) -> Reading:
    """Read a stock file, writing nothing."""
    return intake.read_file(read_stock, path, name=name, place=place, layout=layout)


def decide_stock(
    reading: Reading,
    place: str,
    unknown_stores: str,
    decided: Mapping[str, str | None] | None = None,
) -> StockFile:
    """The file with its stores decided, without those that are to be ignored."""
    names = reading.table.stores
    stores = intake.decide_stores(names, unknown_stores, decided) if place == STORES else {}
    return StockFile(_without_ignored(reading, stores, place), stores)


def refuse_sales(reading: Reading) -> None:
    """Refuse what would make the units that were sold the stock there is."""
    if reading.looks_like_sales:
        raise BadFile(
            _(
                "Nothing was loaded: the file has stores and several days, as one of sales, and "
                "its units would become the stock. If it is stock all the same, load it from its "
                "preview (--is-stock)."
            )
        )


def stock_file_of(run: Run) -> StockFile:
    """The run's file; a run that was computed keeps the stores it was given."""
    place, path = run.parameters["place"], intake.kept_path(run.file_sha256)
    reading = examine_stock(path, run.file_name, place, run.parameters.get("layout"))
    if not (run.digest or run.parameters.get("is_stock") or run.parameters.get("continues")):
        refuse_sales(reading)
    if "stores" in run.parameters:
        stores = run.parameters["stores"]
        return StockFile(_without_ignored(reading, stores, place), stores)
    policy, decided = run.parameters["unknown_stores"], run.parameters.get("decided")
    return decide_stock(reading, place, policy, decided)


def _without_ignored(reading: Reading, stores: dict[str, str], place: str) -> Reading:
    """The reading without unknown stores that are to be ignored: one finding for each of them."""
    table = reading.table
    if place == CD or all(name in stores for name in table.stores):
        return reading
    rows = dict(zip(table.stores, table.rows_of_stores, strict=True))
    lost = {name: count for name, count in rows.items() if name not in stores}
    findings = [
        Finding(reading.sheet, reading.header_row, name, "", "store_ignored") for name in lost
    ]
    kept, loaded = table.only_stores(stores), reading.rows - sum(lost.values())
    negative, positive = int((kept.units < 0).sum()), int((kept.units > 0).sum())
    return intake.refuse_if_empty(
        replace(
            reading,
            table=kept,
            rows=loaded,
            rejected_rows=reading.rejected_rows + sum(lost.values()),
            rejected=reading.rejected + findings,
            negative=negative,
            positive=positive,
            zero=loaded - negative - positive,
        )
    )
