"""Posting movements: the ledger and its running balance change together, or not at all."""

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from runs.bulk import insert_columns, upsert_columns
from runs.models import Run
from stock.models import Location, StockLevel, StockMovement, StockPosting
from stock.queries import Levels


@transaction.atomic
def post_count(
    run: Run,
    *,
    by: AbstractBaseUser,
    product: np.ndarray,
    location: np.ndarray,
    units: np.ndarray,
    places: np.ndarray,
    replace: bool,
    unread: np.ndarray | None = None,
) -> StockPosting:
    """Take a count of products at places (equally long columns, each pair once) into the ledger.

    With `replace` the count is the whole truth about `places`: what it does not name there is
    zero, but for the pairs (product, location) of `unread`, of which nothing is known.
    Otherwise its units are added. Each change is a movement in or out by the count.
    """
    Location.objects.lock_ledger()
    posting = StockPosting.objects.create(run=run, kind=StockPosting.Kind.COUNT, by=by)
    known = Levels.read(StockLevel.objects.filter(location__in=places.tolist()))
    span = int(max(places.max(), known.location.max(initial=0))) + 1
    keys, index = np.unique(
        np.concatenate([known.product * span + known.location, product * span + location]),
        return_inverse=True,
    )
    at_known, at_counted = index[: len(known.units)], index[len(known.units) :]

    before, counted, since = (np.zeros(len(keys), dtype=np.int64) for _ in range(3))
    before[at_known], since[at_known] = known.units, known.since
    counted[at_counted] = units
    is_new = np.ones(len(keys), dtype=bool)
    is_new[at_known] = False
    since[is_new] = posting.pk
    after = counted if replace else before + counted
    if replace and unread is not None and len(unread):
        is_counted = np.zeros(len(keys), dtype=bool)
        is_counted[at_counted] = True
        kept = np.isin(keys, unread[:, 0] * span + unread[:, 1]) & ~is_counted
        after = np.where(kept, before, after)
    changed = after != before
    _write_movements(posting, keys[changed], span, (after - before)[changed])
    columns = {
        "product": keys // span,
        "location": keys % span,
        "units": after,
        "since": since,
    }
    insert_columns(StockLevel, _only(is_new, columns))
    upsert_columns(StockLevel, _only(changed & ~is_new, columns), keys=["product", "location"])
    return posting


def _only(rows: np.ndarray, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: column[rows] for name, column in columns.items()}


def _write_movements(
    posting: StockPosting, keys: np.ndarray, span: int, change: np.ndarray
) -> None:
    """A movement into the place where units came, out of it where they went."""
    location = (keys % span).astype(object)
    insert_columns(
        StockMovement,
        {
            "posting": posting.pk,
            "product": keys // span,
            "origin": np.where(change < 0, location, None),
            "destination": np.where(change > 0, location, None),
            "units": np.abs(change),
        },
    )
