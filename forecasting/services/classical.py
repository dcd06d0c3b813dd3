"""The classic methods: what users know, to the unit. They buy nothing for what is uncertain."""

import numpy as np

from forecasting import classic
from forecasting.methods import METHODS
from forecasting.models import Decision, Doubt
from forecasting.services.history import History
from forecasting.services.inputs import Inputs
from forecasting.services.parameters import Parameters
from forecasting.services.results import UNKNOWN, Columns
from forecasting.services.suggesting import stores_hold, terms_of

NOT_KNOWN = (
    "spread",
    "demand_low",
    "demand_high",
    "service_level",
    "fill_rate",
    "safety_stock",
    "stock_out_risk",
    "lost_units",
)


Window = tuple[np.ndarray, np.ndarray, np.ndarray]


def window_of(history: History, parameters: Parameters) -> Window:
    """Products with sales in the method's window, their units and their weeks in it."""
    sales = history.sales
    day = np.datetime64(parameters.reference_day)
    days = METHODS[parameters.method].days
    return classic.window_demand(sales.product, sales.day, sales.units, day, days)


def suggest_classic(
    product: np.ndarray,
    sums: np.ndarray,
    inputs: Inputs,
    ordered: np.ndarray,
    transfer: np.ndarray,
    parameters: Parameters,
) -> Columns:
    """The rows of PurchaseSuggestion for products (indices) with their units in the window."""
    divisor = METHODS[parameters.method].divisor
    factor = parameters.protection
    hundredths, units = classic.required(sums, divisor, factor)
    cd = inputs.cd_stock[product]
    available = np.where(cd == UNKNOWN, 0, cd)
    suggested = np.maximum(units - available, 0)
    demand = classic.rounded(100 * sums, divisor)
    cost = inputs.unit_cost[product]
    count = len(product)
    unrecorded = (cd == UNKNOWN) & (suggested > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        cover = np.rint(np.maximum(available + suggested, 0) * 10 * divisor / sums)
    return {
        "product": product,
        "base_demand": demand,
        "uplift": np.zeros(count, dtype=np.int64),
        "uplift_reason": [""] * count,
        "weekly_demand": demand,
        "window_units": sums,
        "is_new": np.zeros(count, dtype=np.int64),
        "periods": np.full(count, round(factor * 100)),
        "demand": hundredths,
        **{name: np.full(count, UNKNOWN) for name in NOT_KNOWN},
        "required_units": hundredths,
        "target": units,
        "cd_stock": cd,
        "store_stock": stores_hold(product, inputs),
        "on_order": ordered,
        "reserved": inputs.reserved[product],
        "position": available,
        "transfer_units": transfer[product],
        **terms_of(product, inputs),
        "suggested": suggested,
        "cost": np.where(cost < 0, UNKNOWN, suggested * cost),
        "cover_weeks": np.where(sums > 0, cover, UNKNOWN).astype(np.int64),
        "decision": np.select(
            [suggested == 0, unrecorded],
            [Decision.NO.value, Decision.REVIEW.value],
            Decision.BUY.value,
        ).tolist(),
        "doubts": [Doubt.NO_CD_STOCK.value if doubt else "" for doubt in unrecorded.tolist()],
        "abc": [""] * count,
        "xyz": [""] * count,
    }
