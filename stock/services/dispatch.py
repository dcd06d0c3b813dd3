"""Sending units from the CD to stores, once; and taking it back, once."""

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils.translation import gettext as _

from catalog.models import Store
from runs.bulk import insert_columns
from runs.errors import Conflict
from runs.models import Run
from stock.errors import NotEnoughStock
from stock.models import Location, StockMovement, StockPosting
from stock.queries import movements_of, shortages
from stock.services.ledger import add_to_levels, open_posting
from stock.services.reservations import refuse_if_short

TAKE = (
    "UPDATE stock_stocklevel SET units = units - %s "
    "WHERE product_id = %s AND location_id = %s AND units >= %s"
)


@transaction.atomic
def post_dispatch(
    run: Run, *, by: AbstractBaseUser, product: np.ndarray, store: np.ndarray, units: np.ndarray
) -> StockPosting:
    """Move units of products (ids) from the CD to stores (ids): all of them, or nothing.

    One entry per product and store, each of at least one unit. The CD never goes below zero by
    it: the database itself takes only what is there. Raises NotEnoughStock naming what lacks.
    """
    _refuse_merged_stores(store)
    posting = open_posting(run, StockPosting.Kind.DISPATCH, by)
    cd = Location.objects.cd().pk
    location_of = Location.objects.ids_of_stores(store.tolist())
    location = np.array([location_of[pk] for pk in store.tolist()], dtype=np.int64)
    _take_from_cd(product, units, cd)
    add_to_levels(posting, product, location, units)
    columns = {"product": product, "origin": cd, "destination": location, "units": units}
    insert_columns(StockMovement, {"posting": posting.pk, **columns})
    return posting


@transaction.atomic
def post_undo(run: Run, *, by: AbstractBaseUser) -> StockPosting:
    """Move everything a run dispatched back where it came from, once; stores may go below zero."""
    posting = open_posting(run, StockPosting.Kind.UNDO, by)
    product, origin, destination, units = movements_of(run, StockPosting.Kind.DISPATCH)
    back = {"product": product, "origin": destination, "destination": origin, "units": units}
    insert_columns(StockMovement, {"posting": posting.pk, **back})
    add_to_levels(posting, product, origin, units)
    add_to_levels(posting, product, destination, -units)
    return posting


def _refuse_merged_stores(store: np.ndarray) -> None:
    """What is sent to a store that is only another name of one by now would be lost there."""
    merged = Store.objects.filter(pk__in=np.unique(store).tolist()).exclude(merged_into=None)
    if names := list(merged.values_list("name", flat=True)):
        raise Conflict(
            _(
                "Nothing was moved: these stores are other names of stores by now: %(names)s. "
                "Load the sales again and generate the distribution anew."
            )
            % {"names": ", ".join(names)}
        )


def _take_from_cd(product: np.ndarray, units: np.ndarray, cd: int) -> None:
    products, index = np.unique(product, return_inverse=True)
    sums = np.zeros(len(products), dtype=np.int64)
    np.add.at(sums, index, units)
    wanted = dict(zip(products.tolist(), sums.tolist(), strict=True))
    refuse_if_short(shortages(wanted, count_reserved=False))
    with connection.cursor() as cursor:
        cursor.executemany(TAKE, [(n, pk, cd, n) for pk, n in wanted.items()])
        taken = cursor.rowcount if wanted else 0
    if taken != len(wanted):
        raise NotEnoughStock(_("Nothing was moved: the CD's stock changed meanwhile. Try again."))
