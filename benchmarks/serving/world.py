"""Invents a release of any size to be served: songs with names, vectors with tastes in them, listeners.

Names, fame and listeners follow the law of benchmarks/large_log.py. A song's vector points where its artist
does, an artist's near those of neighbours on the ring of their scene, so whoever plays one plays the others;
its length grows with fame, as those of trained models do. Clusters of listeners are found, and appended, as
after a training. Nothing is trained: a million songs take minutes, not hours. Equal sizes give equal worlds.
"""

from dataclasses import dataclass
from itertools import islice

import numpy as np

from benchmarks.large_log import Catalogue, LogSettings, make_blocks, make_catalogue, song_table
from segue.base.arrays import Float32, Float64, Rows
from segue.base.ids import IdMap, ReleaseId
from segue.base.songs import Songs
from segue.base.source import Source
from segue.base.strings import Strings
from segue.factors.directions import directions
from segue.factors.fold_in import LinearFoldIn
from segue.factors.interactions import Events, Interactions
from segue.factors.space import ItemSpace
from segue.factors.trainer import Model
from segue.releases.index import BuiltIndex
from segue.releases.manifest import Data, Trainer
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.releases.writer import write_folder
from segue.training.candidate import write_candidate
from segue.training.few_signals import KNOWN, blended, cluster

GENRES = 24
_SOURCE = Source(name="invented", format="csv", licence="CC0-1.0; all invented", sha256="0" * 64, rows=1)


@dataclass(frozen=True)
class WorldSize:
    """How large a world is.

    Attributes:
        songs: n, at least 1000.
        factors: coordinates of a vector, before those of clusters and popularity.
        seed: of every draw.
    """

    songs: int
    factors: int
    seed: int = 0

    @property
    def name(self) -> str:
        """Stands in the names of folders."""
        return f"{self.songs}x{self.factors}-{self.seed}"


def write_world(store: ReleaseStore, size: WorldSize) -> ReleaseId:
    """Invent a candidate and write it; `build_vector_db.py` makes a release of it."""
    settings = LogSettings(songs=size.songs, seed=size.seed)
    catalogue = make_catalogue(settings)
    pairs = _listeners(catalogue, settings)
    space = _space(catalogue, pairs, size)
    weights = np.interp(np.arange(KNOWN[-1] + 1), [0, 1, 5, 20, 100], [0, 1, 0.75, 0.35, 0.1])
    space = blended(space, cluster(space, pairs, seed=size.seed), weights.astype(np.float32))
    return write_candidate(
        store,
        Model(space),
        _songs(catalogue, settings),
        IdMap.of(f"U{row:08d}" for row in range(pairs.n_users)),
        pairs,
        trainer=Trainer(name="invented", parameters={"factors": size.factors}),
        seed=size.seed,
        data=Data(fingerprint="invented", sources=(_SOURCE,), report={}),
        metrics={},
    )


def write_again(store: ReleaseStore, release_id: ReleaseId) -> ReleaseId:
    """Write a release once more, as another one: to be swapped with, without building it for minutes."""
    release = open_release(store.path(release_id))
    manifest = release.manifest
    assert manifest.index is not None
    likeness = None
    if release.likeness is not None and manifest.likeness is not None:
        likeness = BuiltIndex(release.likeness, manifest.likeness)
    draft = manifest.draft.model_copy(update={"parent": release_id})
    index = BuiltIndex(release.index, manifest.index)
    return write_folder(store, "release", release.arrays, {}, draft, index=index, likeness=likeness)


def _listeners(catalogue: Catalogue, settings: LogSettings) -> Interactions:
    """One block of listeners for every 250 000 songs."""
    blocks = list(islice(make_blocks(catalogue, settings), 1 + len(catalogue) // 250_000))
    n_users = 1 + max(int(block.user_rows.max()) for block in blocks)

    def joined(of: str) -> Rows:
        return np.concatenate([getattr(block, of) for block in blocks]).astype(np.int32)

    weights = np.concatenate([block.counts for block in blocks]).astype(np.float32)
    return Events(joined("user_rows"), joined("song_rows"), weights, None, n_users, len(catalogue)).combine()


def _space(catalogue: Catalogue, pairs: Interactions, size: WorldSize) -> ItemSpace:
    """Item vectors and, a little apart from them, the side by which songs ask."""
    generator = np.random.default_rng([size.seed, 3])
    artists = _artists(catalogue, size.factors, generator)
    drawn = generator.standard_normal((len(catalogue), size.factors), np.float32)
    units = directions(artists[catalogue.artist_rows] + np.float32(0.6) * directions(drawn))
    fame = (1 + pairs.song_counts) / (1 + pairs.song_counts.max())
    lengths = fame**0.25 * generator.lognormal(0, 0.2, len(catalogue))
    items = np.ascontiguousarray(units * lengths[:, None], np.float32)
    drawn = generator.standard_normal(drawn.shape, np.float32)
    asking = directions(units + np.float32(0.2) * directions(drawn)) * (fame**-0.1)[:, None]
    return ItemSpace(items, LinearFoldIn(np.ascontiguousarray(asking, np.float32)))


def _artists(catalogue: Catalogue, factors: int, generator: np.random.Generator) -> Float32:
    """Where artists stand: their scene's middle, and a place on the ring around it; float32 (n, d)."""
    starts = catalogue.artist_edges[:-1]
    scenes = np.searchsorted(catalogue.scene_edges, starts, side="right") - 1
    scenes = np.minimum(scenes, len(catalogue.scene_edges) - 2)
    from_, to = catalogue.scene_edges[scenes], catalogue.scene_edges[scenes + 1]
    angles: Float64 = 2 * np.pi * (starts - from_) / (to - from_)
    spectrum = (1 + np.arange(factors)) ** -0.3  # the first directions tell most, as after a decomposition

    def drawn(count: int) -> Float32:
        return directions((generator.standard_normal((count, factors)) * spectrum).astype(np.float32))

    n_scenes = len(catalogue.scene_edges) - 1
    middles, one, other = drawn(n_scenes)[scenes], drawn(n_scenes)[scenes], drawn(n_scenes)[scenes]
    ring = np.cos(angles)[:, None] * one + np.sin(angles)[:, None] * other
    return directions((middles + ring + 0.5 * drawn(len(starts))).astype(np.float32))


def _songs(catalogue: Catalogue, settings: LogSettings) -> Songs:
    ids = [f"S{row:07d}" for row in range(len(catalogue))]
    table = song_table(catalogue, ids, settings)
    generator = np.random.default_rng([settings.seed, 4])
    genre_of, year_of = (
        generator.integers(0, GENRES, 1 + catalogue.artist_rows[-1]),
        generator.integers(1960, 2026, 1 + catalogue.album_rows[-1]),
    )
    genres = [f"Genre {number}" for number in range(GENRES)]
    return Songs(
        IdMap.of(ids),
        title=Strings.of(table["title"].to_pylist()),
        artist=Strings.of(table["artist"].to_pylist()),
        album=Strings.of(table["album"].to_pylist()),
        genre=Strings.of(genres[number] for number in genre_of[catalogue.artist_rows]),
        language=Strings.blank(len(ids)),
        year=year_of[catalogue.album_rows].astype(np.int16),
        duration_seconds=generator.uniform(120, 400, len(ids)).astype(np.float32),
        explicit=(generator.random(len(ids)) < 0.1).astype(np.int8),
    )
