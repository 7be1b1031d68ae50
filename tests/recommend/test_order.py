import numpy as np

from segue.base.arrays import Float32
from segue.factors.snapshot import Snapshot
from segue.recommend.eligibility import Eligible
from segue.recommend.order import Answer, arranged, breadth, pool_size, scaled
from segue.recommend.ranking import Ranking
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import snapshot_of

NOBODY = np.empty(0, np.int32)


def scene(
    scores: list[float], artists: list[int], works: list[int] | None = None
) -> tuple[Snapshot, Ranking]:
    """Songs on axes of their own, so that likeness plays no part; the pool is all of them, best first."""
    n = len(scores)
    vectors: Float32 = np.eye(n, dtype=np.float32)
    snapshot = snapshot_of(
        vectors, artists=np.array(artists, np.int32), works=np.array(works or range(n), np.int32)
    )
    falling = np.array(scores, np.float32)
    return snapshot, Ranking(np.arange(n, dtype=np.int32), falling, 1 - falling)


def answered(snapshot: Snapshot, pool: Ranking, wishes: Wishes, known: list[int] | None = None) -> Answer:
    among = Eligible(len(snapshot), NOBODY)
    return arranged(snapshot, pool, among, wishes, known=np.array(known or [], np.int32))


def chosen(snapshot: Snapshot, pool: Ranking, limit: int, known: list[int] | None = None) -> list[int]:
    return [int(row) for row in answered(snapshot, pool, Wishes(limit), known).ranking.rows]


def test_two_songs_stand_between_two_by_one_artist() -> None:
    assert chosen(*scene([1.0, 0.9, 0.8, 0.7, 0.0], [0, 0, 1, 2, 3]), limit=4) == [0, 2, 3, 1]


def test_an_artist_fills_only_a_part_of_an_answer() -> None:
    scores = [*np.linspace(1, 0.8, 30).tolist(), 0.0]
    artists = [0] * 10 + list(range(1, 22))
    rows = chosen(*scene(scores, artists), limit=10)
    assert sum(row < 10 for row in rows) == 3


def test_artists_take_turns_however_far_the_others_are() -> None:
    assert chosen(*scene([1.0, 0.9, 0.05, 0.04, 0.0], [0, 0, 1, 2, 3]), limit=4) == [0, 2, 3, 1]


def test_an_artist_stands_closer_for_somebody_who_keeps_to_it() -> None:
    snapshot, pool = scene(np.linspace(1, 0, 30).tolist(), [0] * 17 + list(range(1, 14)))
    among, taste = Eligible(len(snapshot), NOBODY), np.arange(7, dtype=np.int32)
    answer = arranged(snapshot, pool.at(slice(7, None)), among, Wishes(10), known=taste, taste=taste)
    assert answer.ranking.rows.tolist() == [*range(7, 13), *range(17, 21)]
    assert answer.relaxed == ()


def test_one_recording_of_a_work_is_enough() -> None:
    assert chosen(*scene([1.0, 0.9, 0.8], [0, 1, 2], [7, 7, 8]), limit=2) == [0, 2]


def test_another_recording_of_a_known_song_comes_last() -> None:
    assert chosen(*scene([1.0, 0.9, 0.8], [0, 1, 2], [7, 8, 7]), limit=3, known=[2])[-1] in {0, 2}
    assert chosen(*scene([1.0, 0.9, 0.8], [0, 1, 2], [7, 8, 7]), limit=1, known=[2]) == [1]


def test_a_recording_is_repeated_before_the_answer_stays_short() -> None:
    assert sorted(chosen(*scene([1.0, 0.9], [0, 1], [7, 7]), limit=2)) == [0, 1]


def test_unlikeness_decides_between_songs_of_nearly_equal_relevance() -> None:
    vectors = np.array([[1, 0], [1, 0.01], [0, 1], [0.5, 0.5]], np.float32)
    scores = np.array([1.0, 0.95, 0.94, 0.0], np.float32)
    pool = Ranking(np.arange(4, dtype=np.int32), scores, 1 - scores)
    assert chosen(snapshot_of(vectors), pool, 2) == [0, 2]


def test_equal_songs_go_by_their_place_in_the_pool() -> None:
    assert chosen(*scene([0.5, 0.5, 0.5], [0, 1, 2]), limit=3) == [0, 1, 2]


def test_an_empty_pool_gives_an_empty_answer() -> None:
    assert chosen(*scene([], []), limit=5) == []


def test_relevance_runs_from_the_first_to_the_end_of_the_breadth_and_on_below() -> None:
    scores = np.array([5, 4, 4.5, 3, 2], np.float32)
    np.testing.assert_allclose(scaled(scores, 4), np.array([1, 0.5, 0.5, 0, -0.5]))
    np.testing.assert_allclose(scaled(scores, 9), np.array([1, 2 / 3, 2 / 3, 1 / 3, 0]), rtol=1e-6)
    assert scaled(scores[:1], 4).tolist() == [0]
    assert len(scaled(scores[:0], 4)) == 0


def test_what_stands_deeper_in_the_pool_changes_no_answer() -> None:
    scores = np.linspace(1, 0, 300).tolist()
    snapshot, pool = scene(scores, list(range(300)))
    for limit in (5, 20):
        deep = chosen(snapshot, pool, limit)
        assert deep == chosen(snapshot, pool.at(slice(breadth(limit))), limit)


def test_rules_that_cost_nothing_do_not_give_way_far_down_the_pool() -> None:
    # the first hundred are all recordings of what the listener knows: what is left lies beyond the breadth
    snapshot, pool = scene(
        np.linspace(1, 0, 110).tolist(), [*range(100), *[7, 7, 8, 9, 10] * 2], [0] * 100 + [*range(1, 11)]
    )
    answer = answered(snapshot, pool, Wishes(4), known=[0])
    assert answer.ranking.rows.tolist() == [100, 102, 103, 101]
    assert answer.relaxed == ()


def test_candidates_reach_deeper_for_a_dial_and_for_what_rests() -> None:
    assert pool_size(Wishes(10)) == breadth(10) == 100
    assert pool_size(Wishes(50)) == 250
    assert pool_size(Wishes(10, discovery=1)) == 200
    assert pool_size(Wishes(10, shown=tuple(range(40)))) == 140
    assert pool_size(Wishes(10, shown=tuple(range(500)))) == 300
