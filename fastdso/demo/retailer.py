"""The demo retailer: everything it is and did, made from one seed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import numpy as np
import numpy.typing as npt

from fastdso.demo.demand import Ints, Sales, make_sales
from fastdso.demo.products import Product, make_products
from fastdso.demo.stock import make_cd_recorded, make_cd_stock, make_store_stock, weekly_units
from fastdso.demo.stores import Alias, Store, make_aliases, make_stores
from fastdso.demo.terms import SUPPLIERS, Order, Supplier, Terms, make_orders, make_terms

LATER_WEEKS = 4
FEWEST_PRODUCTS, FEWEST_WEEKS = 300, 7


@dataclass(frozen=True, eq=False)
class Retailer:
    """A retailer at the close of a day. Arrays follow the order of `products` and `stores`."""

    products: tuple[Product, ...]  # by SKU
    stores: tuple[Store, ...]
    aliases: tuple[Alias, ...]
    first_day: date  # a Monday
    weeks: int
    sales: Sales  # indices of products and stores, days since first_day
    cd_stock: Ints  # products
    cd_recorded: npt.NDArray[np.bool_]  # products; False where the CD knows nothing of the product
    store_stock: Ints  # stores x products
    suppliers: tuple[Supplier, ...]
    terms: tuple[Terms, ...]  # products
    orders: tuple[Order, ...]

    @property
    def later_from(self) -> int:
        """First day of the later sales file, counted from `first_day`."""
        return 7 * (self.weeks - LATER_WEEKS)

    def day(self, number: int) -> date:
        return self.first_day + timedelta(days=number)


def make_retailer(*, seed: int, last_day: date, products: int = 2000, weeks: int = 12) -> Retailer:
    """Make a retailer whose sales end with the last complete week (Sunday) up to `last_day`.

    The same seed and the same last Sunday give the same retailer everywhere. Raises ValueError
    when it would have too few products or weeks to show anything.
    """
    if products < FEWEST_PRODUCTS or weeks < FEWEST_WEEKS:
        raise ValueError(f"Needs {FEWEST_PRODUCTS} products and {FEWEST_WEEKS} weeks at least.")

    last_sunday = last_day - timedelta(days=last_day.isoweekday() % 7)
    ranked = make_products(products, Random(seed))
    by_sku = sorted(range(products), key=lambda place: ranked[place].sku)
    rank = np.array(by_sku)
    catalogue = tuple(ranked[place] for place in by_sku)
    stores = make_stores()

    for_sales, for_cd, for_stores, for_terms, for_orders = (
        np.random.Generator(np.random.PCG64(part)) for part in np.random.SeedSequence(seed).spawn(5)
    )
    sales = make_sales(catalogue, rank, stores, weeks=weeks, rng=for_sales)
    weekly = weekly_units(sales, weeks=weeks, shape=(len(stores), products))
    terms = make_terms(catalogue, for_terms)
    return Retailer(
        products=catalogue,
        stores=stores,
        aliases=make_aliases(stores),
        first_day=last_sunday - timedelta(days=7 * weeks - 1),
        weeks=weeks,
        sales=sales,
        cd_stock=make_cd_stock(catalogue, rank, weekly, for_cd),
        cd_recorded=make_cd_recorded(rank),
        store_stock=make_store_stock(catalogue, stores, weekly, for_stores),
        suppliers=SUPPLIERS,
        terms=terms,
        orders=make_orders(catalogue, terms, weekly, for_orders),
    )
