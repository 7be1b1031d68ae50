import numpy as np

from segue.base.ids import IdMap
from segue.training.gate import songs
from tests.training.gate.world import contender, good_space, song_ids, space_of, tastes

LIVE = contender("live", good_space(200))  # song k has 200 - k listeners
EVERY = np.arange(200, dtype=np.int32)


def without(*missing: int) -> np.ndarray:
    kept = EVERY.copy()
    kept[list(missing)] = -1
    return kept


def test_a_few_rare_songs_may_go() -> None:
    found = songs.catalogue(without(*range(190, 200)), LIVE)
    assert found.passed
    assert found.measured == "95.0% of the live songs, 99.7% of what listeners know"


def test_many_songs_may_not_go_though_they_are_rare() -> None:
    assert not songs.catalogue(without(*range(170, 200)), LIVE).passed


def test_well_known_songs_may_not_go_though_they_are_few() -> None:
    found = songs.catalogue(without(*range(12)), LIVE)
    assert found.measured.startswith("94.0% of the live songs")
    assert not found.passed


def test_the_same_model_keeps_every_neighbour() -> None:
    found = songs.neighbours(EVERY, LIVE, LIVE)
    assert found.passed
    assert found.measured == "100.0% of the nearest 20 kept (10.1% by chance), 200 songs"


def test_songs_in_another_order_keep_their_neighbours() -> None:
    order = np.random.default_rng(3).permutation(200)
    ids = IdMap.of(song_ids(200).ids.take(order.tolist()))
    candidate = contender("candidate", space_of(tastes(200)[order]), songs=ids, examined=False)
    assert songs.neighbours(candidate.rows_of(LIVE.song_ids), candidate, LIVE).measured.startswith("100.0%")


def test_songs_that_changed_places_lose_their_neighbours() -> None:
    """As where the labels of a log were shuffled."""
    order = np.random.default_rng(3).permutation(200)
    candidate = contender("candidate", space_of(tastes(200)[order]), examined=False)
    refused = songs.neighbours(EVERY, candidate, LIVE)
    assert not refused.passed
    assert "go together" in refused.reason


def test_with_next_to_no_song_in_common_there_is_nothing_to_look_at() -> None:
    found = songs.neighbours(without(*range(3, 200)), LIVE, LIVE)
    assert found.passed
    assert found.reason == "Too few songs in both to look at."
