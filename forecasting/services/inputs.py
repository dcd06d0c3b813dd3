"""What is known of products besides their sales: stock, orders, terms, uplifts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.utils import timezone

from catalog.queries import added_since, purchase_terms
from forecasting.models import LeftOut, PurchaseSuggestion, Reason
from forecasting.queries import uplifts_of
from forecasting.services.history import History
from forecasting.services.parameters import LEAD_TIME_DAYS, Parameters
from runs.models import Run
from stock.queries import (
    Position,
    on_order,
    orders_run,
    reserved_units,
    stock_position,
    weeks_without_stock,
)

UNKNOWN = -(2**62)  # a CD stock nobody has recorded
HUNDRED, TEN = Decimal(100), Decimal(10)
NEW_WEEKS = 8
A_LITTLE = 1e-6  # days: 22 / 7 + 1 weeks are 29 days, not 28.999…


@dataclass(frozen=True)
class Inputs:
    """Columns beside the ids of products: whole numbers, money and percents in hundredths."""

    mark: int  # posting the stock stands at
    orders: Run | None
    cd_stock: np.ndarray  # UNKNOWN where there is no record
    pair_product: np.ndarray  # index of the product of each store stock
    pair_store: np.ndarray  # store id
    pair_stock: np.ndarray
    reserved: np.ndarray
    lead_time_days: np.ndarray
    lead_time_spread: np.ndarray  # tenths of days
    pack: np.ndarray
    moq: np.ndarray
    unit_cost: np.ndarray  # -1: unknown
    supplier: list[str]
    category: list[str]
    is_active: np.ndarray
    is_merchandise: np.ndarray
    uplift: np.ndarray
    uplift_reason: list[str]


def read_inputs(
    run: Run, products: np.ndarray, parameters: Parameters, stores: Collection[int] | None
) -> Inputs:
    """As they stand now; of a run that was computed before, as it recorded them.

    The stock of these stores (ids) counts; of all, if None.
    """
    position = stock_position(products.tolist(), mark=run.parameters.get("stock_posting"))
    recorded = "stock_posting" in run.parameters
    terms = _recorded_terms(run, products) if recorded else _present_terms(products, parameters)
    pairs = np.isin(position.store_product, products)
    if stores is not None:
        pairs &= np.isin(position.store, list(stores))
    place = np.argsort(products)
    return Inputs(
        mark=position.mark,
        orders=_orders_of(run) if recorded else orders_run(),
        cd_stock=_cd_stock(position, products),
        pair_product=place[np.searchsorted(products, position.store_product[pairs], sorter=place)],
        pair_store=position.store[pairs],
        pair_stock=position.store_units[pairs],
        **terms,
    )


def _orders_of(run: Run) -> Run | None:
    return run.sources.filter(parameters__place="orders").first()


def _cd_stock(position: Position, products: np.ndarray) -> np.ndarray:
    known = dict(zip(position.cd_product.tolist(), position.cd_units.tolist(), strict=True))
    return np.array([known.get(pk, UNKNOWN) for pk in products.tolist()], dtype=np.int64)


def _present_terms(products: np.ndarray, parameters: Parameters) -> dict:
    terms = purchase_terms(products)
    reserved = reserved_units(products.tolist())
    lead_time = terms.lead_time_days
    if parameters.lead_time_days is not None:
        lead_time = np.full(len(products), parameters.lead_time_days)
    uplifts = uplifts_of(products, terms.category.tolist(), parameters.reference_day)
    return {
        "reserved": np.array([reserved.get(pk, 0) for pk in products.tolist()], dtype=np.int64),
        "lead_time_days": np.where(lead_time < 0, LEAD_TIME_DAYS, lead_time),
        "lead_time_spread": terms.lead_time_spread_tenths,
        "pack": terms.pack,
        "moq": terms.moq,
        "unit_cost": terms.unit_cost_cents,
        "supplier": terms.supplier.tolist(),
        "category": terms.category.tolist(),
        "is_active": terms.is_active,
        "is_merchandise": terms.is_merchandise,
        "uplift": np.array([int(percent * HUNDRED) for percent, _why in uplifts], dtype=np.int64),
        "uplift_reason": [why for _percent, why in uplifts],
    }


RECORDED = (
    "product",
    "reserved",
    "lead_time_days",
    "lead_time_spread",
    "pack",
    "moq",
    "unit_cost",
    "supplier",
    "category",
    "uplift",
    "uplift_reason",
)
OF_LEFT_OUT = (0, LEAD_TIME_DAYS, Decimal(0), 1, 0, None, "", "", Decimal(0), "")


def _recorded_terms(run: Run, products: np.ndarray) -> dict:
    """The terms beside the suggestions of a run; of products that it left out, why they were."""
    rows = PurchaseSuggestion.objects.of(run).order_by().values_list(*RECORDED)
    terms = {row[0]: row[1:] for row in rows.iterator(chunk_size=10_000)}
    left_out = dict(LeftOut.objects.of(run).values_list("product", "reason"))
    columns = zip(*(terms.get(pk, OF_LEFT_OUT) for pk in products.tolist()), strict=True)
    found = dict(zip(RECORDED[1:], columns, strict=True)) if len(products) else {}
    found = {name: list(found.get(name, ())) for name in RECORDED[1:]}
    why = [left_out.get(pk, "") for pk in products.tolist()]
    whole = ("reserved", "lead_time_days", "pack", "moq")
    return {
        **found,
        **{name: np.array(found[name], dtype=np.int64) for name in whole},
        "lead_time_spread": np.array([int(n * TEN) for n in found["lead_time_spread"]], np.int64),
        "unit_cost": np.array(
            [-1 if cost is None else int(cost * HUNDRED) for cost in found["unit_cost"]], np.int64
        ),
        "uplift": np.array([int(n * HUNDRED) for n in found["uplift"]], dtype=np.int64),
        "is_active": np.array([reason != Reason.INACTIVE for reason in why], dtype=bool),
        "is_merchandise": np.array([reason != Reason.NOT_MERCHANDISE for reason in why], bool),
    }


def ordered_units(
    inputs: Inputs, products: np.ndarray, periods: np.ndarray, reference_day: date
) -> np.ndarray:
    """Units on order that arrive within each product's protection period (in weeks)."""
    units = np.zeros(len(products), dtype=np.int64)
    if inputs.orders is None:
        return units
    for weeks in np.unique(periods).tolist():
        those = periods == weeks
        until = reference_day + timedelta(days=int(weeks * 7 + A_LITTLE))
        units[those] = on_order(inputs.orders, products[those], until)
    return units


def out_of_stock(run: Run, history: History, product, store, monday: date, weeks: int, mark: int):
    """Weeks in which the ledger knew a series to be out of stock, up to when the run was made.

    `mark` is the posting its stock stands at: what was undone later was evidence then.
    """
    lived = (timezone.localdate(run.created_at) - monday).days // 7
    pairs = history.products[product], history.stores[store]
    return weeks_without_stock(*pairs, monday, max(min(weeks, lived), 0), mark)


def new_products(run: Run, sold: np.ndarray, reference_day: date) -> np.ndarray:
    """Ids of products that never sold and came into the catalogue in the weeks before."""
    if "stock_posting" in run.parameters:
        rows = PurchaseSuggestion.objects.of(run).filter(is_new=True, weeks=0)
        return np.array(sorted(rows.values_list("product", flat=True)), dtype=np.int64)
    since = reference_day - timedelta(weeks=NEW_WEEKS)
    return np.setdiff1d(np.array(added_since(since), dtype=np.int64), sold)
