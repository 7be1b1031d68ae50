"""What listeners do, and how much it says about their taste.

The weight of a signal is its weight when fresh, times ½ for every half-life that has passed. The signals of
one kind and one day together weigh no more than those of an ordinary day: beyond that, all of them are scaled
down alike. So what a day says rises with what is done, up to a bound, whatever the order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from segue.base.arrays import Float32, Float64, Int64, Rows

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


_KINDS = list(Kind)
HALF_LIFE_DAYS = {Kind.SEED: 730.0, Kind.LIKE: 730.0, Kind.PLAY: 365.0, Kind.SKIP: 30.0}
ORDINARY_DAY = {Kind.LIKE: 5, Kind.PLAY: 20, Kind.SKIP: 20}
"""How many songs liked, played once or skipped once are an ordinary day. Seeds are named all at once."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, eq=False)
class Weighed:
    """What signals say together.

    Attributes:
        songs: int32 (k,), ascending, each once: the songs that speak for a taste.
        weights: float32 (k,), above 0.
        avoided: int32 (a,), ascending, each once, none in ``songs``: what the listener turned away from.
        avoided_weights: float32 (a,), above 0.
        kept_away: int32, ascending, each once: songs not recommended, because they were named or liked, or
            played or skipped since yesterday.
    """

    songs: Rows
    weights: Float32
    avoided: Rows
    avoided_weights: Float32
    kept_away: Rows


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
    table = [(s.row, _KINDS.index(s.kind), s.age_days, s.count) for s in signals]
    rows, kinds, ages, counts = np.array(table, np.int64).reshape(-1, 4).T
    fresh = np.array([SEED_WEIGHT, like_weight, PLAY_WEIGHT, SKIP_WEIGHT])[kinds]
    faded = fresh * 0.5 ** (ages / np.array([HALF_LIFE_DAYS[kind] for kind in _KINDS])[kinds])
    weights = faded * np.log2(1 + counts)
    heaviest = _first_of_each(kinds, rows, np.lexsort((ages, -weights, rows, kinds)))
    bounds = faded * np.array([ORDINARY_DAY.get(kind, np.inf) for kind in _KINDS])[kinds]
    bounded = _bounded(weights[heaviest], bounds[heaviest], kinds[heaviest], ages[heaviest])
    of_song, place = np.unique(rows[heaviest], return_inverse=True)
    said = np.zeros((len(_KINDS), len(of_song)))
    said[kinds[heaviest], place] = bounded
    kept_away = np.unique(rows[(kinds <= _KINDS.index(Kind.LIKE)) | (ages <= 1)])
    return _joined(of_song.astype(np.int32), said, kept_away.astype(np.int32))


def _first_of_each(kinds: Int64, rows: Int64, order: Int64) -> Int64:
    """Of an order by kind and row the first of each pair: the heaviest, of equals the freshest."""
    fresh = np.ones(len(order), np.bool_)
    fresh[1:] = (np.diff(kinds[order]) != 0) | (np.diff(rows[order]) != 0)
    return order[fresh]


def _bounded(weights: Float64, bounds: Float64, kinds: Int64, ages: Int64) -> Float64:
    """The weights, those of one kind and day scaled down where together they pass its bound."""
    _, first, day = np.unique(ages * len(_KINDS) + kinds, return_index=True, return_inverse=True)
    totals = np.bincount(day, weights, len(first))
    bound = bounds[first]
    scales = np.divide(bound, totals, out=np.ones(len(first)), where=totals > bound)
    scaled: Float64 = weights * scales[day]
    return scaled


def _joined(rows: Rows, said: Float64, kept_away: Rows) -> Weighed:
    """What is said of each song, (kinds, songs), as one weight for or against it."""
    seed, like, play, skip = said
    chosen, heard = seed + like, play - skip
    pull = (chosen + np.where(chosen > 0, np.maximum(heard, 0), heard)).astype(np.float32)
    return Weighed(rows[pull > 0], pull[pull > 0], rows[pull < 0], -pull[pull < 0], kept_away)
