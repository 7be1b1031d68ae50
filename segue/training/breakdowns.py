"""A holdout in parts: by how much is known of a listener, by how popular the songs to be found are."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from segue.base.arrays import Float64, Int64, Rows
from segue.base.progress import Task
from segue.factors.interactions import Interactions
from segue.factors.metrics import hits
from segue.training.measures import depth_of, ranking_values, summarised
from segue.training.rankers import Ranker, ranked
from segue.training.scores import Breakdown, Level, Score

LEVEL_METRICS: Final = ("recall@20", "ndcg@20")
KNOWN_SONGS: Final = (0, 1, 2, 3, 5, 10, 20)
"""How many songs are known at the levels of the sweep; one level more knows all."""
SWEPT_LISTENERS: Final = 2000
RARE: Final = 5
"""A song with no more listeners than this is rare."""
BANDS: Final = ("most heard third", "middle third", "least heard third", f"at most {RARE} listeners")

_Values = dict[tuple[str, str, str], Float64]
"""Level, system and metric → values (m,) of the same m listeners; NaN for one who is not in the level."""


def sweep_size(history: Interactions) -> int:
    """How many rankings :func:`by_known_songs` asks of each system."""
    return min(SWEPT_LISTENERS, history.n_users) * (len(KNOWN_SONGS) + 1)


def by_known_songs(
    systems: Mapping[str, Ranker], history: Interactions, truth: Interactions, seed: int, task: Task
) -> Breakdown:
    """Quality by how many songs of a listener are known; songs to be found and listeners stay the same.

    Of at most :data:`SWEPT_LISTENERS` listeners, evenly spread, a level knows the first so many songs (all,
    where there are fewer) of an order drawn from ``seed``, so that each level knows what the one before did.
    Songs of the history that a level does not know may be recommended, and count as misses.
    """
    swept = history.evenly(SWEPT_LISTENERS)
    history, truth = history.take(swept), truth.take(swept)
    places = history.drawn_places(seed)
    known = {str(count): history.where(places < count) for count in KNOWN_SONGS} | {"all": history}
    n_relevant = np.diff(truth.indptr)
    values: _Values = {}
    for label, part in known.items():
        for system, ranker in systems.items():
            lists = ranked(ranker, part, depth_of(LEVEL_METRICS), task)
            named = ranking_values(hits(lists, truth), n_relevant, LEVEL_METRICS)
            values |= {(label, system, metric): column for metric, column in named.items()}
    return _breakdown("known songs", values, seed)


def by_popularity(lists: Mapping[str, Rows], truth: Interactions, popularity: Int64, seed: int) -> Breakdown:
    """Quality in finding songs of each popularity band: hits and songs to find are only those of the band.

    The most heard songs that together have a third of all (listener, song) pairs of the training, those of
    the next third, of the last, and apart from them the rare ones.

    Args:
        lists: system → int32 (m, K) of whole-catalogue rankings.
        truth: m listeners' songs to be found.
        popularity: int64 (n,), listeners in training.
        seed: of the bootstrap.
    """
    bands = _bands(popularity)
    values: _Values = {}
    for band, label in enumerate(BANDS):
        wanted = truth.where(bands[truth.song_rows] == band)
        for system, shown in lists.items():
            named = ranking_values(hits(shown, wanted), np.diff(wanted.indptr), LEVEL_METRICS)
            values |= {(label, system, metric): column for metric, column in named.items()}
    return _breakdown("popularity band", values, seed)


def by_activity(values: Mapping[str, Mapping[str, Float64]], sizes: Int64, seed: int) -> Breakdown:
    """Quality by how many songs listeners know: thirds of them, those who know equally many together.

    Args:
        values: system → metric → (m,), :data:`LEVEL_METRICS` among them.
        sizes: int64 (m,), known songs.
        seed: of the bootstrap.
    """
    bounds = np.quantile(sizes, [1 / 3, 2 / 3])
    thirds = np.searchsorted(bounds, sizes)
    parts: _Values = {}
    for third in np.unique(thirds):
        inside = thirds == third
        label = _span(int(sizes[inside].min()), int(sizes[inside].max()))
        for system, named in values.items():
            for metric in LEVEL_METRICS:
                parts[label, system, metric] = np.where(inside, named[metric], np.nan)
    return _breakdown("listener activity", parts, seed)


def _breakdown(name: str, values: _Values, seed: int) -> Breakdown:
    """Put levels together in the order of ``values``; one that nobody is in is left out."""
    scores = summarised(values, seed)
    levels: dict[str, dict[str, dict[str, Score]]] = {}
    sizes: dict[str, int] = {}
    for (label, system, metric), score in scores.items():
        levels.setdefault(label, {}).setdefault(system, {})[metric] = score
        sizes[label] = int(np.count_nonzero(~np.isnan(values[label, system, metric])))
    return Breakdown(
        name=name,
        levels=[
            Level(label=label, n_listeners=sizes[label], systems=systems) for label, systems in levels.items()
        ],
    )


def _bands(popularity: Int64) -> Int64:
    """int64 (n,): the band of each song, a row of :data:`BANDS`."""
    order = np.argsort(-popularity, kind="stable")
    before = np.cumsum(popularity[order]) - popularity[order]
    bands = np.empty(len(popularity), np.int64)
    bands[order] = 3 * before // max(int(popularity.sum()), 1)
    bands[popularity <= RARE] = len(BANDS) - 1
    return bands


def _span(low: int, high: int) -> str:
    if low < high:
        return f"{low} to {high} songs"
    return "1 song" if low == 1 else f"{low} songs"
