import numpy as np

from segue.base.ids import IdMap
from segue.base.songs import Songs
from segue.base.strings import Strings
from segue.training.content import content_of


def songs_of(*named: tuple[str, str]) -> Songs:
    """Songs with these artists and albums."""
    blank = Strings.blank(len(named))
    return Songs(
        IdMap.of(str(row) for row in range(len(named))),
        title=Strings.of("t" for _ in named),
        artist=Strings.of(artist for artist, _ in named),
        album=Strings.of(album for _, album in named),
        genre=blank,
        language=blank,
        year=np.zeros(len(named), np.int16),
        duration_seconds=np.zeros(len(named), np.float32),
        explicit=np.full(len(named), -1, np.int8),
    )


def test_songs_of_one_artist_share_a_number_however_it_is_spelt() -> None:
    content = content_of(songs_of(("The Beatles", ""), ("beatles", ""), ("Blur", "")))
    assert content.artist_rows[0] == content.artist_rows[1] != content.artist_rows[2]


def test_a_song_of_nobody_has_no_artist() -> None:
    assert content_of(songs_of(("", ""), ("Various Artists", ""))).artist_rows.tolist() == [-1, -1]


def test_albums_of_one_title_by_two_artists_are_two() -> None:
    albums = content_of(
        songs_of(("A", "Greatest Hits"), ("B", "Greatest Hits"), ("A", "greatest hits "))
    ).album_rows
    assert albums[0] == albums[2] != albums[1]


def test_a_song_without_an_album_has_none() -> None:
    assert content_of(songs_of(("A", ""))).album_rows.tolist() == [-1]
