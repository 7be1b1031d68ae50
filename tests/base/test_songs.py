from dataclasses import replace

import numpy as np
import pytest

from segue.base.ids import IdMap
from segue.base.songs import Songs
from segue.base.strings import Strings

SONGS = Songs(
    IdMap.of(["a", "b", "c"]),
    title=Strings.of(["Jóga", "Kelly", "Mysteries"]),
    artist=Strings.of(["Björk", "Air", ""]),
    album=Strings.of(["Homogenic", "", ""]),
    genre=Strings.of(["", "", "Pop"]),
    language=Strings.of(["is", "", "en"]),
    year=np.array([1997, 0, 1998], np.int16),
    duration_seconds=np.array([305.5, 0, 200], np.float32),
    explicit=np.array([0, -1, 1], np.int8),
)


def rows_of(songs: Songs) -> list[tuple[object, ...]]:
    texts = (songs.ids.ids, songs.title, songs.artist, songs.album, songs.genre, songs.language)
    numbers = (songs.year.tolist(), songs.duration_seconds.tolist(), songs.explicit.tolist())
    return list(zip(*texts, *numbers, strict=True))


def test_arrays_open_to_the_same_songs() -> None:
    assert rows_of(Songs.from_arrays(SONGS.arrays())) == rows_of(SONGS)
    assert all(array.dtype != object for array in SONGS.arrays().values())


def test_songs_taken_are_numbered_anew_in_the_order_asked() -> None:
    taken = SONGS.take(np.array([2, 0], np.int32))
    assert rows_of(taken) == [rows_of(SONGS)[2], rows_of(SONGS)[0]]
    assert taken.ids.row("c") == 0
    assert len(SONGS.take(np.empty(0, np.int32))) == 0


def test_songs_stored_without_languages_open_as_unknown() -> None:
    arrays = {
        name: array
        for name, array in SONGS.arrays().items()
        if not name.startswith(("songs.language", "songs.explicit"))
    }
    opened = Songs.from_arrays(arrays)
    assert list(opened.language) == ["", "", ""]
    assert opened.explicit.tolist() == [-1, -1, -1]
    assert list(opened.title) == list(SONGS.title)


def test_a_column_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="'artist' does not have one row per song"):
        replace(SONGS, artist=Strings.of(["Björk"]))
    with pytest.raises(ValueError, match="'year'"):
        Songs.from_arrays(SONGS.arrays() | {"songs.year": np.zeros(2, np.int16)})


def test_a_missing_column_is_named() -> None:
    arrays = SONGS.arrays()
    del arrays["songs.genre.utf8"]
    with pytest.raises(KeyError, match=r"songs\.genre"):
        Songs.from_arrays(arrays)
