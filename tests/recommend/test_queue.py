"""The queue against the same thing done slowly: whole lists, one song after another."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.factors.top_k import top_k
from segue.recommend.eligibility import Eligible
from segue.recommend.order import Answer
from segue.recommend.queue import FEWEST, PER_ARTIST, WINDOW, Before, continued
from segue.recommend.ranking import Ranking
from segue.recommend.reach import FIRST, Reach
from segue.recommend.rules import ARTIST_GAP, Rule
from segue.recommend.tail import TAIL
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import make_snapshot

NONE: Rows = np.empty(0, np.int32)
PER_TAIL = 3
"""How many of any ten songs one artist may have, who has no more of what is liked."""
LIMITS = st.lists(st.integers(1, 50), min_size=1, max_size=8)


def rows(*numbers: int) -> Rows:
    return np.array(numbers, np.int32)


def relevance(snapshot: Snapshot, seed: int) -> Float32:
    return np.random.default_rng(seed).uniform(-0.2, 1, len(snapshot)).astype(np.float32)


def take(
    snapshot: Snapshot,
    limit: int,
    *,
    seed: int = 0,
    excluded: Rows = NONE,
    heard: Rows = NONE,
    delivered: Rows = NONE,
    diversity: float = 0.5,
) -> Answer:
    return continued(
        snapshot,
        reach(snapshot, relevance(snapshot, seed), np.union1d(excluded, heard).astype(np.int32)),
        Wishes(limit, diversity=diversity),
        Before(heard, {}, delivered),
    )


def reach(
    snapshot: Snapshot,
    scores: Float32,
    excluded: Rows = NONE,
    *,
    stepwise: bool = False,
    depths: list[int] | None = None,
) -> Reach:
    eligible = Eligible(len(snapshot), excluded)

    def search(count: int, *, exactly: bool) -> Ranking:  # noqa: ARG001 - always exact
        if depths is not None:
            depths.append(count)
        found = top_k(np.where(eligible.mask, scores, -np.inf).astype(np.float32), count)
        return Ranking(found, scores[found], 1 - scores[found])

    return Reach(snapshot, search, eligible, None, stepwise=stepwise)


@settings(max_examples=60)
@given(st.integers(0, 5), LIMITS, st.lists(st.integers(0, 399), max_size=12, unique=True))
def test_pages_of_any_size_joined_are_one_long_answer(
    snapshot: Snapshot, seed: int, limits: list[int], heard: list[int]
) -> None:
    delivered = NONE
    for limit in limits:
        page = take(snapshot, limit, seed=seed, heard=rows(*heard), delivered=delivered)
        delivered = np.concatenate([delivered, page.ranking.rows])
    whole = take(snapshot, sum(limits), seed=seed, heard=rows(*heard)).ranking.rows
    assert delivered.tolist() == whole.tolist()


@settings(max_examples=30)
@given(st.integers(0, 5), LIMITS, st.sampled_from([6, 7, 9]))
def test_pages_by_steps_join_likewise_and_a_window_a_little_short_is_no_reason_to_search_again(
    seed: int, limits: list[int], n_artists: int
) -> None:
    snapshot = make_snapshot(n_artists=n_artists)
    delivered, depths = NONE, list[int]()

    def page(limit: int) -> Rows:
        among = reach(snapshot, relevance(snapshot, seed), stepwise=True, depths=depths)
        return continued(snapshot, among, Wishes(limit), Before(NONE, {}, delivered)).ranking.rows

    whole = page(sum(limits))
    assert len(page(1)) == 1
    assert FEWEST <= n_artists * PER_ARTIST < WINDOW
    assert depths[-1] == FIRST
    for limit in limits:
        delivered = np.concatenate([delivered, page(limit)])
    assert delivered.tolist() == whole.tolist()


def test_what_was_delivered_long_ago_may_come_in_any_order(snapshot: Snapshot) -> None:
    first = take(snapshot, 60).ranking.rows
    shuffled = np.concatenate([np.sort(first[:-TAIL]), first[-TAIL:]])
    in_order = take(snapshot, 20, delivered=first).ranking.rows
    assert take(snapshot, 20, delivered=shuffled).ranking.rows.tolist() == in_order.tolist()


def test_it_goes_on_until_every_eligible_song_was_there_once(snapshot: Snapshot) -> None:
    whole = take(snapshot, 1_000, excluded=rows(1, 2, 3)).ranking.rows
    assert sorted(whole.tolist()) == sorted(set(range(400)) - {1, 2, 3})
    assert take(snapshot, 10, excluded=rows(1, 2, 3), delivered=whole).ranking.rows.tolist() == []


def test_other_recordings_come_when_there_are_no_other_works_left(snapshot: Snapshot) -> None:
    n_works = len(np.unique(snapshot.work_rows))
    works = take(snapshot, n_works)
    assert len(set(snapshot.work_rows[works.ranking.rows].tolist())) == n_works
    assert Rule.ONE_PER_WORK not in works.relaxed
    more = take(snapshot, 10, delivered=works.ranking.rows)
    assert len(more.ranking) == 10
    assert Rule.ONE_PER_WORK in more.relaxed


@settings(max_examples=40)
@given(st.integers(0, 20), st.integers(1, 120))
def test_artists_keep_their_distance_and_their_share_unless_it_says_so(
    snapshot: Snapshot, seed: int, limit: int
) -> None:
    answer = take(snapshot, limit, seed=seed)
    artists = snapshot.artist_rows[answer.ranking.rows].tolist()
    for place, artist in enumerate(artists):
        if Rule.ARTIST_GAP not in answer.relaxed:
            assert artist not in artists[max(0, place - ARTIST_GAP) : place]
        if Rule.ARTIST_SHARE not in answer.relaxed:
            recent = artists[max(0, place - TAIL + 1) : place + 1]
            assert recent.count(artist) <= PER_TAIL


def test_rules_look_back_over_the_page_and_the_session() -> None:
    snapshot = make_snapshot(n_artists=5)
    for page in range(1, 5):
        heard = take(snapshot, page).ranking.rows
        following = take(snapshot, 1, heard=heard)
        assert following.ranking.rows.tolist() == take(snapshot, 1, delivered=heard).ranking.rows.tolist()
        if Rule.ARTIST_GAP not in following.relaxed:
            recent = snapshot.artist_rows[heard[-ARTIST_GAP:]]
            assert snapshot.artist_rows[following.ranking.rows[0]] not in recent


def test_an_artist_with_all_the_best_songs_does_not_fill_the_window() -> None:
    snapshot = make_snapshot(n_artists=40)
    prolific = np.flatnonzero(snapshot.artist_rows < 20)
    snapshot.artist_rows[prolific] = 0
    scores = relevance(snapshot, 0)
    scores[prolific] += 0.01
    assert len(prolific) > WINDOW
    answer = continued(snapshot, reach(snapshot, scores), Wishes(50), Before(NONE, {}, NONE))
    assert Rule.ARTIST_SHARE not in answer.relaxed


def test_without_variety_and_rules_in_the_way_the_best_song_comes_first(snapshot: Snapshot) -> None:
    answer = take(snapshot, 1, diversity=0.0)
    assert answer.ranking.rows.tolist() == [int(relevance(snapshot, 0).argmax())]
    assert answer.ranking.distances == pytest.approx(1 - answer.ranking.scores)
