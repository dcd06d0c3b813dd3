"""Corrected rows and the run they were missing in, together as a new run."""

from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _

from catalog.queries import own_names_of_stores
from intake.reading import Codes, SalesTable
from runs.errors import Conflict
from runs.models import Run
from runs.queries import run_by_id
from sales.queries import sales_with_names
from sales.services.files import SalesFile


def run_to_continue(text: str) -> Run:
    """The run whose rejected rows were corrected. Raises Refused."""
    run = run_by_id(text, run_type=Run.Type.SALES_UPLOAD)
    if run.outcome != Run.Outcome.COMPLETED or run.status == Run.Status.ARCHIVED:
        raise Conflict(
            _("Nothing was loaded: run %(run)s is archived or has no results. Choose another one.")
            % {"run": run.short_id}
        )
    return run


def continued(sales: SalesFile, before: Run) -> SalesFile:
    """The rows of a run, and after them those of a file: as if one file had had them all."""
    table, reading = sales.reading.table, sales.reading
    skus, stores, days, units = sales_with_names(before)
    own = own_names_of_stores(set(stores))
    known = {name: own.get(name, name) for name in stores}
    joined = SalesTable(
        sku=_joined(skus, table.sku),
        product=_joined([""] * len(skus), table.product),
        store=_joined(stores, table.store),
        day=np.concatenate([np.array(days, "datetime64[D]"), table.day]),
        units=np.concatenate([np.array(units, np.int64), table.units]),
        row=np.concatenate([np.zeros(len(skus), table.row.dtype), table.row]),
    )
    reading = replace(
        reading,
        table=joined,
        rows=len(joined.units),
        negative=int((joined.units < 0).sum()),
        zero=int((joined.units == 0).sum()),
        positive=int((joined.units > 0).sum()),
    )
    return SalesFile(reading, known | sales.stores, continued=len(skus))


def _joined(texts: list[str], codes: Codes) -> Codes:
    """A column of texts, and below it a coded one."""
    values = [*dict.fromkeys(texts)]
    index = {text: code for code, text in enumerate(values)}
    first = np.array([index[text] for text in texts], dtype=np.int32)
    return Codes.of([*values, *codes.values], np.concatenate([first, codes.codes + len(values)]))
