"""Small rankings and truths, and random ones."""

import numpy as np

from segue.base.arrays import Rows
from segue.factors.interactions import Interactions


def ranking(*songs: int) -> Rows:
    return np.array(songs, np.int32)


def pairs(songs: list[list[int]], *, n_songs: int) -> Interactions:
    """One listener per list; songs ascending."""
    rows = [song for own in songs for song in own]
    indptr = np.cumsum([0, *map(len, songs)]).astype(np.int64)
    return Interactions(indptr, np.array(rows, np.int32), np.ones(len(rows), np.float32), n_songs)


def random_rankings(seed: int, n_listeners: int = 200, n_songs: int = 60) -> tuple[list[Rows], Interactions]:
    """Rankings of 0 to 30 songs, some of them short, and 1 to 30 songs to find."""
    generator = np.random.default_rng(seed)
    rankings = [
        generator.permutation(n_songs)[: generator.integers(0, 31)].astype(np.int32)
        for _ in range(n_listeners)
    ]
    wanted = [
        sorted(generator.permutation(n_songs)[: generator.integers(1, 31)].tolist())
        for _ in range(n_listeners)
    ]
    return rankings, pairs(wanted, n_songs=n_songs)
