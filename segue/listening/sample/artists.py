"""The invented artists: names, scenes, fame, sound and how much each recorded."""

from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Float64, Int64, Rows
from segue.listening.sample.draws import Draws, shares
from segue.listening.sample.genres import Genre
from segue.listening.sample.settings import SampleSettings

_HEAD = 5.0
"""Zipf-Mandelbrot: fame falls as 1 / rank, but evenly among the first few."""


@dataclass(frozen=True, eq=False)
class Artists:
    """One row per artist; artists of a scene stand together.

    Attributes:
        names: unique, whatever the case.
        scene_rows: int32 (n,), scenes numbered through all genres.
        genre_rows: int32 (n,).
        debut_years: int64 (n,).
        fame: float64 (n,), in (0, 1], 1 for the best known.
        moods: float64 (n, 2), from calm to wild and from dark to bright, each in [0, 1).
        n_songs: int64 (n,), at least 1.
    """

    names: tuple[str, ...]
    scene_rows: Rows
    genre_rows: Rows
    debut_years: Int64
    fame: Float64
    moods: Float64
    n_songs: Int64


def make_artists(genres: tuple[Genre, ...], settings: SampleSettings) -> Artists:
    """Invent the artists of a world."""
    draws = Draws(settings.seed, "artists")
    n = settings.n_artists
    scenes = [scene for genre in genres for scene in genre.scenes]
    genre_of_scene = np.repeat(np.arange(len(genres)), [len(genre.scenes) for genre in genres])
    sizes = np.array([genre.size for genre in genres], np.int64)[genre_of_scene]
    scene_rows = np.repeat(np.arange(len(scenes)), shares(sizes, n)).astype(np.int32)

    years = np.array([scene.years for scene in scenes], np.int64)[scene_rows]
    fame = _HEAD / (draws.order(n).astype(np.float64) + _HEAD)
    # Famous artists recorded more, but some one-hit wonders are famous too.
    output = np.floor((draws.unit(n) * 60.0 + 8.0) * (1.0 + 4.0 * fame)).astype(np.int64)
    taken: set[str] = set()
    naming = Draws(settings.seed, "artist names")
    return Artists(
        names=tuple(scenes[row].artists.new_name(naming, taken) for row in scene_rows),
        scene_rows=scene_rows,
        genre_rows=genre_of_scene[scene_rows].astype(np.int32),
        debut_years=years[:, 0] + draws.below(years[:, 1] - years[:, 0] + 1, n),
        fame=fame,
        moods=np.stack([draws.unit(n), draws.unit(n)], axis=1),
        n_songs=1 + shares(output, settings.n_songs - n),
    )
