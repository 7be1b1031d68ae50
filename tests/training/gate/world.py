"""Twenty listeners of odd or of even songs, and models that know it or have it the wrong way round."""

from collections.abc import Sequence

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.base.ids import IdMap, ReleaseId
from segue.factors.fold_in import LinearFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.releases.manifest import IndexEntry
from segue.training.exam import Exam, MeasuredModel
from segue.training.gate import Contender

N_SONGS = 80
LISTENERS = tuple(f"listener {number}" for number in range(20))
PROTOCOL = {"kind": "listeners", "fraction": 0.2}


def song_ids(n_songs: int = N_SONGS) -> IdMap:
    return IdMap.of(f"song {row}" for row in range(n_songs))


def tastes(n_songs: int = N_SONGS, seed: int = 0) -> Float32:
    """float32 (n, 2): even songs along one axis, odd ones along the other, none quite like another."""
    generator = np.random.default_rng(seed)
    vectors = generator.normal(0, 0.05, (n_songs, 2))
    vectors[np.arange(n_songs), np.arange(n_songs) % 2] += 1
    return vectors.astype(np.float32)


def space_of(vectors: Float32, asking: Float32 | None = None) -> ItemSpace:
    return ItemSpace(vectors, LinearFoldIn(vectors if asking is None else asking))


def good_space(n_songs: int = N_SONGS, seed: int = 0) -> ItemSpace:
    return space_of(tastes(n_songs, seed))


def bad_space(n_songs: int = N_SONGS) -> ItemSpace:
    """Who hears even songs is shown odd ones."""
    vectors = tastes(n_songs)
    return space_of(vectors, np.ascontiguousarray(vectors[:, ::-1]))


def pairs(songs: Sequence[Sequence[int]], n_songs: int = N_SONGS) -> Interactions:
    """One row per listener."""
    flat = np.array([song for row in songs for song in sorted(row)], np.int32)
    indptr = np.cumsum([0, *map(len, songs)]).astype(np.int64)
    return Interactions(indptr, flat, np.ones(len(flat), np.float32), n_songs)


def exam_of(
    space: ItemSpace,
    *,
    listeners: Sequence[str] = LISTENERS,
    rows: Rows | None = None,
    protocol: dict[str, object] | None = None,
    n_songs: int = N_SONGS,
    refitted: bool = False,
) -> Exam:
    """Everybody knows ten songs of one kind and is to find ten others of it."""
    generator = np.random.default_rng(1)
    kinds = [np.arange(number % 2, n_songs, 2) for number in range(len(listeners))]
    heard = [generator.permutation(kind)[:20] for kind in kinds]
    rows = np.arange(len(space), dtype=np.int32) if rows is None else rows
    known = set(rows.tolist())
    return Exam(
        pairs([songs[:10].tolist() for songs in heard], n_songs),
        pairs([[song for song in songs[10:].tolist() if song in known] for songs in heard], n_songs),
        IdMap.of(listeners),
        dict(protocol or PROTOCOL),
        MeasuredModel(space, rows, np.ones(len(rows), np.int64)),
        refitted,
    )


def contender(
    name: str,
    space: ItemSpace,
    *,
    exam: Exam | None = None,
    examined: bool = True,
    songs: IdMap | None = None,
    listeners: Sequence[str] = LISTENERS,
    index: IndexEntry | None = None,
) -> Contender:
    """A release of one model; ``examined`` gives it the exam of that model."""
    return Contender(
        ReleaseId(name),
        songs or song_ids(len(space)),
        IdMap.of(listeners),
        np.arange(len(space), 0, -1),
        space,
        exam_of(space, n_songs=len(space)) if examined and exam is None else exam,
        index,
        "--holdout 0.2 --seed 7",
    )
