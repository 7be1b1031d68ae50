import numpy as np
import orjson
import pytest

from segue.base.ids import IdMap
from segue.base.songs import Songs
from segue.base.strings import Strings
from segue.catalogue.shown import Shown


@pytest.fixture
def songs() -> Songs:
    ids = ["b - Jóga", 'a - "Quoted"\n', "c"]
    return Songs(
        IdMap.of(ids),
        title=Strings.of(["Jóga", '"Quoted"\n', "c"]),
        artist=Strings.of(["b", "a", ""]),
        album=Strings.of(["Homogenic", "", ""]),
        genre=Strings.of(["Art pop", "", ""]),
        language=Strings.blank(3),
        year=np.array([1997, 0, 0], np.int16),
        duration_seconds=np.zeros(3, np.float32),
        explicit=np.array([0, 1, -1], np.int8),
    )


JOGA = {
    "song_id": "b - Jóga",
    "title": "Jóga",
    "artist": "b",
    "album": "Homogenic",
    "genre": "Art pop",
    "year": 1997,
    "explicit": False,
}


def test_a_song_says_what_is_known_of_it(songs: Songs) -> None:
    first, second, third = Shown.build(songs).take([0, 1, 2])
    assert first == JOGA
    assert list(first) == list(JOGA)
    assert (second["title"], second["album"], second["genre"]) == ('"Quoted"\n', None, None)
    assert (second["year"], second["explicit"]) == (None, True)
    assert (third["artist"], third["explicit"]) == ("", None)


def test_songs_come_in_the_order_asked_for_each_anew(songs: Songs) -> None:
    shown = Shown.build(songs)
    taken = shown.take([2, 0, 0])
    assert [song["song_id"] for song in taken] == ["c", "b - Jóga", "b - Jóga"]
    taken[1]["title"] = "changed"
    assert shown.take([0]) == [JOGA] == taken[2:]
    assert shown.take([]) == []


def test_what_is_stored_opens_the_same(songs: Songs) -> None:
    shown = Shown.build(songs)
    opened = Shown.from_arrays(shown.arrays(), songs)
    opened.check()
    assert opened.take([1, 2]) == shown.take([1, 2])


def test_a_release_of_before_says_the_same(songs: Songs) -> None:
    old = Shown.from_arrays({}, songs)
    old.check()
    assert old.arrays() == {}
    assert old.take([0, 1, 2]) == Shown.build(songs).take([0, 1, 2])
    assert old.take([]) == []


def test_songs_are_spelled_out_with_what_else_is_said_of_each(songs: Songs) -> None:
    for shown in (Shown.build(songs), Shown.from_arrays({}, songs)):
        spelled = shown.spelled([2, 0, 2], b',"cover_url":null')
        assert spelled == orjson.dumps([song | {"cover_url": None} for song in shown.take([2, 0, 2])])
        assert shown.spelled([], b',"cover_url":null') == b"[]"
        assert shown.spelled([1]) == orjson.dumps(shown.take([1]))


def test_too_few_songs_and_garbled_ones_are_refused(songs: Songs) -> None:
    stored = Strings.of(["{}"]).arrays("songs.shown")
    with pytest.raises(ValueError, match="not every song"):
        Shown.from_arrays(stored, songs)
    for texts in (["{}", "", "{}"], ["{}", "{}", "[]"]):
        with pytest.raises(ValueError, match="not spelled out"):
            Shown.from_arrays(Strings.of(texts).arrays("songs.shown"), songs).check()
