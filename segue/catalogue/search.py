"""Catalogue search: ranked, forgiving, quick enough to run on every key pressed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from segue.base.arrays import AnyArray, Float32, Float64, Rows, each_once
from segue.base.songs import Songs
from segue.base.strings import Strings
from segue.catalogue.crowds import Crowds
from segue.catalogue.interpretation import meanings
from segue.catalogue.likeness import BEGINNING, likeness
from segue.catalogue.matches import LEAST_SHARE, matches, once
from segue.catalogue.meanings import Dictionary
from segue.catalogue.postings import Names, Postings, index_words
from segue.catalogue.slips import Slips
from segue.catalogue.tokens import closed_up, tokens
from segue.catalogue.vocabulary import Vocabulary

LONGEST_QUERY = 256
"""Code points of a query that are looked at."""
MOST_TOKENS = 16
"""Distinct words of a query that are looked up, from the left."""
LEAST_RANKED, MOST_RANKED = 32, 256
"""Songs whose full names are compared with the query: twice as many as asked for, within these bounds."""

SPARED = 12
"""So many more are compared rather than left out: that takes as long."""

LIKENESS_WEIGHT = 0.6
"""What the resemblance of whole names (0 … 2) counts beside the share of words matched (0 … 1)."""
_NAME = "catalogue.search"


class Hit(NamedTuple):
    """One song found. ``score`` is comparable within one answer only; higher is better."""

    row: int
    score: float


@dataclass(frozen=True, eq=False)
class SearchIndex:
    """What a search needs, as plain arrays that can be memory-mapped; build once, open from arrays.

    Attributes:
        order: int32 (n,), rank → row, the most popular first, equals by row.
        titles: rank → the title's words, folded, a space between.
        artists: rank → the artist's words in the same way.
        book: all words of titles, artists and albums, and the ranks of the songs that hold them.
    """

    order: Rows
    titles: Strings
    artists: Strings
    book: Dictionary

    @classmethod
    def build(cls, songs: Songs, popularity: Float32) -> "SearchIndex":
        """Index all songs; ``popularity`` is (n,), any scale from 0 up, and settles ties."""
        order = np.argsort(-popularity, kind="stable").astype(np.int32)
        rows = order.tolist()
        known: dict[str, list[str]] = {}

        def cut(name: str) -> list[str]:
            """The words of an artist or an album, which many songs share."""
            found = known.get(name)
            if found is None:
                found = known[name] = tokens(name)
            return found

        titles = Strings.of(" ".join(tokens(songs.title[row])) for row in rows)
        artists = Strings.of(" ".join(cut(songs.artist[row])) for row in rows)
        names = (
            Names(
                title.split(),
                artist.split(),
                cut(songs.album[row]),
                closed_up(songs.title[row], songs.artist[row]),
            )
            for row, title, artist in zip(rows, titles, artists, strict=True)
        )
        vocabulary, postings = index_words(names, 1 + popularity[order])
        crowds = Crowds.build(vocabulary, postings, len(order))
        book = Dictionary(vocabulary, Slips.build(vocabulary), postings, crowds, len(order))
        return cls(order, titles, artists, book)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "SearchIndex":
        """Open what :meth:`arrays` gave. Raises ``KeyError`` or ``ValueError`` for arrays that do not fit."""
        order = np.asarray(arrays[f"{_NAME}.order"])
        titles = Strings.from_arrays(arrays, f"{_NAME}.titles")
        artists = Strings.from_arrays(arrays, f"{_NAME}.artists")
        if order.dtype != np.int32 or not len(order) == len(titles) == len(artists):
            raise ValueError("the search index has columns that do not fit each other")
        vocabulary = Vocabulary.from_arrays(arrays)
        postings = Postings.from_arrays(arrays, len(vocabulary))
        crowds = Crowds.from_arrays(arrays, len(order))
        slips = Slips.from_arrays(arrays, vocabulary)
        return cls(order, titles, artists, Dictionary(vocabulary, slips, postings, crowds, len(order)))

    def check(self) -> None:
        """Read everything. Raises ``ValueError`` where songs, words or texts are not well formed."""
        if not each_once(self.order):
            raise ValueError("the search index does not order every song once")
        self.titles.check(f"{_NAME}.titles")
        self.artists.check(f"{_NAME}.artists")
        self.book.vocabulary.check()
        self.book.slips.check()
        self.book.postings.check(len(self.order))
        self.book.crowds.check(len(self.book.postings.ranks))

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return (
            {f"{_NAME}.order": self.order}
            | self.titles.arrays(f"{_NAME}.titles")
            | self.artists.arrays(f"{_NAME}.artists")
            | self.book.vocabulary.arrays()
            | self.book.slips.arrays()
            | self.book.postings.arrays()
            | self.book.crowds.arrays()
        )

    def search(self, query: str, limit: int) -> list[Hit]:
        """At most ``limit`` songs that match, best first; equals by popularity, then row.

        The words typed are looked for in title, artist and album, in any order: as they stand, the last also
        as the beginning of a word. Where that finds no song with all of them, or too few for a single word,
        typing errors and words written together are seen through. Each word counts by how rare it is. The
        best matches are then ordered by how much their names as a whole resemble the query. Empty for a query
        without words, for a limit below 1 and when nothing fits. Work is bounded whatever the query, answers
        at ``MOST_RANKED`` songs.
        """
        typed = tokens(query[:LONGEST_QUERY])
        if not typed or limit < 1:
            return []
        text = " ".join(typed)
        wanted = min(MOST_RANKED, max(LEAST_RANKED, 2 * limit))
        shares = self._shares(typed, text.encode("utf-8", "replace"), limit, wanted)
        ranks = list(shares)
        alike = likeness(text, self.titles.take(ranks), self.artists.take(ranks))
        scored = sorted(
            (-shares[rank] - LIKENESS_WEIGHT * resemblance, rank)
            for rank, resemblance in zip(ranks, alike, strict=True)
        )
        return [Hit(self.order.item(rank), -score) for score, rank in scored[:limit]]

    def _shares(self, typed: list[str], query: bytes, limit: int, wanted: int) -> dict[int, float]:
        """At most ``wanted`` ranks that match best, and the share of the query each matches.

        Share of a song = Σ rarity · best fit · impact over the words typed, divided by Σ rarity. Of more,
        those are kept whose names may also resemble the query.
        """
        words = list(dict.fromkeys(typed))[:MOST_TOKENS]
        meant = meanings(words, self.book, forgiving=False)
        # Of a word typed twice ("bye bye") the songs that are no more than the word are not the best.
        looked_at = wanted if len(words) == len(typed) else MOST_RANKED
        found = matches(meant, looked_at)
        if found.n_whole < (limit if len(meant) == 1 else 1):
            found = matches(meanings(words, self.book, forgiving=True), looked_at, partly=True)
        ranks, shares = found.ranks, found.shares(self.book.n_songs)
        likely = np.flatnonzero(shares >= LEAST_SHARE * shares.max(initial=0))
        if len(likely) < len(ranks):
            ranks, shares = ranks[likely], shares[likely]
        if len(ranks) > wanted + SPARED:
            expected = shares
            if len(typed) > 1:
                expected = shares + LIKENESS_WEIGHT * self._expected(ranks, query)
            kept = np.argpartition(-expected, wanted)[:wanted]
            ranks, shares = ranks[kept], shares[kept]
        return once(ranks, shares)

    def _expected(self, ranks: Rows, query: bytes) -> Float64:
        """What ``likeness`` is about to be for a query, told by lengths and beginnings of names alone.

        The similarity of two texts is at most 1 − |a − b| / (a + b), with a, b their lengths.
        """
        size = len(query)
        titles, title_heads = self.titles.outlines(ranks)
        artists, artist_heads = self.artists.outlines(ranks)
        apart = np.minimum(np.abs(titles - size), np.abs(artists - size))
        apart = np.minimum(apart, np.abs(titles + artists + (1 - size)))
        head, rest = np.uint64(int.from_bytes(query[:8], "little")), np.uint64(64 - 8 * min(8, size))
        begins = (title_heads << rest == head << rest) | (artist_heads << rest == head << rest)
        expected: Float64 = 1 - apart / (apart + 2 * size) + BEGINNING * begins
        return expected
