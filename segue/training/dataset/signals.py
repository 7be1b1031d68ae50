"""What signals do to a log: plays and likes are added, skips taken off, disliked songs left out."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from segue.accounts.signals import Signal
from segue.base.arrays import Bool, Int64, Rows
from segue.factors.interactions import Events
from segue.training.dataset.weights import SignalWeights


@dataclass(frozen=True, eq=False)
class Signals:
    """What accounts did, listeners and songs numbered as in the log that is being made.

    Attributes:
        user_rows: int32 (n,).
        song_rows: int32 (n,).
        kinds: int8 (n,), a :class:`Signal` each.
        times: int64 (n,), seconds since 1970 UTC.
    """

    user_rows: Rows
    song_rows: Rows
    kinds: NDArray[np.int8]
    times: Int64

    def __len__(self) -> int:
        return len(self.kinds)

    @cached_property
    def positive(self) -> "Signals":
        """Plays and likes."""
        return self.where((self.kinds == Signal.PLAY) | (self.kinds == Signal.LIKE))

    def where(self, mask: Bool) -> "Signals":
        """The signals at which ``mask`` (bool, (n,)) is true."""
        return Signals(self.user_rows[mask], self.song_rows[mask], self.kinds[mask], self.times[mask])

    def added_to(self, events: Events, weights: SignalWeights, n_users: int, n_songs: int) -> Events:
        """The events, then one for each play and like; dates stay only where the events have them."""
        added = self.positive
        said = np.where(added.kinds == Signal.PLAY, weights.play, weights.like).astype(np.float32)
        return Events(
            np.concatenate([events.user_rows, added.user_rows]),
            np.concatenate([events.song_rows, added.song_rows]),
            np.concatenate([events.weights, said]),
            None if events.times is None else np.concatenate([events.times, added.times]),
            n_users,
            n_songs,
        )

    def of(self, kind: Signal) -> "Signals":
        """Those of one kind."""
        return self.where(self.kinds == kind)


@dataclass(frozen=True, eq=False)
class Learned:
    """The events that are left once signals have had their say.

    Attributes:
        events: n of them, weights above 0; those of the log first.
        of_accounts: bool (n,), which are plays and likes of accounts.
        n_disliked: left out because their listener dislikes the song.
        n_turned_away: left out because skips have used up their weight.
    """

    events: Events
    of_accounts: Bool
    n_disliked: int
    n_turned_away: int


def learn(events: Events, signals: Signals, weights: SignalWeights, n_users: int, n_songs: int) -> Learned:
    """Add plays and likes to events, take skips off the plays of both, and leave disliked songs out."""
    whole = signals.added_to(events, weights, n_users, n_songs)
    of_accounts = np.arange(len(whole)) >= len(events)
    is_play = ~of_accounts
    is_play[of_accounts] = signals.positive.kinds == Signal.PLAY
    is_disliked = disliked(whole, signals)
    left = less_skips(whole, is_play, signals, weights)
    turned_away = ~is_disliked & (left.weights <= 0)
    kept = ~(is_disliked | turned_away)
    return Learned(left.where(kept), of_accounts[kept], int(is_disliked.sum()), int(turned_away.sum()))


def disliked(events: Events, signals: Signals) -> Bool:
    """Which events have a song their listener dislikes: bool (n,)."""
    return np.isin(_keys(events, events.n_songs), _keys(signals.of(Signal.DISLIKE), events.n_songs))


def less_skips(events: Events, is_play: Bool, signals: Signals, weights: SignalWeights) -> Events:
    """Take skips off the plays of the same listener and song, all of them scaled down alike.

    Args:
        events: of which nothing else changes; a play may weigh 0 now.
        is_play: bool (n,), which events are plays.
        signals: whose skips count.
        weights: what a skip takes away.
    """
    skipped, n_skips = np.unique(_keys(signals.of(Signal.SKIP), events.n_songs), return_counts=True)
    if len(skipped) == 0:
        return events
    keys = _keys(events, events.n_songs)
    places = np.minimum(np.searchsorted(skipped, keys), len(skipped) - 1)
    touched = is_play & (skipped[places] == keys)
    played = np.bincount(places[touched], events.weights[touched].astype(np.float64), len(skipped))
    left = np.maximum(0, played - weights.skip * n_skips)
    shares = np.divide(left, played, out=np.zeros_like(left), where=played > 0)
    scaled = events.weights.copy()
    scaled[touched] *= shares[places[touched]].astype(np.float32)
    return replace(events, weights=scaled)


def _keys(rows: Events | Signals, n_songs: int) -> Int64:
    """int64 (n,): one number per (listener, song) pair."""
    keys: Int64 = rows.user_rows.astype(np.int64) * n_songs + rows.song_rows
    return keys
