import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from segue.accounts.signals import Signal
from segue.factors.interactions import Events
from segue.training.dataset.held import Held
from segue.training.dataset.signals import Signals, learn
from segue.training.dataset.weights import SignalWeights

SIGNALS = some.lists(
    some.tuples(some.integers(1, 3), some.sampled_from("abc"), some.sampled_from(Signal), some.integers(0, 2))
)


@given(SIGNALS, some.randoms(use_true_random=False))
def test_the_order_in_which_signals_are_read_does_not_matter(
    signals: list[tuple[int, str, Signal, int]], chance: random.Random
) -> None:
    shuffled = chance.sample(signals, len(signals))
    assert Held.of(shuffled).sha256 == Held.of(signals).sha256


@given(SIGNALS)
def test_whatever_is_signalled_every_weight_is_above_zero_and_no_disliked_song_is_learned(
    signals: list[tuple[int, str, Signal, int]],
) -> None:
    held = Held.of(signals)
    nothing = np.zeros(0, np.int32)
    log = Events(nothing, nothing, np.zeros(0, np.float32), np.zeros(0, np.int64), 0, 0)
    said = Signals(held.account_rows, held.song_rows, held.kinds, held.times)
    n_users, n_songs = len(held.account_ids), len(held.song_ids)
    learned = learn(log, said, SignalWeights(), n_users, n_songs)
    assert (learned.events.weights > 0).all()
    pairs = learned.events.combine()
    for account, song, kind, _ in signals:
        if kind is Signal.DISLIKE:
            user = held.account_ids.tolist().index(account)
            assert held.song_ids.index(song) not in pairs.of(user)[0].tolist()
    n_positive = sum(kind in (Signal.PLAY, Signal.LIKE) for _, _, kind, _ in signals)
    assert len(learned.events) + learned.n_disliked + learned.n_turned_away == n_positive
