"""Words found in spite of typing errors.

Every beginning of a word, of four to seven letters, is filed under each spelling that leaves one letter out.
A letter too many, too few, wrong, or swapped with its neighbour leaves such a spelling in common (symmetric
deletion: Mor & Fraenkel 1982), so a handful of look-ups finds all words whose beginning is one error away
from what was typed. The true distance (optimal string alignment) decides.
"""

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from segue.base.arrays import AnyArray, Rows, all_within
from segue.base.strings import HEAD_BYTES
from segue.catalogue.vocabulary import Vocabulary

SHORTEST_FORGIVEN = 4
"""Letters a word needs before errors in it are forgiven: one edit, two from ``SHORTEST_TWICE`` letters on."""
SHORTEST_TWICE = 8
STEM = 6
"""Letters of a typed word that may hold one error; what follows may hold the other, or the only one."""
MOST_VERIFIED = 256
"""Words whose edit distance is computed; of more, the heaviest."""
_NAME = "catalogue.words.slips"


class Near(NamedTuple):
    """A word that resembles what was typed.

    Attributes:
        word: its number.
        edits: insertions, deletions, replacements and swaps of neighbours between the two.
        partial: whether only the beginning of the word is compared.
    """

    word: int
    edits: int
    partial: bool


@dataclass(frozen=True, eq=False)
class Slips:
    """Spellings with a letter left out, and the words they may stand for.

    Attributes:
        vocabulary: the words.
        spellings: uint32 (s,), CRC-32 of each spelling, ascending.
        words: int32 (s,), the first word with the beginning that was spelt so.
    """

    vocabulary: Vocabulary
    spellings: NDArray[np.uint32]
    words: Rows

    @classmethod
    def build(cls, vocabulary: Vocabulary) -> "Slips":
        """File all words: 1 s for 150 000 of them, 8 bytes for each of some seven spellings a word."""
        filed = np.fromiter(_filed(vocabulary.words), np.uint64)
        filed.sort()
        low = np.uint64(0xFFFFFFFF)
        return cls(vocabulary, (filed >> np.uint64(32)).astype(np.uint32), (filed & low).astype(np.int32))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], vocabulary: Vocabulary) -> "Slips":
        """Open what :meth:`arrays` gave; filed anew, in private memory, where a release has none.

        Raises ``KeyError`` or ``ValueError`` for arrays that do not fit.
        """
        if f"{_NAME}.spellings" not in arrays:
            return cls.build(vocabulary)
        spellings, words = np.asarray(arrays[f"{_NAME}.spellings"]), np.asarray(arrays[f"{_NAME}.words"])
        if spellings.dtype != np.uint32 or words.dtype != np.int32:
            raise ValueError("the spellings have arrays of the wrong kind")
        if spellings.ndim != 1 or spellings.shape != words.shape:
            raise ValueError("the spellings have arrays of different lengths")
        return cls(vocabulary, spellings, words)

    def check(self) -> None:
        """Read everything. Raises ``ValueError`` where spellings fall or words are not there."""
        if np.any(self.spellings[1:] < self.spellings[:-1]) or not all_within(
            self.words, len(self.vocabulary)
        ):
            raise ValueError("the spellings name words that are not there")

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays, without the words, under the names a release stores them by."""
        return {f"{_NAME}.spellings": self.spellings, f"{_NAME}.words": self.words}

    def near(self, typed: str, *, partial: bool, limit: int) -> list[Near]:
        """At most ``limit`` other words within a few edits of what was typed, nearest, then heaviest first.

        With ``partial`` the word may go on after what was typed. Words too short to forgive give none. Of two
        errors at most one may stand in the first ``STEM`` letters.
        """
        if len(typed) < SHORTEST_FORGIVEN:
            return []
        allowed = 2 if len(typed) >= SHORTEST_TWICE else 1
        candidates = self._candidates(typed, partial=partial)
        if not candidates:
            return []
        texts = self.vocabulary.words.take(candidates)
        # Longer words are also compared by their beginning: as long as what was typed, one less, one more.
        cuts = texts[:]
        for size in (len(typed), len(typed) - 1, len(typed) + 1) if partial else ():
            cuts += [text[:size] for text in texts]
        edits = cdist([typed], cuts, scorer=OSA.distance, score_cutoff=allowed).reshape(-1, len(texts))
        least = np.minimum.reduce(edits)
        weights = self.vocabulary.weights
        found = []
        for at in (least <= allowed).nonzero()[0].tolist():
            word, text = candidates[at], texts[at]
            if text != typed and not (partial and text.startswith(typed)):
                near = Near(word, least.item(at), least.item(at) < edits.item(at))
                found.append((near.edits, near.partial, -weights.item(word), word, near))
        found.sort()
        return [near for *_, near in found[:limit]]

    def _candidates(self, typed: str, *, partial: bool) -> list[int]:
        """Words with a beginning at most one error away from that of what was typed.

        20 µs: fifteen look-ups, most of which find nothing.
        """
        keys, codes, filed = self._views
        stem = typed[:STEM]
        exact = not partial and len(typed) <= STEM
        spans = list[tuple[int, int]]()
        # No error in the stem; a letter too many. What begins so may go on, or has to be the whole word,
        # which stands first.
        for beginning in (stem, *_without_one(typed[: STEM + 1])):
            head = beginning.encode("utf-8", "replace")[:HEAD_BYTES]
            low = int.from_bytes(head.ljust(HEAD_BYTES, b"\0"), "big")
            _add(spans, keys, low, len(head), whole=exact and beginning is not stem)
        # A letter too few; one wrong, or two swapped.
        for spelling in (stem, *_without_one(stem)):
            code = zlib.crc32(spelling.encode("utf-8", "replace"))
            at = bisect_left(codes, code)
            while at < len(codes) and codes[at] == code:
                # The beginning had one letter more. Of longer letters some bytes are left off: more words.
                n_bytes = len(spelling) + 1
                low = keys[filed[at]] >> 8 * (HEAD_BYTES - n_bytes) << 8 * (HEAD_BYTES - n_bytes)
                _add(spans, keys, low, n_bytes, whole=exact)
                at += 1
        return self._heaviest(spans)

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview, memoryview]:
        """Keys of the vocabulary, spellings and words, to look at one at a time."""
        return self.vocabulary.keys.data, self.spellings.data, self.words.data

    def _heaviest(self, spans: Iterable[tuple[int, int]]) -> list[int]:
        """The words of some spans; of more than ``MOST_VERIFIED`` the heaviest."""
        found = {word for first, past in set(spans) for word in range(first, past)}
        if len(found) <= MOST_VERIFIED:
            return list(found)
        words = np.fromiter(found, np.int32, len(found))
        order = np.argpartition(-self.vocabulary.weights[words], MOST_VERIFIED)[:MOST_VERIFIED]
        heaviest: list[int] = words[order].tolist()
        return heaviest


def _without_one(text: str) -> set[str]:
    return {text[:at] + text[at + 1 :] for at in range(len(text))}


def _add(spans: list[tuple[int, int]], keys: memoryview, low: int, n_bytes: int, *, whole: bool) -> None:
    """Add the words that begin with the first bytes of a key, or the first of them; where there are any."""
    first, high = bisect_left(keys, low), low | (1 << 8 * (HEAD_BYTES - n_bytes)) - 1
    if first < len(keys) and keys[first] <= high:
        spans.append((first, first + 1 if whole else bisect_right(keys, high, first)))


def _filed(words: Iterable[str]) -> Iterator[int]:
    """``code << 32 | word`` of each spelling of each beginning, for which its first word stands."""
    seen = [""] * (STEM + 2)
    for number, word in enumerate(words):
        for size in range(SHORTEST_FORGIVEN, min(STEM + 1, len(word)) + 1):
            beginning = word[:size]
            if seen[size] != beginning:
                seen[size] = beginning
                for spelling in _without_one(beginning):
                    yield zlib.crc32(spelling.encode("utf-8", "replace")) << 32 | number
