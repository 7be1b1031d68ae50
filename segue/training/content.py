"""The content of a log's songs, as trainers take it."""

import numpy as np

from segue.base.songs import Songs
from segue.catalogue.identity import artist_key, artist_rows, is_nobody
from segue.factors.content import Content


def content_of(songs: Songs) -> Content:
    """Number artists and albums of n songs.

    Artists are told apart as the catalogue does (docs/api.md). Albums are one where artist and title of the
    album are, in any case; an album of an unknown artist goes by its title alone.
    """
    artists = artist_rows(songs)
    nobody = np.fromiter((is_nobody(artist_key(name)) for name in songs.artist), np.bool_, len(songs))
    artists = np.where(nobody, np.int32(-1), artists).astype(np.int32)
    numbers: dict[tuple[int, str], int] = {}
    keys = (
        (int(artist), album.casefold().strip()) for artist, album in zip(artists, songs.album, strict=True)
    )
    albums = (numbers.setdefault(key, len(numbers)) if key[1] else -1 for key in keys)
    return Content(artists, np.fromiter(albums, np.int32, len(songs)))
