"""Bringing products and stores into being, and deciding what a name in a file means."""

from catalog.services.aliases import load_aliases
from catalog.services.deciding import (
    StoreDecision,
    decide_store_names,
    may_remember,
    merge_names,
)
from catalog.services.lists import Loaded
from catalog.services.naming import Named, name_products
from catalog.services.products import load_products
from catalog.services.stores import stores_with_names, type_by_name

__all__ = [
    "Loaded",
    "Named",
    "StoreDecision",
    "decide_store_names",
    "load_aliases",
    "load_products",
    "may_remember",
    "merge_names",
    "name_products",
    "stores_with_names",
    "type_by_name",
]
