"""Words, and beginnings of words, that so many songs hold that a search can't look at them all.

A beginning stands for a span of neighbouring words of the sorted vocabulary. For each span held by many
songs those that fit best are picked when the catalogue is built; and for the spans held by most, one bit of
each song says whether it holds one of the words.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from segue.base.arrays import AnyArray, Bool, Float32, Int64, Rows, UInt8, all_within
from segue.catalogue.postings import Postings
from segue.catalogue.vocabulary import Vocabulary

MANY = 512
"""Entries of the postings that a search looks through; of spans with more, it takes the head."""
HEAD = 64
"""Entries picked for such a span."""
COMMON, KNOWN = 32, 128
"""Spans of several words, and words, held by more than one song in so many have a bit for each song.

29 MB at a million.
"""

_NAME = "catalogue.crowds"
_MASKS = np.left_shift(1, np.arange(8)).astype(np.uint8)


@dataclass(frozen=True, eq=False)
class Crowds:
    """What was picked, by span.

    Attributes:
        spans: int64 (s,), ``first << 32 | past`` of spans with more than ``MANY`` entries, ascending.
        heads: int32 (s, HEAD), places in the postings, the best first; −1 where there are fewer.
        common: int64 (c,), in the same way, spans held by more than one song in ``COMMON``.
        bits: uint8 (c, ⌈n / 8⌉), whether the song of each rank holds one of the words; the lowest bit first.
    """

    spans: Int64
    heads: Rows
    common: Int64
    bits: UInt8

    @classmethod
    def build(cls, vocabulary: Vocabulary, postings: Postings, n_songs: int) -> "Crowds":
        """Pick for all spans: 3 s at a million songs."""
        found = dict(_crowded(list(vocabulary.words), postings.offsets))
        spans = sorted(found)
        heads = np.full((len(spans), HEAD), -1, np.int32)
        bests = _bests(postings)
        for row, (first, past) in enumerate(spans):
            words = vocabulary.heaviest(first, past)
            fits = vocabulary.beginning_fits(words, found[first, past])
            best = _head(postings, [bests.get(word) for word in words.tolist()], words, fits)
            heads[row, : len(best)] = best
        counts = np.diff(postings.offsets)
        common = {(first, past) for first, past in spans if counts[first:past].sum() > n_songs / COMMON}
        known = np.flatnonzero(counts > max(MANY, n_songs / KNOWN)).tolist()
        common |= {(word, word + 1) for word in known}
        bits = np.zeros((len(common), (n_songs + 7) // 8), np.uint8)
        for row, (first, past) in enumerate(sorted(common)):
            held = np.zeros(n_songs, np.bool_)
            held[postings.ranks[postings.offsets[first] : postings.offsets[past]]] = True
            bits[row] = np.packbits(held, bitorder="little")
        return cls(_codes(spans), heads, _codes(sorted(common)), bits)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], n_songs: int) -> "Crowds":
        """Open what :meth:`arrays` gave; a release without these has no heads, and searches take longer.

        Raises ``KeyError`` or ``ValueError`` for arrays that do not fit.
        """
        if f"{_NAME}.spans" not in arrays:
            nothing = np.empty(0, np.int64)
            return cls(nothing, np.empty((0, HEAD), np.int32), nothing, np.empty((0, 0), np.uint8))
        spans, heads, common, bits = (
            np.asarray(arrays[f"{_NAME}.{name}"]) for name in ("spans", "heads", "common", "bits")
        )
        if [each.dtype.name for each in (spans, heads, common, bits)] != ["int64", "int32", "int64", "uint8"]:
            raise ValueError("the crowds have arrays of the wrong kind")
        if heads.shape != (len(spans), HEAD) or bits.shape != (len(common), (n_songs + 7) // 8):
            raise ValueError("the crowds have arrays of different lengths")
        return cls(spans, heads, common, bits)

    def check(self, n_entries: int) -> None:
        """Read everything but the bits. Raises ``ValueError`` where spans fall or entries are not there."""
        if any(np.any(spans[1:] <= spans[:-1]) for spans in (self.spans, self.common)):
            raise ValueError("the crowds have spans that do not rise")
        if not all_within(self.heads + 1, n_entries + 1):
            raise ValueError("the crowds name entries that are not there")

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return {f"{_NAME}.{name}": getattr(self, name) for name in ("spans", "heads", "common", "bits")}

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview]:
        """``spans`` and ``common``, for Python's own bisection."""
        return self.spans.data, self.common.data

    def head(self, first: int, past: int) -> Rows | None:
        """Places in the postings of the entries picked for a span; ``None`` where none were."""
        at = _place(self._views[0], first, past)
        return None if at is None else self.heads[at]

    def holding(self, first: int, past: int) -> UInt8 | None:
        """A bit for each rank, as in ``bits``; ``None`` for a span that is not common."""
        at = _place(self._views[1], first, past)
        return None if at is None else self.bits[at]


def held(bits: UInt8, ranks: Rows) -> Bool:
    """Which of some songs, int32 (k,), have their bit set in a row of ``Crowds.bits``: 3 µs for 200."""
    found: Bool = bits.take(ranks >> 3) & _MASKS.take(ranks & 7) != 0
    return found


def _place(spans: memoryview, first: int, past: int) -> int | None:
    code = first << 32 | past
    at = bisect_left(spans, code)
    return at if at < len(spans) and spans[at] == code else None


def _codes(spans: Sequence[tuple[int, int]]) -> Int64:
    return np.fromiter((first << 32 | past for first, past in spans), np.int64, len(spans))


def _crowded(words: list[str], offsets: Int64) -> Iterator[tuple[tuple[int, int], int]]:
    """Each span with more than ``MANY`` entries, and the bytes of the longest beginning that means it."""
    starts = offsets.tolist()
    within = [(0, len(words), 0)]
    while within:
        first, past, size = within.pop()
        while first < past:
            if len(words[first]) == size:  # the beginning itself
                first += 1
                continue
            letter, end = words[first][size], first + 1
            while end < past and words[end][size] == letter:
                end += 1
            if starts[end] - starts[first] > MANY:
                yield (first, end), len(words[first][: size + 1].encode("utf-8", "replace"))
                within.append((first, end, size + 1))
            first = end


def _bests(postings: Postings) -> dict[int, Int64]:
    """For words of more than ``HEAD`` entries the places of the best: by impact, then popularity."""
    found = {}
    for word in np.flatnonzero(np.diff(postings.offsets) > HEAD).tolist():
        start, end = int(postings.offsets[word]), int(postings.offsets[word + 1])
        # a stable sort of bytes is by counting: 2 ms for half a million
        order = np.argsort(~postings.impacts[start:end], kind="stable")[:HEAD]
        found[word] = start + order.astype(np.int64)
    return found


def _head(postings: Postings, bests: Sequence[Int64 | None], words: Rows, fits: Float32) -> Int64:
    """The entries of words that fit so well which are best, at most ``HEAD``."""
    places = [
        np.arange(postings.offsets[word], postings.offsets[word + 1]) if best is None else best
        for word, best in zip(words.tolist(), bests, strict=True)
    ]
    found = np.concatenate(places)
    values = np.repeat(fits, [len(each) for each in places]) * postings.impacts[found]
    order = np.lexsort((postings.ranks[found], -values))
    return found[order[:HEAD]]
