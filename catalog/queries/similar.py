"""Stores whose name is like a name in a file: what is offered when nobody knows that name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from catalog.models import Store, StoreAlias
from catalog.queries.likely import Names
from catalog.queries.likeness import likeness

GOOD, LEAD = 0.82, 0.07  # a suggestion is good when it is this like, and nothing else nearly so
OFFERED, LEAST = 3, 0.5


@dataclass(frozen=True)
class Suggestion:
    """A store that a name may mean. `is_good`: it is so like, and so alone in it, that one may
    take it without looking twice."""

    store: int
    name: str
    likeness: float  # 0 to 1
    is_good: bool = False


def similar_stores(
    names: Iterable[str], taken: Collection[str] = ()
) -> dict[str, list[Suggestion]]:
    """For each name the most similar stores, best first, by their own names and their aliases.

    `taken` are own names of stores that the file names otherwise: two names of one file seldom
    mean the same store, so these are offered, but are no good suggestion; nor are two good ones
    of the same store.
    """
    own = dict(Store.objects.filter(merged_into=None).values_list("pk", "name"))
    spellings = [(pk, name, name) for pk, name in own.items()]
    merged = Store.objects.exclude(merged_into=None).values_list("merged_into", "name")
    spellings += [(pk, own[pk], name) for pk, name in merged]
    aliases = StoreAlias.objects.values_list("store", "alias")
    spellings += [(pk, own[pk], alias) for pk, alias in aliases]
    known = Names([spelling for _pk, _own, spelling in spellings])
    tables = {}
    for name in names:
        likely = [spellings[place] for place in known.likely(name, LEAST)]
        tables[name] = _likeness_of_all(name, likely)
    used = {pk for pk, name in own.items() if name in set(taken)}
    good = _good_pairs(tables, used)
    found = {}
    for name, table in tables.items():
        best = sorted(table.items(), key=lambda item: (-item[1], own[item[0]]))
        best = [(pk, score) for pk, score in best if score >= LEAST][:OFFERED]
        if good.get(name):
            best.sort(key=lambda item: item[0] != good[name])
        found[name] = [Suggestion(pk, own[pk], s, good.get(name) == pk) for pk, s in best]
    return found


def _likeness_of_all(name: str, spellings: list[tuple[int, str, str]]) -> dict[int, float]:
    table: dict[int, float] = {}
    for pk, _own, spelling in spellings:
        table[pk] = max(table.get(pk, 0.0), likeness(name, spelling))
    return table


def _good_pairs(tables: dict[str, dict[int, float]], used: set[int]) -> dict[str, int]:
    """The good suggestions, the surest first; each store once."""
    good: dict[str, int] = {}
    while True:
        candidates = []
        for name, table in tables.items():
            if name in good:
                continue
            scores = sorted(((s, pk) for pk, s in table.items() if pk not in used), reverse=True)
            second = scores[1][0] if len(scores) > 1 else 0.0
            if scores and scores[0][0] >= GOOD and scores[0][0] - second >= LEAD:
                candidates.append((*scores[0], name))
        if not candidates:
            return good
        best = max(candidates)[0]
        for score, pk, name in sorted(candidates, reverse=True):
            if score == best and pk not in used:
                good[name] = pk
                used = used | {pk}
