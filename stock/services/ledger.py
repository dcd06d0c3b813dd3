"""Posting movements: the ledger and its running balance change together, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from runs.bulk import insert_columns, upsert_columns
from runs.errors import Conflict
from runs.models import Run
from stock.models import Location, StockGap, StockLevel, StockMovement, StockPosting
from stock.queries import Levels

MANY = 500  # keys in one statement


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
    covered = places.tolist() if replace else []
    posting = open_posting(run, StockPosting.Kind.COUNT, by, places=covered)
    balance, counted = Balance.of(places, product, location)
    after = balance.units.copy()
    if replace:
        kept = np.zeros(len(after), dtype=bool)
        if unread is not None and len(unread):
            kept = np.isin(balance.keys, unread[:, 0] * balance.span + unread[:, 1])
        after[~kept] = 0
        after[counted] = units
    else:
        np.add.at(after, counted, units)
    write_changes(
        posting, balance.keys // balance.span, balance.keys % balance.span, after - balance.units
    )
    balance.write(after, posting)
    close_gaps(posting, product, location)
    return posting


def open_posting(
    run: Run, kind: str, by: AbstractBaseUser, *, places: Sequence[int] = ()
) -> StockPosting:
    """A run posts each kind once: a second attempt is refused, and the database agrees."""
    Location.objects.lock_ledger()
    defaults = {"by": by, "places": list(places)}
    posting, is_new = StockPosting.objects.get_or_create(run=run, kind=kind, defaults=defaults)
    if not is_new:
        raise Conflict(
            _("Nothing was moved: run %(run)s has moved its stock already.") % {"run": run.short_id}
        )
    return posting


def add_to_levels(
    posting: StockPosting, product: np.ndarray, location: np.ndarray, units: np.ndarray
) -> None:
    """Add units, which may be negative; a place that knew nothing of a product begins at zero."""
    balance, index = Balance.of(np.unique(location), product, location)
    after = balance.units.copy()
    np.add.at(after, index, units)
    balance.write(after, posting)
    close_gaps(posting, product, location)


def close_gaps(posting: StockPosting, product: np.ndarray, location: np.ndarray) -> None:
    """Something is known again of what this posting tells of."""
    gaps = StockGap.objects.filter(ends=None, begins__lt=posting.pk)
    open_gaps = list(gaps.values_list("pk", "product", "location"))
    if not open_gaps:
        return
    told = set(zip(product.tolist(), location.tolist(), strict=True))
    ended = [pk for pk, product, location in open_gaps if (product, location) in told]
    for first in range(0, len(ended), MANY):
        gaps.filter(pk__in=ended[first : first + MANY]).update(ends=posting)


@dataclass(frozen=True)
class Balance:
    """Levels at some places, by keys (product × span + location), new pairs among them at zero."""

    span: int
    keys: np.ndarray
    units: np.ndarray
    since: np.ndarray  # posting that first told of the pair; 0: none yet

    @classmethod
    def of(
        cls, places: np.ndarray, product: np.ndarray, location: np.ndarray
    ) -> tuple["Balance", np.ndarray]:
        """The balance of places, and where in it each given pair of product and location is."""
        known = Levels.read(StockLevel.objects.filter(location__in=places.tolist()))
        span = int(places.max(initial=0)) + 1
        keys, index = np.unique(
            np.concatenate([known.product * span + known.location, product * span + location]),
            return_inverse=True,
        )
        units, since = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
        at_known = index[: len(known.units)]
        units[at_known], since[at_known] = known.units, known.since
        return cls(span, keys, units, since), index[len(known.units) :]

    def write(self, after: np.ndarray, posting: StockPosting) -> None:
        is_new, changed = self.since == 0, after != self.units
        columns = {
            "product": self.keys // self.span,
            "location": self.keys % self.span,
            "units": after,
            "since": np.where(is_new, posting.pk, self.since),
        }
        old = _only(changed & ~is_new, columns)
        insert_columns(StockLevel, _only(is_new, columns))
        upsert_columns(StockLevel, old, keys=["product", "location"])


def _only(rows: np.ndarray, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: column[rows] for name, column in columns.items()}


def write_changes(
    posting: StockPosting, product: np.ndarray, location: np.ndarray, change: np.ndarray
) -> None:
    """A movement into each place where units appear, out of it where they disappear."""
    moved = change != 0
    product, location, change = product[moved], location[moved], change[moved]
    insert_columns(
        StockMovement,
        {
            "posting": posting.pk,
            "product": product,
            "origin": np.ma.masked_where(change > 0, location),
            "destination": np.ma.masked_where(change < 0, location),
            "units": np.abs(change),
        },
    )
