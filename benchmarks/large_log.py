"""Invents a listening log of any size, with the skew of real ones and tastes that can be learned.

    python -m benchmarks.large_log FOLDER [--interactions 10000000] [--songs 100000] [--seed 0] [--csv]

writes `log.parquet` or `log.csv` (user, song, count; one row per pair) and `songs.parquet` (song, title,
artist, album). Blocks of listeners are invented and written one after the other: memory does not grow with
the log. The law:

- **Fame.** The artist of rank r has fame (r + 20)^−1.1, and the k-th song of an artist a share ∝ k^−1.1
  (Zipf–Mandelbrot and Zipf, after Mandelbrot 1953). Famous artists have recorded more.
- **Scenes.** Each artist belongs to one scene. A scene is a ring on which every artist holds an arc as long
  as their fame, in an order that has nothing to do with fame: who is near is alike.
- **Listeners** have four tastes of unequal strength. A taste is a point on a ring, and narrow or broad.
  Points fall evenly on the arcs, so a famous artist is near to more listeners.
- **Plays.** How often a listener plays is log-normal. One play in ten is what is on everywhere, drawn by fame
  alone. The others follow one of the tastes: an artist at a normal distance from its point, and one of that
  artist's songs by share. Plays of one song add up to its count.

So over all listeners a song is played in proportion to its fame, and fame alone tells nothing of what sets
listeners apart. At 10 million pairs: about 160 000 listeners, half with fewer than 45 songs; a tenth of the
songs has 60 % of the pairs. Equal settings give equal logs with the same NumPy.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from segue.base.arrays import Float64, Int64, Rows
from segue.base.files import whole_file

LISTENERS_AT_ONCE = 8192
_SONGS_PER_ARTIST, _SONGS_PER_ALBUM, _ARTISTS_PER_SCENE = 12, 10, 70
_MEDIAN_PLAYS, _PLAYS_DEVIATION, _FEWEST_PLAYS, _MOST_PLAYS = 60, 1.0, 5, 3000
_TASTES, _NARROWEST, _BROADEST = 4, 0.01, 0.2
_EVERYWHERE = 0.1
_SYLLABLES = [
    first + vowel + last for first in "bdfghklmnprstvw" for vowel in "aeiou" for last in ("", "n", "s")
]


@dataclass(frozen=True)
class LogSettings:
    """Size and seed of a log.

    Attributes:
        interactions: distinct (listener, song) pairs, exactly; at least 1.
        songs: songs in the catalogue, at least 1; a few of them nobody plays.
        seed: of every draw.
    """

    interactions: int = 10_000_000
    songs: int = 100_000
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Invented songs, those of an artist side by side, artists in the order of scenes and rings.

    Attributes:
        artist_rows: int32 (n,), ascending.
        album_rows: int32 (n,), ascending; an album has one artist.
        song_edges: float64 (n + 1,), the song of row i holds the stretch of fame from edge i to i + 1.
        artist_edges: float64 (n_artists + 1,), the same of artists.
        scene_edges: float64 (n_scenes + 1,), the same of scenes.
    """

    artist_rows: Rows
    album_rows: Rows
    song_edges: Float64
    artist_edges: Float64
    scene_edges: Float64

    def __len__(self) -> int:
        return len(self.artist_rows)


@dataclass(frozen=True, eq=False)
class Block:
    """Pairs of some listeners, in random order, each once.

    Attributes:
        user_rows: int64 (k,), listeners numbered through all blocks.
        song_rows: int64 (k,).
        counts: int64 (k,), plays, at least 1.
    """

    user_rows: Int64
    song_rows: Int64
    counts: Int64


def make_catalogue(settings: LogSettings) -> Catalogue:
    """Invent songs, artists, albums and scenes."""
    generator = np.random.default_rng([settings.seed, 0])
    n_artists = max(1, settings.songs // _SONGS_PER_ARTIST)
    fame = (generator.permutation(n_artists) + 21.0) ** -1.1
    output = generator.lognormal(0, 0.8, n_artists) * fame**0.3
    n_songs = 1 + _dealt(output, settings.songs - n_artists)
    artist_rows = np.repeat(np.arange(n_artists, dtype=np.int32), n_songs)
    ends = np.cumsum(n_songs)
    track = np.arange(settings.songs) - (ends - n_songs)[artist_rows]
    shuffled = np.lexsort((generator.random(settings.songs), artist_rows))
    share = np.empty(settings.songs)
    share[shuffled] = (track + 1.0) ** -1.1
    song_edges = _edges(share * (fame / np.bincount(artist_rows, share))[artist_rows])
    artist_edges = song_edges[np.append(0, ends)]
    n_scenes = max(1, n_artists // _ARTISTS_PER_SCENE)
    sizes = 1 + _dealt(1 / (np.arange(n_scenes) + 5.0), n_artists - n_scenes)
    album_rows = np.cumsum(track % _SONGS_PER_ALBUM == 0, dtype=np.int32) - np.int32(1)
    scene_edges = artist_edges[np.append(0, np.cumsum(sizes))]
    return Catalogue(artist_rows, album_rows, song_edges, artist_edges, scene_edges)


def make_blocks(catalogue: Catalogue, settings: LogSettings) -> Iterator[Block]:
    """Invent listeners until there are as many pairs as asked for; the last listener is cut short."""
    left, block = settings.interactions, 0
    while left > 0:
        generator = np.random.default_rng([settings.seed, 1, block])
        users, songs = _plays(catalogue, generator)
        pairs, counts = np.unique(users * len(catalogue) + songs, return_counts=True)
        order = generator.permutation(min(len(pairs), left))
        users, songs = np.divmod(pairs[order], len(catalogue))
        yield Block(users + block * LISTENERS_AT_ONCE, songs, counts[order])
        left -= len(order)
        block += 1


def write_log(folder: Path, settings: LogSettings, *, as_csv: bool = False) -> tuple[Path, Path]:
    """Write a log and its songs to a folder, which is made when absent; returns the paths of both."""
    folder.mkdir(parents=True, exist_ok=True)
    log, songs = folder / ("log.csv" if as_csv else "log.parquet"), folder / "songs.parquet"
    catalogue = make_catalogue(settings)
    ids = pa.array([f"S{row:07d}" for row in range(len(catalogue))])
    pq.write_table(song_table(catalogue, ids, settings), songs)
    schema = pa.schema([("user", pa.string()), ("song", pa.string()), ("count", pa.int32())])
    open_writer = arrow_csv.CSVWriter if as_csv else pq.ParquetWriter
    with whole_file(log) as path, open_writer(str(path), schema) as writer:
        for block in make_blocks(catalogue, settings):
            first = int(block.user_rows.min())
            users = pa.array([f"U{first + at:08d}" for at in range(LISTENERS_AT_ONCE)])
            columns = [users.take(pa.array(block.user_rows - first)), ids.take(pa.array(block.song_rows))]
            counts = pa.array(block.counts.astype(np.int32))
            writer.write_table(pa.table([*columns, counts], schema=schema))
    return log, songs


def _plays(catalogue: Catalogue, generator: np.random.Generator) -> tuple[Int64, Int64]:
    """Listener and song of each play of one block: int64 (k,) each."""
    m = LISTENERS_AT_ONCE
    activity = _MEDIAN_PLAYS * generator.lognormal(0, _PLAYS_DEVIATION, m)
    users = np.repeat(np.arange(m), np.clip(activity, _FEWEST_PLAYS, _MOST_PLAYS).astype(np.int64))
    points = _artist_points(catalogue, generator, users)
    artists = _places(catalogue.artist_edges, points)
    start, end = catalogue.artist_edges[artists], catalogue.artist_edges[artists + 1]
    return users, _places(catalogue.song_edges, start + generator.random(len(users)) * (end - start))


def _artist_points(catalogue: Catalogue, generator: np.random.Generator, users: Int64) -> Float64:
    """Where in the stretch of all fame each play falls: float64 (k,)."""
    shape, total = (LISTENERS_AT_ONCE, _TASTES), float(catalogue.artist_edges[-1])
    centres = generator.random(shape) * total
    widths = _NARROWEST * (_BROADEST / _NARROWEST) ** generator.random(shape)
    strengths = np.cumsum(generator.standard_exponential(shape), axis=1)
    picked = generator.random(len(users)) * strengths[users, -1]
    taste = (picked[:, None] >= strengths[users, :-1]).sum(axis=1)
    centre, width = centres[users, taste], widths[users, taste]
    scenes = _places(catalogue.scene_edges, centre)
    start, end = catalogue.scene_edges[scenes], catalogue.scene_edges[scenes + 1]
    around = (centre - start) / (end - start) + width * generator.standard_normal(len(users))
    everywhere = generator.random(len(users)) < _EVERYWHERE
    return np.where(everywhere, generator.random(len(users)) * total, start + around % 1 * (end - start))


def _places(edges: Float64, points: Float64) -> Int64:
    """int64 (k,): the stretch each point falls in."""
    found: Int64 = np.searchsorted(edges, points, side="right") - 1
    return np.minimum(found, len(edges) - 2)  # a product may round up to the last edge


def _edges(lengths: Float64) -> Float64:
    edges: Float64 = np.concatenate([[0.0], np.cumsum(lengths)])
    return edges


def _dealt(weights: Float64, total: int) -> Int64:
    """int64 (n,): ``total`` dealt out in proportion to the weights, exactly."""
    dealt: Int64 = np.diff(np.rint(_edges(weights) / weights.sum() * total)).astype(np.int64)
    return dealt


def song_table(catalogue: Catalogue, ids: pa.Array, settings: LogSettings) -> pa.Table:
    """Names whose words are as unequally common as in a language (Zipf); no two artists share theirs."""
    generator = np.random.default_rng([settings.seed, 2])
    parts = generator.integers(0, len(_SYLLABLES), (5000, 3))
    words = np.array(["".join(_SYLLABLES[part] for part in row).capitalize() for row in parts.tolist()])
    common = _edges(1 / np.arange(1.0, len(words) + 1))

    def names(count: int) -> list[str]:
        drawn = words[_places(common, generator.random((count, 3)) * common[-1])]
        lengths = generator.integers(1, 4, count)
        return [" ".join(row[:length]) for row, length in zip(drawn.tolist(), lengths.tolist(), strict=True)]

    artists = [f"{name} {row}" for row, name in enumerate(names(int(catalogue.artist_rows[-1]) + 1))]
    albums = [f"{name} {row}" for row, name in enumerate(names(int(catalogue.album_rows[-1]) + 1))]
    return pa.table(
        {
            "song": ids,
            "title": names(len(catalogue)),
            "artist": pa.array(artists).take(pa.array(catalogue.artist_rows)),
            "album": pa.array(albums).take(pa.array(catalogue.album_rows)),
        }
    )


def main() -> None:
    """Write a log where the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--interactions", type=int, default=LogSettings.interactions)
    parser.add_argument("--songs", type=int, default=LogSettings.songs)
    parser.add_argument("--seed", type=int, default=LogSettings.seed)
    parser.add_argument("--csv", action="store_true")
    options = parser.parse_args()
    settings = LogSettings(options.interactions, options.songs, options.seed)
    print(*write_log(options.folder, settings, as_csv=options.csv))


if __name__ == "__main__":
    main()
