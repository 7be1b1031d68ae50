import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from segue.base.arrays import Float32, Rows
from segue.factors.directions import directions
from segue.factors.metrics import percentiles
from segue.factors.snapshot import Snapshot
from segue.recommend.coldstart import cold_start
from segue.recommend.discovery import MOST_KNOWN, REACH, asked_for, depth, obscurity, tilted
from segue.recommend.listener import Listener
from segue.recommend.wishes import Order, Wishes
from tests.recommend.conftest import make_listener, make_snapshot

DIALS = (0, 0.25, 0.5, 0.75, 1)
LISTENERS = [make_listener(seeds=(row, row + 3, row + 11)) for row in range(0, 600, 20)]


@pytest.fixture(scope="module")
def wide() -> Snapshot:
    return make_snapshot(n_songs=3000, n_artists=300, seed=4)


def answers(snapshot: Snapshot, listener: Listener, dial: float, order: Order = Order.BALANCED) -> Rows:
    return cold_start(snapshot, listener, Wishes(20, discovery=dial, order=order)).ranking.rows


def known_among_all(snapshot: Snapshot, dial: float) -> float:
    """The mean popularity percentile of what many listeners get."""
    known = percentiles(snapshot.popularity.astype(np.int64))
    return float(np.mean([known[answers(snapshot, listener, dial)].mean() for listener in LISTENERS]))


@pytest.mark.parametrize(
    "shape",
    [lambda heard: heard, lambda heard: np.floor(1.02**heard), lambda heard: np.ceil(heard / 100)],
    ids=["even", "few songs have it all", "many are equal"],
)
def test_answers_are_less_known_the_higher_the_dial_whatever_the_shape_of_popularity(
    wide: Snapshot, shape: Callable[[Float32], Float32]
) -> None:
    shaped = dataclasses.replace(wide, popularity=shape(wide.popularity.astype(np.float64)))
    falls = -np.diff([known_among_all(shaped, dial) for dial in DIALS])
    assert falls.min() > 0
    for below_and_above in (falls[:2], falls[2:]):
        assert below_and_above.max() < 2 * below_and_above.min()


def test_answers_hold_fewer_artists_the_listener_knows_the_higher_the_dial(wide: Snapshot) -> None:
    def known_artists(dial: float) -> float:
        artists = wide.artist_rows
        shares = [np.isin(artists[answers(wide, one, dial)], artists[one.songs]).mean() for one in LISTENERS]
        return float(np.mean(shares))

    assert np.all(np.diff([known_artists(dial) for dial in DIALS]) < 0)


def test_either_end_stays_near_the_listeners_songs(wide: Snapshot) -> None:
    units = directions(wide.space.item_vectors)

    def likeness(dial: float) -> float:
        near = [
            (units[answers(wide, one, dial)] @ units[one.songs].T).max(axis=1).mean() for one in LISTENERS
        ]
        return float(np.mean(near))

    anywhere = np.mean([(units @ units[one.songs].T).max(axis=1).mean() for one in LISTENERS])
    middle = likeness(0.5)
    assert all(likeness(dial) - anywhere > 0.75 * (middle - anywhere) for dial in DIALS)


def test_in_the_middle_relevance_is_left_alone(wide: Snapshot) -> None:
    relevance = np.array([1, 0.4, 0.2], np.float32)
    rows, known = np.array([4, 8, 6], np.int32), np.array([1], np.int32)
    assert tilted(wide, rows, relevance, 0.5, count=2, known=known) is relevance
    assert tilted(wide, rows, relevance, 1, count=2, known=np.empty(0, np.int32)) is relevance
    assert len(tilted(wide, rows[:0], relevance[:0], 1, count=2, known=known)) == 0


def test_the_ends_go_a_stated_part_of_the_way_to_what_they_ask_for(wide: Snapshot) -> None:
    rows, known = np.arange(300, dtype=np.int32), np.array([7, 400], np.int32)
    relevance = np.linspace(1, 0, 300, dtype=np.float32)
    for dial, unknown in ((0, False), (1, True)):
        asked = asked_for(wide, rows, known, unknown=unknown)

        def of_the_best(values: Float32, asked: Float32 = asked) -> float:
            return float(asked[np.argsort(-values, kind="stable")[:10]].mean())

        middle, end = of_the_best(relevance), of_the_best(asked)
        reached = of_the_best(tilted(wide, rows, relevance, dial, count=10, known=known))
        assert (reached - middle) / (end - middle) == pytest.approx(REACH, abs=0.1)


def test_the_ends_ask_for_popularity_artists_and_likeness_as_they_say() -> None:
    small = make_snapshot(n_songs=4, n_artists=4)
    vectors = np.array([[1, 0], [0, 1], [2, 0.1], [0.1, 1]], np.float32)
    small = dataclasses.replace(
        small,
        space=dataclasses.replace(small.space, item_vectors=vectors),
        popularity=np.array([9, 5, 5, 7], np.float32),
        artist_rows=np.array([0, 1, 0, 2], np.int32),
    )
    # of songs 1, 2, 3: popularity ranks 0, 0, 1 of 2 (two less popular), likeness to song 0 ranks 0, 2, 1
    rows, known = np.array([1, 2, 3], np.int32), np.array([0], np.int32)
    familiar = asked_for(small, rows, known, unknown=False)
    np.testing.assert_allclose(familiar, [0, 0.2 + 0.4, 0.4 + 0.4 / 2], rtol=1e-6)
    strange = asked_for(small, rows, known, unknown=True)
    np.testing.assert_allclose(strange, [0.4 + 0.2, 0.4 + 0.4, 0.2 + 0.4 / 2], rtol=1e-6)


def test_of_many_known_songs_some_are_looked_at(wide: Snapshot) -> None:
    rows, known = np.arange(50, dtype=np.int32), np.arange(1000, 1000 + 3 * MOST_KNOWN, dtype=np.int32)
    some, thinned = (
        asked_for(wide, rows, songs, unknown=False)
        - 0.2 * np.isin(wide.artist_rows[rows], wide.artist_rows[songs])
        for songs in (known, known[::3])
    )
    np.testing.assert_allclose(some, thinned, atol=1e-6)


def test_a_newcomer_begins_further_down_the_order_of_popularity(wide: Snapshot) -> None:
    places = np.empty(len(wide), np.int32)
    places[wide.popular] = np.arange(len(wide))
    begins = [int(places[answers(wide, Listener(), dial)].min()) for dial in DIALS]
    assert begins == [0, 0, 0, 750, 1500]


@pytest.mark.parametrize("listener", [make_listener(seeds=(5,)), Listener()])
def test_the_pure_order_of_scores_knows_no_dial(wide: Snapshot, listener: Listener) -> None:
    pure = [answers(wide, listener, dial, order=Order.RELEVANCE) for dial in DIALS]
    assert all(np.array_equal(pure[0], rows) for rows in pure)


def test_candidates_reach_deeper_towards_the_ends() -> None:
    assert [depth(dial) for dial in DIALS] == [2, 1.5, 1, 1.5, 2]
    assert [obscurity(dial) for dial in DIALS] == [0, 0, 0, 0.25, 0.5]
