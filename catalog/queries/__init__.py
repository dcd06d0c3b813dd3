"""Finding products and stores, and on what terms products are bought."""

from catalog.queries.finding import (
    FEW,
    known_skus,
    own_names_of_stores,
    skus_of,
    store_names,
    stores_asked,
)
from catalog.queries.newness import added_since, first_seen
from catalog.queries.similar import Suggestion, similar_stores
from catalog.queries.terms import Terms, purchase_terms

__all__ = [
    "FEW",
    "Suggestion",
    "Terms",
    "added_since",
    "first_seen",
    "known_skus",
    "own_names_of_stores",
    "purchase_terms",
    "similar_stores",
    "skus_of",
    "store_names",
    "stores_asked",
]
