from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from segue.base.arrays import Float32, Rows
from segue.factors.facts import Facts
from segue.factors.fold_in import LinearFoldIn
from segue.factors.snapshot import Snapshot
from segue.factors.space import ItemSpace
from segue.factors.top_k import top_k
from segue.recommend.listener import Listener
from segue.recommend.signals import likes as liked
from segue.recommend.signals import seeds as named


@dataclass(frozen=True)
class ExactIndex:
    """The trusted index: every score computed, ties by lower row."""

    vectors: Float32

    def search(self, queries: Float32, k: int) -> tuple[Float32, Rows]:
        scores = queries @ self.vectors.T
        rows = np.array([top_k(row, k) for row in scores])
        return np.take_along_axis(scores, rows, axis=1), rows


def snapshot_of(
    learned: ItemSpace | Float32,
    *,
    popularity: Float32 | None = None,
    artists: Rows | None = None,
    works: Rows | None = None,
    facts: Facts | None = None,
    release_id: str = "r",
) -> Snapshot:
    """A world of songs equally popular, each by an artist and of a work of its own, unless said otherwise.

    ``learned`` is a space, or the vectors of a linear one.
    """
    space = learned if isinstance(learned, ItemSpace) else ItemSpace(learned, LinearFoldIn(learned))
    n_songs = len(space)
    own = np.arange(n_songs, dtype=np.int32)
    return Snapshot(
        release_id,
        space,
        ExactIndex(space.item_vectors),
        np.ones(n_songs, np.float32) if popularity is None else popularity,
        own if artists is None else artists,
        own if works is None else works,
        Facts.unknown(n_songs) if facts is None else facts,
    )


def make_snapshot(
    n_songs: int = 400, n_artists: int = 60, dimensions: int = 8, seed: int = 0, release_id: str = "r1"
) -> Snapshot:
    """A random world: songs lie near their artist; songs 2k and 2k + 1 with k % 10 == 0 are one work."""
    generator = np.random.default_rng(seed)
    artists = generator.integers(0, n_artists, n_songs).astype(np.int32)
    centres = generator.standard_normal((n_artists, dimensions))
    vectors = (centres[artists] + 0.5 * generator.standard_normal((n_songs, dimensions))).astype(np.float32)
    works = np.arange(n_songs, dtype=np.int32)
    works[1::20] = works[:-1:20]
    popularity = generator.integers(1, 1000, n_songs).astype(np.float32)
    return snapshot_of(vectors, popularity=popularity, artists=artists, works=works, release_id=release_id)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    return make_snapshot()


def make_listener(
    seeds: Sequence[int] = (), likes: Sequence[int] = (), hidden: Sequence[int] = (), like_weight: float = 2.0
) -> Listener:
    """Somebody who named and liked songs today."""
    return Listener.of([*named(seeds), *liked(likes)], like_weight=like_weight, hidden=hidden)
