"""Taking back what an upload did to the stock: as if it had never been loaded."""

from dataclasses import dataclass

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.queries import skus_of
from runs.bulk import insert_columns
from runs.models import Run
from stock.errors import NotEnoughStock
from stock.models import (
    Location,
    StockCount,
    StockGap,
    StockLevel,
    StockMovement,
    StockPosting,
    UnreadCount,
)
from stock.queries import Changes, Levels, pairs_of_run
from stock.services.ledger import add_to_levels, open_posting, write_changes

Kind = StockPosting.Kind
NAMED_AT_MOST = 20


@dataclass(frozen=True)
class TakenBack:
    """What taking an upload back would do, pair by pair of product and location (ids)."""

    product: np.ndarray
    location: np.ndarray
    change: np.ndarray  # signed units; zero where there is nothing to move
    after: np.ndarray  # the level there afterwards
    is_unknown: np.ndarray  # nobody else has told of it
    settled: int  # pairs that stay, since a later count has said all there is to say of them


@transaction.atomic
def post_reversal(run: Run, *, by: AbstractBaseUser) -> StockPosting:
    """Take back, once, what an upload's count or its deducted sales did to the stock.

    The levels become what they would be had the upload never been loaded: its movements are
    posted the other way, except where a later count said the whole truth, which stays. What only
    this upload told of is unknown again. Raises NotEnoughStock if the CD has sent units since
    that it would then never have had.
    """
    posting = open_posting(run, Kind.REVERSAL, by)
    back = what_goes_back(run)
    refuse_if_sent(run, back)
    write_changes(posting, back.product, back.location, back.change)
    moved = back.change != 0
    add_to_levels(posting, back.product[moved], back.location[moved], back.change[moved])
    gone = back.is_unknown
    insert_columns(
        StockGap,
        {
            "product": back.product[gone],
            "location": back.location[gone],
            "begins": posting.pk,
            "ends": None,
        },
    )
    return posting


def what_goes_back(run: Run) -> TakenBack:
    """What `post_reversal` would do now."""
    undone = _postings().filter(run__in={run.pk, *_undone_runs()})
    ours = StockPosting.objects.get(run=run, kind__in=(Kind.COUNT, Kind.SALE))
    changes = Changes.of(StockMovement.objects.filter(posting__in=undone.values("pk")))
    told = pairs_of_run(StockCount, run)[1]  # also where it moved nothing
    moved = changes.location[changes.posting == ours.pk]
    places = np.unique(np.concatenate([ours.places, moved, told])).astype(np.int64)
    changes = changes.only(np.isin(changes.location, places))
    levels = Levels.read(StockLevel.objects.known().filter(location__in=places.tolist()))
    span = int(max(levels.location.max(initial=0), changes.location.max(initial=0))) + 1
    level_keys = levels.product * span + levels.location
    keys = np.unique(np.concatenate([changes.product * span + changes.location, level_keys]))
    at_level = np.searchsorted(keys, level_keys)
    units, since = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.int64)
    units[at_level], since[at_level] = levels.units, levels.since

    settled_by = _settled_by(keys, span, undone)
    place = np.searchsorted(keys, changes.product * span + changes.location)
    counts = changes.posting > settled_by[place]
    change = np.zeros(len(keys), np.int64)
    np.subtract.at(change, place[counts], changes.units[counts])

    mine = np.isin(since, list(undone.values_list("pk", flat=True)))
    is_unknown = mine & ~_told_by_others(keys, span, undone, since[mine])
    concerned = (change != 0) | is_unknown
    was_moved = np.unique(place[changes.posting == ours.pk])
    return TakenBack(
        product=keys[concerned] // span,
        location=keys[concerned] % span,
        change=change[concerned],
        after=(units + change)[concerned],
        is_unknown=is_unknown[concerned],
        settled=int((settled_by[was_moved] > ours.pk).sum()),
    )


def _postings():
    """What an upload did, and its undoing."""
    return StockPosting.objects.filter(kind__in=(Kind.COUNT, Kind.SALE, Kind.REVERSAL))


def _undone_runs() -> list:
    reversals = StockPosting.objects.filter(kind=Kind.REVERSAL)
    return list(reversals.values_list("run", flat=True))


def _settled_by(keys: np.ndarray, span: int, undone) -> np.ndarray:
    """Per pair the latest count, not undone, that said all of its place; 0 for none.

    A count that could not read the quantity of a pair said nothing of it, until corrected.
    """
    settled = np.zeros(len(keys), np.int64)
    first = undone.order_by("pk").values_list("pk", flat=True).first()
    later = StockPosting.objects.filter(kind=Kind.COUNT, pk__gt=first)
    corrects = Q(run__parameters__has_key="continues", run__mode="replace")
    later = later.filter(~Q(places=[]) | corrects)
    later = later.exclude(pk__in=undone.values("pk")).select_related("run").order_by("-pk")
    for posting in later:
        model = UnreadCount if posting.places else StockCount
        product, location = pairs_of_run(model, posting.run)
        is_named = np.isin(keys, product * span + location)
        told = np.isin(keys % span, posting.places) & ~is_named if posting.places else is_named
        settled[(settled == 0) & told] = posting.pk
    return settled


def _told_by_others(keys: np.ndarray, span: int, undone, since: np.ndarray) -> np.ndarray:
    """Pairs that a posting told of which stays: it counted them, or moved units there.

    A count that set to zero what it did not name told nothing.
    """
    if not len(since):
        return np.zeros(len(keys), dtype=bool)
    stays = StockPosting.objects.filter(pk__gt=int(since.min())).exclude(pk__in=undone.values("pk"))
    movers = stays.exclude(kind=Kind.COUNT).values("pk")
    moved = Changes.of(StockMovement.objects.filter(posting__in=movers))
    told = np.isin(keys, moved.product * span + moved.location)
    for posting in stays.filter(kind=Kind.COUNT).select_related("run"):
        product, location = pairs_of_run(StockCount, posting.run)
        told |= np.isin(keys, product * span + location)
    return told


def refuse_if_sent(run: Run, back: TakenBack) -> None:
    """Raises NotEnoughStock if the CD has sent what it never had without this upload."""
    if lacking := sent_since(run, back):
        raise NotEnoughStock(
            _(
                "Nothing was undone: the CD has sent units of these SKUs since, and would be "
                "left with less than none: %(skus)s. Undo those distributions first, or upload "
                "the CD's stock anew instead."
            )
            % {"skus": named(lacking)}
        )


def sent_since(run: Run, back: TakenBack) -> list[str]:
    """SKUs of which the CD would be left below zero because of what it sent since the upload."""
    cd = Location.objects.cd().pk
    short = (back.location == cd) & (back.change < 0) & (back.after < 0)
    if not short.any():
        return []
    ours = StockPosting.objects.get(run=run, kind__in=(Kind.COUNT, Kind.SALE))
    dispatches = StockMovement.objects.filter(
        posting__gt=ours.pk, posting__kind__in=(Kind.DISPATCH, Kind.UNDO)
    )
    moved = Changes.of(dispatches)
    moved = moved.only(moved.location == cd)
    products = back.product[short]
    sent = {p for p in products.tolist() if moved.units[moved.product == p].sum() < 0}
    return sorted(skus_of(sent).values())


def named(skus: list[str]) -> str:
    return ", ".join(skus[:NAMED_AT_MOST]) + ("…" if len(skus) > NAMED_AT_MOST else "")
