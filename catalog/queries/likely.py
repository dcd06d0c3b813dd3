"""Which names are worth comparing with a name: of a thousand, a handful."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from catalog.queries.likeness import (
    ABBREVIATION,
    ALIKE_LETTERS,
    ALIKE_WORDS,
    telling,
    weight,
    words_of,
)

ROUNDING = 1e-6


class Names:
    """Names by their words."""

    def __init__(self, names: Sequence[str]) -> None:
        words = [words_of(name) for name in names]
        self.letters = ["".join(each) for each in words]
        self.weights = [sum(map(weight, each)) for each in words]
        self.with_word: dict[str, Counter[int]] = defaultdict(Counter)  # places, and how often
        self.with_initials: dict[str, set[int]] = defaultdict(set)
        self.with_telling: dict[str, set[int]] = defaultdict(set)
        for place, each in enumerate(words):
            for word in each:
                self.with_word[word][place] += 1
            for initials in _initials(each):
                self.with_initials[initials].add(place)
            self.with_telling["".join(telling(each))].add(place)
        self.words = list(self.with_word)
        self.alike: dict[str, list[str]] = {}  # by word: those of `words` that could stand for it

    def likely(self, name: str, least: float) -> set[int]:
        """The places of all names that `likeness` finds `least` like this one, and of some more.

        Each of the looks that `likeness` takes is bounded here by the words alone.
        """
        words = words_of(name)
        found = set(self._alike_in_words(words, least))
        for word in words:
            found |= self.with_initials.get(word, set())
        for initials in _initials(words):
            found |= self.with_word.get(initials, Counter()).keys()
        found |= self.with_telling["".join(telling(words))] if telling(words) else set()
        return found | set(_nearest("".join(words), self.letters, ALIKE_LETTERS))

    def _alike_in_words(self, words: tuple[str, ...], least: float) -> Iterator[int]:
        """Where words that could stand for each other weigh enough, or all of one name do."""
        here: Counter[int] = Counter()
        there: Counter[int] = Counter()
        for word in words:
            places = set().union(*(self.with_word[other] for other in self._alike(word)))
            here.update(dict.fromkeys(places, weight(word)))
        for other in {other for word in words for other in self._alike(word)}:
            for place, times in self.with_word[other].items():
                there[place] += weight(other) * times
        total = sum(map(weight, words))
        for place, found in here.items():
            bounds = (
                (found + there[place], least * (total + self.weights[place])),
                (found, total),
                (there[place], self.weights[place]),
            )
            if any(reached >= needed - ROUNDING for reached, needed in bounds):
                yield place

    def _alike(self, word: str) -> list[str]:
        if word not in self.alike:
            near = {self.words[i] for i in _nearest(word, self.words, ALIKE_WORDS)}
            begun = {other for other in self.words if other.startswith(word)}
            shorter = {word[:end] for end in range(1, len(word))} & self.with_word.keys()
            self.alike[word] = [*(near | begun | shorter)]
        return self.alike[word]


def _nearest(text: str, texts: list[str], least: float) -> list[int]:
    if not text or not texts:
        return []
    scores = process.cdist([text], texts, scorer=fuzz.ratio, score_cutoff=100 * least - 0.1)
    return scores[0].nonzero()[0].tolist()


def _initials(words: tuple[str, ...]) -> Iterator[str]:
    """What could be written for words next to each other."""
    letters = "".join(word[0] for word in words)
    for length in range(ABBREVIATION[0], ABBREVIATION[1] + 1):
        for start in range(len(letters) - length + 1):
            yield letters[start : start + length]
