import numpy as np

from segue.base.ids import IdMap
from tests.training.gate.world import (
    N_SONGS,
    contender,
    exam_of,
    good_space,
    pairs,
    song_ids,
    space_of,
    tastes,
)


def test_the_measured_model_ranks_the_songs_it_knows_in_our_rows() -> None:
    """It knows the first 60 songs of its release; ours are those of the release backwards, and a new one."""
    exam = exam_of(space_of(tastes()[:60]), n_songs=N_SONGS, refitted=True)
    live = contender("live", good_space(), exam=exam)
    ours = IdMap.of(["new", *reversed(list(song_ids().ids))])
    ranking = next(live.ranker(ours).rank(pairs([[0, N_SONGS, N_SONGS - 2]], N_SONGS + 1), N_SONGS))
    ranked = [ours.id(row) for row in ranking.tolist()]
    assert set(ranked) == {f"song {row}" for row in range(60)} - {"song 0", "song 2"}
    assert all(int(name.removeprefix("song ")) % 2 == 0 for name in ranked[:28])


def test_songs_in_the_same_rows_are_not_looked_up() -> None:
    live = contender("live", good_space())
    assert np.array_equal(live.rows_of(song_ids()), np.arange(N_SONGS))
