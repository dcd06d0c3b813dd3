"""Files of stock, and of what is on order, becoming stock runs."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.services import StoreDecision
from intake import services as intake
from intake.reading import Reading
from runs.errors import Refused
from runs.kinds import Report, Result, silent
from runs.models import Run
from runs.queries import run_by_id
from runs.services import open_run, require
from stock.queries.orders import ORDERS
from stock.services.continuing import continued, run_to_continue
from stock.services.counts import REPLACE, result_of_counts
from stock.services.files import (
    CD,
    STORES,
    StockFile,
    decide_stock,
    examine_stock,
    refuse_sales,
    stock_file_of,
)
from stock.services.orders import OrdersFile, examine_orders, orders_file_of, result_of_orders

PLACES = CD, STORES, ORDERS
ADD = "add"
MODES = REPLACE, ADD


def upload_stock(
    file: intake.StagedFile,
    *,
    by: AbstractBaseUser,
    place: str,
    mode: str = REPLACE,
    unknown_stores: str = intake.FAIL,
    again: bool = False,
    continues: str = "",
    layout: Mapping[str, Any] | None = None,
    decisions: Iterable[StoreDecision] = (),
    reading: Reading | None = None,
    is_seen: bool = False,
    is_stock: bool = False,
    queue: bool = True,
) -> tuple[Run, StockFile | OrdersFile | None]:
    """Open a run for a stock file; what cannot be used is refused before anything is kept.

    `layout` says where its columns are, `decisions` what its unknown stores mean; `reading` is
    what the caller has read of it so. Who has seen a preview (`is_seen`) must say that content
    loaded before is to be loaded again; others only where it would count twice. A file that looks
    like one of sales is refused, unless somebody has seen it or says that it `is_stock`. With
    queue=False the caller processes the run, with what was read (the second value).

    With `continues`, the id of a stock run, the file corrects what that one could not read, and
    says nothing of the rest; the mode is then that run's.
    """
    require(by, "runs.upload_run")
    before = run_to_continue(continues, place) if continues else None
    mode = before.parameters["mode"] if before else mode
    _refuse_nonsense(place, mode)
    if not again:
        intake.refuse_same_file(file, Run.Type.STOCK_UPLOAD, place=place)
    layout = intake.layout_for(place, layout)
    prepared, is_stock = None, is_stock or is_seen
    if reading is None and (not queue or file.size <= intake.READ_AT_ONCE):
        reading = _examine(file.path, file.name, place, layout)
    elif reading is None:
        intake.refuse_no_spreadsheet(file.path, file.name)
    if reading is not None and not (is_stock or before):
        refuse_sales(reading)
    with transaction.atomic():
        decided = intake.decide_names(decisions, by)
        if reading is not None:
            prepared = _decide(reading, place, unknown_stores, decided)
            if before:
                continued(prepared, before)  # refused now, not by the worker
            if (mode == ADD or is_seen) and not (again or before):
                how = {"place": place, "mode": mode}
                intake.refuse_same_content(Run.Type.STOCK_UPLOAD, prepared.digest(), **how)
        said = {"decided": decided, "layout": intake.layout_of(layout, reading), "again": again}
        said["continues"] = str(before.pk) if before else ""
        said["is_stock"] = is_stock and (reading is None or reading.looks_like_sales)
        run = open_run(
            Run.Type.STOCK_UPLOAD,
            by=by,
            sources=[before] if before else [],
            queue=queue,
            mode=mode,
            file_name=file.name,
            file_sha256=file.sha256,
            parameters={"place": place, "mode": mode, "unknown_stores": unknown_stores}
            | {name: value for name, value in said.items() if value},
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
    layout: Mapping[str, Any] | None = None,
    decided: Mapping[str, str | None] | None = None,
    continues: str = "",
    is_stock: bool = False,
) -> Result:
    """What loading a stock file would give; nothing is stored, and refused is the same."""
    require(by, "runs.upload_run")
    before = run_to_continue(continues, place) if continues else None
    mode = before.parameters["mode"] if before else mode
    _refuse_nonsense(place, mode)
    reading = _examine(file.path, file.name, place, intake.layout_for(place, layout))
    if not (is_stock or before):
        refuse_sales(reading)
    prepared = _decide(reading, place, unknown_stores, decided)
    how = {"place": place, "mode": mode, "continues": str(before.pk) if before else ""}
    run = Run(run_type=Run.Type.STOCK_UPLOAD, mode=mode, parameters=how)
    return compute_stock(run, silent, prepared)


def compute_stock(
    run: Run, report: Report, prepared: StockFile | OrdersFile | None = None
) -> Result:
    """Read the run's file again, or take what was read, and say what is to be written."""
    report(_("Reading the file"))
    file = prepared or _file_of(run)
    if isinstance(file, OrdersFile):
        report(_("Writing"), 0, file.reading.rows)
        result = result_of_orders(file)
    else:
        before = run.parameters.get("continues")
        result = result_of_counts(continued(file, run_by_id(before)) if before else file, report)
    how = {name: run.parameters[name] for name in ("place", "mode")}
    is_asked_for = run.parameters.get("again") or run.parameters.get("continues")
    if prepared is None and how["mode"] == ADD and not (run.digest or is_asked_for):
        intake.refuse_same_content(run.run_type, result.digest, **how)
    said = intake.same_content(run, result.digest, place=how["place"])
    return replace(result, warnings=[*said, *result.warnings])


def _refuse_nonsense(place: str, mode: str) -> None:
    if place not in PLACES or mode not in MODES:
        raise Refused(
            _("Nothing was loaded: choose CD, stores or open orders, and replace or add.")
        )
    if place == ORDERS and mode != REPLACE:
        raise Refused(
            _(
                "Nothing was loaded: a file of open orders is always the whole list of them. "
                "Choose replace."
            )
        )


def _examine(path: Path, name: str, place: str, layout: Mapping[str, Any]) -> Reading:
    if place == ORDERS:
        return examine_orders(path, name, layout)
    return examine_stock(path, name, place, layout)


def _decide(
    reading: Reading, place: str, unknown_stores: str, decided: Mapping[str, str | None] | None
) -> StockFile | OrdersFile:
    if place == ORDERS:
        return OrdersFile(reading)
    return decide_stock(reading, place, unknown_stores, decided)


def _file_of(run: Run) -> StockFile | OrdersFile:
    return orders_file_of(run) if run.parameters["place"] == ORDERS else stock_file_of(run)
