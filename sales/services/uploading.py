"""Sales files becoming sales runs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from catalog.services import StoreDecision
from intake import services as intake
from intake.reading import Reading
from runs.models import Run
from runs.services import open_run, require
from sales.services.continuing import continued, run_to_continue
from sales.services.files import SalesFile, decide_sales, examine_sales


def upload_sales(
    file: intake.StagedFile,
    *,
    by: AbstractBaseUser,
    about: Mapping[str, Any] | None = None,
    unknown_stores: str = intake.FAIL,
    again: bool = False,
    layout: Mapping[str, Any] | None = None,
    decisions: Iterable[StoreDecision] = (),
    deduct_stock: bool = False,
    continues: str = "",
    reading: Reading | None = None,
    is_seen: bool = False,
    queue: bool = True,
) -> tuple[Run, SalesFile | None]:
    """Open a run for a sales file; what cannot be used is refused before anything is kept.

    `layout` says where its columns are, `decisions` what its unknown stores mean; `reading` is
    what the caller has read of it so. Who has seen a preview (`is_seen`) must say that content
    loaded before is to be loaded again; others only where it would count twice.

    With `continues`, the id of a sales run, the new run has the rows of that one and the file's:
    rows that were rejected there, corrected.

    Files that are read quickly are read now, so that their problems are told at once; the rest is
    read in the background. With queue=False the caller processes the run, with what was read (the
    second value).
    """
    require(by, "runs.upload_run")
    before = run_to_continue(continues) if continues else None
    if not again:
        intake.refuse_same_file(file, Run.Type.SALES_UPLOAD)
    layout = intake.layout_for("sales", layout)
    prepared = None
    if reading is None and (not queue or file.size <= intake.READ_AT_ONCE):
        reading = examine_sales(file.path, file.name, layout)
    elif reading is None:
        intake.refuse_no_spreadsheet(file.path, file.name)
    with transaction.atomic():
        decided = intake.decide_names(decisions, by)
        if reading is not None:
            prepared = decide_sales(reading, unknown_stores, decided)
            prepared = continued(prepared, before) if before else prepared
            if (deduct_stock or is_seen) and not again:
                intake.refuse_same_content(Run.Type.SALES_UPLOAD, prepared.digest())
        said = {
            "decided": decided,
            "layout": intake.layout_of(layout, reading),
            "deduct_stock": deduct_stock,
            "again": again,
            "continues": str(before.pk) if before else "",
        }
        run = open_run(
            Run.Type.SALES_UPLOAD,
            by=by,
            sources=[before] if before else [],
            about=about,
            queue=queue,
            file_name=file.name,
            file_sha256=file.sha256,
            parameters={"unknown_stores": unknown_stores} | {k: v for k, v in said.items() if v},
        )
        file.keep(by)
    return run, prepared
