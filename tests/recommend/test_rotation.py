import dataclasses

import numpy as np
import pytest

from segue.factors.snapshot import Snapshot
from segue.recommend.coldstart import cold_start
from segue.recommend.rotation import REST, rest
from segue.recommend.rules import Rule
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import make_listener, make_snapshot

ROWS = np.arange(6, dtype=np.int32)


def test_the_song_shown_last_rests_most_and_one_never_shown_not_at_all(snapshot: Snapshot) -> None:
    apart = dataclasses.replace(snapshot, work_rows=np.arange(len(snapshot), dtype=np.int32))
    np.testing.assert_allclose(
        rest(apart, ROWS, [4, 2, 4, 1]), [0, 1 - 9 / REST**2, 1 - 1 / REST**2, 0, 1, 0], rtol=1e-6
    )


def test_every_recording_of_a_work_rests_with_it(snapshot: Snapshot) -> None:
    assert snapshot.work_rows[0] == snapshot.work_rows[1]
    assert rest(snapshot, ROWS, [0]).tolist() == [1, 1, 0, 0, 0, 0]


def test_after_enough_other_songs_nothing_rests_any_more(snapshot: Snapshot) -> None:
    others = list(range(100, 100 + REST))
    assert rest(snapshot, ROWS, others).tolist() == [0] * 6
    assert rest(snapshot, ROWS, [*others[1:], 3])[3] == pytest.approx(1 - (1 - 1 / REST) ** 2)
    assert rest(snapshot, ROWS, []).tolist() == [0] * 6


@pytest.mark.parametrize("limit", [10, 20])
def test_what_was_just_shown_is_not_shown_again_while_there_is_as_good(limit: int) -> None:
    wide = make_snapshot(n_songs=3000, n_artists=300)
    listener = make_listener(seeds=(3, 50, 77))
    first = cold_start(wide, listener, Wishes(limit=limit))
    page = first.ranking.rows.tolist()
    second = cold_start(wide, listener, Wishes(limit=limit, shown=tuple(page[::-1])))
    assert not set(page) & set(second.ranking.rows.tolist())
    assert Rule.ROTATION not in second.relaxed


def test_what_was_shown_returns_where_there_is_little_else() -> None:
    own = np.arange(8, dtype=np.int32)
    small = dataclasses.replace(make_snapshot(n_songs=8), artist_rows=own, work_rows=own)
    wishes = Wishes(limit=6, shown=(1, 2, 3, 4))
    answer = cold_start(small, make_listener(seeds=(0,)), wishes)
    rows = answer.ranking.rows.tolist()
    assert len(rows) == 6
    assert answer.relaxed == (Rule.ROTATION,)
    assert {5, 6, 7} <= set(rows)
