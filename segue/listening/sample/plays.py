"""What listeners play: each session follows one taste, and many plays are replays."""

import numpy as np

from segue.base.arrays import Float64, Int64, Rows
from segue.base.progress import SILENT, Progress
from segue.factors.interactions import Events
from segue.listening.sample.catalogue import Catalogue
from segue.listening.sample.draws import Draws
from segue.listening.sample.habits import Sessions
from segue.listening.sample.settings import LOG_END, SampleSettings
from segue.listening.sample.tastes import MOST_TASTES, Tastes, song_weights

_TASTES_AT_ONCE = 256
_LONGEST_GAP_SECONDS = 12


def make_plays(
    catalogue: Catalogue,
    tastes: Tastes,
    sessions: Sessions,
    settings: SampleSettings,
    progress: Progress = SILENT,
) -> Events:
    """Let every listener play through their sessions.

    Returns:
        One event per play, weight 1, ordered by time (ties by listener). A listener plays one song at a time.
    """
    draws = Draws(settings.seed, "plays")
    session_tastes = draws.weighted_in(
        tastes.weights_at(sessions.listener_rows, sessions.starts), np.arange(len(sessions), dtype=np.int32)
    )
    session_rows = np.repeat(np.arange(len(sessions)), sessions.n_plays)
    listener_rows = sessions.listener_rows[session_rows]
    # One key per (listener, taste): plays of a key in the order of time make up its history.
    keys = listener_rows.astype(np.int64) * MOST_TASTES + session_tastes[session_rows]
    history = np.argsort(keys, kind="stable")
    sources = _sources(draws, keys[history], _replay_shares(draws, settings)[listener_rows[history]])
    fresh = np.flatnonzero(sources == np.arange(len(sources)))
    played = np.empty(len(keys), np.int32)
    played[fresh] = _fresh_songs(catalogue, tastes, keys[history[fresh]], draws, progress)
    song_rows = np.empty(len(keys), np.int32)
    song_rows[history] = played[sources]

    times = _times(
        draws, sessions, session_rows, catalogue.songs.duration_seconds.astype(np.int64)[song_rows]
    )
    within = np.flatnonzero(times < LOG_END)
    order = within[np.argsort(times[within], kind="stable")]
    return Events(
        listener_rows[order],
        song_rows[order],
        np.ones(len(order), np.float32),
        times[order],
        settings.n_listeners,
        len(catalogue),
    )


def _replay_shares(draws: Draws, settings: SampleSettings) -> Float64:
    """float64 (n_listeners,): the share of replays, between one in five and two in three."""
    return 0.2 + 0.46 * draws.unit(settings.n_listeners)


def _sources(draws: Draws, keys: Int64, replay_shares: Float64) -> Int64:
    """For plays grouped by key: the first play of the song each one repeats, itself when it repeats none.

    A replay picks an earlier play of its group, recent ones more often; so what was played much is played
    more (H. A. Simon, "On a class of skew distribution functions", 1955).
    """
    n = len(keys)
    positions = np.arange(n)
    firsts = np.maximum.accumulate(np.where(np.diff(keys, prepend=-1) != 0, positions, 0))
    lean = draws.unit(n)
    back = 1 + np.floor(lean * lean * (positions - firsts)).astype(np.int64)
    replays = (draws.unit(n) < replay_shares) & (positions > firsts)
    sources = np.where(replays, np.maximum(positions - back, firsts), positions)
    while True:  # follow each chain of replays to its start, doubling the step each round
        further = sources[sources]
        if np.array_equal(further, sources):
            return sources
        sources = further


def _fresh_songs(catalogue: Catalogue, tastes: Tastes, keys: Int64, draws: Draws, progress: Progress) -> Rows:
    """int32 (n,): a song drawn from the taste of each key; keys ascend."""
    songs = np.empty(len(keys), np.int32)
    active, columns = np.unique(keys, return_inverse=True)
    with progress.task("Letting invented listeners play", len(active)) as task:
        for first in range(0, len(active), _TASTES_AT_ONCE):
            some = active[first : first + _TASTES_AT_ONCE]
            low, high = np.searchsorted(columns, [first, first + len(some)])
            listener_rows, taste_columns = (part.astype(np.int32) for part in np.divmod(some, MOST_TASTES))
            weights = song_weights(catalogue, tastes, listener_rows, taste_columns)
            songs[low:high] = draws.weighted_in(weights, (columns[low:high] - first).astype(np.int32))
            task.advance(len(some))
    return songs


def _times(draws: Draws, sessions: Sessions, session_rows: Int64, seconds: Int64) -> Int64:
    """When each play begins: at its session's start, but never before the song before it has ended."""
    lasting = seconds + draws.below(_LONGEST_GAP_SECONDS, len(seconds))
    before = np.cumsum(lasting) - lasting
    # A queue: begin[i] = before[i] + max over j ≤ i of (start[j] − before[j]), apart for every listener.
    apart = sessions.listener_rows[session_rows].astype(np.int64) << 40
    begins: Int64 = np.maximum.accumulate(sessions.starts[session_rows] - before + apart)
    begins += before - apart
    return begins
