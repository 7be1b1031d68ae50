import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.base.arrays import Float32
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.fold_in import BlendFoldIn, BlendPart, FoldIn, LinearFoldIn, RidgeFoldIn
from segue.factors.snapshot import Snapshot
from segue.factors.space import ItemSpace
from segue.recommend.candidates import for_listener, listener_vector
from segue.recommend.coldstart import cold_start
from segue.recommend.eligibility import eligible
from segue.recommend.listener import Listener
from segue.recommend.reasons import Reason, Shares, rank, shares
from segue.recommend.signals import Kind, Signal, likes, seeds
from segue.recommend.wishes import Order, Wishes
from tests.recommend.conftest import snapshot_of

N, D = 40, 6
VECTORS = np.random.default_rng(0).standard_normal((N, D)).astype(np.float32)
CLUSTERS = np.random.default_rng(1).random((N, 4)).astype(np.float32)
CENTROIDS = np.linalg.qr(np.random.default_rng(2).standard_normal((D, 3)))[0].T.astype(np.float32)


def spaces(vectors: Float32 = VECTORS) -> dict[str, ItemSpace]:
    """One of every form a release may hold, and two of them with few signals."""
    ridge, biased = RidgeFoldIn.of(vectors, 0.05, 1.0), RidgeFoldIn.of(vectors, 0.05, 1.0, bias=True)
    halves = LinearFoldIn(vectors[:, :3]), RidgeFoldIn.of(vectors[:, 3:], 0.05, 1.0)
    blend = BlendFoldIn((BlendPart(halves[0], 3, 0.5, 0.4), BlendPart(halves[1], 3, 2.0, 0.6)))
    plain: dict[str, FoldIn] = {
        "ridge": ridge,
        "ridge with a bias": biased,
        "ridge where a song named is no zero": RidgeFoldIn.of(vectors, 0.05, 1.0, named_is_no_zero=True),
        "linear": LinearFoldIn(vectors),
        "blend": blend,
    }
    few = {
        f"{name}, few signals": FewSignalsFoldIn(
            plain[name], CENTROIDS, np.array([0, 2, 1, 0.5], np.float32), 2.0
        )
        for name in ("ridge with a bias", "linear")
    }
    return {name: ItemSpace(vectors, fold_in) for name, fold_in in plain.items()} | {
        name: ItemSpace(np.hstack([vectors, CLUSTERS]), fold_in) for name, fold_in in few.items()
    }


def make_snapshot(space: ItemSpace) -> Snapshot:
    popularity = np.random.default_rng(3).integers(1, 100, N).astype(np.float32)
    return snapshot_of(space, popularity=popularity)


SNAPSHOTS = {name: make_snapshot(space) for name, space in spaces().items()}
FORMS = pytest.mark.parametrize("snapshot", SNAPSHOTS.values(), ids=SNAPSHOTS.keys())
ROWS = st.integers(0, N - 1)


@st.composite
def listeners(draw: st.DrawFn) -> Listener:
    """Somebody who named songs, liked some and skipped others."""
    named = seeds(draw(st.lists(ROWS, min_size=1, max_size=10)))
    liked = likes(draw(st.lists(ROWS, max_size=10)))
    skipped = [Signal(row, Kind.SKIP, 0, 2) for row in draw(st.sets(ROWS, max_size=4))]
    return Listener.of([*named, *liked, *skipped])


LISTENERS = listeners()


@FORMS
@settings(max_examples=40)
@given(listener=LISTENERS)
def test_shares_sum_to_the_score_that_is_served(snapshot: Snapshot, listener: Listener) -> None:
    wishes = Wishes(limit=20, order=Order.RELEVANCE)
    served = cold_start(snapshot, listener, wishes).ranking
    found = shares(snapshot, listener, served.rows)
    assert found is not None
    vector = listener_vector(snapshot, listener)
    assert vector is not None
    np.testing.assert_allclose(found.scores, served.scores, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(found.scores, snapshot.space.item_vectors[served.rows] @ vector, atol=1e-5)


@FORMS
@settings(max_examples=40)
@given(listener=LISTENERS, most=st.integers(0, 5))
def test_reasons_are_the_largest_shares_and_sum_to_the_score(
    snapshot: Snapshot, listener: Listener, most: int
) -> None:
    found = shares(snapshot, listener, np.arange(N, dtype=np.int32))
    assert found is not None
    for position in range(N):
        *named, rest = found.reasons(position, most)
        by_share = sorted(zip(-found.parts[position], found.songs, strict=True))
        expected = [Reason(int(song), -share) for share, song in by_share if share < 0][:most]
        assert named == expected
        assert rest.song is None
        assert sum(reason.share for reason in [*named, rest]) == pytest.approx(found.scores[position])


@FORMS
@settings(max_examples=40)
@given(listener=LISTENERS, row=ROWS, without=st.sets(ROWS, max_size=5))
def test_a_rank_is_the_place_among_the_eligible(
    snapshot: Snapshot, listener: Listener, row: int, without: set[int]
) -> None:
    among = eligible(snapshot, listener, Wishes(limit=N, excluded=tuple(without)))
    vector = listener_vector(snapshot, listener)
    assert vector is not None
    scores = snapshot.space.item_vectors @ vector
    others = [other for other in np.flatnonzero(among.mask) if other != row]
    better = [other for other in others if (-scores[other], other) < (-scores[row], row)]
    assert rank(snapshot, listener, among, row) == 1 + len(better)


@FORMS
@settings(max_examples=40)
@given(listener=LISTENERS)
def test_songs_served_by_relevance_rank_one_after_another(snapshot: Snapshot, listener: Listener) -> None:
    among = eligible(snapshot, listener, Wishes(limit=10))
    served = for_listener(snapshot, listener, among, 10)
    places = [rank(snapshot, listener, among, int(row)) for row in served.rows]
    assert places == list(range(1, len(served) + 1))


@FORMS
def test_who_has_no_vector_has_no_shares_and_ranks_what_is_popular(snapshot: Snapshot) -> None:
    newcomer = Listener()
    assert shares(snapshot, newcomer, np.arange(3, dtype=np.int32)) is None
    among = eligible(snapshot, newcomer, Wishes(limit=10))
    assert [rank(snapshot, newcomer, among, int(row)) for row in snapshot.popular[:5]] == [1, 2, 3, 4, 5]


LINEAR = [name for name in SNAPSHOTS if "blend" not in name and "few" not in name]
WEIGHED = st.dictionaries(ROWS, st.floats(0.1, 3), min_size=2, max_size=10)


def factor(snapshot: Snapshot, listener: Listener, place: int) -> float:
    """φ of docs/recommending/reasons.md: how many times its shares scores lose with one song."""
    fold_in, row = snapshot.space.fold_in, int(listener.songs[place])
    if not isinstance(fold_in, RidgeFoldIn):
        return 1.0
    factors = fold_in.item_vectors[:, : len(fold_in.gram)].astype(np.float64)
    known, weights = factors[listener.songs], listener.weights.astype(np.float64)
    prior = fold_in.unobserved_weight * fold_in.gram + fold_in.regularization * np.eye(len(fold_in.gram))
    inverse = np.linalg.inv(known.T @ (weights[:, None] * known) + prior)
    pull = weights + fold_in.unobserved_weight * fold_in.named_is_no_zero
    own, weight = factors[row], weights[place]
    score = own @ inverse @ (pull @ known)
    return float((1 - weight / pull[place] * score) / (1 - weight * own @ inverse @ own))


@pytest.mark.parametrize("name", LINEAR)
@settings(max_examples=40)
@given(weighed=WEIGHED, data=st.data())
def test_without_a_song_every_score_loses_one_and_the_same_multiple_of_its_share(
    name: str, weighed: dict[int, float], data: st.DataObject
) -> None:
    snapshot, everything = SNAPSHOTS[name], np.arange(N, dtype=np.int32)
    songs = np.array(sorted(weighed), np.int32)
    weights = np.array([weighed[row] for row in songs.tolist()], np.float32)
    place = data.draw(st.integers(0, len(songs) - 1))
    listener = Listener(songs, weights)
    fewer = Listener(np.delete(songs, place), np.delete(weights, place))
    before, after = shares(snapshot, listener, everything), shares(snapshot, fewer, everything)
    assert before is not None
    assert after is not None
    share, times = before.parts[:, place], factor(snapshot, listener, place)
    np.testing.assert_allclose(before.scores - after.scores, times * share, atol=1e-5)
    # so a song never rises past one above it to which the song taken away brought no more
    if times > 0:
        order = np.argsort(-before.scores, kind="stable")
        for stood, row in enumerate(order):
            if share[row] >= share[order[: stood + 1]].max():
                assert (after.scores > after.scores[row] - 1e-5).sum() >= stood


@pytest.mark.parametrize("name", [name for name in SNAPSHOTS if "few" not in name])
def test_of_two_tastes_the_one_whose_only_song_is_taken_away_sinks_below_the_other(name: str) -> None:
    kinds = np.arange(N) % 2
    vectors = np.random.default_rng(4).normal(0, 0.05, (N, D)).astype(np.float32)
    vectors[np.arange(N), 3 * kinds] += 1  # an axis in either half, so that a blend knows both
    vectors[:, -1] *= 0.1
    snapshot = make_snapshot(spaces(vectors)[name])
    both, other = Listener.of(likes([0, 1])), Listener.of(likes([1]))
    among = eligible(snapshot, both, Wishes(limit=N))
    served = for_listener(snapshot, both, among, 10)
    found = shares(snapshot, both, served.rows)
    assert found is not None
    reasons = [found.reasons(place, 1)[0].song for place in range(10)]
    assert reasons == (served.rows % 2).tolist()
    leaning = [int(row) for row, song in zip(served.rows, reasons, strict=True) if song == 0]
    assert 0 < len(leaning) < 10
    for row in leaning:
        assert rank(snapshot, other, among, row) > (kinds[among.rows] == 1).sum()


def test_only_songs_that_speak_for_it_are_named() -> None:
    found = Shares(
        np.array([7], np.int32),
        np.array([1, 2, 3, 4], np.int32),
        parts=np.array([[0.5, -1.0, 0.5, 0.25]]),
        rest=np.array([2.0]),
    )
    assert found.reasons(0, 2) == [Reason(1, 0.5), Reason(3, 0.5), Reason(None, 1.25)]
    assert found.reasons(0, 2, against=True) == [Reason(1, 0.5), Reason(2, -1.0), Reason(None, 2.75)]
    assert found.reasons(0, 9) == [Reason(1, 0.5), Reason(3, 0.5), Reason(4, 0.25), Reason(None, 1.0)]
    assert found.scores.tolist() == [2.25]
