"""What listeners do, and how much it says about their taste.

The weight of a signal is its weight when fresh, times ½ for every half-life that has passed. The signals of
one kind and one day together weigh no more than those of an ordinary day: beyond that, all of them are scaled
down alike. So what a day says rises with what is done, up to a bound, whatever the order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

import numpy as np

from segue.base.arrays import Float32, Rows

SEED_WEIGHT = 1.0
PLAY_WEIGHT = 0.5
"""What one play weighs; n plays weigh log₂(1 + n) times as much."""
SKIP_WEIGHT = 0.5
"""What one skip weighs, in the same way."""


class Kind(StrEnum):
    """What a listener did with a song."""

    SEED = "seed"
    LIKE = "like"
    PLAY = "play"
    SKIP = "skip"


HALF_LIFE_DAYS = {Kind.SEED: 730.0, Kind.LIKE: 730.0, Kind.PLAY: 365.0, Kind.SKIP: 30.0}
ORDINARY_DAY = {Kind.LIKE: 10, Kind.PLAY: 20, Kind.SKIP: 20}
"""How many songs liked, played once or skipped once are an ordinary day. Seeds are named all at once."""


@dataclass(frozen=True)
class Signal:
    """One song and what the listener did with it.

    Attributes:
        row: the song.
        kind: what was done.
        age_days: whole days since, by the calendar in UTC; at least 0.
        count: how many times; above 1 for plays and skips alone.
    """

    row: int
    kind: Kind
    age_days: int = 0
    count: int = 1

    @property
    def is_kept_away(self) -> bool:
        """Whether the song is not recommended: named, liked, or played or skipped since yesterday."""
        return self.kind in (Kind.SEED, Kind.LIKE) or self.age_days <= 1


@dataclass(frozen=True, eq=False)
class Weighed:
    """What signals say together.

    Attributes:
        songs: int32 (k,), ascending, each once: the songs that speak for a taste.
        weights: float32 (k,), above 0.
        avoided: int32 (a,), ascending, each once, none in ``songs``: what the listener turned away from.
        avoided_weights: float32 (a,), above 0.
    """

    songs: Rows
    weights: Float32
    avoided: Rows
    avoided_weights: Float32


def seeds(rows: Sequence[int]) -> list[Signal]:
    """Fresh seeds."""
    return [Signal(row, Kind.SEED) for row in rows]


def likes(rows: Sequence[int]) -> list[Signal]:
    """Fresh likes."""
    return [Signal(row, Kind.LIKE) for row in rows]


def weigh(signals: Iterable[Signal], like_weight: float) -> Weighed:
    """Join signals, given in any order, by song.

    A song has the weights of its seed, its like and its plays together, less that of its skips, which can
    take away what plays have brought, and no more: a seed or a like is a word, a skip may be a mood. Of
    several signals of one kind for one song the heaviest counts. A song that nothing but skips, or more skips
    than plays speak of is avoided.

    Args:
        signals: what was done.
        like_weight: of a fresh like, at least 0.
    """
    found = sorted(signals, key=lambda signal: signal.kind)
    of_kind: dict[Kind, dict[int, float]] = {kind: {} for kind in Kind}
    for kind, some in groupby(found, lambda signal: signal.kind):
        of_kind[kind] = _of_one_kind(list(some), like_weight)
    pull: dict[int, float] = {}
    for row in set().union(*of_kind.values()):
        seed, like, play, skip = (of_kind[kind].get(row, 0.0) for kind in Kind)
        pull[row] = seed + like + (max(play - skip, 0.0) if seed + like > 0 else play - skip)
    songs = sorted(row for row, weight in pull.items() if weight > 0)
    avoided = sorted(row for row, weight in pull.items() if weight < 0)
    return Weighed(
        np.array(songs, np.int32),
        np.array([pull[row] for row in songs], np.float32),
        np.array(avoided, np.int32),
        np.array([-pull[row] for row in avoided], np.float32),
    )


def _of_one_kind(signals: Sequence[Signal], like_weight: float) -> dict[int, float]:
    """The weight of every song, no day above its bound."""
    heaviest: dict[int, tuple[float, int]] = {}
    for signal in signals:
        weighed = _weight(signal, like_weight), -signal.age_days
        heaviest[signal.row] = max(weighed, heaviest.get(signal.row, weighed))
    totals: dict[int, float] = {}
    for weight, day in sorted(heaviest.values()):  # sorted, so that rounding does not show the order
        totals[day] = totals.get(day, 0.0) + weight
    kind = signals[0].kind
    scales = {
        day: min(1.0, _bound(kind, -day, like_weight) / (total or 1.0)) for day, total in totals.items()
    }
    return {row: weight * scales[day] for row, (weight, day) in heaviest.items()}


def _bound(kind: Kind, age_days: int, like_weight: float) -> float:
    if kind not in ORDINARY_DAY:
        return float("inf")
    return ORDINARY_DAY[kind] * _weight(Signal(0, kind, age_days), like_weight)


def _weight(signal: Signal, like_weight: float) -> float:
    fresh = {
        Kind.SEED: SEED_WEIGHT,
        Kind.LIKE: like_weight,
        Kind.PLAY: PLAY_WEIGHT * float(np.log2(1 + signal.count)),
        Kind.SKIP: SKIP_WEIGHT * float(np.log2(1 + signal.count)),
    }[signal.kind]
    return fresh * float(0.5 ** (signal.age_days / HALF_LIFE_DAYS[signal.kind]))
