"""What customers of the demo retailer buy: intermittent, and concentrated on few products.

Only uniform draws and plain arithmetic are used, so that every platform gets the same sales.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastdso.demo.products import DIGITAL, SHIPPING, SUPPLIES, Product
from fastdso.demo.stores import HEAD_OFFICE, PHYSICAL, WEB, Store

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Rng = np.random.Generator

WEEKDAYS = np.array([0.8, 0.8, 0.8, 0.8, 1.1, 1.5, 1.2])
BEST_SELLER = 0.36  # chance that a store sells the best seller on a day
NEW_PRODUCTS = 0.12  # share of products that appear during the weeks shown
MOST_UNITS = 12
RETURNS, ZEROS = 0.006, 0.003  # shares of the rows


class Sales(NamedTuple):
    """Sales rows, by day, then store, then product: four arrays of one length."""

    day: Ints  # 0 is the first day
    store: Ints
    product: Ints
    units: Ints  # negative for returns


def make_sales(
    products: Sequence[Product],
    rank: Ints,
    stores: Sequence[Store],
    *,
    weeks: int,
    rng: Rng,
) -> Sales:
    """Draw the sales of whole weeks; at most one row per day, store and product.

    `rank` (one per product, 0 is the best seller) decides how often and how much is sold.
    Sizes of merchandise are 1 + geometric, a negative binomial, at most 1 + MOST_UNITS.
    """
    popularity = 1 / (1 + (rank / (len(products) / 90)) ** 2)
    chance = _daily_chance(products, popularity, stores, rng)
    calendar = np.tile(WEEKDAYS, weeks)
    launch = np.where(
        rng.random(len(products)) < NEW_PRODUCTS, rng.random(len(products)) * len(calendar), 0
    )
    sold = rng.random((len(calendar), *chance.shape)) < calendar[:, None, None] * chance
    sold &= (np.arange(len(calendar))[:, None] >= launch)[:, None, :]
    day, store, product = np.nonzero(sold)

    bulk = np.array([_bulk(each) for each in products])[product]
    draw = rng.random(len(day))
    tails = np.cumprod(np.repeat(0.2 + 0.4 * popularity[product, None], MOST_UNITS, axis=1), axis=1)
    units = 1 + np.where(bulk, (draw * bulk).astype(np.int64), (draw[:, None] < tails).sum(axis=1))

    oddity = rng.random(len(day))
    units[(oddity < RETURNS) & (bulk == 0)] *= -1
    units[oddity > 1 - ZEROS] = 0
    return Sales(day, store, product, units)


def _daily_chance(
    products: Sequence[Product], popularity: Floats, stores: Sequence[Store], rng: Rng
) -> Floats:
    """Chance of a sale on an average day, stores x products."""
    shops = sum(store.type == PHYSICAL for store in stores)
    usual = {PHYSICAL: 1.0, WEB: 1.1, HEAD_OFFICE: 0.02}
    pull = np.array([usual[store.type] for store in stores])
    pull[[store.type == PHYSICAL for store in stores]] *= 0.6 + 0.7 * rng.random(shops)
    chance = BEST_SELLER * pull[:, None] * popularity
    for column, product in enumerate(products):
        if not product.is_merchandise:
            chance[:, column] = [_service_chance(product.category, store.type) for store in stores]
    return chance


def _service_chance(category: str, store_type: str) -> float:
    on_the_web, in_shops = {SHIPPING: (2.0, 0), SUPPLIES: (0, 0.4), DIGITAL: (0.3, 0.02)}[category]
    return {WEB: on_the_web, PHYSICAL: in_shops, HEAD_OFFICE: 0}[store_type]


def _bulk(product: Product) -> int:
    """Most units a day of what is sold evenly; 0 for what is sold in ones and twos."""
    return {SHIPPING: 400, SUPPLIES: 12}.get(product.category, 0)
