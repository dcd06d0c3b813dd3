"""What was computed, in whole numbers: its fingerprint, and its rows.

A column of a DecimalField holds whole numbers of its last decimal place, so that what is stored,
what is fingerprinted and what is shown can never differ by a rounding. UNKNOWN is stored as NULL.
"""

from dataclasses import dataclass

import numpy as np
from django.db import models

from forecasting.models import Forecast, LeftOut, PurchaseSuggestion
from runs.digest import Texts, digest
from runs.models import Run
from runs.rows import RunRow, write_rows
from runs.sorting import order_of

UNKNOWN = -(2**62)
Columns = dict[str, np.ndarray | list[str]]


@dataclass(frozen=True)
class Names:
    """What the indices stand for: ids, and the texts users know."""

    products: np.ndarray
    skus: list[str]
    stores: np.ndarray
    store_names: list[str]


@dataclass(frozen=True)
class Tables:
    """Rows by model; `product` and `store` are indices into Names."""

    suggestions: Columns
    forecasts: Columns
    left_out: Columns


def scaled(values: np.ndarray, places: int = 2) -> np.ndarray:
    """Numbers as whole numbers of their last decimal place, halves to even; NaN is UNKNOWN."""
    missing = np.isnan(values)
    return np.where(missing, UNKNOWN, np.rint(np.where(missing, 0, values) * 10**places)).astype(
        np.int64
    )


def digest_of(names: Names, tables: Tables) -> str:
    return digest(
        {
            "suggestions": _readable(names, tables.suggestions),
            "forecasts": _readable(names, tables.forecasts),
            "left_out": _readable(names, tables.left_out),
        }
    )


def _readable(names: Names, columns: Columns) -> dict:
    texts = {"product": names.skus, "store": names.store_names}
    readable = {}
    for name, column in columns.items():
        if name in texts:
            readable[name] = Texts(texts[name], column)
        elif isinstance(column, list):
            values, codes = np.unique(np.array(column, dtype=object), return_inverse=True)
            readable[name] = Texts(values.tolist(), codes)
        else:
            readable[name] = column
    return readable


def write_results(run: Run, names: Names, tables: Tables) -> None:
    _write(run, PurchaseSuggestion, names, tables.suggestions)
    _write(run, Forecast, names, tables.forecasts)
    _write(run, LeftOut, names, tables.left_out)


def _write(run: Run, model: type[RunRow], names: Names, columns: Columns) -> None:
    ids = {"product": names.products, "store": names.stores}
    keys = [name for name in ids if name in columns]
    stored = {name: ids[name][columns[name]] for name in keys}
    order = order_of(*(stored[name] for name in keys))
    for name, column in columns.items():
        if name in stored:
            stored[name] = stored[name][order]
        elif isinstance(column, list):
            stored[name] = [column[row] for row in order.tolist()]
        else:
            stored[name] = _as_stored(model._meta.get_field(name), column[order])
    write_rows(run, model, stored)


def _as_stored(field: models.Field, column: np.ndarray) -> np.ndarray | list:
    if isinstance(field, models.DecimalField):
        one, form = 10**field.decimal_places, f"%.{field.decimal_places}f"
        return [None if n == UNKNOWN else form % (n / one) for n in column.tolist()]
    return np.ma.masked_equal(column, UNKNOWN) if field.null else column
