from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.arrays import Float64, Rows
from segue.recommend.chooser import OPEN_SHARE, SKIP_WEIGHT, next_choices
from segue.recommend.kinds import kinds_of
from tests.recommend.conftest import make_snapshot
from tests.recommend.test_kinds import with_clusters

NOTHING = np.empty(0, np.int32)
SNAPSHOT = make_snapshot()


def rows_of(*rows: int) -> Rows:
    return np.array(rows, np.int32)


def shown_at_most(asked: list[int]) -> list[int]:
    """The best-known song of each work, and of these the best known of each artist, none asked about."""
    rows: list[int] = SNAPSHOT.popular.tolist()
    for numbers in (SNAPSHOT.work_rows.tolist(), SNAPSHOT.artist_rows.tolist()):
        taken, kept = {numbers[row] for row in asked}, []
        for row in rows:
            if numbers[row] not in taken:
                kept.append(row)
                taken.add(numbers[row])
        rows = kept
    return rows


def told(prior: Float64, shares: Float64) -> float:
    """Mutual information of one answer and the kind, from its definition."""
    total = 0.0
    for answer in (shares, 1 - shares):
        likely = float(prior @ answer)
        total += sum(p * a * np.log(a / likely) for p, a in zip(prior, answer, strict=True))
    return float(total)


def test_the_first_song_is_the_one_whose_answer_tells_most() -> None:
    candidates = [
        int(SNAPSHOT.popular[SNAPSHOT.artist_rows[SNAPSHOT.popular] == artist][0])
        for artist in np.unique(SNAPSHOT.artist_rows)
    ]
    kinds = kinds_of(SNAPSHOT, rows_of(*candidates))
    gains = [told(kinds.prior, shares) for shares in kinds.shares]
    assert next_choices(SNAPSHOT, NOTHING, NOTHING, 1).tolist() == [candidates[int(np.argmax(gains))]]


def test_answers_move_the_kinds_as_bayes_says() -> None:
    known = np.full((400, 3), 0.02, np.float32)
    known[np.arange(400), np.arange(400) % 3] = 0.4
    snapshot = with_clusters(replace(SNAPSHOT, artist_rows=np.arange(400, dtype=np.int32)), known)
    chosen, skipped = rows_of(0), rows_of(1, 4)
    kinds = kinds_of(snapshot, np.arange(400, dtype=np.int32))
    likely = kinds.prior * kinds.shares[0] * np.prod((1 - kinds.shares[[1, 4]]) ** SKIP_WEIGHT, axis=0)
    posterior = (1 - OPEN_SHARE) * likely / likely.sum() + OPEN_SHARE * kinds.prior
    gains = np.array([told(posterior, shares) for shares in kinds.shares])
    (best,) = next_choices(snapshot, chosen, skipped, 1)
    assert gains[best] == pytest.approx(np.delete(gains, [0, 1, 4]).max())


def test_a_page_asks_about_every_kind() -> None:
    known = np.full((400, 3), 0.02, np.float32)
    known[np.arange(400), np.arange(400) % 3] = 0.4
    page = next_choices(with_clusters(SNAPSHOT, known), NOTHING, NOTHING, 6)
    assert set((page % 3).tolist()) == {0, 1, 2}


@given(
    chosen=st.lists(st.integers(0, 399), max_size=8),
    skipped=st.lists(st.integers(0, 399), max_size=20),
    limit=st.integers(0, 50),
    kind=st.sampled_from(["songs", "artists"]),
)
def test_nothing_comes_back_and_no_artist_or_work_stands_twice(
    chosen: list[int], skipped: list[int], limit: int, kind: str
) -> None:
    by_artist = kind == "artists"
    page = next_choices(SNAPSHOT, rows_of(*chosen), rows_of(*skipped), limit, by_artist=by_artist)
    assert len(page) == min(limit, len(shown_at_most(chosen + skipped)))
    assert set(page.tolist()) <= set(shown_at_most(chosen + skipped))


@given(st.permutations([3, 77, 150, 201]))
def test_the_order_of_answers_does_not_matter(chosen: list[int]) -> None:
    page = next_choices(SNAPSHOT, rows_of(*chosen), rows_of(9, 40), 12)
    assert page.tolist() == next_choices(SNAPSHOT, rows_of(3, 77, 150, 201), rows_of(40, 9), 12).tolist()


def test_each_artist_is_shown_by_their_best_known_song() -> None:
    no_versions = replace(SNAPSHOT, work_rows=np.arange(400, dtype=np.int32))
    for row in next_choices(no_versions, NOTHING, NOTHING, 50, by_artist=True).tolist():
        mine = SNAPSHOT.popularity[SNAPSHOT.artist_rows == SNAPSHOT.artist_rows[row]]
        assert SNAPSHOT.popularity[row] == mine.max()


def test_an_artist_of_many_songs_is_better_known_than_any_of_them() -> None:
    plain = next_choices(SNAPSHOT, NOTHING, NOTHING, 50)
    by_artist = next_choices(SNAPSHOT, NOTHING, NOTHING, 50, by_artist=True)
    assert plain.tolist() != by_artist.tolist()


def test_where_nothing_is_known_of_listeners_the_first_songs_are_shown() -> None:
    nobody = replace(SNAPSHOT, popularity=np.zeros(400, np.float32))
    assert next_choices(nobody, NOTHING, NOTHING, 1).tolist() == [0]
    assert next_choices(make_snapshot(n_songs=1, n_artists=1), NOTHING, NOTHING, 12).tolist() == [0]
    assert next_choices(make_snapshot(n_songs=1, n_artists=1), rows_of(0), NOTHING, 12).tolist() == []
