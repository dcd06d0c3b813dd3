"""A column of texts that lie in one piece of bytes, numbered without making a text of each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from intake.reading.columns import factorise

WORD = 8  # bytes that are compared at once
LONGEST = 64 * WORD  # longer texts are numbered one by one
MASKS = np.array([(1 << (8 * bytes_)) - 1 for bytes_ in range(WORD + 1)], np.uint64)
FACTORS = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9], np.uint64)


@dataclass(frozen=True)
class Slices:
    """Text i is `data[starts[i] : starts[i] + lengths[i]]` in UTF-8.

    `data` (uint8) has WORD bytes to spare behind the last text; the others are int64.
    """

    data: np.ndarray
    starts: np.ndarray
    lengths: np.ndarray

    def __len__(self) -> int:
        return len(self.starts)

    def all(self) -> list[str]:
        return self.texts(np.arange(len(self)))

    def texts(self, indexes: np.ndarray) -> list[str]:
        """The texts at these places."""
        whole, starts = memoryview(self.data), self.starts[indexes]
        ends = (starts + self.lengths[indexes]).tolist()
        return [
            str(whole[start:end], "utf-8") for start, end in zip(starts.tolist(), ends, strict=True)
        ]

    def factorise(self) -> tuple[list[str], np.ndarray]:
        """The distinct texts in order of appearance, and per text its index (int32).

        Texts of one hash are one text only if they are the same byte by byte.
        """
        if self.lengths.max(initial=0) > LONGEST:
            return factorise(self.all())
        distinct, codes = np.unique(self._hashes(), return_inverse=True)
        first = np.empty(len(distinct), np.int64)
        first[codes[::-1]] = np.arange(len(self) - 1, -1, -1)  # the last that is said stays
        if not self._are_equal(first[codes]):
            return factorise(self.all())
        order = np.argsort(first)
        place = np.empty(len(order), np.int32)
        place[order] = np.arange(len(order))
        return self.texts(first[order]), place[codes]

    def _words(self) -> Iterator[np.ndarray]:
        """The first eight bytes of all texts as numbers, the next eight, and so on."""
        last = len(self.data) - WORD
        at_any_byte = np.ndarray((last + 1,), "<u8", buffer=self.data, strides=(1,))
        shortest, longest = self.lengths.min(initial=LONGEST), self.lengths.max(initial=0)
        for offset in range(0, int(longest), WORD):
            words = at_any_byte[np.minimum(self.starts + offset, last)]
            if shortest < offset + WORD:
                words &= MASKS[np.clip(self.lengths - offset, 0, WORD)]
            yield words

    def _hashes(self) -> np.ndarray:
        hashes = self.lengths.astype(np.uint64) * FACTORS[0]
        for words in self._words():
            hashes = (hashes ^ words) * FACTORS[1]
            hashes ^= hashes >> np.uint64(29)
        return hashes

    def _are_equal(self, others: np.ndarray) -> bool:
        """Whether each text is the same as the one at its place in `others`."""
        if (self.lengths != self.lengths[others]).any():
            return False
        return all((words == words[others]).all() for words in self._words())


def padded(content: bytes | memoryview) -> np.ndarray:
    """A copy of the bytes (uint8) with room for a word behind them."""
    size = len(content)
    data = np.zeros(size + WORD, np.uint8)
    data[:size] = np.frombuffer(content, np.uint8)
    return data
