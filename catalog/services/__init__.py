"""Bringing products and stores into being, as files name them."""

from catalog.services.aliases import load_aliases
from catalog.services.lists import Loaded
from catalog.services.naming import Named, name_products
from catalog.services.products import load_products
from catalog.services.stores import stores_with_names

__all__ = [
    "Loaded",
    "Named",
    "load_aliases",
    "load_products",
    "name_products",
    "stores_with_names",
]
