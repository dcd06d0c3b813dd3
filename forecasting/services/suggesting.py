"""From what will be sold and what there is to what to buy."""

from dataclasses import dataclass

import numpy as np

from forecasting import purchase
from forecasting.models import Decision, Doubt
from forecasting.services.inputs import Inputs
from forecasting.services.outlook import Outlook
from forecasting.services.parameters import Parameters
from forecasting.services.results import UNKNOWN, Columns, scaled

SERVICE = {"A": 0.975, "B": 0.95, "C": 0.90}
OUTSIDE = 0.05  # the chance that demand is outside the interval shown
JUMP = 2.0  # the fast smoothing this many times the slow one, or the reverse


@dataclass(frozen=True)
class Need:
    """What is needed over the protection period; columns beside `product` (indices)."""

    product: np.ndarray
    base: np.ndarray  # weekly forecast
    weekly: np.ndarray  # with the uplift
    periods: np.ndarray  # weeks of protection
    demand: np.ndarray
    variance: np.ndarray
    errors_seen: np.ndarray  # of how many past protection periods the spread is
    is_new: np.ndarray  # there is no history of its own


def need(outlook: Outlook, new: np.ndarray, inputs: Inputs, parameters: Parameters) -> Need:
    """`new` are indices of products without sales: they count as the others of their category."""
    product = np.concatenate([outlook.product, new])
    base = np.concatenate([outlook.level, _like_category(outlook, new, inputs.category)])
    coverage = float(parameters.coverage_weeks)
    periods = inputs.lead_time_days[product] / 7 + coverage
    v, n = np.zeros(len(product)), np.zeros(len(product), dtype=np.int64)
    own = np.arange(len(product)) < len(outlook.product)
    for weeks in np.unique(periods[own]).tolist():
        those = np.flatnonzero(own & (periods == weeks))
        actual, path = outlook.actual[:, those], outlook.path[:, those]
        v[those], n[those] = purchase.errors(actual, path, weeks)
    demand = base * periods
    late = inputs.lead_time_spread[product] / 70  # weeks
    law = purchase.law(v, n, demand)
    variance = purchase.spread(v, n, demand, periods, law, (base * late) ** 2)
    factor = 1 + inputs.uplift[product] / 10_000
    demand = demand * factor
    return Need(
        product=product,
        base=base,
        weekly=base * factor,
        periods=periods,
        demand=demand,
        variance=np.maximum(variance * factor * factor, demand),
        errors_seen=n / periods,
        is_new=~own,
    )


def _like_category(outlook: Outlook, new: np.ndarray, category: list[str]) -> np.ndarray:
    """The median level of the products of the same category that sell; 0 where there are none."""
    levels: dict[str, list[float]] = {}
    for product, level in zip(outlook.product.tolist(), outlook.level.tolist(), strict=True):
        if level > 0:
            levels.setdefault(category[product], []).append(level)
    median = {name: float(np.median(values)) for name, values in levels.items() if name}
    return np.array([median.get(category[product], 0.0) for product in new.tolist()], dtype=float)


def suggest(
    need: Need,
    outlook: Outlook,
    transfer: np.ndarray,
    ordered: np.ndarray,
    inputs: Inputs,
    parameters: Parameters,
) -> Columns:
    """Columns of PurchaseSuggestion but for its history; `ordered` stands beside `need`."""
    product, demand, variance = need.product, need.demand, need.variance
    cost = inputs.unit_cost[product]
    abc = purchase.abc(demand / need.periods * _value(cost))
    level = np.array([SERVICE[letter] for letter in abc.tolist()], dtype=float)
    if parameters.service_level is not None:
        level = np.full(len(product), float(parameters.service_level))
    target = purchase.at_least(demand, variance, level)
    cd, stores, position = _position(product, ordered, inputs)
    pack, moq = inputs.pack[product], inputs.moq[product]
    units = purchase.to_order(target, position, pack, moq)
    decision, doubts = _decision(need, outlook, inputs, target, position, units)
    weekly = np.where(need.weekly > 0, need.weekly, np.nan)
    # Not more than a column holds: years of cover are all alike.
    cover = np.minimum(np.maximum(position + units, 0) / weekly, 10**9)
    return {
        "product": product,
        "base_demand": scaled(need.base),
        "uplift": inputs.uplift[product],
        "uplift_reason": [inputs.uplift_reason[row] for row in product.tolist()],
        "weekly_demand": scaled(need.weekly),
        "window_units": np.full(len(product), UNKNOWN),
        "is_new": need.is_new.astype(np.int64),
        "periods": scaled(need.periods),
        "demand": scaled(demand),
        "spread": scaled(np.sqrt(variance)),
        "demand_low": purchase.at_least(demand, variance, OUTSIDE / 2),
        "demand_high": purchase.at_least(demand, variance, 1 - OUTSIDE / 2),
        "service_level": scaled(level, 4),
        "fill_rate": scaled(purchase.fill_rate(demand, variance, position + units), 4),
        "required_units": 100 * target,
        "target": target,
        "safety_stock": scaled(target - demand),
        "cd_stock": cd,
        "store_stock": stores,
        "on_order": ordered,
        "reserved": inputs.reserved[product],
        "position": position,
        "stock_out_risk": scaled(purchase.survival(demand, variance, position + 1), 4),
        "lost_units": scaled(purchase.lost(demand, variance, position)),
        "transfer_units": transfer[product],
        **terms_of(product, inputs),
        "suggested": units,
        "cost": np.where(cost < 0, UNKNOWN, units * cost),
        "cover_weeks": scaled(cover, 1),
        "decision": decision,
        "doubts": doubts,
        "abc": abc.tolist(),
        "xyz": purchase.xyz(demand, variance).tolist(),
    }


def terms_of(product: np.ndarray, inputs: Inputs) -> Columns:
    cost = inputs.unit_cost[product]
    return {
        "supplier": [inputs.supplier[row] for row in product.tolist()],
        "category": [inputs.category[row] for row in product.tolist()],
        "lead_time_days": inputs.lead_time_days[product],
        "lead_time_spread": inputs.lead_time_spread[product],
        "pack": inputs.pack[product],
        "moq": inputs.moq[product],
        "unit_cost": np.where(cost < 0, UNKNOWN, cost),
    }


def stores_hold(product: np.ndarray, inputs: Inputs) -> np.ndarray:
    """Units in the stores of each product; a count below zero is no stock."""
    held = np.bincount(
        inputs.pair_product, np.maximum(inputs.pair_stock, 0), minlength=len(inputs.cd_stock)
    )
    return held.astype(np.int64)[product]


def _position(product: np.ndarray, ordered: np.ndarray, inputs: Inputs) -> tuple[np.ndarray, ...]:
    """CD stock as recorded, stock in stores, and the inventory position: what can be counted on."""
    cd, stores = inputs.cd_stock[product], stores_hold(product, inputs)
    free = np.maximum(np.where(cd == UNKNOWN, 0, cd) - inputs.reserved[product], 0)
    return cd, stores, free + stores + ordered


def _value(cost: np.ndarray) -> np.ndarray:
    """What a unit counts for in ABC: its cost; without one as much as the others on average."""
    known = cost >= 0
    return np.where(known, cost, cost[known].mean() if known.any() else 1)


def _decision(
    need: Need,
    outlook: Outlook,
    inputs: Inputs,
    target: np.ndarray,
    position: np.ndarray,
    units: np.ndarray,
) -> tuple[list[str], list[str]]:
    slow, fast = (
        np.append(outlook.parts.get(name, outlook.level), np.zeros(need.is_new.sum()))
        for name in ("slow", "fast")
    )
    jumps = np.maximum(fast, slow) > JUMP * np.maximum(np.minimum(fast, slow), 0) + 1
    excess = units - np.maximum(target - position, 0)
    doubted = {
        Doubt.NEW: need.is_new,
        Doubt.LITTLE_HISTORY: (need.errors_seen < 1) & ~need.is_new,
        Doubt.NO_CD_STOCK: inputs.cd_stock[need.product] == UNKNOWN,
        Doubt.LARGE_MINIMUM: excess > need.periods * need.weekly,
        Doubt.FAST_GROWTH: jumps,
    }
    buys = units > 0
    doubts = [""] * len(units)
    for doubt, rows in doubted.items():
        for row in np.flatnonzero(rows & buys).tolist():
            doubts[row] = f"{doubts[row]},{doubt.value}" if doubts[row] else doubt.value
    decision = [
        Decision.NO.value if not some else Decision.REVIEW.value if doubt else Decision.BUY.value
        for some, doubt in zip(buys.tolist(), doubts, strict=True)
    ]
    return decision, doubts
