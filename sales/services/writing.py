"""Sales lines becoming rows of their run."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from runs.bulk import Tell, to_nobody
from runs.kinds import Sums
from runs.models import Run
from runs.rows import write_rows
from runs.sorting import added_up, order_of
from sales.models import SalesRecord


def write_sales(
    run: Run,
    *,
    product: np.ndarray,
    store: np.ndarray,
    day: np.ndarray,
    units: np.ndarray,
    tell: Tell = to_nobody,
) -> Sums:
    """Write lines given as equally long columns (ids, ids, datetime64[D], whole numbers).

    They come in any order. Gives back what they add up to.
    """
    order = order_of(product, store, day.astype("M8[D]").astype(np.int64))
    columns = {
        "product": product[order],
        "store": store[order],
        "date": day[order],
        "quantity": units[order],
    }
    with ThreadPoolExecutor(1) as beside:  # the database keeps us waiting
        sums = beside.submit(_added_up, columns)
        write_rows(run, SalesRecord, {**columns, "line": np.arange(len(order))}, tell)
    return sums.result()


def _added_up(columns: dict[str, np.ndarray]) -> Sums:
    return {by: added_up(columns[by], columns["quantity"]) for by in ("product", "store")}
