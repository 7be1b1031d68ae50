import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.arrays import Float32
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import listener_vector
from segue.recommend.eligibility import Eligible, eligible
from segue.recommend.listener import Listener
from segue.recommend.together import PATIENCE, SHARED, Together, allowed_by_all, taking_turns, together
from segue.recommend.wishes import Order, Wishes
from tests.recommend.conftest import make_listener, make_snapshot

SMALL = make_snapshot(n_songs=40, n_artists=8)
ROWS = st.integers(0, 39)
LISTENERS = st.builds(
    make_listener, seeds=st.sets(ROWS, min_size=1, max_size=4), likes=st.sets(ROWS, max_size=4)
)
MEMBERS = st.lists(LISTENERS, min_size=2, max_size=8)


def asked(snapshot: Snapshot, members: list[Listener], wishes: Wishes) -> tuple[Eligible, Together]:
    among = allowed_by_all([eligible(snapshot, member, wishes) for member in members])
    known = np.unique(np.concatenate([member.hidden for member in members]))
    return among, together(snapshot, vectors_of(snapshot, members), among, wishes, known=known)


def vectors_of(snapshot: Snapshot, members: list[Listener]) -> list[Float32]:
    found = [listener_vector(snapshot, member) for member in members]
    return [vector for vector in found if vector is not None]


def brute_force(snapshot: Snapshot, members: list[Listener], among: Eligible, count: int) -> list[int]:
    """The same choice in plain Python, with every eligible song a candidate."""
    fits = {}
    for row in among.rows.tolist():
        fits[row] = [
            float(vector @ snapshot.space.item_vectors[row]) for vector in vectors_of(snapshot, members)
        ]
    best = [max(of_member) for of_member in zip(*fits.values(), strict=True)]
    fits = {row: [fit / top for fit, top in zip(of_row, best, strict=True)] for row, of_row in fits.items()}
    had, taken = [0.0] * len(members), []
    for _ in range(min(count, len(fits))):
        weights = [np.exp(-PATIENCE * of_member) for of_member in had]
        row = max(
            (row for row in fits if row not in taken),
            key=lambda row: (
                sum(w * f for w, f in zip(weights, fits[row], strict=True)) / sum(weights)
                + SHARED * min(fits[row])
            ),
        )
        taken.append(row)
        had = [of_member + fit for of_member, fit in zip(had, fits[row], strict=True)]
    return taken


@given(MEMBERS)
def test_by_relevance_it_is_the_brute_force_choice(members: list[Listener]) -> None:
    wishes = Wishes(limit=5, order=Order.RELEVANCE)
    among, found = asked(SMALL, members, wishes)
    if among.count and all(
        (SMALL.space.item_vectors[among.rows] @ v).max() > 0 for v in vectors_of(SMALL, members)
    ):
        assert found.answer.ranking.rows.tolist() == brute_force(SMALL, members, among, 5)


@given(MEMBERS, st.sampled_from(Order), st.sets(ROWS, max_size=10), st.sets(st.integers(0, 7), max_size=3))
def test_nobody_is_given_what_they_excluded(
    members: list[Listener], order: Order, excluded: set[int], artists: set[int]
) -> None:
    blocking = replace(members[0], blocked_artists=np.array(sorted(artists), np.int32))
    members = [blocking, *members[1:]]
    among, found = asked(SMALL, members, Wishes(limit=20, excluded=tuple(excluded), order=order))
    rows = found.answer.ranking.rows
    kept_away = excluded.union(*(member.hidden.tolist() for member in members))
    assert not kept_away & set(rows.tolist())
    assert not artists & set(SMALL.artist_rows[rows].tolist())
    may = [r for r in range(40) if r not in kept_away and SMALL.artist_rows[r] not in artists]
    assert found.answer.eligible_count == among.count == len(may)
    assert len(rows) == min(20, len(may))


@given(MEMBERS)
def test_fits_are_shares_of_each_members_best_song(members: list[Listener]) -> None:
    among, found = asked(SMALL, members, Wishes(limit=10))
    assert found.fits.shape == (len(found.answer.ranking), len(members))
    for member, vector in enumerate(vectors_of(SMALL, members)):
        scores = SMALL.space.item_vectors @ vector
        best = scores[among.rows].max(initial=0)
        expected = scores[found.answer.ranking.rows] / best if best > 0 else np.zeros(len(found.fits))
        np.testing.assert_allclose(found.fits[:, member], expected.clip(0, 1), atol=1e-5)


@given(st.permutations(range(3)))
def test_the_order_of_the_members_does_not_matter(order: list[int]) -> None:
    members = [make_listener(seeds=[1, 2]), make_listener(seeds=[20]), make_listener(likes=[33, 30])]
    _, plain = asked(SMALL, members, Wishes(limit=10))
    _, other = asked(SMALL, [members[place] for place in order], Wishes(limit=10))
    assert other.answer.ranking.rows.tolist() == plain.answer.ranking.rows.tolist()
    np.testing.assert_allclose(other.fits, plain.fits[:, order], atol=1e-6)


def test_who_has_had_less_is_suited_next() -> None:
    fits = np.array([[1, 0], [0.9, 0], [0.8, 0], [0, 0.7], [0, 0.6]], np.float32)
    assert taking_turns(fits, 5).tolist() == [0, 3, 4, 1, 2]
    assert taking_turns(fits, 2).tolist() == [0, 3]


def test_a_song_for_both_goes_before_two_for_one_each() -> None:
    fits = np.array([[1, 0], [0, 1], [0.6, 0.6]], np.float32)
    assert taking_turns(fits, 3).tolist() == [2, 0, 1]


def test_no_songs_are_no_turns() -> None:
    assert taking_turns(np.empty((0, 2), np.float32), 3).tolist() == []


def test_the_least_satisfied_of_a_distant_pair_has_more_of_it_than_under_the_average() -> None:
    snapshot = make_snapshot()
    vectors = {row: snapshot.space.item_vectors[row] for row in range(0, 400, 20)}
    better = []
    for one, other in itertools.combinations(vectors, 2):
        cosine = vectors[one] @ vectors[other]
        if cosine > 0:
            continue
        # one of them is known by three songs and pulls an average their way
        members = [make_listener(seeds=[one], likes=[one]), make_listener(seeds=[other])]
        among, found = asked(snapshot, members, Wishes(limit=20, order=Order.RELEVANCE))
        fits = _fits(snapshot, members, among)
        average = np.argsort(-(snapshot.space.item_vectors[among.rows] @ sum(vectors_of(snapshot, members))))
        better.append(found.fits.mean(axis=0).min() - fits[average[:20]].mean(axis=0).min())
    assert len(better) > 50
    assert np.mean(np.array(better) > 0) == pytest.approx(1, abs=0.02)


def _fits(snapshot: Snapshot, members: list[Listener], among: Eligible) -> Float32:
    scores = snapshot.space.item_vectors[among.rows] @ np.stack(vectors_of(snapshot, members)).T
    fits: Float32 = (scores / scores.max(axis=0)).clip(0, 1)
    return fits
