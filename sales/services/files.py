"""Sales files as they were read, with their stores decided: ready to be written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from django.utils import timezone

from intake import services as intake
from intake.reading import Finding, Reading, read_sales
from runs.digest import Texts, digest
from runs.models import Run

IGNORED = "store_ignored"


@dataclass(frozen=True)
class SalesFile:
    """A sales file that was read, with its stores decided."""

    reading: Reading
    stores: dict[str, str]  # the store's own name by the name in the file
    continued: int = 0  # rows that are not the file's, but of the run that it continues

    def digest(self) -> str:
        table = self.reading.table
        stores = [self.stores[name] for name in table.store.values]
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


def examine_sales(path: Path, name: str, layout: Mapping[str, Any] | None = None) -> Reading:
    """Read a sales file as of today, writing nothing."""
    today = timezone.localdate()
    return intake.read_file(read_sales, path, name=name, today=today, layout=layout)


def decide_sales(
    reading: Reading, unknown_stores: str, decided: Mapping[str, str | None] | None = None
) -> SalesFile:
    """The file with its stores decided; rows of stores to be ignored are among the rejected."""
    stores = intake.decide_stores(reading.table.store.values, unknown_stores, decided)
    return SalesFile(_without_ignored(reading, stores), stores)


def sales_file_of(run: Run) -> SalesFile:
    """The run's file, read as on the day it came; a run that was computed keeps its stores."""
    path, today = intake.kept_path(run.file_sha256), timezone.localdate(run.created_at)
    how = {"today": today, "layout": run.parameters.get("layout")}
    reading = intake.read_file(read_sales, path, name=run.file_name, **how)
    if stores := run.parameters.get("stores"):
        return SalesFile(_without_ignored(reading, stores), stores)
    return decide_sales(reading, run.parameters["unknown_stores"], run.parameters.get("decided"))


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
