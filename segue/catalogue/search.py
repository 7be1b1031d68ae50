"""Catalogue search: ranked, forgiving, quick enough to run on every key pressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from segue.base.arrays import AnyArray, Float32, Rows, each_once
from segue.base.songs import Songs
from segue.base.strings import Strings
from segue.catalogue.crowds import Crowds
from segue.catalogue.folded import FoldedNames
from segue.catalogue.interpretation import Lately, meanings
from segue.catalogue.likeness import likeness
from segue.catalogue.matches import LEAST_SHARE, matches
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


@dataclass(frozen=True, eq=False)
class SearchIndex:
    """What a search needs, as plain arrays that can be memory-mapped; build once, open from arrays.

    Attributes:
        order: int32 (n,), rank → row, the most popular first, equals by row.
        names: of the songs, by rank.
        book: all words of titles, artists and albums, and the ranks of the songs that hold them.
        lately: words that were searched for.
    """

    order: Rows
    names: FoldedNames
    book: Dictionary
    lately: Lately = field(default_factory=Lately, repr=False)

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
        return cls(order, FoldedNames.build(titles, artists), book)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "SearchIndex":
        """Open what :meth:`arrays` gave. Raises ``KeyError`` or ``ValueError`` for arrays that do not fit."""
        order = np.asarray(arrays[f"{_NAME}.order"])
        names = FoldedNames.from_arrays(arrays)
        if order.dtype != np.int32 or len(order) != len(names):
            raise ValueError("the search index has columns that do not fit each other")
        vocabulary = Vocabulary.from_arrays(arrays)
        postings = Postings.from_arrays(arrays, len(vocabulary))
        crowds = Crowds.from_arrays(arrays, len(order))
        slips = Slips.from_arrays(arrays, vocabulary)
        return cls(order, names, Dictionary(vocabulary, slips, postings, crowds, len(order)))

    def check(self) -> None:
        """Read everything. Raises ``ValueError`` where songs, words or texts are not well formed."""
        if not each_once(self.order):
            raise ValueError("the search index does not order every song once")
        self.names.check()
        self.book.vocabulary.check()
        self.book.slips.check()
        self.book.postings.check(len(self.order))
        self.book.crowds.check(len(self.book.postings.ranks))

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return (
            {f"{_NAME}.order": self.order}
            | self.names.arrays()
            | self.book.vocabulary.arrays()
            | self.book.slips.arrays()
            | self.book.postings.arrays()
            | self.book.crowds.arrays()
        )

    def search(self, query: str, limit: int) -> dict[int, float]:
        """At most ``limit`` songs that match, row → score, best first; equals by popularity, then row.

        The words typed are looked for in title, artist and album, in any order: as they stand, the last also
        as the beginning of a word. Where that finds no song with all of them, or too few for a single word,
        typing errors and words written together are seen through. Each word counts by how rare it is. The
        best matches are then ordered by how much their names as a whole resemble the query. Scores compare
        within one answer only. Empty for a query without words, for a limit below 1 and when nothing fits.
        Work is bounded whatever the query, answers at ``MOST_RANKED`` songs.
        """
        typed = tokens(query[:LONGEST_QUERY])
        if not typed or limit < 1:
            return {}
        text = " ".join(typed)
        wanted = min(MOST_RANKED, max(LEAST_RANKED, 2 * limit))
        ranks, shares = self._likely(typed, text.encode("utf-8", "replace"), limit, wanted)
        if not ranks:
            return {}
        alike = likeness(text, *self.names.read(ranks))
        scored = [
            (-share - LIKENESS_WEIGHT * resemblance, rank)
            for rank, share, resemblance in zip(ranks, shares, alike, strict=True)
        ]
        scored.sort()
        rows = self._rows
        return {rows[rank]: -score for score, rank in scored[:limit]}

    @cached_property
    def _rows(self) -> memoryview:
        """``order``, to read one at a time."""
        return self.order.data

    def _likely(
        self, typed: list[str], query: bytes, limit: int, wanted: int
    ) -> tuple[list[int], list[float]]:
        """At most ``wanted`` ranks that match best, or some more, and the share of the query each matches.

        Left out are those below ``LEAST_SHARE`` of the best one. Of too many, those are kept whose names may
        also resemble the query.
        """
        n_songs = self.book.n_songs
        words = list(dict.fromkeys(typed))[:MOST_TOKENS]
        meant = meanings(words, self.book, self.lately, forgiving=False)
        # Of a word typed twice ("bye bye") the songs that are no more than the word are not the best.
        looked_at = wanted if len(words) == len(typed) else MOST_RANKED
        found = matches(meant, looked_at, n_songs)
        if len(found.ranks) < limit if len(meant) == 1 else not found.is_whole:
            found = matches(
                meanings(words, self.book, self.lately, forgiving=True), looked_at, n_songs, partly=True
            )
        ranks, shares = found.ranks, found.shares
        if len(ranks):
            likely = (shares >= LEAST_SHARE * shares.item(shares.argmax())).nonzero()[0]
            if len(likely) < len(ranks):
                ranks, shares = ranks.take(likely), shares.take(likely)
        if len(ranks) > wanted + SPARED:
            expected = shares
            if len(typed) > 1:
                expected = shares + LIKENESS_WEIGHT * self.names.promised(ranks, query)
            kept = (-expected).argpartition(wanted)[:wanted]
            ranks, shares = ranks.take(kept), shares.take(kept)
        return ranks.tolist(), shares.tolist()
