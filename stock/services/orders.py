"""Files of open purchase orders: what is on order becomes rows of a run, and moves no stock."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.utils import timezone

from catalog.services import name_products
from intake import services as intake
from intake.reading import Reading, read_orders
from runs.digest import Texts, digest
from runs.kinds import Result
from runs.models import Run
from runs.rows import write_rows
from stock.models import OnOrder


@dataclass(frozen=True)
class OrdersFile:
    """What a file of open purchase orders says."""

    reading: Reading

    def digest(self) -> str:
        table = self.reading.table
        sku = Texts(table.sku.values, table.sku.codes)
        return digest({"orders": {"sku": sku, "due": table.due, "units": table.units}})


def examine_orders(path: Path, name: str) -> OrdersFile:
    """Read a file of open orders, writing nothing."""
    today = timezone.localdate()
    return OrdersFile(intake.read_file(read_orders, path, name=name, today=today))


def orders_file_of(run: Run) -> OrdersFile:
    """The run's file, read as on the day it came."""
    path, today = intake.kept_path(run.file_sha256), timezone.localdate(run.created_at)
    return OrdersFile(intake.read_file(read_orders, path, name=run.file_name, today=today))


def result_of_orders(orders: OrdersFile) -> Result:
    """What a file of open orders gives, and how to write it."""
    reading, table = orders.reading, orders.reading.table
    return Result(
        write=lambda run: _write(run, orders),
        digest=orders.digest(),
        rows=reading.rows,
        rejected=reading.rejected_rows,
        ignored=sum(reading.ignored.values()),
        units=int(table.units.sum()),
        skus=len(table.sku.values),
        stores=0,
        metadata={"file": intake.sum_check(reading), "orders": len(table.units)},
        warnings=intake.warning_sentences(reading),
    )


def _write(run: Run, orders: OrdersFile) -> None:
    reading, table = orders.reading, orders.reading.table
    reason = f"{run.get_run_type_display()} {run.short_id}"
    named = name_products(table.sku.values, table.names, by=run.created_by, reason=reason)
    product = named.ids[table.sku.codes]
    order = np.lexsort((table.due, product))
    write_rows(
        run,
        OnOrder,
        {"product": product[order], "due": table.due[order], "units": table.units[order]},
    )
    intake.write_findings(run, reading.rejected, reading.warnings)
