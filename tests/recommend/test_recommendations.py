"""What holds for every kind of answer, over many listeners."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.base.arrays import Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.coldstart import cold_start
from segue.recommend.listener import Listener
from segue.recommend.ranking import Ranking
from segue.recommend.rules import ARTIST_GAP, LEAST_TASTE
from segue.recommend.wishes import Order, Wishes
from tests.recommend.conftest import make_listener, make_snapshot

LISTENERS = st.builds(
    make_listener,
    seeds=st.lists(st.integers(0, 399), max_size=20).map(tuple),
    likes=st.lists(st.integers(0, 399), max_size=20).map(tuple),
    hidden=st.lists(st.integers(0, 399), max_size=20).map(tuple),
)
LIMITS = st.integers(1, 50)


def spread(ranking: Ranking, artists: Rows) -> int:
    """The least number of songs between two by one artist."""
    places: dict[int, int] = {}
    least = len(ranking)
    for place, artist in enumerate(artists[ranking.rows].tolist()):
        if artist in places:
            least = min(least, place - places[artist] - 1)
        places[artist] = place
    return least


@settings(max_examples=60)
@given(LISTENERS, LIMITS, st.sampled_from(Order))
def test_cold_start_is_full_and_holds_none_of_the_listeners_own(
    snapshot: Snapshot, listener: Listener, limit: int, order: Order
) -> None:
    ranking = cold_start(snapshot, listener, Wishes(limit=limit, order=order)).ranking
    assert len(ranking) == limit
    assert len(set(ranking.rows.tolist())) == limit
    assert not set(ranking.rows.tolist()) & set(listener.hidden.tolist())


@settings(max_examples=40)
@given(LISTENERS, LIMITS)
def test_relevance_is_the_pure_order_of_scores(snapshot: Snapshot, listener: Listener, limit: int) -> None:
    ranking = cold_start(snapshot, listener, Wishes(limit=limit, order=Order.RELEVANCE)).ranking
    assert np.all(np.diff(ranking.scores) <= 0)
    assert np.all(np.diff(ranking.distances) >= 0)
    if not listener.is_newcomer:
        vector = snapshot.space.fold_in.vector(listener.songs, listener.weights)
        scores = snapshot.space.item_vectors @ vector
        scores[listener.hidden] = -np.inf
        np.testing.assert_allclose(ranking.scores, np.sort(scores)[::-1][:limit], rtol=1e-4, atol=1e-4)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 399), max_size=LEAST_TASTE - 1), st.integers(1, 10))
def test_balanced_answers_space_artists_and_fold_works(
    snapshot: Snapshot, named: list[int], limit: int
) -> None:
    listener = make_listener(seeds=named)
    ranking = cold_start(snapshot, listener, Wishes(limit=limit)).ranking
    assert spread(ranking, snapshot.artist_rows) >= min(ARTIST_GAP, limit)
    assert len(set(snapshot.work_rows[ranking.rows].tolist())) == limit


def test_another_recording_of_a_seed_is_not_news(snapshot: Snapshot) -> None:
    # songs 0 and 1 are one work and near each other, so relevance alone would give 1 for 0
    ranking = cold_start(snapshot, make_listener(seeds=(0,)), Wishes(limit=50)).ranking
    assert 1 not in ranking.rows


def test_a_newcomer_gets_what_is_popular(snapshot: Snapshot) -> None:
    ranking = cold_start(snapshot, make_listener(), Wishes(limit=5, order=Order.RELEVANCE)).ranking
    assert ranking.rows.tolist() == np.argsort(-snapshot.popularity, kind="stable")[:5].tolist()


def test_where_the_best_songs_are_one_artists_others_are_looked_for_further_down() -> None:
    world, listener = make_snapshot(n_artists=400), make_listener(seeds=(4,))
    best = cold_start(world, listener, Wishes(limit=150, order=Order.RELEVANCE)).ranking.rows
    world.artist_rows[best] = 400
    answer = cold_start(world, listener, Wishes(limit=10))
    assert answer.relaxed == ()
    assert (world.artist_rows[answer.ranking.rows] == 400).sum() == 3


def test_rules_give_way_when_the_catalogue_is_one_artist() -> None:
    alone = make_snapshot(n_songs=30, n_artists=1)
    ranking = cold_start(alone, make_listener(seeds=(4,)), Wishes(limit=29)).ranking
    assert sorted(ranking.rows.tolist()) == [row for row in range(30) if row != 4]


def test_a_catalogue_smaller_than_the_limit_is_given_whole() -> None:
    assert (
        len(
            cold_start(
                make_snapshot(n_songs=7, n_artists=3), make_listener(seeds=(1,)), Wishes(limit=50)
            ).ranking
        )
        == 6
    )


@pytest.mark.parametrize("order", Order)
def test_distances_are_real_and_in_range(snapshot: Snapshot, order: Order) -> None:
    distances = cold_start(
        snapshot, make_listener(seeds=(1, 2)), Wishes(limit=20, order=order)
    ).ranking.distances
    assert len(np.unique(distances)) == 20
    assert distances.min() >= 0
    assert distances.max() <= 2
