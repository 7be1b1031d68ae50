"""What listeners do, and how much it says about their taste."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from segue.base.arrays import Float32, Rows

SEED_WEIGHT = 1.0
PLAY_WEIGHT = 0.5
"""What one play weighs; n plays weigh log₂(1 + n) times as much."""
SKIP_WEIGHT = 0.5
HALF_LIFE_DAYS = {"seed": 730.0, "like": 365.0, "play": 90.0, "skip": 30.0}


class Kind(StrEnum):
    """What a listener did with a song."""

    SEED = "seed"
    LIKE = "like"
    PLAY = "play"
    SKIP = "skip"


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
        return self.kind in (Kind.SEED, Kind.LIKE) or self.age_days == 0


def seeds(rows: Sequence[int]) -> list[Signal]:
    """Fresh seeds."""
    return [Signal(row, Kind.SEED) for row in rows]


def likes(rows: Sequence[int]) -> list[Signal]:
    """Fresh likes."""
    return [Signal(row, Kind.LIKE) for row in rows]


def weigh(signals: Sequence[Signal], like_weight: float) -> tuple[Rows, Float32]:
    """The songs that speak for a taste, int32 (k,) ascending, and their weights, float32 (k,), above 0.

    A song has the weight of its seed, its like and its plays together; each kind counts once for a song.
    """
    weights: dict[int, dict[Kind, float]] = {}
    for signal in signals:
        if signal.kind is not Kind.SKIP:
            of_song = weights.setdefault(signal.row, {})
            of_song[signal.kind] = max(of_song.get(signal.kind, 0.0), _weight(signal, like_weight))
    summed = {row: sum(of_song.values()) for row, of_song in weights.items()}
    rows = sorted(row for row, weight in summed.items() if weight > 0)
    return np.array(rows, np.int32), np.array([summed[row] for row in rows], np.float32)


def pushes(signals: Sequence[Signal], songs: Rows) -> tuple[Rows, Float32]:
    """The songs skipped and not in ``songs``: int32 (a,) ascending, and their weights, float32 (a,)."""
    skipped = {signal.row: _weight(signal, 0) for signal in signals if signal.kind is Kind.SKIP}
    rows = sorted(set(skipped) - set(songs.tolist()))
    return np.array(rows, np.int32), np.array([skipped[row] for row in rows], np.float32)


def _weight(signal: Signal, like_weight: float) -> float:
    fresh = {
        Kind.SEED: SEED_WEIGHT,
        Kind.LIKE: like_weight,
        Kind.PLAY: PLAY_WEIGHT * float(np.log2(1 + signal.count)),
        Kind.SKIP: SKIP_WEIGHT * float(np.log2(1 + signal.count)),
    }[signal.kind]
    return fresh * float(0.5 ** (signal.age_days / HALF_LIFE_DAYS[signal.kind]))
