"""Which songs hold which word, and how much it says about them."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from segue.base.arrays import AnyArray, Float32, Int64, Rows, UInt8, all_within
from segue.catalogue.vocabulary import Vocabulary

FULL = 255
"""Impact of a word that is a whole title or artist."""
IN_LONG_NAME = 190
"""Impact that a word of a long title or artist tends to."""
IN_ALBUM = 140
"""Impact of a word that stands in the album only."""

_KINDS = ["int64", "int32", "uint8"]
_NAME = "catalogue.postings"


@dataclass(frozen=True, eq=False)
class Postings:
    """For each word the songs that hold it, the most popular first.

    Songs go by their *rank* here, the place in the order by popularity, so that the start of each run is what
    most people look for and a run may be cut short.

    Attributes:
        offsets: int64 (m + 1,), where the run of each word stands.
        ranks: int32, ascending within a run.
        impacts: uint8, 1 … 255, how much of a name of that song the word is.
    """

    offsets: Int64
    ranks: Rows
    impacts: UInt8

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], n_words: int) -> "Postings":
        """Open what :meth:`arrays` gave. Raises ``KeyError`` or ``ValueError`` for arrays that do not fit."""
        offsets, ranks, impacts = (
            np.asarray(arrays[f"{_NAME}.{name}"]) for name in ("offsets", "ranks", "impacts")
        )
        if [column.dtype.name for column in (offsets, ranks, impacts)] != _KINDS:
            raise ValueError("the postings have arrays of the wrong kind")
        if offsets.shape != (n_words + 1,) or impacts.shape != ranks.shape:
            raise ValueError("the postings have arrays of different lengths")
        return cls(offsets, ranks, impacts)

    def check(self, n_songs: int) -> None:
        """Read everything. Raises ``ValueError`` where runs do not fit or name songs that are not there."""
        offsets = self.offsets
        if offsets[0] != 0 or offsets[-1] != len(self.ranks) or np.any(offsets[1:] < offsets[:-1]):
            raise ValueError("the postings have offsets that do not fit what they cut up")
        if not all_within(self.ranks, n_songs):
            raise ValueError("the postings name songs that are not there")

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return {
            f"{_NAME}.offsets": self.offsets,
            f"{_NAME}.ranks": self.ranks,
            f"{_NAME}.impacts": self.impacts,
        }

    def count(self, first: int, past: int) -> int:
        """How many entries the words ``first`` … ``past`` − 1 have."""
        return self._starts[past] - self._starts[first]

    def run(self, word: int) -> tuple[Rows, UInt8]:
        """Ranks and impacts of the songs that hold a word, the most popular first."""
        start, end = self._starts[word], self._starts[word + 1]
        return self.ranks[start:end], self.impacts[start:end]

    @cached_property
    def _starts(self) -> memoryview:
        """The offsets, to read one at a time."""
        return self.offsets.data


class Names(NamedTuple):
    """The words of one song's names, in order, and those of compounds closed up."""

    title: list[str]
    artist: list[str]
    album: list[str]
    closed_up: list[str]

    def impacts(self) -> dict[str, int]:
        """Each word and its impact: the greatest of the names it stands in."""
        held = dict.fromkeys(self.album, IN_ALBUM)
        held.update(dict.fromkeys(self.closed_up, IN_LONG_NAME))
        for found in (self.title, self.artist):
            impact = IN_LONG_NAME + (FULL - IN_LONG_NAME) // max(1, len(found))
            for word in found:
                held[word] = max(impact, held.get(word, 0))
        return held


def index_words(names: Iterable[Names], listening: Float32) -> tuple[Vocabulary, Postings]:
    """Collect the words of all songs, given by rank; ``listening`` is (n,) by rank, above 0."""
    numbers: dict[str, int] = {}
    words, ranks, impacts = array("i"), array("i"), array("B")
    for rank, name in enumerate(names):
        for word, impact in name.impacts().items():
            words.append(numbers.setdefault(word, len(numbers)))
            ranks.append(rank)
            impacts.append(impact)
    distinct = sorted(numbers, key=lambda word: word.encode("utf-8", "replace"))
    renumbered = np.empty(len(distinct), np.int32)
    renumbered[[numbers[word] for word in distinct]] = np.arange(len(distinct), dtype=np.int32)
    owners, by_rank = renumbered[np.asarray(words, np.int32)], np.asarray(ranks, np.int32)
    runs = np.argsort(owners, kind="stable")
    offsets = np.zeros(len(distinct) + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=len(distinct)), out=offsets[1:])
    weights = np.bincount(owners, listening[by_rank], minlength=len(distinct)).astype(np.float32)
    postings = Postings(offsets, by_rank[runs], np.asarray(impacts, np.uint8)[runs])
    return Vocabulary.build(distinct, weights), postings
