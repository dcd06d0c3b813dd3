"""Sales files becoming the rows of sales runs."""

import numpy as np
from django.utils.translation import gettext as _

from catalog.services import name_products, stores_with_names
from intake import services as intake
from intake.reading import Codes
from runs.bulk import Tell
from runs.kinds import Report, Result, Sums
from runs.models import Run
from runs.queries import run_by_id
from sales.services.continuing import continued
from sales.services.files import SalesFile, sales_file_of
from sales.services.writing import write_sales


def compute_sales(run: Run, report: Report, prepared: SalesFile | None = None) -> Result:
    """Read the run's file again, or take what was read, and say what is to be written."""
    report(_("Reading the file"))
    sales = prepared or sales_file_of(run)
    if (before := run.parameters.get("continues")) and not sales.continued:
        sales = continued(sales, run_by_id(before))
    reading, table = sales.reading, sales.reading.table
    digest = sales.digest()
    said = run.parameters
    if prepared is None and said.get("deduct_stock") and not (run.digest or said.get("again")):
        intake.refuse_same_content(run.run_type, digest)
    report(_("Writing"), 0, reading.rows)
    return Result(
        write=lambda run: _write(run, sales, lambda done: report(_("Writing"), done, reading.rows)),
        digest=digest,
        rows=reading.rows,
        rejected=reading.rejected_rows,
        ignored=sum(reading.ignored.values()),
        units=int(table.units.sum()),
        skus=len(table.sku.values),
        stores=len(set(sales.stores.values())),
        parameters={"stores": sales.stores},
        metadata={
            "file": intake.sum_check(reading),
            "dates": [str(table.day.min()), str(table.day.max())],
            **({"continued": sales.continued} if sales.continued else {}),
        },
        warnings=[
            *intake.same_content(run, digest),
            *intake.same_stores(sales.stores),
            *intake.warning_sentences(reading),
        ],
    )


def _write(run: Run, sales: SalesFile, tell: Tell) -> Sums:
    """Write all there is of the run, and give back what its rows add up to."""
    reading, table = sales.reading, sales.reading.table
    reason = f"{run.get_run_type_display()} {run.short_id}"
    ids = stores_with_names(sales.stores.values(), by=run.created_by, reason=reason)
    store_ids = np.array([ids[sales.stores[name]] for name in table.store.values])
    named = name_products(
        table.sku.values, last_names(table.sku, table.product), by=run.created_by, reason=reason
    )
    products, stores = named.ids[table.sku.codes], store_ids[table.store.codes]
    sums = write_sales(
        run, product=products, store=stores, day=table.day, units=table.units, tell=tell
    )
    intake.write_findings(run, reading.rejected, reading.warnings)
    return sums


def last_names(skus: Codes, names: Codes) -> list[str]:
    """The last name that is not empty of each SKU, in the order of `skus.values`."""
    given = np.array([bool(name) for name in names.values], dtype=bool)[names.codes]
    last = np.full(len(skus.values), -1, dtype=np.int64)
    last[skus.codes[given]] = names.codes[given]  # of repeated places the last one stays
    return [names.values[code] if code >= 0 else "" for code in last.tolist()]
