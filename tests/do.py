"""Short ways of doing what users do, through the real services: `do.load_sales(path)`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from distribution.services import generate_distribution
from forecasting.services import generate_forecast
from intake.services import CREATE, StagedFile, staged
from runs.kinds import Result
from runs.models import Run
from runs.services import process, system_user
from sales.services import dry_run_sales, upload_sales
from stock.services import dry_run_stock, upload_stock
from tests import make

Sale = tuple[str, str, date, int]  # SKU, store, day, units


def load_sales(path: Path, *, unknown_stores: str = CREATE, **how: Any) -> Run:
    """A sales file uploaded and processed, as the command does it."""
    return _load(upload_sales, path, unknown_stores=unknown_stores, **how)


def load_stock(path: Path, place: str, *, unknown_stores: str = CREATE, **how: Any) -> Run:
    return _load(upload_stock, path, place=place, unknown_stores=unknown_stores, **how)


def _load(upload: Callable, path: Path, *, by: Any = None, **how: Any) -> Run:
    with path.open("rb") as source, staged(source, path.name) as file:
        run, prepared = upload(file, by=by or system_user(), queue=False, **how)
    return process(run, prepared=prepared)


def try_sales(path: Path, **how: Any) -> Result:
    """A dry run."""
    return _with_staged(path, lambda file: dry_run_sales(file, by=system_user(), **how))


def try_stock(path: Path, place: str, **how: Any) -> Result:
    return _with_staged(
        path, lambda file: dry_run_stock(file, by=system_user(), place=place, **how)
    )


def _with_staged(path: Path, act: Callable[[StagedFile], Any]) -> Any:
    with path.open("rb") as source, staged(source, path.name) as file:
        return act(file)


def queue_sales(path: Path, *, unknown_stores: str = CREATE, **how: Any) -> Run:
    """A sales file uploaded as the page does it: a worker processes it."""
    return _with_staged(
        path,
        lambda file: upload_sales(
            file, by=system_user(), unknown_stores=unknown_stores, queue=True, **how
        )[0],
    )


def sell(rows: Iterable[Sale], folder: Path, **how: Any) -> Run:
    """A sales run of these rows, from a file in a folder; the names of products are made up."""
    path = folder / f"sales{Run.objects.count()}.xlsx"
    rows = [(sku, f"Product {sku}", store, units, day) for sku, store, day, units in rows]
    return load_sales(make.sales_file(rows, path), **how)


def count_cd(units: Mapping[str, int], folder: Path, **how: Any) -> Run:
    """A stock run of the CD."""
    path = folder / f"cd{Run.objects.count()}.xlsx"
    rows = [(sku, f"Product {sku}", number) for sku, number in units.items()]
    return load_stock(make.cd_file(rows, path), "cd", **how)


def count_stores(units: Mapping[str, Mapping[str, int]], folder: Path, **how: Any) -> Run:
    """A stock run of the stores, from a wide file: `{"TEE": {"SOHO": 4}}`."""
    path = folder / f"stores{Run.objects.count()}.xlsx"
    return load_stock(make.wide_stock_file(units, path), "stores", **how)


def order(units: Mapping[str, Mapping[date, int]], folder: Path, **how: Any) -> Run:
    """A stock run of open purchase orders: `{"TEE": {date(2026, 1, 5): 24}}`."""
    path = folder / f"orders{Run.objects.count()}.xlsx"
    return load_stock(make.orders_file(make.order_rows(units), path), "orders", **how)


def distribute(sales_run: Run, mode: str = "sma3_min3", *, by: Any = None, **how: Any) -> Run:
    run = generate_distribution(sales_run, by=by or system_user(), mode=mode, queue=False, **how)
    return process(run)


def forecast(*sales_runs: Run, by: Any = None, about: Any = None, **asked: Any) -> Run:
    """A forecast of these sales runs (of all, if none is given), completed."""
    by = by or system_user()
    return process(generate_forecast(sales_runs, by=by, asked=asked, about=about, queue=False))


def refused(error: type[Exception], act: Callable, *args: Any, **how: Any) -> str:
    """What a refusal says, in English."""
    with translation.override("en"), pytest.raises(error) as caught:
        act(*args, **how)
    assert type(caught.value) is error
    return str(caught.value)


def csv_file(rows: Iterable[Sequence[object]], path: Path, *, separator: str = ",") -> Path:
    lines = [separator.join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
