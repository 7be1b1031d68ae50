"""Two holdouts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.ids import IdMap
from segue.factors.interactions import Events, Interactions
from segue.listening.splits import Holdout, by_listener, by_time


def events_of(*rows: tuple[int, int, int], n_users: int = 5, n_songs: int = 6) -> Events:
    """Events from (user, song, time)."""
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    users, songs = columns[0].astype(np.int32), columns[1].astype(np.int32)
    return Events(users, songs, np.ones(len(rows), np.float32), columns[2], n_users, n_songs)


def pairs_of(pairs: Interactions) -> list[tuple[int, int]]:
    return list(zip(pairs.user_rows.tolist(), pairs.song_rows.tolist(), strict=True))


def users(n: int) -> IdMap:
    return IdMap.of(f"user {row}" for row in range(n))


LOG = events_of(
    (0, 0, 10),  # 0 hears 0 and 1, then 1 again and 2: 2 is new
    (0, 1, 11),
    (1, 3, 12),  # 1 returns to 3 only: nothing new
    (2, 4, 13),  # 2 never returns
    (0, 1, 50),
    (0, 2, 51),
    (1, 3, 52),
    (3, 5, 53),  # 3 comes late: no history
)


def test_by_time_the_past_is_known_and_what_is_new_after_the_cut_is_to_be_found() -> None:
    holdout = by_time(LOG, fraction=0.5)
    assert holdout.train.times is not None
    assert holdout.train.times.tolist() == [10, 11, 12, 13]
    assert holdout.listeners.tolist() == [0]
    assert pairs_of(holdout.history) == [(0, 0), (0, 1)]
    assert pairs_of(holdout.truth) == [(0, 2)]


def test_by_time_who_is_left_out_is_counted() -> None:
    protocol = by_time(LOG, fraction=0.5).protocol
    assert (protocol["kind"], protocol["cut"]) == ("time", 50)
    assert protocol["cut_date"] == "1970-01-01T00:00:50Z"
    assert protocol["listeners"] == 1
    assert protocol["left_out_without_history"] == 1
    assert protocol["left_out_without_new_songs"] == 2


def test_by_time_events_of_the_second_of_the_cut_come_after_it() -> None:
    holdout = by_time(events_of((0, 0, 1), (0, 1, 7), (0, 2, 7), (0, 3, 7)), fraction=0.4)
    assert pairs_of(holdout.history) == [(0, 0)]
    assert pairs_of(holdout.truth) == [(0, 1), (0, 2), (0, 3)]


def test_by_time_rows_of_the_log_stay_and_history_adds_up() -> None:
    holdout = by_time(events_of((4, 5, 1), (4, 5, 2), (4, 0, 9)), fraction=0.3)
    assert (holdout.train.n_users, holdout.train.n_songs) == (5, 6)
    assert holdout.listeners.tolist() == [4]
    assert holdout.history.weights.tolist() == [2]


@pytest.mark.parametrize("log", [events_of(), events_of((0, 0, 5), (1, 1, 5), (2, 2, 5))])
def test_by_time_a_log_of_one_moment_has_an_empty_holdout(log: Events) -> None:
    holdout = by_time(log)
    assert len(holdout.truth) == len(holdout.history) == len(holdout.listeners) == len(holdout.train) == 0


def test_by_time_needs_dates() -> None:
    log = Events(LOG.user_rows, LOG.song_rows, LOG.weights, None, 5, 6)
    with pytest.raises(ValueError, match="without dates"):
        by_time(log)


def full_log(n_users: int, n_songs: int = 10) -> Events:
    return events_of(
        *((user, song, 0) for user in range(n_users) for song in range(n_songs)),
        n_users=n_users,
        n_songs=n_songs,
    )


def test_by_listener_holds_out_about_the_share_asked_for() -> None:
    holdout = by_listener(full_log(1000), users(1000), fraction=0.2)
    assert 160 < len(holdout.listeners) < 240
    assert holdout.protocol["listeners"] == len(holdout.listeners)


def test_by_listener_gives_the_share_of_songs_and_hides_the_rest() -> None:
    holdout = by_listener(full_log(200), users(200), given=0.8)
    assert set(np.diff(holdout.history.indptr).tolist()) == {8}
    assert set(np.diff(holdout.truth.indptr).tolist()) == {2}


def test_by_listener_hides_different_songs_of_different_listeners() -> None:
    truth = by_listener(full_log(500), users(500)).truth
    assert truth.song_counts.min() > 0


def test_by_listener_nobody_held_out_is_learned_from() -> None:
    holdout = by_listener(full_log(100), users(100))
    assert not set(holdout.train.user_rows.tolist()) & set(holdout.listeners.tolist())
    assert len(set(holdout.train.user_rows.tolist())) + len(holdout.listeners) == 100


def test_by_listener_the_same_ids_stay_held_out_as_the_log_grows() -> None:
    small, large = users(100), IdMap.of([f"new {row}" for row in range(50)] + list(users(100).ids))
    before = by_listener(full_log(100), small).listeners
    after = by_listener(full_log(150), large).listeners
    assert {small.id(row) for row in before} == {large.id(row) for row in after if row >= 50}


def test_by_listener_another_seed_holds_out_others() -> None:
    first = by_listener(full_log(100), users(100), seed=0)
    again = by_listener(full_log(100), users(100), seed=0)
    other = by_listener(full_log(100), users(100), seed=1)
    assert pairs_of(first.truth) == pairs_of(again.truth)
    assert first.listeners.tolist() != other.listeners.tolist()


def test_by_listener_who_has_too_few_songs_stays_in_training() -> None:
    log = events_of(*((user, song, 0) for user in range(50) for song in range(4)), n_users=50)
    holdout = by_listener(log, users(50), minimum=5)
    assert len(holdout.listeners) == len(holdout.truth) == 0
    assert len(holdout.train) == len(log)
    assert holdout.protocol["left_in_training_with_too_few_songs"] > 0


def test_by_listener_somebody_is_held_out_even_of_a_few() -> None:
    assert len(by_listener(full_log(3), users(3), fraction=0.001).listeners) == 1


@pytest.mark.parametrize("setting", [{"fraction": 0}, {"fraction": 1}, {"given": 1.0}, {"minimum": 1}])
def test_by_listener_refuses_settings_out_of_range(setting: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        by_listener(full_log(5), users(5), **setting)  # type: ignore[arg-type]


logs = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=60
).map(lambda rows: events_of(*rows))


@given(logs, st.floats(0.05, 0.95))
def test_both_holdouts_agree_with_sets(log: Events, fraction: float) -> None:
    assert log.times is not None
    by_date = by_time(log, fraction=fraction)
    cut = by_date.protocol["cut"]
    rows = list(zip(log.user_rows.tolist(), log.song_rows.tolist(), log.times.tolist(), strict=True))
    past = {(user, song) for user, song, time in rows if time < cut}
    new = {(user, song) for user, song, time in rows if time >= cut} - past
    both = {user for user, _ in past} & {user for user, _ in new}
    assert in_log_rows(by_date, by_date.history) == {pair for pair in past if pair[0] in both}
    assert in_log_rows(by_date, by_date.truth) == {pair for pair in new if pair[0] in both}

    by_person = by_listener(log, users(5), fraction=fraction, minimum=2)
    known, hidden = in_log_rows(by_person, by_person.history), in_log_rows(by_person, by_person.truth)
    chosen = set(by_person.listeners.tolist())
    assert not known & hidden
    assert known | hidden == {(user, song) for user, song, _ in rows if user in chosen}
    assert {user for user, _ in known} == {user for user, _ in hidden} == chosen


def in_log_rows(holdout: Holdout, pairs: Interactions) -> set[tuple[int, int]]:
    return {(int(holdout.listeners[user]), song) for user, song in pairs_of(pairs)}
