"""Who is asking: what is known of a listener, as rows of one release."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from segue.base.arrays import NO_ROWS, Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.rules import artists_of
from segue.recommend.signals import Signal, ascending, weigh

_WEIGHTLESS: Float32 = np.empty(0, np.float32)


@dataclass(frozen=True, eq=False)
class Listener:
    """What a request knows of the person it is for. Nothing at all: a newcomer.

    Attributes:
        songs: int32 (k,), ascending, each once: the songs that speak for a taste.
        weights: float32 (k,), above 0: how much each of them counts; a fresh seed counts 1.
        avoided: int32 (a,), ascending, each once, none in ``songs``: what the listener turned away from.
        avoided_weights: float32 (a,), above 0.
        hidden: int32, ascending: every song that is not recommended because of the listener, seeds and likes
            included, blocks aside.
        blocked_artists: int32, numbers as in ``Snapshot.artist_rows``, none of whose songs come back.
        blocked_genres: int32, numbers as in ``Facts.genre_rows``, likewise.
        signals: what ``songs`` and ``avoided`` come from, in any order.
        points: where candidates keep the listener's place in item space, once it is found.
    """

    songs: Rows = field(default_factory=NO_ROWS.copy)
    weights: Float32 = field(default_factory=_WEIGHTLESS.copy)
    avoided: Rows = field(default_factory=NO_ROWS.copy)
    avoided_weights: Float32 = field(default_factory=_WEIGHTLESS.copy)
    hidden: Rows = field(default_factory=NO_ROWS.copy)
    blocked_artists: Rows = field(default_factory=NO_ROWS.copy)
    blocked_genres: Rows = field(default_factory=NO_ROWS.copy)
    signals: tuple[Signal, ...] = ()
    points: dict[str, Any] = field(default_factory=dict, init=False, repr=False)  # no copy inherits it
    _artists: dict[str, Mapping[int, int]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(
        cls,
        signals: Iterable[Signal] = (),
        *,
        like_weight: float = 2.0,
        hidden: Iterable[int] = (),
        blocked_artists: Iterable[int] = (),
        blocked_genres: Iterable[int] = (),
    ) -> "Listener":
        """Put a listener together from what they did.

        Args:
            signals: in any order.
            like_weight: what a fresh like weighs; a seed weighs 1.
            hidden: rows that never come back; those of signals need not be repeated, see ``signals.weigh``.
            blocked_artists: numbers of artists.
            blocked_genres: numbers of genres.
        """
        signals, hidden = tuple(signals), tuple(hidden)
        weighed = weigh(signals, like_weight)
        return cls(
            weighed.songs,
            weighed.weights,
            weighed.avoided,
            weighed.avoided_weights,
            ascending({*weighed.kept_away.tolist(), *hidden}) if hidden else weighed.kept_away,
            ascending(tuple(blocked_artists)),
            ascending(tuple(blocked_genres)),
            signals,
        )

    def artists(self, snapshot: Snapshot) -> Mapping[int, int]:
        """How many of ``songs`` each artist has; counted once for a release."""
        if self.is_newcomer:
            return {}  # not kept: strangers are one and outlive a release
        counted = self._artists.get(snapshot.release_id)
        if counted is None:
            counted = self._artists[snapshot.release_id] = artists_of(snapshot, self.songs)
        return counted

    @property
    def is_newcomer(self) -> bool:
        """Whether nothing is known that speaks for a taste."""
        return len(self.songs) == 0


STRANGER = Listener()
"""Somebody of whom nothing is known."""
