from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.base.arrays import Rows
from segue.factors.first_pages import LENGTH, NEAR, FirstPages
from segue.factors.snapshot import Snapshot
from segue.recommend import firstpages
from segue.recommend.filters import Filter
from segue.recommend.firstpages import are_asked, find_first_pages
from segue.recommend.listener import Listener
from segue.recommend.order import Answer
from segue.recommend.rules import Rule
from segue.recommend.session import Heard, Outcome, Session
from segue.recommend.upnext import up_next
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import make_listener
from tests.recommend.worlds import small_world

NONE: Rows = np.empty(0, np.int32)
STRANGER = make_listener()


@pytest.fixture(scope="module")
def sealed(snapshot: Snapshot) -> Snapshot:
    """The same world, its first pages found beforehand."""
    return replace(snapshot, first_pages=find_first_pages(snapshot))


def answer(snapshot: Snapshot, row: int, limit: int, delivered: Rows = NONE) -> Answer:
    return up_next(snapshot, Session(row), STRANGER, Wishes(limit), delivered=delivered)


def same(found: Answer, expected: Answer) -> bool:
    np.testing.assert_allclose(found.ranking.scores, expected.ranking.scores, atol=1e-6)
    np.testing.assert_allclose(found.ranking.distances, expected.ranking.distances, atol=1e-6)
    return (
        found.ranking.rows.tolist() == expected.ranking.rows.tolist()
        and found.eligible_count == expected.eligible_count
        and found.relaxed == expected.relaxed
    )


@settings(max_examples=40)
@given(st.integers(0, 399), st.lists(st.integers(0, 30), max_size=5))
def test_what_was_found_beforehand_is_what_would_be_computed(
    snapshot: Snapshot, sealed: Snapshot, row: int, limits: list[int]
) -> None:
    delivered = NONE
    for limit in limits:
        found = answer(sealed, row, limit, delivered)
        assert same(found, answer(snapshot, row, limit, delivered))
        delivered = np.concatenate([delivered, found.ranking.rows])


@settings(max_examples=30)
@given(st.integers(1, 24), st.integers(0, 2**32 - 1), st.integers(0, 12))
def test_in_small_worlds_too_where_rules_give_way_and_songs_run_out(
    n_songs: int, seed: int, limit: int
) -> None:
    snapshot = small_world(n_songs, seed)
    sealed = replace(snapshot, first_pages=find_first_pages(snapshot))
    for row in range(n_songs):
        assert same(answer(sealed, row, limit), answer(snapshot, row, limit))


def test_they_are_the_same_where_many_songs_are_compared_at_once(
    snapshot: Snapshot, sealed: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firstpages, "_MANY", 0)
    at_once = replace(snapshot, first_pages=find_first_pages(snapshot))
    assert all(same(answer(at_once, row, 10), answer(sealed, row, 10)) for row in range(0, 400, 7))


def test_some_rule_gave_way_somewhere_and_is_told() -> None:
    snapshot = small_world(11, 2)
    pages = find_first_pages(snapshot)
    told = {
        rule for row in range(11) for rule in answer(replace(snapshot, first_pages=pages), row, 10).relaxed
    }
    assert told == {Rule.ARTIST_GAP, Rule.ARTIST_SHARE, Rule.ONE_PER_WORK}


def test_after_other_songs_a_queue_goes_its_own_way(snapshot: Snapshot, sealed: Snapshot) -> None:
    others = np.array([7, 9], np.int32)
    assert same(answer(sealed, 3, 10, others), answer(snapshot, 3, 10, others))
    first = answer(snapshot, 3, 2).ranking.rows
    assert same(answer(sealed, 3, 5, first[::-1]), answer(snapshot, 3, 5, first[::-1]))


@pytest.mark.parametrize(
    ("session", "listener", "wishes"),
    [
        (Session(3, (Heard(4, Outcome.PLAYED),)), STRANGER, Wishes(10)),
        (Session(3), make_listener(seeds=(5,)), Wishes(10)),
        (Session(3), make_listener(hidden=(5,)), Wishes(10)),
        (Session(3), Listener.of(blocked_artists=(1,)), Wishes(10)),
        (Session(3), Listener.of(blocked_genres=(1,)), Wishes(10)),
        (Session(3), STRANGER, Wishes(10, excluded=(5,))),
        (Session(3), STRANGER, Wishes(10, shown=(5,))),
        (Session(3), STRANGER, Wishes(10, discovery=0.6)),
        (Session(3), STRANGER, Wishes(10, diversity=0.6)),
        (Session(3), STRANGER, Wishes(10, filter=Filter(explicit=False))),
    ],
)
def test_who_is_known_or_wishes_something_is_answered_anew(
    snapshot: Snapshot, session: Session, listener: Listener, wishes: Wishes
) -> None:
    assert not are_asked(session, listener, wishes)
    empty = replace(snapshot, first_pages=FirstPages.none(len(snapshot)))
    assert same(up_next(empty, session, listener, wishes), up_next(snapshot, session, listener, wishes))


def test_the_songs_most_like_a_song_are_kept_best_first(snapshot: Snapshot, sealed: Snapshot) -> None:
    assert sealed.first_pages is not None
    assert sealed.first_pages.near is not None
    for row in (0, 57, 399):
        likeness = snapshot.space.likeness_to(row)
        likeness[row] = -np.inf
        best = np.argsort(-likeness, kind="stable")[:NEAR]
        assert sealed.first_pages.near[row].tolist() == best.tolist()


def test_listeners_are_answered_from_the_songs_near_as_from_all(snapshot: Snapshot, sealed: Snapshot) -> None:
    """A listener brings few others in: that is what makes looking near enough."""
    listeners = [make_listener(seeds=tuple(range(first, 400, 57))) for first in range(12)]
    found = [up_next(sealed, Session(row), each, Wishes(10)) for row, each in enumerate(listeners)]
    expected = [up_next(snapshot, Session(row), each, Wishes(10)) for row, each in enumerate(listeners)]
    equal = [
        one.ranking.rows.tolist() == other.ranking.rows.tolist()
        for one, other in zip(found, expected, strict=True)
    ]
    assert sum(equal) >= 11


@settings(max_examples=15)
@given(st.integers(0, 399), st.lists(st.integers(1, 60), min_size=1, max_size=4))
def test_pages_of_a_listener_joined_are_one_long_answer_beyond_the_songs_near(
    sealed: Snapshot, row: int, limits: list[int]
) -> None:
    listener = make_listener(seeds=(5, 170, 333), hidden=tuple(range(0, 400, 9)))

    def rows(limit: int, delivered: Rows) -> Rows:
        return up_next(sealed, Session(row), listener, Wishes(limit), delivered=delivered).ranking.rows

    joined = NONE
    for limit in limits:
        joined = np.concatenate([joined, rows(limit, joined)])
    assert joined.tolist() == rows(sum(limits), NONE).tolist()


def test_a_release_that_keeps_no_songs_near_is_searched(snapshot: Snapshot, sealed: Snapshot) -> None:
    assert sealed.first_pages is not None
    before = replace(sealed, first_pages=replace(sealed.first_pages, near=None))
    listener = make_listener(seeds=(5, 170, 333))
    found = up_next(before, Session(3), listener, Wishes(10))
    assert same(found, up_next(snapshot, Session(3), listener, Wishes(10)))


def test_a_song_without_a_page_is_computed(snapshot: Snapshot) -> None:
    empty = replace(snapshot, first_pages=FirstPages.none(len(snapshot)))
    assert are_asked(Session(3), STRANGER, Wishes(10))
    assert same(answer(empty, 3, 10), answer(snapshot, 3, 10))


def test_variations_are_computed(snapshot: Snapshot, sealed: Snapshot) -> None:
    varied = up_next(sealed, Session(3), STRANGER, Wishes(10), variation="monday")
    assert same(varied, up_next(snapshot, Session(3), STRANGER, Wishes(10), variation="monday"))


def test_pages_are_stored_and_opened_and_others_refused(sealed: Snapshot) -> None:
    assert sealed.first_pages is not None
    arrays = sealed.first_pages.arrays()
    opened = FirstPages.from_arrays(arrays, 400)
    assert opened is not None
    assert opened.rows.tolist() == sealed.first_pages.rows.tolist()
    assert FirstPages.from_arrays({}, 400) is None
    for wrong in (np.zeros((399, LENGTH), np.int32), np.zeros((400, LENGTH), np.int64)):
        with pytest.raises(ValueError, match="one page per song"):
            FirstPages.from_arrays({**arrays, "upnext.rows": wrong}, 400)
    with pytest.raises(ValueError, match="160 songs for each"):
        FirstPages.from_arrays({**arrays, "upnext.alike": np.zeros((400, 10), np.int32)}, 400)


def test_releases_that_do_not_keep_the_songs_near_are_opened(sealed: Snapshot) -> None:
    assert sealed.first_pages is not None
    arrays = sealed.first_pages.arrays()
    del arrays["upnext.alike"]
    opened = FirstPages.from_arrays(arrays, 400)
    assert opened is not None
    assert opened.near is None
