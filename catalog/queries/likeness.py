"""How like two names of stores are."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

SUBSET = 0.86  # one name is the other without its common words, or without some words
OTHER_NUMBER = 0.6  # shop 12 is not shop 13, however alike they look
ALIKE_LETTERS, ALIKE_WORDS = 0.8, 0.75  # below, letters that are the same say nothing
ABBREVIATION = 2, 4  # letters that may be the initials of as many words
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


def likeness(left: str, right: str) -> float:
    """How like two names of stores are, from 0 to 1: accents, case, prefixes, abbreviations aside.

    The best of three looks: word by word, where an abbreviation or initials stand for words and
    common words (mall, plaza) weigh little; letter by letter without spaces; one within the other.
    """
    a, b = words_of(left), words_of(right)
    if not a or not b:
        return 0.0
    letters = fuzz.ratio("".join(a), "".join(b)) / 100
    found = max(_by_words(a, b), 0.97 * letters if letters >= ALIKE_LETTERS else 0.0)
    telling_a, telling_b = telling(a), telling(b)
    if telling_a and telling_b and (telling_a == a or telling_b == b):
        same = fuzz.token_set_ratio(" ".join(a), " ".join(b)) == 100
        if same or "".join(telling_a) == "".join(telling_b):
            found = max(found, SUBSET)
    if _numbers(a) and _numbers(b) and _numbers(a) != _numbers(b):
        return min(found, OTHER_NUMBER)
    return found


@lru_cache(SEEN)
def words_of(name: str) -> tuple[str, ...]:
    decomposed = unicodedata.normalize("NFKD", name).casefold().strip()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return tuple(WORDS.findall(PREFIX.sub("", plain)))


@lru_cache(SEEN)
def telling(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in COMMON and len(word) > 1)


@lru_cache(SEEN)
def _numbers(words: tuple[str, ...]) -> list[str]:
    return sorted(word.lstrip("0") for word in words if word.isdigit())


def _by_words(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Weight of the words that stand for each other, of the weight of all words."""
    a, b = list(left), list(right)
    total = sum(map(weight, a)) + sum(map(weight, b))
    shortest, longest = ABBREVIATION
    matched = 0.0
    for mine, theirs in ((a, b), (b, a)):
        for word in [word for word in mine if shortest <= len(word) <= longest]:
            if span := _spelled_by(word, theirs):
                matched += 0.95 * (weight(word) + sum(map(weight, span)))
                mine.remove(word)
                for part in span:
                    theirs.remove(part)
    pairs = sorted(
        ((alike(x, y), i, j) for i, x in enumerate(a) for j, y in enumerate(b)), reverse=True
    )
    done_a: set[int] = set()
    done_b: set[int] = set()
    for score, i, j in pairs:
        if score and i not in done_a and j not in done_b:
            matched += score * (weight(a[i]) + weight(b[j]))
            done_a.add(i)
            done_b.add(j)
    return matched / total


@lru_cache(SEEN)
def weight(word: str) -> float:
    if word in COMMON or (len(word) == 1 and word.isalpha()):
        return 0.35
    return 0.6 if word.isdigit() else 1.0


def _spelled_by(initials: str, words: list[str]) -> list[str]:
    """The words next to each other whose first letters these are: `eu` espacio urbano."""
    n = len(initials)
    spans = (words[i : i + n] for i in range(len(words) - n + 1))
    return next((s for s in spans if "".join(word[0] for word in s) == initials), [])


@lru_cache(SEEN)
def alike(x: str, y: str) -> float:
    """1 for the same word, less for an abbreviation or a slip, 0 for another word."""
    if x == y:
        return 1.0
    if x.isdigit() or y.isdigit():
        return 0.0
    short, long = sorted((x, y), key=len)
    if long.startswith(short):
        return 0.75 if len(short) == 1 else 0.9
    ratio = fuzz.ratio(x, y) / 100
    return 0.95 * ratio if ratio >= ALIKE_WORDS else 0.0
