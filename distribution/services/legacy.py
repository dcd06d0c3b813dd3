"""Taking over the runs of the predecessor, a Flask program with an SQLite file of its own.

Everything comes in archived: to look at and compare, never current, never built upon. Its
stock is kept as what it said then; what is in stock now is for a stock upload to say.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.services import name_products, stores_with_names
from distribution.models import Prediction, Reason
from distribution.services.generating import next_monday
from distribution.services.legacy_file import LegacyFile, LegacyRun, Row, open_legacy
from runs.errors import Conflict
from runs.models import Run, RunEvent, RunSource
from runs.rows import write_rows
from runs.services import require
from sales.services import write_sales
from stock.models import Location, StockCount


@dataclass
class Imported:
    """Rows taken over, by the predecessor's table; `rejected` counts those that make no sense."""

    counts: Counter = field(default_factory=Counter)
    rejected: int = 0
    runs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Keys:
    """Our ids by the predecessor's."""

    products: dict[int, int]
    stores: dict[int, int]


@transaction.atomic
def import_legacy(path: Path, *, by: AbstractBaseUser) -> Imported:
    """Take over the predecessor's database: all of it or, where it is no such file, nothing.

    Rows that belonged to no run go into one archived run of their kind.
    """
    require(by, "runs.upload_run")
    file = open_legacy(path)
    if Run.objects.filter(file_sha256=file.sha256).exists():
        raise Conflict(_("Nothing was imported: exactly this file was imported before."))
    imported = Imported(rejected=file.rejected)
    keys = _catalogue(file, by, imported)
    for legacy in file.runs:
        _take_over(legacy, file, keys, by, imported)
    for table, place in (("stock_cd", "cd"), ("stock_snapshot", "stores")):
        _take_over_stock(file, table, place, keys, by, imported)
    return imported


def _catalogue(file: LegacyFile, by: AbstractBaseUser, imported: Imported) -> Keys:
    reason = f"import_legacy {file.name}"
    skus = {product.sku: product.name for product in file.products.values()}
    named = name_products(list(skus), list(skus.values()), by=by, reason=reason)
    id_of_sku = dict(zip(skus, named.ids.tolist(), strict=True))
    id_of_store = stores_with_names(file.stores.values(), by=by, reason=reason)
    imported.counts |= {"product": len(file.products), "store": len(file.stores)}
    return Keys(
        {pk: id_of_sku[product.sku] for pk, product in file.products.items()},
        {pk: id_of_store[name] for pk, name in file.stores.items()},
    )


def _take_over(
    legacy: LegacyRun, file: LegacyFile, keys: Keys, by: AbstractBaseUser, imported: Imported
) -> None:
    """One run of the predecessor: its sales, and the distribution made from them."""
    sales_run = None
    if legacy.sales:
        sales_run = _open(Run.Type.SALES_UPLOAD, legacy, file, by, imported, _totals(legacy.sales))
        _write_sales(sales_run, legacy.sales, keys)
        imported.counts["distribution_record"] += len(legacy.sales)
    if legacy.predictions:
        lines = _merged(legacy.predictions)
        weeks = [row.day for row in legacy.predictions]
        run = _open(
            Run.Type.DISTRIBUTION,
            legacy,
            file,
            by,
            imported,
            _totals(lines),
            model_name=legacy.predictions[0].text[:128],
            parameters={
                "target_week": (min(weeks) if weeks else next_monday(date.today())).isoformat(),
                "stores_asked": [],
            },
            metadata={"excluded": 0, "cd_left": 0, "reasons": {Reason.IMPORTED: len(lines)}},
        )
        if sales_run:
            RunSource.objects.create(run=run, source=sales_run)
        _write_predictions(run, lines, keys)
        imported.counts["prediction"] += len(legacy.predictions)


def _totals(rows: Iterable[Row]) -> dict[str, int]:
    rows = list(rows)
    return {
        "row_count": len(rows),
        "units": sum(row.units for row in rows),
        "skus": len({row.product for row in rows}),
        "stores": len({row.store for row in rows}),
    }


def _open(
    run_type: str,
    legacy: LegacyRun,
    file: LegacyFile,
    by: AbstractBaseUser,
    imported: Imported,
    totals: dict[str, int],
    metadata: dict[str, Any] | None = None,
    **fields: Any,
) -> Run:
    """An archived run that never was anything else."""
    run = Run.objects.create(
        run_type=run_type,
        status=Run.Status.ARCHIVED,
        outcome=Run.Outcome.COMPLETED,
        created_at=legacy.created_at or timezone.now(),
        created_by=by,
        folio=legacy.about["folio"],
        responsable=legacy.about["responsable"],
        categoria=legacy.about["categoria"],
        store_filter=legacy.about["store_filter"],
        notes=legacy.about["notes"],
        mode=legacy.about["mode"],
        file_name=file.name,
        file_sha256=file.sha256,
        metadata={
            "imported": True,
            "legacy_run": legacy.run_id,
            "legacy_status": legacy.about["status"],
            **(metadata or {}),
        },
        **totals,
        **fields,
    )
    RunEvent.objects.create(
        run=run, by=by, action=RunEvent.Action.CREATED, to_status=run.status, note=file.name
    )
    imported.runs.append(str(run.pk))
    return run


def _merged(rows: Iterable[Row]) -> list[Row]:
    """Lines of the same product and store added up: the predecessor let them stand twice."""
    merged: dict[tuple[int, int], Row] = {}
    for row in rows:
        before = merged.get((row.product, row.store))
        units = row.units + (before.units if before else 0)
        merged[row.product, row.store] = row._replace(units=units)
    return list(merged.values())


def _write_sales(run: Run, rows: list[Row], keys: Keys) -> None:
    write_sales(
        run,
        product=np.array([keys.products[row.product] for row in rows]),
        store=np.array([keys.stores[row.store] for row in rows]),
        day=np.array([row.day for row in rows], dtype="datetime64[D]"),
        units=np.array([row.units for row in rows]),
    )


def _write_predictions(run: Run, rows: list[Row], keys: Keys) -> None:
    ours = sorted((keys.products[r.product], keys.stores[r.store], r.units) for r in rows)
    product, store, units = zip(*ours, strict=True)
    unknown = [None] * len(ours)
    names = ("need", "window_units", "window_weeks", "weeks", "store_stock", "cd_stock")
    write_rows(
        run,
        Prediction,
        {
            "product": product,
            "store": store,
            "suggested": units,
            "final": units,
            **dict.fromkeys((*names, "cd_before", "rank"), unknown),
            "reason": Reason.IMPORTED.value,
        },
    )


def _take_over_stock(
    file: LegacyFile,
    table: str,
    place: str,
    keys: Keys,
    by: AbstractBaseUser,
    imported: Imported,
) -> None:
    """What the predecessor last said of the stock, as an archived count that moves nothing."""
    rows = file.stock[table]
    imported.counts[table] = len(rows)
    if not rows:
        return
    legacy = LegacyRun.without_run()
    totals = _totals(rows) | {"stores": len({row.store for row in rows if row.store})}
    run = _open(
        Run.Type.STOCK_UPLOAD,
        legacy,
        file,
        by,
        imported,
        totals,
        parameters={"place": place, "mode": "replace"},
        metadata={"counts": len(rows)},
    )
    cd = Location.objects.cd().pk
    locations = Location.objects.ids_of_stores(keys.stores[r.store] for r in rows if r.store)
    ours = sorted(
        (keys.products[r.product], locations[keys.stores[r.store]] if r.store else cd, r.units)
        for r in rows
    )
    product, location, units = zip(*ours, strict=True)
    write_rows(run, StockCount, {"product": product, "location": location, "units": units})
