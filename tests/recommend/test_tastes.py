"""Songs on three axes: what a listener likes falls apart by axis."""

from dataclasses import replace

import numpy as np
import pytest

from segue.factors.facts import Facts
from segue.factors.fold_in import LinearFoldIn
from segue.factors.snapshot import Snapshot
from segue.factors.space import ItemSpace
from segue.recommend.tastes import tastes
from tests.recommend.conftest import make_listener, snapshot_of

PUNK, JAZZ = 0, 1
VECTORS = np.array(
    [[4, 0, 0.1], [2, 0.1, 0], [1, 0, 0], [0, 3, 0], [0, 1, 0.1], [0, 2, 0], [0, 0, 0], [0, 0, 0]], np.float32
)
ARTISTS = np.array([7, 7, 8, 5, 6, 6, 9, 9], np.int32)
GENRES = np.array([PUNK, PUNK, PUNK, JAZZ, JAZZ, -1, PUNK, PUNK], np.int32)


@pytest.fixture(scope="module")
def axes() -> Snapshot:
    facts = replace(Facts.unknown(8), genre_rows=GENRES)
    return snapshot_of(VECTORS, artists=ARTISTS, facts=facts)


def test_songs_fall_apart_by_direction_and_share_goes_by_weight(axes: Snapshot) -> None:
    punk, jazz = tastes(axes, make_listener(seeds=(0, 1, 2), likes=(3, 4, 5)))[::-1]
    assert (punk.songs.tolist(), jazz.songs.tolist()) == ([0, 1, 2], [3, 4, 5])
    assert [punk.share, jazz.share] == pytest.approx([1 / 3, 2 / 3])
    assert (punk.weights.tolist(), jazz.weights.tolist()) == ([1, 1, 1], [2, 2, 2])


def test_a_taste_is_known_by_its_artist_its_middle_and_a_genre_that_is_clear(axes: Snapshot) -> None:
    punk, jazz = sorted(tastes(axes, make_listener(seeds=range(6))), key=lambda taste: taste.songs[0])
    assert (punk.artist, punk.by_artist, punk.song, punk.genre) == (7, 2, 2, PUNK)
    assert (jazz.artist, jazz.song) == (6, 3)
    assert jazz.genre == JAZZ  # two of three; what is unknown counts against it


def test_a_genre_that_is_not_clear_stands_for_nothing(axes: Snapshot) -> None:
    (taste,) = tastes(axes, make_listener(seeds=(4, 5)))
    assert taste.genre is None


def test_a_genre_stands_for_the_greatest_taste_alone(axes: Snapshot) -> None:
    facts = replace(axes.facts, genre_rows=np.full(8, JAZZ, np.int32))
    first, second = tastes(replace(axes, facts=facts), make_listener(seeds=(0, 1, 2), likes=(3, 4, 5)))
    assert (first.genre, second.genre) == (JAZZ, None)


@pytest.mark.parametrize(("cosine", "apart"), [(-0.6, 1), (0, 1), (0.125, 0.5), (0.25, 0), (0.6, 0)])
def test_a_taste_lies_apart_by_the_cosine_to_the_other_songs(
    axes: Snapshot, cosine: float, apart: float
) -> None:
    one, other = [1, 0, 0], [cosine, (1 - cosine**2) ** 0.5, 0]
    vectors = np.array([one] * 3 + [other] * 3 + [[0, 0, 0]] * 2, np.float32)
    found = tastes(
        replace(axes, space=ItemSpace(vectors, LinearFoldIn(vectors))), make_listener(seeds=range(6))
    )
    assert [taste.apart for taste in found] == pytest.approx([apart, apart], abs=1e-6)


def test_songs_in_one_direction_are_one_taste(axes: Snapshot) -> None:
    (taste,) = tastes(axes, make_listener(seeds=(0, 1, 2)))
    assert (taste.songs.tolist(), taste.share, taste.apart) == ([0, 1, 2], 1, 0)


def test_a_song_without_a_place_belongs_to_no_taste(axes: Snapshot) -> None:
    (taste,) = tastes(axes, make_listener(seeds=(0, 6)))
    assert (taste.songs.tolist(), taste.share, taste.apart) == ([0], 1, 0)
    assert tastes(axes, make_listener(seeds=(6, 7))) == ()
    assert tastes(axes, make_listener()) == ()


def test_the_order_of_what_was_said_does_not_matter(axes: Snapshot) -> None:
    there, back = (tastes(axes, make_listener(seeds=order)) for order in ((0, 1, 3, 4), (4, 3, 1, 0)))
    assert [taste.songs.tolist() for taste in there] == [taste.songs.tolist() for taste in back]
