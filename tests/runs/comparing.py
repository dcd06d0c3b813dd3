"""Runs with rows to compare, and the comparison done by hand."""

from collections import Counter
from collections.abc import Iterable, Sequence

from catalog.models import Product, Store
from distribution.models import CdRemainder, Prediction
from runs.models import Run
from runs.rows import RunRow, write_rows
from sales.models import SalesRecord
from tests import make

Units = tuple[str, str, int]  # SKU, store, units
Compared = tuple[str, str, str, int, int, int]  # SKU, product, store, left, right, delta
DRIVERS = ("need", "window_units", "window_weeks", "weeks", "store_stock")
DRIVERS += ("cd_stock", "cd_before", "rank")
COLUMNS = {"product__sku": 0, "product__name": 1, "store__name": 2, "left": 3, "right": 4}


def product(sku: str) -> Product:
    return Product.objects.filter(sku=sku).first() or make.product(sku, name=name_of(sku))


def name_of(sku: str) -> str:
    """Names in another order than SKUs, several of them equal."""
    return f"Producto {len(sku)}"


def store(name: str) -> Store:
    return Store.objects.filter(name=name).first() or make.store(name)


def sales(rows: Sequence[Units], **about) -> Run:
    """A sales run with these rows; a pair may have several."""
    more = {"date": "2025-12-01", "line": list(range(len(rows)))}
    return _run(Run.Type.SALES_UPLOAD, SalesRecord, "quantity", rows, more, about)


def distribution(rows: Sequence[Units], **about) -> Run:
    """A distribution that sends this; a pair has one row."""
    more = dict.fromkeys(DRIVERS) | {"reason": "sent", "suggested": [units for *_, units in rows]}
    return _run(Run.Type.DISTRIBUTION, Prediction, "final", rows, more, about)


def _run(
    run_type: str, model: type[RunRow], units: str, rows: Sequence[Units], more: dict, about: dict
) -> Run:
    run = make.run(run_type, **(figures(rows) | about))
    if rows:
        skus, stores, numbers = zip(*rows, strict=True)
        columns = {"product": [product(sku).pk for sku in skus], units: numbers, **more}
        write_rows(run, model, columns | {"store": [store(name).pk for name in stores]})
    return Run.objects.get(pk=run.pk)


def figures(rows: Sequence[Units]) -> dict[str, int]:
    return {
        "units": sum(units for *_, units in rows),
        "skus": len({sku for sku, *_ in rows}),
        "stores": len({name for _, name, _ in rows}),
        "row_count": len(rows),
    }


def of_skus(units: dict[str, int]) -> Run:
    """A run of a type that has a row per SKU."""
    run = make.run(Run.Type.FORECAST_V2, units=sum(units.values()), skus=len(units))
    columns = {
        "product": [product(sku).pk for sku in units],
        "assigned": list(units.values()),
        "before": list(units.values()),
        "left": 0,
    }
    write_rows(run, CdRemainder, columns)
    return Run.objects.get(pk=run.pk)


def by_hand(left: Iterable[Units], right: Iterable[Units]) -> list[Compared]:
    """Every pair of either side with its sums, in the order of SKU and store."""
    sides = [Counter(), Counter()]
    for side, rows in zip(sides, (left, right), strict=True):
        for sku, name, units in rows:
            side[sku, name] += units
    pairs = sorted(sides[0].keys() | sides[1].keys())
    return [
        (sku, name_of(sku), name, a, b, b - a)
        for sku, name in pairs
        for a, b in [(sides[0][sku, name], sides[1][sku, name])]
    ]


def in_order(rows: Iterable[Compared], names: Sequence[str]) -> list[Compared]:
    """Sorted by these, the first one counting most; equal rows stay as they are."""
    found = list(rows)
    for name in reversed(names):
        field = name.lstrip("-")
        key = (
            (lambda row: abs(row[5])) if field == "size" else (lambda row, f=field: row[COLUMNS[f]])
        )
        found.sort(key=key, reverse=name.startswith("-"))
    return found
