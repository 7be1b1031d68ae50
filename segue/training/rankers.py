"""Ways to rank the catalogue for a listener: a model's, and those it has to beat."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from segue.base.arrays import Int64, Rows
from segue.base.progress import Task
from segue.factors.interactions import Interactions
from segue.factors.metrics import NO_SONG, padded
from segue.factors.space import ItemSpace
from segue.factors.top_k import rank_unheard


class Ranker(Protocol):
    """Anything that orders songs for listeners it may never have met."""

    def rank(self, history: Interactions, depth: int) -> Iterator[Rows]:
        """For each listener of ``history`` the best ``depth`` songs outside it, best first.

        int32 (k,), k ≤ depth: fewer where the catalogue, or what the ranker knows, ends. The weights of the
        history play no part: every song counts as a seed. The same history gives the same ranking.
        """


@dataclass(frozen=True, eq=False)
class SpaceRanker:
    """Histories folded into an item space, all songs ranked by inner product."""

    space: ItemSpace

    def rank(self, history: Interactions, depth: int) -> Iterator[Rows]:
        """See :meth:`Ranker.rank`; equal scores by lower row."""
        listeners = self.space.listeners(history.as_seeds())
        return rank_unheard(listeners, self.space.item_vectors, history, depth)


@dataclass(frozen=True, eq=False)
class PopularityRanker:
    """The same order for everybody: int64 (n,) listeners per song, equal ones by lower row."""

    popularity: Int64

    def rank(self, history: Interactions, depth: int) -> Iterator[Rows]:
        """See :meth:`Ranker.rank`."""
        for row in range(history.n_users):
            heard, _ = history.of(row)
            yield first_unheard(self.order, heard, depth)

    @cached_property
    def order(self) -> Rows:
        """int32 (n,): all songs, the most popular first."""
        return np.argsort(-self.popularity, kind="stable").astype(np.int32)


@dataclass(frozen=True, eq=False)
class RandomRanker:
    """Songs drawn evenly from a catalogue of ``n_songs``: what chance reaches."""

    n_songs: int
    seed: int

    def rank(self, history: Interactions, depth: int) -> Iterator[Rows]:
        """See :meth:`Ranker.rank`."""
        generator = np.random.default_rng(self.seed)
        for row in range(history.n_users):
            heard, _ = history.of(row)
            count = min(depth + len(heard), self.n_songs)
            drawn = generator.choice(self.n_songs, count, replace=False).astype(np.int32)
            yield first_unheard(drawn, heard, depth)


@dataclass(frozen=True, eq=False)
class TranslatedRanker:
    """A space of other songs, asked in ours: songs it does not know are never ranked, nor songs we lack.

    Attributes:
        space: of m songs.
        rows: int32 (n,), the row there of each song of ours, −1 for one it does not know.
    """

    space: ItemSpace
    rows: Rows

    def rank(self, history: Interactions, depth: int) -> Iterator[Rows]:
        """See :meth:`Ranker.rank`; equal scores by lower row of ours."""
        shared = np.flatnonzero(self.rows >= 0).astype(np.int32)
        among_shared = np.full(len(self.rows), NO_SONG, np.int32)
        among_shared[shared] = np.arange(len(shared), dtype=np.int32)
        listeners = self.space.listeners(history.with_songs(self.rows, len(self.space)).as_seeds())
        heard = history.with_songs(among_shared, len(shared))
        vectors = self.space.item_vectors[self.rows[shared]]
        return (shared[places] for places in rank_unheard(listeners, vectors, heard, depth))


def first_unheard(order: Rows, heard: Rows, depth: int) -> Rows:
    """The first ``depth`` songs of an order that are not among ``heard``: int32 (k,), k ≤ depth."""
    head = order[: depth + len(heard)]
    return head[~np.isin(head, heard)][:depth]


def ranked(ranker: Ranker, history: Interactions, depth: int, task: Task) -> Rows:
    """The rankings of all listeners side by side: int32 (m, depth), −1 past the end of a short one."""

    def told() -> Iterator[Rows]:
        for ranking in ranker.rank(history, depth):
            task.advance()
            yield ranking

    return padded(told(), depth)
