import numpy as np
import pytest

from segue.training.report.kinds import Kinds, kinds_of, shared_by_nearest
from tests.training.report.world import material, songs


def test_songs_are_grouped_by_genre_the_largest_first() -> None:
    genres = ["Soul", "Jazz", "Jazz", "", "Soul", "Jazz", "Jazz", "Soul", "Punk"]
    rows = np.arange(9, dtype=np.int32)
    kinds = kinds_of(songs([""] * 9, [""] * 9, genres), rows)
    assert (kinds.noun, list(kinds.names), kinds.n_named) == ("genre", ["Jazz", "Soul", "Punk"], 2)
    assert kinds.groups.tolist() == [1, 0, 0, -1, 1, 0, 0, 1, 2]


def test_without_genres_artists_stand_in() -> None:
    artists = ["Air"] * 3 + ["Beck"] * 4 + [""]
    kinds = kinds_of(songs([""] * 8, artists, [""] * 8), np.arange(8, dtype=np.int32))
    assert (kinds.noun, list(kinds.names), kinds.n_named) == ("artist", ["Beck", "Air"], 2)


def test_a_single_group_and_none_at_all_say_nothing() -> None:
    everyone = songs([""] * 4, [""] * 4, ["Pop"] * 4)
    kinds = kinds_of(everyone, np.arange(4, dtype=np.int32))
    assert (kinds.noun, kinds.n_named, kinds.groups.tolist()) == ("", 0, [-1] * 4)


def test_neighbours_of_one_kind_are_counted_beside_chance() -> None:
    whole = material(33)
    rows = np.arange(33, dtype=np.int32)
    kinds = kinds_of(whole.songs, rows)
    nearest = shared_by_nearest(kinds, whole.space.item_vectors)
    assert nearest is not None
    assert nearest[0] == 10
    assert nearest[1] == pytest.approx(10 * 10 / 32)


def test_ten_songs_are_too_few_to_have_ten_neighbours() -> None:
    kinds = Kinds("genre", ("a",), np.zeros(10, np.int32))
    assert shared_by_nearest(kinds, np.ones((10, 2), np.float32)) is None
