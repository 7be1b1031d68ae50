"""The words of a catalogue: found exactly or by their beginning."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from segue.base.arrays import AnyArray, Float32, Rows, UInt64
from segue.base.strings import HEAD_BYTES, Strings

MOST_BEGINNINGS = 48
"""Words tried for one beginning of a word."""
AS_BEGINNING = 0.9
"""Fit of a word that goes on after what was typed, when little is missing; half of it when nearly all is."""

_NAME = "catalogue.words"


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All distinct words, sorted by their UTF-8 bytes, so that words of one beginning are neighbours.

    Attributes:
        words: m words, sorted, each once; none holds a zero byte.
        weights: float32 (m,), how much listening each word stands for; decides among many.
        keys: uint64 (m,), the first eight bytes of each word as one number, missing ones zero: a bisection of
            them takes 0.4 µs, one of the words themselves 8 µs. Made anew where a release has none.
    """

    words: Strings
    weights: Float32
    keys: UInt64

    @classmethod
    def build(cls, words: Sequence[str], weights: Float32) -> "Vocabulary":
        """Index words that are distinct and sorted by their UTF-8 bytes."""
        packed = Strings.of(words)
        return cls(packed, weights, packed.heads())

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "Vocabulary":
        """Open what :meth:`arrays` gave. Raises ``KeyError`` or ``ValueError`` for arrays that do not fit."""
        words = Strings.from_arrays(arrays, f"{_NAME}.text")
        weights = np.asarray(arrays[f"{_NAME}.weights"])
        stored = arrays.get(f"{_NAME}.keys")
        keys = words.heads() if stored is None else np.asarray(stored)
        if weights.dtype != np.float32 or keys.dtype != np.uint64:
            raise ValueError("the vocabulary has arrays of the wrong kind")
        if not weights.shape == keys.shape == (len(words),):
            raise ValueError("the vocabulary has arrays that do not fit its words")
        return cls(words, weights, keys)

    def check(self) -> None:
        """Read everything. Raises ``ValueError`` where words are not well formed."""
        self.words.check(f"{_NAME}.text")
        if not np.array_equal(self.keys, self.words.heads()) or np.any(self.keys[1:] < self.keys[:-1]):
            raise ValueError("the vocabulary has keys that do not fit its words")

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return self.words.arrays(f"{_NAME}.text") | {
            f"{_NAME}.weights": self.weights,
            f"{_NAME}.keys": self.keys,
        }

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int | None:
        """The number of a word, or ``None``."""
        wanted = word.encode("utf-8", "replace")
        at = self._first(wanted)
        return at if at < len(self.weights) and self.words.bytes_at(at) == wanted else None

    def span(self, beginning: str) -> tuple[int, int]:
        """The words that begin so are those from the first number up to, not including, the second.

        A word that is no more than the beginning is the first of them.
        """
        wanted = beginning.encode("utf-8", "replace")
        return self._first(wanted), self._past(wanted)

    def heaviest(self, first: int, past: int) -> Rows:
        """At most ``MOST_BEGINNINGS`` words of a span, those listened to most, in their order."""
        words = np.arange(first, past, dtype=np.int32)
        if len(words) <= MOST_BEGINNINGS:
            return words
        order = np.argsort(-self.weights[first:past], kind="stable")[:MOST_BEGINNINGS]
        return words[np.sort(order)]

    def beginning_fits(self, words: Rows, n_bytes: int) -> Float32:
        """How well words fit whose first ``n_bytes`` bytes were typed: float32, 1 where that is all."""
        sizes = self.words.offsets[words + 1] - self.words.offsets[words]
        fits = (AS_BEGINNING / 2) * (1 + n_bytes / sizes)
        fits[sizes == n_bytes] = 1
        return fits.astype(np.float32)

    @cached_property
    def _keys(self) -> memoryview:
        """The keys, for Python's own bisection: NumPy's takes twice as long for one number."""
        return self.keys.data

    def _first(self, wanted: bytes) -> int:
        """How many words stand before what was asked for."""
        head = int.from_bytes(wanted[:HEAD_BYTES].ljust(HEAD_BYTES, b"\0"), "big")
        first = bisect_left(self._keys, head)
        if len(wanted) <= HEAD_BYTES or first == len(self.weights) or self.words.bytes_at(first) >= wanted:
            return first
        return self._bisected(wanted, first, bisect_right(self._keys, head, first))

    def _past(self, wanted: bytes) -> int:
        """How many words stand before those that begin with what was asked for, or are among these."""
        head = int.from_bytes(wanted[:HEAD_BYTES].ljust(HEAD_BYTES, b"\xff"), "big")
        past = bisect_right(self._keys, head)
        if len(wanted) <= HEAD_BYTES:
            return past
        return self._bisected(wanted + b"\xff", bisect_left(self._keys, head, 0, past), past)

    def _bisected(self, wanted: bytes, first: int, past: int) -> int:
        while first < past:
            middle = (first + past) // 2
            if self.words.bytes_at(middle) < wanted:
                first = middle + 1
            else:
                past = middle
        return first
