"""Small catalogues written as (artist, title) or (artist, title, album)."""

import numpy as np

from segue.base.arrays import Float32
from segue.base.ids import IdMap
from segue.base.songs import Songs
from segue.base.strings import Strings


def songs_of(*names: tuple[str, ...]) -> Songs:
    """Songs whose ids are ``"Artist - Title"``, or ``#row`` where that would stand twice."""
    ids: dict[str, int] = {}
    for row, (artist, title, *_) in enumerate(names):
        written = f"{artist} - {title}"
        ids[f"#{row}" if written in ids else written] = row
    return Songs(
        IdMap.of(ids),
        title=Strings.of(name[1] for name in names),
        artist=Strings.of(name[0] for name in names),
        album=Strings.of(name[2] if len(name) > 2 else "" for name in names),
        genre=Strings.blank(len(names)),
        language=Strings.blank(len(names)),
        year=np.zeros(len(names), np.int16),
        duration_seconds=np.zeros(len(names), np.float32),
        explicit=np.full(len(names), -1, np.int8),
    )


def equal_popularity(songs: Songs) -> Float32:
    """Nobody has listened to anything."""
    return np.zeros(len(songs), np.float32)
