"""Sales lines becoming rows of their run."""

import numpy as np

from runs.bulk import Tell, to_nobody
from runs.models import Run
from runs.rows import write_rows
from runs.sorting import order_of
from sales.models import SalesRecord


def write_sales(
    run: Run,
    *,
    product: np.ndarray,
    store: np.ndarray,
    day: np.ndarray,
    units: np.ndarray,
    tell: Tell = to_nobody,
) -> dict[str, np.ndarray]:
    """Write lines given as equally long columns (ids, ids, datetime64[D], whole numbers).

    They come in any order, and are given back in the order they were written in, by field.
    """
    order = order_of(product, store, day.astype("M8[D]").astype(np.int64))
    columns = {
        "product": product[order],
        "store": store[order],
        "date": day[order],
        "quantity": units[order],
    }
    write_rows(run, SalesRecord, {**columns, "line": np.arange(len(order))}, tell)
    return columns
