"""Catalogue search: ranked, forgiving, quick enough to run on every key pressed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import AnyArray, Float32, Rows, each_once
from segue.base.songs import Songs
from segue.base.strings import Strings
from segue.catalogue.likeness import likeness
from segue.catalogue.matching import Fits, fits_of, rarity
from segue.catalogue.postings import FULL, Names, Postings, index_words
from segue.catalogue.tokens import closed_up, tokens
from segue.catalogue.vocabulary import Vocabulary

LONGEST_QUERY = 256
"""Code points of a query that are looked at."""
MOST_TOKENS = 16
"""Distinct words of a query that are looked up, from the left."""
LONGEST_RUN = 30_000
"""Songs looked at for one word; of a commoner word the most popular ones."""
MOST_RANKED = 256
"""Songs whose full names are compared with the query."""
LEAST_SHARE = 0.5
"""Songs that match less than this share of what the best one matches are left out."""

LIKENESS_WEIGHT = 0.6
"""What the resemblance of whole names (0 … 2) counts beside the share of words matched (0 … 1)."""
POPULARITY_WEIGHT = 0.02
"""What the most popular song has ahead of the least popular: enough to settle ties."""

_NAME = "catalogue.search"


@dataclass(frozen=True)
class Hit:
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
        vocabulary: all words of titles, artists and albums.
        postings: word → ranks.
    """

    order: Rows
    titles: Strings
    artists: Strings
    vocabulary: Vocabulary
    postings: Postings

    @classmethod
    def build(cls, songs: Songs, popularity: Float32) -> "SearchIndex":
        """Index all songs; ``popularity`` is (n,), any scale from 0 up, and settles ties."""
        order = np.argsort(-popularity, kind="stable").astype(np.int32)
        rows = order.tolist()
        titles = Strings.of(" ".join(tokens(songs.title[row])) for row in rows)
        artists = Strings.of(" ".join(tokens(songs.artist[row])) for row in rows)
        names = (
            Names(
                title.split(),
                artist.split(),
                tokens(songs.album[row]),
                closed_up(songs.title[row], songs.artist[row]),
            )
            for row, title, artist in zip(rows, titles, artists, strict=True)
        )
        vocabulary, postings = index_words(names, 1 + popularity[order])
        return cls(order, titles, artists, vocabulary, postings)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> "SearchIndex":
        """Open what :meth:`arrays` gave. Raises ``KeyError`` or ``ValueError`` for arrays that do not fit."""
        order = np.asarray(arrays[f"{_NAME}.order"])
        titles = Strings.from_arrays(arrays, f"{_NAME}.titles")
        artists = Strings.from_arrays(arrays, f"{_NAME}.artists")
        if order.dtype != np.int32 or not len(order) == len(titles) == len(artists):
            raise ValueError("the search index has columns that do not fit each other")
        vocabulary = Vocabulary.from_arrays(arrays)
        return cls(order, titles, artists, vocabulary, Postings.from_arrays(arrays, len(vocabulary)))

    def check(self) -> None:
        """Read everything. Raises ``ValueError`` where songs, words or texts are not well formed."""
        if not each_once(self.order):
            raise ValueError("the search index does not order every song once")
        self.titles.check(f"{_NAME}.titles")
        self.artists.check(f"{_NAME}.artists")
        self.vocabulary.check()
        self.postings.check(len(self.order))

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return (
            {f"{_NAME}.order": self.order}
            | self.titles.arrays(f"{_NAME}.titles")
            | self.artists.arrays(f"{_NAME}.artists")
            | self.vocabulary.arrays()
            | self.postings.arrays()
        )

    def search(self, query: str, limit: int) -> list[Hit]:
        """At most ``limit`` songs that match, best first; equals by popularity, then row.

        The words typed are looked for in title, artist and album, in any order: as they stand, as the
        beginning of a word, with typing errors, or written together. Each counts by how rare it is. The best
        matches are then ordered by how much their names as a whole resemble the query. Empty for a query
        without words, for a limit below 1 and when nothing fits. Work is bounded whatever the query,
        answers at ``MOST_RANKED`` songs.
        """
        typed = tokens(query[:LONGEST_QUERY])
        if not typed or limit < 1:
            return []
        ranks, shares = self._matching(list(dict.fromkeys(typed))[:MOST_TOKENS])
        places = ranks.tolist()
        resemblance = likeness(" ".join(typed), self.titles.take(places), self.artists.take(places))
        scores = shares + LIKENESS_WEIGHT * resemblance
        best = np.lexsort((ranks, -scores))[:limit]
        return [Hit(int(self.order[ranks[at]]), float(scores[at])) for at in best]

    def _matching(self, typed: list[str]) -> tuple[Rows, Float32]:
        """The ranks that match best, at most ``MOST_RANKED``, and the share of the query each matches.

        Share of a song = Σ rarity · best fit · impact over the words typed, divided by Σ rarity; plus a
        little for popularity, so that it settles ties.
        """
        total = np.zeros(len(self.order), np.float32)
        best_fit = np.zeros(len(self.order), np.float32)
        highest = 0.0
        for fits in fits_of(typed, self.vocabulary, self.postings):
            weight = rarity(fits, self.postings, len(self.order))
            highest += weight
            ranks = self._spread(fits, best_fit)
            # A rank may recur, but all are read before any is written, so each counts once.
            total[ranks] = total[ranks] + np.float32(weight) * best_fit[ranks]
            best_fit[ranks] = 0
        found = np.flatnonzero(total).astype(np.int32)
        if not len(found):
            return found, total[found]
        popular = (1 - found / len(total)).astype(np.float32)
        shares = total[found] / np.float32(highest) + POPULARITY_WEIGHT * popular
        kept = np.flatnonzero(shares >= LEAST_SHARE * shares.max())
        if len(kept) > MOST_RANKED:
            kept = kept[np.argpartition(-shares[kept], MOST_RANKED)[:MOST_RANKED]]
        return found[kept], shares[kept]

    def _spread(self, fits: Fits, best_fit: Float32) -> Rows:
        """Write the best fit · impact of one typed word for each rank that has one; give those."""
        parts = []
        for word, fit in fits.items():
            ranks, impacts = self.postings.run(word, LONGEST_RUN)
            best_fit[ranks] = np.maximum(best_fit[ranks], impacts * np.float32(fit / FULL))
            parts.append(ranks)
        return np.concatenate(parts)
