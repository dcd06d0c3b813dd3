"""Weeks in which a product was out of stock somewhere, as far as the ledger knows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from runs.bulk import numbers
from runs.sorting import order_of
from stock.models import Location, StockGap, StockLevel, StockMovement, StockPosting
from stock.queries.columns import Levels, of_products

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNKNOWN = 2**40  # units that no pair has: while they are added it is not out of stock
Stretches = tuple[np.ndarray, np.ndarray, np.ndarray]


def weeks_without_stock(
    pairs_product: np.ndarray,
    pairs_store: np.ndarray,
    first_monday: date,
    weeks: int,
    mark: int | None = None,
) -> Stretches:
    """The longest stretches of whole weeks in which pairs had no stock at all.

    Pairs are products and stores (ids), each pair once. Weeks are counted from `first_monday`
    and run from Monday 00:00 to Sunday 24:00 in the site's time zone. A week counts if the
    ledger knew the pair's stock during all of it, it was never above zero, and the week is
    over. Gives index of the pair, first week, week after the last (int64), ordered by them.

    Where an upload changed a pair and was undone later, nothing is known in between. `mark` is
    the posting up to which uploads count as undone; without it all that are.
    """
    mondays = [first_monday + timedelta(days=7 * number) for number in range(weeks + 1)]
    bounds = np.array([_moment(_midnight(day)) for day in mondays], dtype=np.int64)
    return stretches(_steps(pairs_product, pairs_store, mark), bounds, _moment(timezone.now()))


@dataclass(frozen=True)
class Steps:
    """How the stock of pairs changed, in any order: index of the pair, moment, by how much.

    The earliest step of a pair is when its stock became known, and starts from zero.
    """

    pair: np.ndarray
    at: np.ndarray  # microseconds since 1970
    change: np.ndarray


def stretches(steps: Steps, bounds: np.ndarray, now: int) -> Stretches:
    """Stretches of whole weeks without stock; week w is from bounds[w] to bounds[w + 1]."""
    if not len(steps.pair):
        return (np.zeros(0, dtype=np.int64),) * 3
    order = order_of(steps.pair, steps.at)
    pair, at = steps.pair[order], steps.at[order]
    settled = np.append((pair[1:] != pair[:-1]) | (at[1:] != at[:-1]), True)
    sums = np.cumsum(steps.change[order])[settled]
    pair, at = pair[settled], at[settled]
    is_last = np.append(pair[1:] != pair[:-1], True)
    is_first = np.append(True, is_last[:-1])
    of_others = np.append(0, sums[:-1])[is_first]
    is_out = sums - of_others[np.cumsum(is_first) - 1] <= 0
    begins = is_out & (is_first | np.append(True, ~is_out[:-1]))
    ends = is_out & (is_last | np.append(~is_out[1:], True))
    until = np.where(is_last, now, np.append(at[1:], now))
    from_week = np.searchsorted(bounds, at[begins], side="left")
    to_week = np.searchsorted(bounds, np.minimum(until[ends], now), side="right") - 1
    whole = from_week < to_week
    found = pair[begins][whole], from_week[whole], to_week[whole]
    return tuple(column.astype(np.int64) for column in found)


def _steps(pairs_product: np.ndarray, pairs_store: np.ndarray, mark: int | None) -> Steps:
    """The steps of pairs whose stock is known; other pairs have none."""
    locations, stores = numbers(Location.objects.filter(is_cd=False), "pk", "store")
    span = int(locations.max(initial=0)) + 1
    store = _place_in(stores, pairs_store)
    keys = np.where(store < 0, -1, pairs_product * span + np.append(locations, 0)[store])
    products = np.unique(pairs_product).tolist()
    levels = Levels.read(of_products(StockLevel.objects.filter(location__is_cd=False), products))
    moved = [_moved(side, products) for side in ("destination", "origin")]
    postings = Postings.read(mark)  # after the others: it has all that they refer to
    at, undone = postings.at, postings.undone

    pair = _place_in(keys, levels.product * span + levels.location)
    since = np.full(len(keys) + 1, -1, dtype=np.int64)  # one more, for the pairs not asked for
    since[pair] = at[levels.since]
    since[-1] = -1
    steps = [(pair, at[levels.since], np.zeros(len(pair), dtype=np.int64))]
    spans = []  # pair, posting from which nothing is known, posting to which (0: none)
    if undone.any():
        product, location, begins, ends = postings.gaps(products, mark)
        spans.append((_place_in(keys, product * span + location), begins, ends))
    for sign, (product, location, units, posting) in zip((1, -1), moved, strict=True):
        pair = _place_in(keys, product * span + location)
        steps.append((pair, np.maximum(at[posting], since[pair]), sign * units))
        was_undone = undone[posting] > 0
        spans.append((pair[was_undone], posting[was_undone], undone[posting[was_undone]]))
    for pair, begins, ends in spans:
        for posting, sign in ((begins, 1), (ends, -1)):
            is_any = posting > 0
            moment = np.maximum(at[posting[is_any]], since[pair[is_any]])
            steps.append((pair[is_any], moment, np.full(len(moment), sign * UNKNOWN)))
    pair, moment, change = (np.concatenate(column) for column in zip(*steps, strict=True))
    asked = since[pair] >= 0
    return Steps(pair[asked], moment[asked], change[asked])


def _moved(side: str, products: list[int]) -> np.ndarray:
    """Movements into ("destination") or out of ("origin") stores, as columns."""
    movements = of_products(StockMovement.objects.filter(**{f"{side}__is_cd": False}), products)
    return numbers(movements, "product", side, "units", "posting")


@dataclass(frozen=True)
class Postings:
    """By the id of each posting when it was made, and the one that undid it (0: none)."""

    at: np.ndarray
    undone: np.ndarray

    @classmethod
    def read(cls, mark: int | None) -> "Postings":
        rows = list(StockPosting.objects.order_by("pk").values_list("pk", "run", "kind", "at"))
        size = rows[-1][0] + 1 if rows else 1
        at, undone = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        reversals = {
            run: pk
            for pk, run, kind, _at in rows
            if kind == StockPosting.Kind.REVERSAL and (mark is None or pk <= mark)
        }
        for pk, run, _kind, moment in rows:
            at[pk] = _moment(moment)
            undone[pk] = reversals.get(run, 0) if reversals.get(run) != pk else 0
        return cls(at, undone)

    def gaps(self, products: list[int], mark: int | None) -> np.ndarray:
        """When pairs were unknown again: product, location, first posting, last one (0: none)."""
        last = len(self.at) - 1
        gaps = StockGap.objects.filter(location__is_cd=False)
        gaps = gaps.filter(begins__lte=last if mark is None else min(mark, last))
        gaps = of_products(gaps.annotate(end=Coalesce(F("ends"), 0)), products)
        product, location, begins, ends = numbers(gaps, "product", "location", "begins", "end")
        return np.stack([product, location, begins, np.where(ends <= last, ends, 0)])


def _place_in(values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where in `values` each of `wanted` is; -1 where it is not."""
    if not len(values):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(values, kind="stable")
    place = np.searchsorted(values, wanted, sorter=order)
    place = order[np.minimum(place, len(values) - 1)]
    return np.where(values[place] == wanted, place, -1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def _moment(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)
