"""A file of open purchase orders as columns."""

from datetime import date, timedelta

import numpy as np

from intake.reading import limits
from intake.reading.dates import DayRule
from intake.reading.grid import Grid
from intake.reading.headers import Header
from intake.reading.lines import read_lines
from intake.reading.merging import (
    last_names,
    sum_places,
    warn_of_case_twins,
    warn_of_duplicates,
)
from intake.reading.results import Codes, OrderTable, Reading


def read_order_lines(grid: Grid, header: Header, *, today: date, day_first: bool) -> Reading:
    """Units on order; lines of one SKU and day are summed, with a warning, as for days gone by."""
    latest = today + timedelta(days=limits.ORDER_DAYS)
    rule = DayRule(latest, "date_too_far", day_first)
    lines = read_lines(grid, header, days_by=rule, least=1)
    sku, due = lines.codes(lines.sku), lines.days[lines.kept]
    days = due.astype(np.int64)
    first, sums = sum_places(sku.codes, days, lines.units[lines.kept])
    warn_of_duplicates(lines.notes, lines.columns["sku"], lines.kept, [sku.codes, days])
    overdue, arrives = lines.kept[due < np.datetime64(today, "D")], lines.columns["date"]
    lines.notes.warn_all(overdue, arrives.header, "date_overdue", arrives.shown)
    warn_of_case_twins(lines.notes, lines.columns["sku"], lines.sku, lines.kept, sku.values)
    table = OrderTable(
        sku=Codes(sku.values, sku.codes[first]),
        due=due[first],
        units=sums,
        names=last_names(sku, lines.product, lines.kept),
    )
    return lines.reading(table)
