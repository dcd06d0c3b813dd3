"""Bringing products and stores into being, and deciding what a name in a file means."""

from catalog.services.deciding import (
    StoreDecision,
    decide_store_names,
    may_remember,
    merge_names,
)
from catalog.services.loading import (
    Loaded,
    Named,
    load_aliases,
    load_products,
    name_products,
    stores_with_names,
    type_by_name,
)

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
