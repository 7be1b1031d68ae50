import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.recommend.signals import (
    HALF_LIFE_DAYS,
    ORDINARY_DAY,
    PLAY_WEIGHT,
    Kind,
    Signal,
    Weighed,
    likes,
    seeds,
    weigh,
)

SIGNALS = st.lists(
    st.builds(
        Signal,
        row=st.integers(0, 40),
        kind=st.sampled_from(Kind),
        age_days=st.integers(0, 4000),
        times=st.integers(1, 10**6),
    ),
    max_size=60,
)


def weights(*signals: Signal, like_weight: float = 2.0) -> dict[int, float]:
    """What speaks for a taste above 0, what speaks against below."""
    weighed = weigh(signals, like_weight)
    songs = dict(zip(weighed.songs.tolist(), weighed.weights.tolist(), strict=True))
    avoided = zip(weighed.avoided.tolist(), (-weighed.avoided_weights).tolist(), strict=True)
    return songs | dict(avoided)


def total(weighed: Weighed) -> float:
    return float(weighed.weights.sum())


@pytest.mark.parametrize("kind", Kind)
def test_after_a_half_life_a_signal_says_half(kind: Kind) -> None:
    fresh, old = (weights(Signal(3, kind, age))[3] for age in (0, int(HALF_LIFE_DAYS[kind])))
    assert old == pytest.approx(fresh / 2)


def test_plays_count_by_their_logarithm() -> None:
    for count, doublings in ((1, 1), (3, 2), (7, 3), (1023, 10)):
        assert weights(Signal(0, Kind.PLAY, 0, count))[0] == pytest.approx(PLAY_WEIGHT * doublings)


def test_seed_like_and_plays_of_a_song_add_up() -> None:
    found = weights(Signal(5, Kind.SEED), Signal(5, Kind.LIKE), Signal(5, Kind.PLAY, 0, 3))
    assert found == {5: pytest.approx(1 + 2 + 2 * PLAY_WEIGHT)}


def test_a_song_named_and_liked_fifty_times_counts_once() -> None:
    assert weights(*seeds([4] * 50), *likes([4] * 50)) == {4: 3.0}


def test_skips_take_back_what_plays_brought_and_then_turn_away() -> None:
    plays = Signal(2, Kind.PLAY, 0, 7)
    assert weights(plays, Signal(2, Kind.SKIP, 0, 3)) == {2: pytest.approx(0.5)}
    assert weights(plays, Signal(2, Kind.SKIP, 0, 7)) == {}
    assert weights(plays, Signal(2, Kind.SKIP, 0, 15)) == {2: pytest.approx(-0.5)}


def test_a_skip_never_takes_a_like_or_a_seed_back() -> None:
    skips = Signal(2, Kind.SKIP, 0, 1000)
    assert weights(Signal(2, Kind.LIKE), skips) == {2: 2.0}
    assert weights(Signal(2, Kind.SEED), Signal(2, Kind.PLAY), skips) == {2: 1.0}


@pytest.mark.parametrize("kind", ORDINARY_DAY)
def test_a_burst_weighs_no_more_than_an_ordinary_day(kind: Kind) -> None:
    for age in (0, 100):
        one = abs(weights(Signal(0, kind, age))[0])
        for n_songs in (1, ORDINARY_DAY[kind], ORDINARY_DAY[kind] + 1, 50, 300):
            found = weights(*(Signal(row, kind, age) for row in range(n_songs))).values()
            assert sum(map(abs, found)) == pytest.approx(one * min(n_songs, ORDINARY_DAY[kind]), rel=1e-5)
            assert len({round(weight, 6) for weight in found}) == 1


def test_a_burst_leaves_what_was_said_on_other_days_alone() -> None:
    before = [Signal(row, Kind.LIKE, 7) for row in range(8)]
    burst = [Signal(row, Kind.LIKE, 0) for row in range(100, 150)]
    alone, beside = weights(*before), weights(*before, *burst)
    assert all(beside[row] == alone[row] for row in range(8))
    assert sum(beside[row] for row in range(100, 150)) < 1.3 * sum(alone.values())


def test_seeds_are_named_all_at_once_and_count_in_full() -> None:
    assert weights(*seeds(range(500))) == dict.fromkeys(range(500), 1.0)


def test_nothing_said_is_nothing_weighed() -> None:
    nothing = weigh([], 2.0)
    assert [array.dtype.name for array in vars(nothing).values()] == ["int32", "float32"] * 2 + ["int32"]
    assert not any(map(len, vars(nothing).values()))


@given(SIGNALS, st.floats(0, 10))
def test_songs_stand_once_in_order_on_one_side_with_a_weight(
    signals: list[Signal], like_weight: float
) -> None:
    weighed = weigh(signals, like_weight)
    for rows, values in ((weighed.songs, weighed.weights), (weighed.avoided, weighed.avoided_weights)):
        assert np.all(np.diff(rows) > 0)
        assert np.all(np.isfinite(values))
    assert not set(weighed.songs.tolist()) & set(weighed.avoided.tolist())
    assert set(weighed.avoided.tolist()) <= {s.row for s in signals if s.kind is Kind.SKIP}


@given(SIGNALS, st.randoms(use_true_random=False))
def test_the_order_of_signals_does_not_show(signals: list[Signal], chance: random.Random) -> None:
    mixed = list(signals)
    chance.shuffle(mixed)
    for one, other in zip(vars(weigh(signals, 2.0)).values(), vars(weigh(mixed, 2.0)).values(), strict=True):
        assert one.tobytes() == other.tobytes()


@given(SIGNALS, st.integers(41, 80), st.integers(0, 400))
def test_one_more_like_never_lessens_what_speaks_for_a_taste(
    signals: list[Signal], row: int, age: int
) -> None:
    more = weigh([*signals, Signal(row, Kind.LIKE, age)], 2.0)
    assert total(more) >= total(weigh(signals, 2.0)) * (1 - 1e-5)
    assert row in more.songs


@given(SIGNALS, st.integers(0, 40), st.integers(0, 400))
def test_a_skip_never_speaks_for_a_song(signals: list[Signal], row: int, age: int) -> None:
    quiet = [signal for signal in signals if signal.kind is not Kind.SKIP]
    before, after = weights(*quiet), weights(*quiet, Signal(row, Kind.SKIP, age))
    assert after.get(row, 0.0) <= before.get(row, 0.0) + 1e-6
    assert all(after[other] == weight for other, weight in before.items() if other != row)


@pytest.mark.parametrize(("kind", "age_days", "away"), [
    (Kind.SEED, 900, True), (Kind.LIKE, 900, True), (Kind.PLAY, 0, True), (Kind.PLAY, 1, True),
    (Kind.SKIP, 1, True), (Kind.PLAY, 2, False), (Kind.SKIP, 2, False),
])  # fmt: skip
def test_own_songs_and_those_heard_since_yesterday_are_kept_away(
    kind: Kind, age_days: int, *, away: bool
) -> None:
    assert (3 in weigh([Signal(3, kind, age_days)], 2.0).kept_away) is away
