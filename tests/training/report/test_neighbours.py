from dataclasses import replace

import numpy as np

from segue.training.report.neighbours import NamedSong, neighbourhoods
from segue.training.report.wellknown import well_known
from tests.training.report.world import material


def test_well_known_is_the_most_played_song_of_each_artist() -> None:
    assert well_known(material(), 4).tolist() == [0, 2, 4, 6]
    turned = replace(material(6), popularity=np.array([1, 2, 9, 9, 0, 5], np.float32))
    assert well_known(turned, 4).tolist() == [2, 5, 1]


def test_each_well_known_song_has_its_nearest_beside_it() -> None:
    first = neighbourhoods(material())[0]
    assert first.song == NamedSong("Song 0", "Artist 0")
    assert [near.title for near in first.nearest] == ["Song 3", "Song 6", "Song 9", "Song 12", "Song 15"]


def test_a_catalogue_of_one_song_has_a_song_without_neighbours() -> None:
    (only,) = neighbourhoods(material(1))
    assert only.nearest == ()
