"""Audio-like attributes: what a song of a scene and a mood would measure like."""

import numpy as np

from segue.base.arrays import Float32, Float64, Rows
from segue.listening.sample.draws import Draws
from segue.listening.sample.genres import ATTRIBUTES, Genre

# How far a mood moves each attribute: from calm to wild, from dark to bright.
_BY_MOOD = np.array([[30.0, 0.0], [0.30, 0.04], [-0.28, 0.0], [0.04, 0.42], [0.06, 0.20], [-0.06, -0.10]])
# What neither scene nor mood explains, as a deviation.
_NOISE = np.array([7.0, 0.06, 0.06, 0.08, 0.06, 0.06])


def song_sound(genres: tuple[Genre, ...], scene_rows: Rows, moods: Float64, draws: Draws) -> Float32:
    """The attributes of songs.

    Args:
        genres: Of the world.
        scene_rows: int32 (n,), scenes numbered through all genres.
        moods: float64 (n, 2).
        draws: Where chance comes from.

    Returns:
        float32 (n, len(ATTRIBUTES)): tempo in 40 … 220 beats per minute, the others in 0 … 1; three decimals.
    """
    middles = np.array([scene.sound for genre in genres for scene in genre.scenes])[scene_rows]
    centred = moods - 0.5
    columns = []
    for number in range(len(ATTRIBUTES)):
        moved = centred[:, 0] * _BY_MOOD[number, 0] + centred[:, 1] * _BY_MOOD[number, 1]
        value = middles[:, number] + moved + _NOISE[number] * draws.bell(len(scene_rows))
        low, high = (40.0, 220.0) if ATTRIBUTES[number] == "tempo" else (0.0, 1.0)
        columns.append(np.rint(np.clip(value, low, high) * 1000.0) / 1000.0)
    return np.stack(columns, axis=1).astype(np.float32)
