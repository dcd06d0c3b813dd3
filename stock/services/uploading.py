"""Stock files becoming stock runs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.services import StoreDecision
from intake import services as intake
from intake.reading import Reading
from runs.errors import Refused
from runs.kinds import Result, silent
from runs.models import Run
from runs.services import open_run, require
from stock.services.counts import ADD, MODES, REPLACE, compute_stock
from stock.services.files import PLACES, StockFile, decide_stock, examine_stock


def upload_stock(
    file: intake.StagedFile,
    *,
    by: AbstractBaseUser,
    place: str,
    mode: str = REPLACE,
    unknown_stores: str = intake.FAIL,
    again: bool = False,
    layout: Mapping[str, Any] | None = None,
    decisions: Iterable[StoreDecision] = (),
    reading: Reading | None = None,
    is_seen: bool = False,
    queue: bool = True,
) -> tuple[Run, StockFile | None]:
    """Open a run for a stock file; what cannot be used is refused before anything is kept.

    `layout` says where its columns are, `decisions` what its unknown stores mean; `reading` is
    what the caller has read of it so. Who has seen a preview (`is_seen`) must say that content
    loaded before is to be loaded again; others only where it would count twice. With queue=False
    the caller processes the run, with what was read (the second value).
    """
    require(by, "runs.upload_run")
    if place not in PLACES or mode not in MODES:
        raise Refused(_("Nothing was loaded: choose CD or stores, and replace or add."))
    if not again:
        intake.refuse_same_file(file, Run.Type.STOCK_UPLOAD, place=place)
    layout = intake.layout_for(place, layout)
    prepared = None
    if reading is None and (not queue or file.size <= intake.READ_AT_ONCE):
        reading = examine_stock(file.path, file.name, place, layout)
    elif reading is None:
        intake.refuse_no_spreadsheet(file.path, file.name)
    with transaction.atomic():
        decided = intake.decide_names(decisions, by)
        if reading is not None:
            prepared = decide_stock(reading, place, unknown_stores, decided)
            if (mode == ADD or is_seen) and not again:
                how = {"place": place, "mode": mode}
                intake.refuse_same_content(Run.Type.STOCK_UPLOAD, prepared.digest(), **how)
        said = {"decided": decided, "layout": intake.layout_of(layout, reading), "again": again}
        run = open_run(
            Run.Type.STOCK_UPLOAD,
            by=by,
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
) -> Result:
    """What loading a stock file would give; nothing is stored."""
    require(by, "runs.upload_run")
    reading = examine_stock(file.path, file.name, place, intake.layout_for(place, layout))
    prepared = decide_stock(reading, place, unknown_stores, decided)
    run = Run(run_type=Run.Type.STOCK_UPLOAD, mode=mode, parameters={"place": place, "mode": mode})
    return compute_stock(run, silent, prepared)
