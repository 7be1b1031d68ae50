from pathlib import Path

import numpy as np
import pytest

from segue.base.songs import Songs
from segue.catalogue.catalogue import Catalogue
from segue.listening.log import read_log
from segue.training.dataset.matching import Matched, match_songs


def songs(folder: Path, *rows: str) -> Songs:
    path = folder / "log.csv"
    lines = [f"u{at % 2},{row}" for at, row in enumerate(rows)]
    path.write_text("\n".join(["user,song,artist,title,year", *lines]))
    return read_log(path).songs


class World:
    """A log, and a release that knows some of its songs by other ids."""

    def __init__(self, folder: Path) -> None:
        self.ours = songs(
            folder, "1,Björk,Jóga,", "2,The Band,1999,", "3,Unknown,Intro,", "4,Ana,Song (Live),"
        )
        theirs = songs(
            folder, "x1,BJORK,Joga,", "x2,Cat,New,1971", "x3,Unknown,Intro,", "x4,Ana,Song,", "1999,Dan,Nine,"
        )
        self.catalogue = Catalogue.build(theirs, np.ones(5, np.float32))

    def match(self, *ids: str) -> Matched:
        return match_songs(ids, self.ours, np.ones(4, np.int64), self.catalogue)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_the_very_id_wins(world: World) -> None:
    assert world.match("2", "1").rows.tolist() == [1, 0]


def test_a_song_is_found_in_another_spelling_of_artist_and_title(world: World) -> None:
    assert world.match("x1", "bjork - JOGA", "Band - 1999").rows.tolist() == [0, 0, 1]


def test_what_the_log_lacks_comes_with_its_facts(world: World) -> None:
    matched = world.match("x2", "1", "cat - NEW")
    assert matched.rows.tolist() == [4, 0, 4]
    assert len(matched.songs) == 5
    assert (matched.songs.title[4], matched.songs.artist[4], matched.songs.year[4]) == ("New", "Cat", 1971)
    assert matched.songs.ids.id(4) == "x2"


def test_a_live_version_is_another_song(world: World) -> None:
    assert world.match("x4").rows.tolist() == [4]


def test_an_artist_nobody_knows_makes_no_two_songs_one(world: World) -> None:
    assert world.match("x3").rows.tolist() == [4]


def test_an_id_is_not_taken_for_a_title(world: World) -> None:
    matched = world.match("1999", "Nine", "New")
    assert matched.rows.tolist() == [4, -1, -1]
    assert matched.songs.title[4] == "Nine"


def test_without_a_release_what_the_log_lacks_is_unknown(world: World) -> None:
    matched = match_songs(["x2", "Bjork - Joga"], world.ours, np.ones(4, np.int64), None)
    assert matched.rows.tolist() == [-1, 0]
    assert matched.songs is world.ours
