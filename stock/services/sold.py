"""Taking sold units out of the stock of the stores, once."""

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from runs.models import Run
from stock.models import Location, StockLevel, StockPosting
from stock.queries import Levels
from stock.services.ledger import add_to_levels, open_posting, write_changes


@transaction.atomic
def post_sales(
    run: Run, *, by: AbstractBaseUser, product: np.ndarray, store: np.ndarray, units: np.ndarray
) -> np.ndarray:
    """Deduct net units of products (ids) from stores (ids), once; returns come back in.

    One entry per product and store. Only where the stock is known: what nobody has counted stays
    unknown. Says which entries were deducted (a mask). A store may go below zero, as a count may.
    """
    posting = open_posting(run, StockPosting.Kind.SALE, by)
    known_places = dict(
        Location.objects.filter(store__in=np.unique(store).tolist()).values_list("store_id", "pk")
    )
    location = np.array([known_places.get(pk, 0) for pk in store.tolist()], dtype=np.int64)
    known = Levels.read(StockLevel.objects.known().filter(location__in=known_places.values()))
    span = int(location.max(initial=0)) + 1
    is_known = np.isin(product * span + location, known.product * span + known.location)
    product, location, units = product[is_known], location[is_known], units[is_known]
    write_changes(posting, product, location, -units)
    add_to_levels(posting, product, location, -units)
    return is_known
