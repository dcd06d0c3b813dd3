"""Finding products and stores."""

from catalog.queries.finding import FEW, known_skus, own_names_of_stores, skus_of, store_names
from catalog.queries.similar import Suggestion, similar_stores

__all__ = [
    "FEW",
    "Suggestion",
    "known_skus",
    "own_names_of_stores",
    "similar_stores",
    "skus_of",
    "store_names",
]
