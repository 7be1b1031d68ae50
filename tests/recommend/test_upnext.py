from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.filters import Filter
from segue.recommend.listener import Listener
from segue.recommend.relevance import asked, relevance_shares
from segue.recommend.session import Heard, Outcome, Session
from segue.recommend.upnext import up_next
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import make_listener, make_snapshot

SONGS = st.integers(0, 399)
LISTENERS = st.builds(
    make_listener,
    seeds=st.lists(SONGS, max_size=10).map(tuple),
    likes=st.lists(SONGS, max_size=10).map(tuple),
    hidden=st.lists(SONGS, max_size=10).map(tuple),
)
HISTORIES = st.lists(st.builds(Heard, SONGS, st.sampled_from(Outcome)), max_size=20).map(tuple)
SESSIONS = st.builds(Session.of, SONGS, HISTORIES)
VARIATIONS = st.one_of(st.none(), st.text(max_size=5))
WISHES = st.builds(
    Wishes,
    limit=st.just(0),
    discovery=st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    diversity=st.sampled_from([0.0, 0.5, 1.0]),
    shown=st.lists(SONGS, max_size=40).map(tuple),
)
STRANGER = make_listener()


def relevance(snapshot: Snapshot, session: Session, listener: Listener) -> Float32:
    return snapshot.space.likeness_scores(asked(snapshot, session, listener))


def following(snapshot: Snapshot, session: Session, variation: str | None = None, limit: int = 10) -> Rows:
    return up_next(snapshot, session, STRANGER, Wishes(limit), variation=variation).ranking.rows


@settings(max_examples=60)
@given(SESSIONS, LISTENERS, st.integers(1, 50), VARIATIONS)
def test_it_is_full_without_songs_of_the_session_or_the_listener(
    snapshot: Snapshot, session: Session, listener: Listener, limit: int, variation: str | None
) -> None:
    ranking = up_next(snapshot, session, listener, Wishes(limit), variation=variation).ranking
    assert len(set(ranking.rows.tolist())) == limit
    assert not set(ranking.rows.tolist()) & {*session.rows.tolist(), *listener.hidden.tolist()}
    assert (ranking.distances >= 0).all()
    assert (ranking.distances <= 2).all()


@settings(max_examples=30)
@given(SESSIONS, LISTENERS, VARIATIONS, WISHES)
def test_pages_joined_are_one_long_answer(
    snapshot: Snapshot, session: Session, listener: Listener, variation: str | None, wishes: Wishes
) -> None:
    def page(limit: int, delivered: Rows) -> Rows:
        asked = replace(wishes, limit=limit)
        answer = up_next(snapshot, session, listener, asked, delivered=delivered, variation=variation)
        return answer.ranking.rows

    delivered = np.empty(0, np.int32)
    for limit in (1, 7, 25, 12):
        delivered = np.concatenate([delivered, page(limit, delivered)])
    assert delivered.tolist() == page(45, np.empty(0, np.int32)).tolist()


@settings(max_examples=30)
@given(SESSIONS, LISTENERS, LISTENERS)
def test_whoever_the_listener_becomes_between_pages_no_song_comes_twice(
    snapshot: Snapshot, session: Session, before: Listener, after: Listener
) -> None:
    first = up_next(snapshot, session, before, Wishes(30)).ranking.rows
    second = up_next(snapshot, session, after, Wishes(30), delivered=first).ranking.rows
    assert not set(first.tolist()) & set(second.tolist())


def test_without_a_history_it_starts_with_the_songs_most_like_the_one_playing(snapshot: Snapshot) -> None:
    expected = snapshot.space.likeness_to(3)
    np.testing.assert_allclose(relevance(snapshot, Session.of(3), STRANGER), expected, atol=1e-6)
    nearest = set(np.argsort(-expected)[1:21].tolist())
    assert len(nearest & set(following(snapshot, Session.of(3)).tolist())) >= 6


def test_songs_played_draw_near_and_songs_skipped_keep_away(snapshot: Snapshot) -> None:
    def near_40(outcome: Outcome) -> float:
        session = Session.of(3, (Heard(40, outcome),))
        return float(snapshot.space.likeness_to(40)[following(snapshot, session)].mean())

    without = float(snapshot.space.likeness_to(40)[following(snapshot, Session.of(3))].mean())
    assert near_40(Outcome.SKIPPED) < without < near_40(Outcome.PLAYED)


def test_a_listeners_taste_has_a_small_say(snapshot: Snapshot) -> None:
    own = relevance(snapshot, Session.of(3), make_listener(likes=(40, 41)))
    plain = relevance(snapshot, Session.of(3), STRANGER)
    assert own[40] > plain[40]
    assert np.corrcoef(own, plain)[0, 1] > 0.9


def test_a_queue_heard_as_it_comes_does_not_narrow_to_one_artist() -> None:
    snapshot = make_snapshot(n_artists=8)
    delivered, listener = np.empty(0, np.int32), STRANGER
    for _ in range(10):
        heard = tuple(Heard(row, Outcome.PLAYED) for row in (3, *delivered[:-1].tolist()))
        session = Session.of(int(delivered[-1]), heard) if len(delivered) else Session.of(3)
        page = up_next(snapshot, session, listener, Wishes(5), delivered=delivered).ranking.rows
        delivered = np.concatenate([delivered, page])
        listener = make_listener(seeds=delivered.tolist())
    artists = snapshot.artist_rows[delivered]
    assert max(np.bincount(artists[at : at + 10]).max() for at in range(len(artists) - 9)) == 3


@pytest.mark.parametrize(
    "listener", [STRANGER, make_listener(likes=(40, 130, 300))], ids=["stranger", "liking"]
)
def test_however_the_dial_is_turned_a_queue_stays_near_what_plays(
    snapshot: Snapshot, listener: Listener
) -> None:
    def mean(of: Float32, discovery: float) -> float:
        wishes = Wishes(30, discovery=discovery)
        queues = [
            up_next(snapshot, Session.of(row), listener, wishes).ranking.rows for row in range(0, 400, 20)
        ]
        return float(np.mean([of[row, queue] for row, queue in zip(range(0, 400, 20), queues, strict=True)]))

    dials = (0.0, 0.25, 0.5, 0.75, 1.0)
    cosines = np.array([snapshot.space.likeness_to(row) for row in range(len(snapshot))])
    near = [mean(cosines, dial) for dial in dials]
    assert min(near) > 0.75 * near[2]
    known = np.broadcast_to(snapshot.popularity, cosines.shape)
    assert np.all(np.diff([mean(known, dial) for dial in dials]) < 0)


@settings(max_examples=40)
@given(SESSIONS, LISTENERS)
def test_shares_of_the_session_and_the_listener_sum_to_the_relevance(
    snapshot: Snapshot, session: Session, listener: Listener
) -> None:
    rows = up_next(snapshot, session, listener, Wishes(10)).ranking.rows
    shares = relevance_shares(snapshot, session, listener, rows)
    np.testing.assert_allclose(shares.scores, relevance(snapshot, session, listener)[rows], atol=1e-5)
    assert set(shares.songs.tolist()) == {*session.rows.tolist(), *listener.songs.tolist()}


def test_a_song_skipped_speaks_against(snapshot: Snapshot) -> None:
    session = Session.of(3, (Heard(40, Outcome.SKIPPED),))
    near = np.argsort(-snapshot.space.likeness_to(40))[1:4].astype(np.int32)
    shares = relevance_shares(snapshot, session, STRANGER, near)
    assert shares.songs.tolist() == [40, 3]
    assert (shares.parts[:, 0] < 0).all()


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(snapshot: Snapshot) -> None:
    def answer(variation: str | None) -> list[int]:
        return [int(row) for row in following(snapshot, Session.of(3), variation)]

    assert answer("monday") == answer("monday")
    assert answer("monday") != answer("tuesday")
    assert answer(None) == answer(None)


def test_a_seed_varies_among_the_near_songs_only(snapshot: Snapshot) -> None:
    near = set(following(snapshot, Session.of(3), limit=50).tolist())
    for seed in ("a", "b", "c"):
        assert len(near & set(following(snapshot, Session.of(3), seed).tolist())) >= 7


@pytest.mark.parametrize("artists", [(1,), (1, 2, 3)])
def test_a_filter_holds_to_the_last_song(snapshot: Snapshot, artists: tuple[int, ...]) -> None:
    wishes = Wishes(400, filter=Filter(artists=artists))
    ranking = up_next(snapshot, Session.of(3), STRANGER, wishes).ranking
    expected = set(np.flatnonzero(np.isin(snapshot.artist_rows, artists)).tolist()) - {3}
    assert set(ranking.rows.tolist()) == expected
