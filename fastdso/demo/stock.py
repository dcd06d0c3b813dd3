"""What the demo retailer holds at the end of the last day, in the CD and in each store."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fastdso.demo.demand import Floats, Ints, Rng, Sales
from fastdso.demo.products import DIGITAL, SUPPLIES, Product
from fastdso.demo.stores import HEAD_OFFICE, PHYSICAL, Store

RECENT_WEEKS = 4
SCARCE = 0.2  # share of the popular products of which the CD holds too little
CD_NEGATIVES, STORE_NEGATIVES = 8, 20
FORGOTTEN_RANKS = (171, 188, 204, 233, 251)  # sellers the CD export has no row of


def weekly_units(sales: Sales, *, weeks: int, shape: tuple[int, int]) -> Floats:
    """Mean units a week of the last weeks, stores x products, returns taken off."""
    recent = sales.day >= 7 * (weeks - RECENT_WEEKS)
    weekly = np.zeros(shape)
    np.add.at(weekly, (sales.store[recent], sales.product[recent]), sales.units[recent])
    return weekly.clip(min=0) / RECENT_WEEKS


def make_cd_stock(products: Sequence[Product], rank: Ints, weekly: Floats, rng: Rng) -> Ints:
    """Units of each product in the CD: weeks of cover for most sellers, little for some.

    Of `SCARCE` of the popular products it holds less than the stores sell in a week; more than
    four products in ten are out, and a few are negative, as in any real ERP.
    """
    demand = weekly.sum(axis=0)
    draw, kind = rng.random((2, len(products)))
    popular = rank < len(products) // 20
    units = demand * (2 + 8 * draw) + 4 * draw
    units[(demand == 0) & (kind < 0.8)] = 0
    units[(demand > 0) & ~popular & (kind < 0.1)] = 0
    scarce = popular & (rank % round(1 / SCARCE) == 0)
    units[scarce] = (demand * (0.1 + 0.4 * draw))[scarce]

    for number, product in enumerate(products):
        if not product.is_merchandise:
            most = {SUPPLIES: 6_000, DIGITAL: 1_000}.get(product.category, 0)
            units[number] = most * draw[number]
    units = units.astype(np.int64)
    below = _lowest(kind, (units == 0) & (demand == 0), CD_NEGATIVES)
    units[below] = -1 - (6 * draw[below]).astype(np.int64)
    return units


def make_cd_recorded(rank: Ints) -> npt.NDArray[np.bool_]:
    """Which products the CD export has a row of, one boolean per product."""
    return ~np.isin(rank, FORGOTTEN_RANKS)


def make_store_stock(
    products: Sequence[Product],
    stores: Sequence[Store],
    weekly: Floats,
    rng: Rng,
) -> Ints:
    """Units in each store, stores x products: mostly none, a few cells below zero."""
    draw, kind = rng.random((2, *weekly.shape))
    shops = np.array([store.type == PHYSICAL for store in stores])
    slow = np.where(kind < 0.11, 1 + 4 * draw * draw, 0)
    units = np.where(weekly > 0, 1.6 * weekly * draw, slow)
    for number, product in enumerate(products):
        if product.category == SUPPLIES:
            units[:, number] = 80 * draw[:, number] * shops
        elif not product.is_merchandise:
            units[:, number] = 0
    units = units.astype(np.int64)
    keeps_stock = np.array([store.type != HEAD_OFFICE for store in stores])[:, None]
    units *= keeps_stock
    empty = (units == 0) & keeps_stock
    units.flat[_lowest(kind.ravel(), empty.ravel(), STORE_NEGATIVES)] = -1
    return units


def _lowest(draw: Floats, wanted: npt.NDArray[np.bool_], count: int) -> Ints:
    """A sample of the wanted places: those with the lowest draw."""
    return np.argsort(np.where(wanted, draw, np.inf), kind="stable")[:count]
