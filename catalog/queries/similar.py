"""Stores whose name is like a name in a file: what is offered when nobody knows that name."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from catalog.models import Store, StoreAlias

GOOD, LEAD = 0.82, 0.07  # a suggestion is good when it is this like, and nothing else nearly so
OFFERED, LEAST = 3, 0.5
SUBSET = 0.86  # one name is the other without its common words, or without some words
OTHER_NUMBER = 0.6  # shop 12 is not shop 13, however alike they look
SEEN = 20_000  # names and pairs of words that are kept: each is met once per other name
PREFIX = re.compile(r"^[a-z]{1,3}_")
WORDS = re.compile(r"[a-z]+|[0-9]+")
# Words that many stores have say little about which of them is meant.
COMMON = frozenset(
    [
        "mall",
        "plaza",
        "paseo",
        "portal",
        "outlet",
        "centro",
        "center",
        "espacio",
        "urbano",
        "boulevard",
        "galeria",
        "tienda",
        "local",
        "sucursal",
        "store",
        "shop",
        "de",
        "del",
        "la",
        "las",
        "los",
        "el",
        "y",
    ]
)


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
    tables = {name: _likeness_of_all(name, spellings) for name in names}
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


def likeness(left: str, right: str) -> float:
    """How like two names of stores are, from 0 to 1: accents, case, prefixes, abbreviations aside.

    The best of three looks: word by word, where an abbreviation or initials stand for words and
    common words (mall, plaza) weigh little; letter by letter without spaces; one within the other.
    """
    a, b = _words(left), _words(right)
    if not a or not b:
        return 0.0
    letters = fuzz.ratio("".join(a), "".join(b)) / 100
    found = max(_by_words(a, b), 0.97 * letters if letters >= 0.8 else 0.0)
    telling_a, telling_b = _telling(a), _telling(b)
    if telling_a and telling_b and (telling_a == a or telling_b == b):
        same = fuzz.token_set_ratio(" ".join(a), " ".join(b)) == 100
        if same or "".join(telling_a) == "".join(telling_b):
            found = max(found, SUBSET)
    if _numbers(a) and _numbers(b) and _numbers(a) != _numbers(b):
        return min(found, OTHER_NUMBER)
    return found


@lru_cache(SEEN)
def _words(name: str) -> tuple[str, ...]:
    decomposed = unicodedata.normalize("NFKD", name).casefold().strip()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return tuple(WORDS.findall(PREFIX.sub("", plain)))


@lru_cache(SEEN)
def _telling(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in COMMON and len(word) > 1)


@lru_cache(SEEN)
def _numbers(words: tuple[str, ...]) -> list[str]:
    return sorted(word.lstrip("0") for word in words if word.isdigit())


def _by_words(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Weight of the words that stand for each other, of the weight of all words."""
    a, b = list(left), list(right)
    total = sum(map(_weight, a)) + sum(map(_weight, b))
    matched = 0.0
    for mine, theirs in ((a, b), (b, a)):
        for word in [word for word in mine if 2 <= len(word) <= 4]:
            if span := _spelled_by(word, theirs):
                matched += 0.95 * (_weight(word) + sum(map(_weight, span)))
                mine.remove(word)
                for part in span:
                    theirs.remove(part)
    pairs = sorted(
        ((_alike(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b)), reverse=True
    )
    done_a: set[int] = set()
    done_b: set[int] = set()
    for score, i, j in pairs:
        if score and i not in done_a and j not in done_b:
            matched += score * (_weight(a[i]) + _weight(b[j]))
            done_a.add(i)
            done_b.add(j)
    return matched / total


@lru_cache(SEEN)
def _weight(word: str) -> float:
    if word in COMMON or (len(word) == 1 and word.isalpha()):
        return 0.35
    return 0.6 if word.isdigit() else 1.0


def _spelled_by(initials: str, words: list[str]) -> list[str]:
    """The words next to each other whose first letters these are: `eu` espacio urbano."""
    n = len(initials)
    spans = (words[i : i + n] for i in range(len(words) - n + 1))
    return next((s for s in spans if "".join(word[0] for word in s) == initials), [])


@lru_cache(SEEN)
def _alike(x: str, y: str) -> float:
    """1 for the same word, less for an abbreviation or a slip, 0 for another word."""
    if x == y:
        return 1.0
    if x.isdigit() or y.isdigit():
        return 0.0
    short, long = sorted((x, y), key=len)
    if long.startswith(short):
        return 0.75 if len(short) == 1 else 0.9
    ratio = fuzz.ratio(x, y) / 100
    return 0.95 * ratio if ratio >= 0.75 else 0.0
