"""A sales file as columns."""

from datetime import date, timedelta

import numpy as np

from intake.reading.dates import DayRule
from intake.reading.grid import Grid
from intake.reading.headers import Header
from intake.reading.lines import read_lines
from intake.reading.merging import warn_of_case_twins, warn_of_duplicates
from intake.reading.results import Reading, SalesTable


def read_sales_lines(grid: Grid, header: Header, *, today: date, day_first: bool) -> Reading:
    """Sales: each line counts, exact duplicates are warned about."""
    rule = DayRule(today + timedelta(days=1), "date_in_future", day_first)
    lines = read_lines(grid, header, days_by=rule)
    table = SalesTable(
        sku=lines.codes(lines.sku),
        product=lines.codes(lines.product),
        store=lines.codes(lines.store),
        day=lines.days[lines.kept],
        units=lines.units[lines.kept],
        row=lines.rows.numbers[lines.kept],
    )
    keys = [table.sku.codes, table.store.codes, table.day.astype(np.int64), table.units]
    warn_of_duplicates(lines.notes, lines.columns["sku"], lines.kept, keys)
    warn_of_case_twins(lines.notes, lines.columns["sku"], lines.sku, lines.kept, table.sku.values)
    return lines.reading(table)
