"""What corrected cells do to the stock: as if the run that they continue had read them."""

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.queries import skus_of
from runs.errors import Conflict
from runs.models import Run
from stock.errors import NotEnoughStock
from stock.models import Location, StockCount, StockMovement, StockPosting
from stock.queries import Changes, pairs_of_run
from stock.services.ledger import Balance, add_to_levels, open_posting, write_changes

Kind = StockPosting.Kind


@transaction.atomic
def post_correction(
    run: Run,
    *,
    by: AbstractBaseUser,
    before: Run,
    product: np.ndarray,
    location: np.ndarray,
    units: np.ndarray,
    replace: bool,
) -> StockPosting:
    """Take into the ledger what `before` counted but could not read (columns, each pair once).

    With `replace` a level becomes what was counted, and what has moved since; otherwise the units
    are added. Refused once another upload has told of these pairs, or was taken back there.
    """
    posting = open_posting(run, Kind.COUNT, by)
    counted = StockPosting.objects.get(run=before, kind=Kind.COUNT)
    later = StockPosting.objects.filter(pk__gt=counted.pk, pk__lt=posting.pk)
    balance, index = Balance.of(np.unique(location), product, location)
    now, keys = balance.units[index], product * balance.span + location
    _refuse_if_told_since(before, later, keys, balance.span)
    change = units
    if replace:
        moved = _moved(StockMovement.objects.filter(posting__in=later), keys, balance.span)
        change = units - (now - moved)
    _refuse_below_zero(product, location, units, now + change)
    write_changes(posting, product, location, change)
    add_to_levels(posting, product, location, change)
    return posting


def _refuse_if_told_since(before: Run, later, keys: np.ndarray, span: int) -> None:
    undone = set(later.filter(kind=Kind.REVERSAL).values_list("run", flat=True))
    if before.pk in undone:
        raise _overtaken(before)
    for posting in later.filter(kind=Kind.COUNT).exclude(run__in=undone).select_related("run"):
        product, location = pairs_of_run(StockCount, posting.run)
        told = np.isin(keys % span, posting.places) | np.isin(keys, product * span + location)
        if told.any():
            raise _overtaken(posting.run)
    # What came and was taken back since is as if it had never been; what is older is not.
    taken_back = later.filter(run__in=undone)
    moved = _moved(StockMovement.objects.filter(posting__in=taken_back), keys, span)
    if moved.any():
        raise _overtaken(taken_back.filter(kind=Kind.REVERSAL).select_related("run").last().run)


def _overtaken(run: Run) -> Conflict:
    return Conflict(
        _(
            "Nothing was loaded: run %(run)s (%(label)s) was loaded or undone since and tells of "
            "the same stock. Upload the whole file again."
        )
        % {"run": run.short_id, "label": run.label()}
    )


def _moved(movements, keys: np.ndarray, span: int) -> np.ndarray:
    """Net units that movements brought to each pair (product × span + location)."""
    changes = Changes.of(movements)
    order = np.argsort(keys)
    theirs = changes.product * span + changes.location
    theirs[changes.location >= span] = -1
    place = np.minimum(np.searchsorted(keys, theirs, sorter=order), len(keys) - 1)
    ours = keys[order[place]] == theirs
    net = np.zeros(len(keys), dtype=np.int64)
    np.add.at(net, order[place[ours]], changes.units[ours])
    return net


def _refuse_below_zero(
    product: np.ndarray, location: np.ndarray, units: np.ndarray, after: np.ndarray
) -> None:
    """The CD cannot have sent what it did not have; a count itself may say less than zero."""
    short = (location == Location.objects.cd().pk) & (after < 0) & (after < units)
    if short.any():
        skus = sorted(skus_of(product[short].tolist()).values())
        raise NotEnoughStock(
            _(
                "Nothing was loaded: the CD has sent more of these SKUs since than the file says "
                "it had: %(skus)s. Count them anew."
            )
            % {"skus": ", ".join(skus[:20]) + ("…" if len(skus) > 20 else "")}
        )
