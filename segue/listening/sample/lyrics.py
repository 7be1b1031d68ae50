"""The words of the songs: in which language they are sung, and whether they are explicit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segue.base.arrays import Bool, Rows
from segue.listening.sample.draws import Draws
from segue.listening.sample.genres import Genre, Scene
from segue.listening.sample.settings import SampleSettings


@dataclass(frozen=True, eq=False)
class Lyrics:
    """The words of n songs.

    Attributes:
        languages: n codes; empty for a song that nobody sings in.
        explicit: int8 (n,), 1 or 0.
    """

    languages: list[str]
    explicit: NDArray[np.int8]


def make_lyrics(
    genres: tuple[Genre, ...],
    scene_rows: Rows,
    artist_rows: Rows,
    work_rows: Rows,
    *,
    instrumental: Bool,
    settings: SampleSettings,
) -> Lyrics:
    """Invent what is sung. An artist keeps to one language; all recordings of a work are explicit or none is.

    Args:
        genres: Of the world.
        scene_rows: int32 (n_artists,), scenes numbered through all genres.
        artist_rows: int32 (n,).
        work_rows: int32 (n,), the song of which each is a recording.
        instrumental: bool (n,), songs without words.
        settings: Of the world.
    """
    draws = Draws(settings.seed, "lyrics")
    scenes = [scene for genre in genres for scene in genre.scenes]
    spoken = [_language(scenes[row], draws) for row in scene_rows]
    rates = np.array([scene.explicit for scene in scenes])[scene_rows]
    # artists of a scene differ: from none of its explicit songs to twice its share
    rates = np.minimum(2.0 * rates * draws.unit(len(rates)), 1.0)
    is_explicit = (draws.unit(len(artist_rows)) < rates[artist_rows])[work_rows] & ~instrumental
    languages = [
        "" if silent else spoken[artist]
        for artist, silent in zip(artist_rows.tolist(), instrumental.tolist(), strict=True)
    ]
    return Lyrics(languages, is_explicit.astype(np.int8))


def _language(scene: Scene, draws: Draws) -> str:
    return draws.one_of([code for code, weight in scene.languages for _ in range(weight)])
