"""What listeners do, and how much it says about their taste.

The weight of a signal is its weight when fresh, times ½ for every half-life that has passed. The signals of
one kind and one day together weigh no more than those of an ordinary day: beyond that, all of them are scaled
down alike. So what a day says rises with what is done, up to a bound, whatever the order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, log2
from typing import NamedTuple

import numpy as np

from segue.base.arrays import NO_ROWS, Float32, Rows

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


_KINDS = tuple(Kind)
_WEIGHTLESS: Float32 = np.empty(0, np.float32)
HALF_LIFE_DAYS = {Kind.SEED: 730.0, Kind.LIKE: 730.0, Kind.PLAY: 365.0, Kind.SKIP: 30.0}
ORDINARY_DAY = {Kind.LIKE: 5, Kind.PLAY: 20, Kind.SKIP: 20}
"""How many songs liked, played once or skipped once are an ordinary day. Seeds are named all at once."""
_ORDINARY = tuple(map(ORDINARY_DAY.get, _KINDS))


class Signal(NamedTuple):
    """One song and what the listener did with it. A tuple: a thousand are made in 0.3 ms, dataclasses in 1.

    Attributes:
        row: the song.
        kind: what was done.
        age_days: whole days since, by the calendar in UTC; at least 0.
        times: how often; above 1 for plays and skips alone.
    """

    row: int
    kind: Kind
    age_days: int = 0
    times: int = 1


_Said = dict[int, tuple[float, int]]
"""What is said of each song, and when: the negative of the days since."""


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
    said: tuple[_Said, ...] = ({}, {}, {}, {})
    faded: tuple[dict[int, float], ...] = ({}, {}, {}, {})
    kept_away = set()
    seed, like, play, _ = _KINDS
    for row, kind, age, times in signals:
        # asked one by one: to look an enum up takes longer
        number = 0 if kind is seed else 1 if kind is like else 2 if kind is play else 3
        own, fresh = said[number], faded[number].get(-age)
        if fresh is None:
            begun = (SEED_WEIGHT, like_weight, PLAY_WEIGHT, SKIP_WEIGHT)[number]
            fresh = faded[number][-age] = begun * 0.5 ** (age / HALF_LIFE_DAYS[kind])
        heard = fresh if times == 1 else fresh * log2(1 + times), -age
        if row not in own or heard > own[row]:
            own[row] = heard
        if number < 2 or age <= 1:
            kept_away.add(row)
    return _joined([*map(_bounded, said, _ORDINARY, faded)], kept_away)


def _bounded(songs: _Said, ordinary: int | None, fresh: Mapping[int, float]) -> dict[int, float]:
    """What is said of each song, that of one day scaled down where together it passes the bound.

    ``fresh`` is what one signal of a day weighs.
    """
    if ordinary is None or not songs:
        return {row: weight for row, (weight, _) in songs.items()}
    scales = dict.fromkeys(fresh, 1.0)
    days: dict[int, list[float]] = {}
    for weight, day in songs.values():
        days.setdefault(day, []).append(weight)
    for day, weights in days.items():
        # exact sums: the order of signals does not show
        total, bound = fsum(weights), ordinary * fresh[day]
        if total > bound:
            scales[day] = bound / total
    return {row: weight * scales[day] for row, (weight, day) in songs.items()}


def _joined(said: Sequence[Mapping[int, float]], kept_away: set[int]) -> Weighed:
    """What is said of each song, by kind, as one weight for or against it; some of them are kept away."""
    seed, like, play, skip = said
    songs = sorted({*seed, *like, *play, *skip})
    pulls = [seed.get(row, 0.0) + like.get(row, 0.0) for row in songs]
    if play or skip:
        heard = [play.get(row, 0.0) - skip.get(row, 0.0) for row in songs]
        pulls = [
            pull + (max(more, 0.0) if pull > 0 else more) for pull, more in zip(pulls, heard, strict=True)
        ]
    rows, pull = np.array(songs, np.int32), np.array(pulls, np.float32)
    away = rows if len(kept_away) == len(songs) else ascending(kept_away)
    if not skip and np.count_nonzero(pull) == len(songs):
        return Weighed(rows, pull, NO_ROWS, _WEIGHTLESS, away)
    for_, against = pull > 0, pull < 0
    return Weighed(rows[for_], pull[for_], rows[against], -pull[against], away)


def ascending(rows: Collection[int]) -> Rows:
    """Rows in order, each once: int32."""
    return np.array(sorted(set(rows)), np.int32) if rows else NO_ROWS
