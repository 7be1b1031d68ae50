from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from segue.factors.interactions import Events, Interactions

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(1, 9)), max_size=30)


def events_of(pairs: list[tuple[int, int, int]]) -> Events:
    columns = np.array(pairs, np.int32).reshape(-1, 3)
    return Events(columns[:, 0], columns[:, 1], columns[:, 2].astype(np.float32), None, 4, 5)


def as_dict(interactions: Interactions) -> dict[tuple[int, int], float]:
    pairs = zip(interactions.user_rows, interactions.song_rows, interactions.weights, strict=True)
    return {(int(user), int(song)): float(weight) for user, song, weight in pairs}


@given(PAIRS)
def test_combining_sums_the_weights_of_equal_pairs(pairs: list[tuple[int, int, int]]) -> None:
    expected: dict[tuple[int, int], float] = {}
    for user, song, weight in pairs:
        expected[user, song] = expected.get((user, song), 0) + weight
    assert as_dict(events_of(pairs).combine()) == expected


@given(PAIRS)
def test_songs_ascend_within_a_listener(pairs: list[tuple[int, int, int]]) -> None:
    combined = events_of(pairs).combine()
    for user in range(combined.n_users):
        songs, _ = combined.of(user)
        assert np.all(np.diff(songs) > 0)


@given(PAIRS, st.lists(st.integers(0, 3), max_size=6))
def test_taking_listeners_keeps_their_songs_in_the_order_asked(
    pairs: list[tuple[int, int, int]], users: list[int]
) -> None:
    combined = events_of(pairs).combine()
    taken = combined.take(np.array(users, np.int32))
    for row, user in enumerate(users):
        assert taken.of(row)[0].tolist() == combined.of(user)[0].tolist()


@given(PAIRS, st.sets(st.integers(0, 4)))
def test_renumbering_drops_the_songs_left_out(pairs: list[tuple[int, int, int]], kept: set[int]) -> None:
    combined = events_of(pairs).combine()
    rows = np.full(5, -1, np.int32)
    rows[sorted(kept)] = np.arange(len(kept), dtype=np.int32)
    expected = {(u, int(rows[s])): w for (u, s), w in as_dict(combined).items() if s in kept}
    assert as_dict(combined.with_songs(rows, len(kept))) == expected


@given(PAIRS, st.lists(st.integers(-1, 2), min_size=5, max_size=5))
def test_songs_that_become_one_add_up(pairs: list[tuple[int, int, int]], rows: list[int]) -> None:
    combined = events_of(pairs).combine()
    expected: dict[tuple[int, int], float] = {}
    for (user, song), weight in as_dict(combined).items():
        if rows[song] >= 0:
            expected[user, rows[song]] = expected.get((user, rows[song]), 0) + weight
    assert as_dict(combined.with_songs(np.array(rows, np.int32), 3)) == expected


@given(PAIRS, st.randoms())
def test_the_order_of_events_does_not_matter(pairs: list[tuple[int, int, int]], chance: Random) -> None:
    ordered, shuffled = events_of(sorted(pairs)), events_of(chance.sample(pairs, len(pairs)))
    assert as_dict(ordered.combine()) == as_dict(shuffled.combine())


@given(PAIRS, st.data())
def test_a_mask_keeps_its_pairs_and_every_listener(
    pairs: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    combined = events_of(pairs).combine()
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(combined), max_size=len(combined))), bool)
    expected = [pair for pair, kept in zip(as_dict(combined).items(), mask, strict=True) if kept]
    assert list(as_dict(combined.where(mask)).items()) == expected
    assert combined.where(mask).n_users == 4


def test_an_empty_log_has_no_pairs_and_still_its_listeners() -> None:
    combined = events_of([]).combine()
    assert len(combined) == 0
    assert combined.n_users == 4
    assert combined.song_counts.tolist() == [0] * 5
