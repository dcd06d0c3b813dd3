"""From whom the demo retailer buys, on what terms, and what is on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from fastdso.demo.demand import Floats, Rng
from fastdso.demo.products import SUPPLIES, Product

UNNAMED, UNPRICED = 0.02, 0.02  # shares of the merchandise without supplier, without cost
WITH_MINIMUM = 0.4
ON_ORDER, IN_TWO_PARTS = 0.25, 0.3  # shares of what sells well; of what is on order
SELLS_WELL = 2.0  # units a week
OVERDUE = 4  # orders that should have arrived
SOONEST = 8  # days from the close of the last week to the first arrival


class Supplier(NamedTuple):
    """Who sells to the retailer; the lead time and its spread in days, None where unknown."""

    name: str
    lead_time_days: int | None
    lead_time_spread_days: float | None


GAMES = Supplier("Distribuidora Puelche", 21, 4)
IMPORTS = Supplier("Importadora Trauco", 45, 9.5)
FIGURES = Supplier("Figuras del Pacífico", 60, 12)
CARDS = Supplier("Editorial Tronadora", 14, 2.5)
CLOTHES = Supplier("Textiles Quirihue", 30, 5)
BOOKS = Supplier("Libros Ñiquén", 10, None)
PAPER = Supplier("Papeles Rucapillán", None, None)
SUPPLIERS = (GAMES, IMPORTS, FIGURES, CARDS, CLOTHES, BOOKS, PAPER)


class Bought(NamedTuple):
    """How products of a category are bought: costs from, to (pesos), and units per pack."""

    supplier: Supplier
    cheapest: int
    dearest: int
    pack: int


BY_CATEGORY = {
    "Videojuegos": Bought(GAMES, 12_000, 42_000, 1),
    "Preventas": Bought(GAMES, 30_000, 45_000, 1),
    "Consolas": Bought(IMPORTS, 180_000, 480_000, 1),
    "Accesorios": Bought(IMPORTS, 3_500, 38_000, 4),
    "Coleccionables": Bought(FIGURES, 4_000, 19_000, 6),
    "Peluches": Bought(FIGURES, 3_000, 9_000, 6),
    "Juegos de mesa": Bought(CARDS, 9_000, 28_000, 4),
    "Cartas coleccionables": Bought(CARDS, 1_800, 4_500, 24),
    "Ropa y mochilas": Bought(CLOTHES, 4_500, 16_000, 3),
    "Libros y manga": Bought(BOOKS, 5_000, 14_000, 1),
    SUPPLIES: Bought(PAPER, 40, 160, 500),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a product is bought; the cost in pesos, None where unknown."""

    supplier: Supplier | None = None
    unit_cost: int | None = None
    pack_size: int = 1
    moq: int = 0


class Order(NamedTuple):
    """Units of a product that an order still owes."""

    product: int
    day: int  # days after the close of the last week; below zero: overdue
    units: int


def make_terms(products: Sequence[Product], rng: Rng) -> tuple[Terms, ...]:
    """The terms of each product; what is not bought (shipping, codes) has none."""
    return tuple(map(_terms, products, rng.random((len(products), 4)).tolist()))


def _terms(product: Product, draw: Sequence[float]) -> Terms:
    bought = BY_CATEGORY.get(product.category)
    if bought is None:
        return Terms()
    unnamed, unpriced, price, minimum = draw
    pesos = bought.cheapest + (bought.dearest - bought.cheapest) * price**2
    return Terms(
        supplier=None if product.is_merchandise and unnamed < UNNAMED else bought.supplier,
        unit_cost=None if product.is_merchandise and unpriced < UNPRICED else 10 * int(pesos // 10),
        pack_size=bought.pack,
        moq=bought.pack * (2 + int(10 * minimum)) if minimum < WITH_MINIMUM else 0,
    )


def make_orders(
    products: Sequence[Product], terms: Sequence[Terms], weekly: Floats, rng: Rng
) -> tuple[Order, ...]:
    """What is on order of the merchandise that sells well; the first of it is overdue."""
    demand = weekly.sum(axis=0).tolist()
    draws = rng.random((len(products), 4)).tolist()
    chosen = [
        number
        for number, product in enumerate(products)
        if product.is_merchandise and demand[number] >= SELLS_WELL and draws[number][0] < ON_ORDER
    ]
    orders = []
    for place, number in enumerate(chosen):
        _chosen, weeks, when, parts = draws[number]
        supplier, pack = terms[number].supplier or GAMES, terms[number].pack_size
        packs = ceil(max(demand[number] * (2 + 4 * weeks), terms[number].moq) / pack)
        arrives = SOONEST + int(when * supplier.lead_time_days)
        day = -1 - place if place < OVERDUE else arrives
        orders.append(Order(number, day, pack * packs))
        if parts < IN_TWO_PARTS:
            orders.append(Order(number, arrives + 14, pack * ceil(packs / 2)))
    return tuple(orders)
