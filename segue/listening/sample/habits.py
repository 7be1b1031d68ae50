"""When listeners listen: how much, over which months, on which days and at which hours."""

from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Int64, Rows
from segue.listening.sample.draws import Draws
from segue.listening.sample.settings import LOG_END, LOG_START, SampleSettings

DAY_SECONDS = 86_400
_N_DAYS = (LOG_END - LOG_START) // DAY_SECONDS
_FIRST_WEEKDAY = (LOG_START // DAY_SECONDS + 3) % 7  # 1970-01-01 was a Thursday; 0 is Monday
_SESSION_PLAYS = 9
_MOST_PLAYS = 20  # times the mean
_FEWEST_PLAYS = 5

# Weights of the seven weekdays from Monday, and of six stretches of four hours from midnight.
_RHYTHMS = (
    ((10, 10, 10, 10, 9, 4, 4), (0, 8, 3, 2, 9, 3)),  # on the way to work and back
    ((9, 9, 9, 9, 8, 2, 1), (0, 2, 9, 9, 3, 1)),  # at the desk
    ((6, 6, 6, 6, 8, 8, 7), (1, 1, 2, 3, 8, 10)),  # evenings
    ((4, 4, 4, 5, 9, 10, 6), (10, 1, 1, 2, 4, 9)),  # at night
    ((1, 1, 1, 1, 4, 10, 10), (2, 2, 6, 7, 7, 6)),  # weekends
)


@dataclass(frozen=True, eq=False)
class Sessions:
    """Stretches of listening, ordered by listener, then by start.

    Attributes:
        listener_rows: int32 (n,).
        starts: int64 (n,), unix seconds within the log.
        n_plays: int64 (n,), at least 1.
    """

    listener_rows: Rows
    starts: Int64
    n_plays: Int64

    def __len__(self) -> int:
        return len(self.starts)


def make_sessions(settings: SampleSettings) -> Sessions:
    """Invent the sessions of all listeners."""
    draws = Draws(settings.seed, "habits")
    listener_rows, n_plays = _lengths(draws, settings)
    rhythms = draws.below(len(_RHYTHMS), settings.n_listeners)[listener_rows]
    days = _days(draws, settings, listener_rows, rhythms)
    stretches = np.array([hours for _, hours in _RHYTHMS], np.int64)
    hours = 4 * draws.weighted_in(stretches, rhythms.astype(np.int32))
    within = draws.below(4 * 3600, len(rhythms))
    starts = LOG_START + days * DAY_SECONDS + hours * 3600 + within
    order = np.lexsort((starts, listener_rows))
    return Sessions(listener_rows[order], starts[order], n_plays[order])


def _lengths(draws: Draws, settings: SampleSettings) -> tuple[Rows, Int64]:
    """The listener and the number of plays of each session."""
    n, mean = settings.n_listeners, settings.plays_per_listener
    # Lomax with exponent 2 and mean 1: half the listeners play less than 0.41 times the mean.
    activity = np.minimum(1.0 / np.sqrt(1.0 - draws.unit(n)) - 1.0, _MOST_PLAYS)
    plays = _FEWEST_PLAYS + np.floor(max(mean - _FEWEST_PLAYS, 0) * activity).astype(np.int64)
    listeners = np.repeat(np.arange(n, dtype=np.int32), plays)
    begins = draws.unit(len(listeners)) < 1.0 / _SESSION_PLAYS
    begins[np.cumsum(plays) - plays] = True
    at = np.flatnonzero(begins)
    return listeners[at], np.diff(at, append=len(listeners))


def _days(draws: Draws, settings: SampleSettings, listener_rows: Rows, rhythms: Int64) -> Int64:
    """The day of each session, counted from the log's first, while its listener is there."""
    n = settings.n_listeners
    joined = np.where(draws.unit(n) < 0.45, 0, draws.below(_N_DAYS - 60, n))
    left = np.where(draws.unit(n) < 0.75, _N_DAYS, joined + 30 + draws.below(_N_DAYS - 30 - joined, n))
    weekdays = (np.arange(_N_DAYS) + _FIRST_WEEKDAY) % 7
    by_rhythm = np.array([days for days, _ in _RHYTHMS], np.int64)[:, weekdays]
    passed = np.pad(np.cumsum(by_rhythm, axis=1), ((0, 0), (1, 0)))
    low = passed[rhythms, joined[listener_rows]]
    high = passed[rhythms, left[listener_rows]]
    target = low + draws.below(high - low, len(low))
    days = np.empty(len(target), np.int64)
    for rhythm in range(len(_RHYTHMS)):
        mine = rhythms == rhythm
        days[mine] = np.searchsorted(passed[rhythm], target[mine], side="right") - 1
    return days
