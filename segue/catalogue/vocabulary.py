"""The words of a catalogue: found exactly, by their beginning, or in spite of typing errors."""

import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from segue.base.arrays import AnyArray, Float32, Int64, Rows, UInt64, all_within
from segue.base.strings import Strings

SHORTEST_FORGIVEN = 4
"""Letters a word needs before errors in it are forgiven: one edit, two from ``SHORTEST_TWICE`` letters on."""
SHORTEST_TWICE = 8
MOST_VERIFIED = 192
"""Words with the most letter pairs in common whose edit distance is computed."""
MOST_BYTES = 4
"""Bytes of UTF-8 that one edit adds or takes at most."""

_NAME = "catalogue.words"
_KINDS = ["float32", "uint64", "int64", "int32"]
_START, _END = 0, 1  # control characters, which no word holds


@dataclass(frozen=True)
class Near:
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
class Vocabulary:
    """All distinct words, sorted by their UTF-8 bytes, with an index of their letter pairs.

    Attributes:
        words: m words, sorted, each once.
        weights: float32 (m,), how much listening each word stands for; decides among many.
        pairs: uint64 (p,), letter pairs (``first << 32 | second``, ends of a word included), ascending.
        pair_offsets: int64 (p + 1,), where the words of each pair stand in ``pair_words``.
        pair_words: int32, the words that hold each pair, ascending.
    """

    words: Strings
    weights: Float32
    pairs: UInt64
    pair_offsets: Int64
    pair_words: Rows

    @classmethod
    def build(cls, words: list[str], weights: Float32) -> "Vocabulary":
        """Index words that are distinct and sorted by their UTF-8 bytes."""
        codes, owners = _letter_pairs(words)
        order = np.lexsort((owners, codes))
        codes, owners = codes[order], owners[order]
        fresh = np.ones(len(codes), np.bool_)
        fresh[1:] = (codes[1:] != codes[:-1]) | (owners[1:] != owners[:-1])
        pairs, starts = np.unique(codes[fresh], return_index=True)
        offsets = np.append(starts, np.count_nonzero(fresh)).astype(np.int64)
        return cls(Strings.of(words), weights, pairs, offsets, owners[fresh])

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "Vocabulary":
        """Open what :meth:`arrays` gave. Raises ``KeyError`` or ``ValueError`` for arrays that do not fit."""
        words = Strings.from_arrays(arrays, f"{_NAME}.text")
        weights = np.asarray(arrays[f"{_NAME}.weights"])
        pairs, offsets, owners = (
            np.asarray(arrays[f"{_NAME}.{name}"]) for name in ("pairs", "pair_offsets", "pair_words")
        )
        if [column.dtype.name for column in (weights, pairs, offsets, owners)] != _KINDS:
            raise ValueError("the vocabulary has arrays of the wrong kind")
        if weights.shape != (len(words),) or offsets.shape != (len(pairs) + 1,):
            raise ValueError("the vocabulary has arrays that do not fit its words")
        return cls(words, weights, pairs, offsets, owners)

    def check(self) -> None:
        """Read everything. Raises ``ValueError`` where words or letter pairs are not well formed."""
        self.words.check(f"{_NAME}.text")
        check_offsets(self.pair_offsets, len(self.pair_words))
        if not all_within(self.pair_words, len(self)):
            raise ValueError("the vocabulary has arrays that do not fit its words")

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return self.words.arrays(f"{_NAME}.text") | {
            f"{_NAME}.weights": self.weights,
            f"{_NAME}.pairs": self.pairs,
            f"{_NAME}.pair_offsets": self.pair_offsets,
            f"{_NAME}.pair_words": self.pair_words,
        }

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int | None:
        """The number of a word, or ``None``."""
        wanted = word.encode("utf-8", "replace")
        at = bisect.bisect_left(range(len(self)), wanted, key=self.words.bytes_at)
        return at if at < len(self) and self.words.bytes_at(at) == wanted else None

    def beginning_with(self, prefix: str, limit: int) -> list[int]:
        """At most ``limit`` words that begin so, the heaviest (of equals the first) first."""
        wanted = prefix.encode("utf-8", "replace")
        first = bisect.bisect_left(range(len(self)), wanted, key=self.words.bytes_at)
        past = bisect.bisect_left(range(len(self)), wanted + b"\xff", lo=first, key=self.words.bytes_at)
        heaviest = np.argsort(-self.weights[first:past], kind="stable")[:limit]
        return [first + int(at) for at in heaviest]

    def near(self, typed: str, *, partial: bool, limit: int) -> list[Near]:
        """At most ``limit`` other words within a few edits of what was typed, nearest, then heaviest first.

        With ``partial`` the word may go on after what was typed. Words too short to forgive give none.
        Candidates share letter pairs: an edit breaks at most three of them (Ukkonen 1992, q-gram distance),
        and the true distance (optimal string alignment) decides.
        """
        if len(typed) < SHORTEST_FORGIVEN:
            return []
        allowed = 2 if len(typed) >= SHORTEST_TWICE else 1
        candidates = self._sharing_pairs(typed, allowed, partial=partial)
        texts = self.words.take([int(word) for word in candidates])
        # Longer words are also compared by their beginning: as long as what was typed, one less, one more.
        cuts = [texts, *([text[:size] for text in texts] for size in _lengths(typed) if partial)]
        distances = cdist([typed], list(chain.from_iterable(cuts)), scorer=OSA.distance, score_cutoff=allowed)
        edits = distances.reshape(len(cuts), len(texts))
        found = [
            Near(int(word), int(least), partial=bool(least < whole))
            for word, text, whole, least in zip(candidates, texts, edits[0], edits.min(axis=0), strict=True)
            if least <= allowed and text != typed and not (partial and text.startswith(typed))
        ]
        found.sort(key=lambda near: (near.edits, near.partial, -float(self.weights[near.word]), near.word))
        return found[:limit]

    def _sharing_pairs(self, typed: str, allowed: int, *, partial: bool) -> Rows:
        """The words that have most letter pairs in common with what was typed, best first."""
        codes = np.unique(_letter_pairs([typed])[0])
        at = np.searchsorted(self.pairs, codes)
        held = [
            self.pair_words[self.pair_offsets[i] : self.pair_offsets[i + 1]]
            for i, code in zip(at, codes, strict=True)
            if i < len(self.pairs) and self.pairs[i] == code
        ]
        if not held:
            return np.empty(0, np.int32)
        shared = np.bincount(np.concatenate(held))
        least = max(2, len(codes) - 3 * allowed - partial)  # the end of a word in the making is no pair of it
        candidates = np.flatnonzero(shared >= least).astype(np.int32)
        if not partial:
            sizes = self.words.offsets[candidates + 1] - self.words.offsets[candidates]
            candidates = candidates[np.abs(sizes - len(typed.encode())) <= MOST_BYTES * allowed]
        order = np.lexsort((-self.weights[candidates], -shared[candidates]))
        return candidates[order[:MOST_VERIFIED]]


def check_offsets(offsets: Int64, n_entries: int) -> None:
    """Raise ``ValueError`` unless ``offsets`` cut ``n_entries`` entries into runs, one after the other."""
    if offsets[0] != 0 or offsets[-1] != n_entries or np.any(offsets[1:] < offsets[:-1]):
        raise ValueError("offsets do not fit what they cut up")


def _lengths(typed: str) -> tuple[int, int, int]:
    return len(typed), len(typed) - 1, len(typed) + 1


def _letter_pairs(words: list[str]) -> tuple[UInt64, Rows]:
    """All pairs of neighbouring letters, ends included, and the number of the word each stands in."""
    text = "".join(f"{chr(_START)}{word}{chr(_END)}" for word in words)
    letters = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    codes = letters[:-1] << np.uint64(32) | letters[1:]
    owners = np.cumsum(letters == _START)[:-1].astype(np.int32) - 1
    inside = letters[:-1] != _END
    return codes[inside], owners[inside].astype(np.int32)
