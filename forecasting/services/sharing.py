"""What each store should hold, and what moving units between stores would save buying."""

from dataclasses import dataclass

import numpy as np

from forecasting.purchase import at_least
from forecasting.series import Weekly
from forecasting.services.inputs import Inputs
from forecasting.services.results import Columns, scaled

SERVICE = 0.95


@dataclass(frozen=True)
class Stores:
    """The forecasts by store, and per product (all indices) the units a transfer would save."""

    forecasts: Columns
    transfer: np.ndarray


def share_in_stores(
    weekly: Weekly,
    level: np.ndarray,
    store_ids: np.ndarray,
    inputs: Inputs,
    factor: np.ndarray,
    ratio: np.ndarray,
    weeks: float,
) -> Stores:
    """A store's target covers `weeks` of its demand; what it holds above that could be moved.

    `level` stands beside the series, `factor` (the uplift) and `ratio` (variance per unit of
    demand) beside the products. A transfer saves what stores lack, the CD does not hold, and
    other stores have too much of.
    """
    products = len(factor)
    mean = level * factor[weekly.product] * weeks
    target = at_least(mean, mean * np.maximum(ratio[weekly.product], 1), SERVICE)
    stock, elsewhere = _stock_of_series(weekly, store_ids, inputs)
    held = np.maximum(stock, 0)
    unsold = np.where(elsewhere, np.maximum(inputs.pair_stock, 0), 0)
    surplus = _sums(inputs.pair_product, unsold, products)
    surplus += _sums(weekly.product, np.maximum(held - target, 0), products)
    lacking = _sums(weekly.product, np.maximum(target - held, 0), products)
    in_cd = np.maximum(inputs.cd_stock - inputs.reserved, 0)
    transfer = np.minimum(surplus, np.maximum(lacking - in_cd, 0))
    thousandths = scaled(level * factor[weekly.product], 3)
    kept = thousandths > 0
    return Stores(
        {
            "product": weekly.product[kept],
            "store": weekly.store[kept],
            "level": thousandths[kept],
            "target": target[kept],
            "stock": stock[kept],
        },
        transfer,
    )


def _sums(product: np.ndarray, units: np.ndarray, products: int) -> np.ndarray:
    return np.bincount(product, units, products).astype(np.int64)


def _stock_of_series(
    weekly: Weekly, store_ids: np.ndarray, inputs: Inputs
) -> tuple[np.ndarray, np.ndarray]:
    """The stock of each series, 0 where none is known; and which stocks belong to no series."""
    stock = np.zeros(len(weekly.product), dtype=np.int64)
    span = int(max(store_ids.max(initial=0), inputs.pair_store.max(initial=0))) + 1
    keys = weekly.product * span + store_ids[weekly.store]
    if not len(keys):
        return stock, np.ones(len(inputs.pair_stock), dtype=bool)
    order = np.argsort(keys)
    wanted = inputs.pair_product * span + inputs.pair_store
    place = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    found = keys[order[place]] == wanted
    stock[order[place[found]]] = inputs.pair_stock[found]
    return stock, ~found
