"""The true tastes of the listeners, which the log only hints at."""

from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Float64, Int64, Rows
from segue.listening.sample.catalogue import Catalogue
from segue.listening.sample.draws import Draws, nearness
from segue.listening.sample.settings import LOG_END, LOG_START, SampleSettings

MOST_TASTES = 4
_TASTES_OF_LISTENERS = np.array([18, 34, 30, 18])  # percent with one, two, three, four
_RELATED_SHARE = 0.5
_SAME_GENRE, _NEAR_GENRE, _ANY_GENRE = 0.16, 0.04, 0.006
_ERA_YEARS, _MOOD_WIDTH = 9.0, 0.2
_SCALE = 2.0**30


@dataclass(frozen=True, eq=False)
class Tastes:
    """Up to four tastes of each listener; a taste is a scene, an era and a mood.

    Attributes:
        scene_rows: int32 (n_listeners, 4).
        years: float64 (n_listeners, 4), the middle of the era.
        moods: float64 (n_listeners, 4, 2).
        start_weights: int64 (n_listeners, 4), how strong the taste is when the log starts; 0: not yet there.
        end_weights: int64 (n_listeners, 4), the same when it ends; between, the strength moves evenly.
        depth: float64 (n_listeners,), from 0 (plays the hits) to 1 (digs for what few know).
    """

    scene_rows: Rows
    years: Float64
    moods: Float64
    start_weights: Int64
    end_weights: Int64
    depth: Float64

    def weights_at(self, listener_rows: Rows, times: Int64) -> Int64:
        """int64 (k, 4): the strength of the tastes of listeners at moments (unix seconds) within the log."""
        passed = (times - LOG_START)[:, None]
        left = LOG_END - LOG_START - passed
        return self.start_weights[listener_rows] * left + self.end_weights[listener_rows] * passed

    def scene_shares(self, n_scenes: int) -> Float64:
        """float64 (n_listeners, n_scenes): tastes by scene over the whole log; rows sum to 1."""
        strength = self.start_weights + self.end_weights
        table: Float64 = np.zeros((len(strength), n_scenes))
        np.add.at(table, (np.arange(len(strength))[:, None], self.scene_rows), strength)
        table /= strength.sum(axis=1)[:, None]
        return table


def make_tastes(catalogue: Catalogue, settings: SampleSettings) -> Tastes:
    """Invent tastes: each grows from a song the listener once fell for."""
    draws = Draws(settings.seed, "tastes")
    n = settings.n_listeners
    first_songs, later_songs = _anchor_weights(catalogue)
    anchors = np.empty((n, MOST_TASTES), np.int32)
    anchors[:, 0] = draws.weighted(first_songs, n)
    for taste in range(1, MOST_TASTES):
        related = draws.weighted_in(later_songs, catalogue.scene_rows[anchors[:, 0]])
        anchors[:, taste] = np.where(draws.unit(n) < _RELATED_SHARE, related, draws.weighted(first_songs, n))

    size = n * MOST_TASTES
    mood_shift = 0.1 * np.stack([draws.bell(size), draws.bell(size)], axis=1)
    start, end = _strengths(draws, n)
    return Tastes(
        scene_rows=catalogue.scene_rows[anchors],
        years=catalogue.songs.year[anchors] + 4.0 * draws.bell(size).reshape(n, MOST_TASTES),
        moods=catalogue.moods[anchors] + mood_shift.reshape(n, MOST_TASTES, 2),
        start_weights=start,
        end_weights=end,
        depth=draws.unit(n),
    )


def song_weights(catalogue: Catalogue, tastes: Tastes, listener_rows: Rows, taste_columns: Rows) -> Int64:
    """How much some tastes care for every song, next to each other.

    A weight is fame × closeness of scene × nearness of era × nearness of mood; depth takes the root of fame.

    Args:
        catalogue: The songs.
        tastes: Of all listeners.
        listener_rows: int32 (k,).
        taste_columns: int32 (k,), which of each listener's tastes.

    Returns:
        int64 (k, n_songs), 0 … 2³⁰; a probability once divided by the sum of its row.
    """
    scenes = tastes.scene_rows[listener_rows, taste_columns]
    years = tastes.years[listener_rows, taste_columns]
    moods = tastes.moods[listener_rows, taste_columns]
    depth = tastes.depth[listener_rows][:, None]
    closeness = scene_closeness(catalogue)[scenes][:, catalogue.scene_rows]
    across = (catalogue.moods[:, 0] - moods[:, :1]) / _MOOD_WIDTH
    along = (catalogue.moods[:, 1] - moods[:, 1:]) / _MOOD_WIDTH
    fit = nearness(catalogue.songs.year - years[:, None], _ERA_YEARS) / (
        1.0 + across * across + along * along
    )
    appeal = (1.0 - depth) * catalogue.fame + depth * 0.12 * np.sqrt(catalogue.fame)
    return np.rint(_SCALE * closeness * fit * appeal).astype(np.int64)


def scene_closeness(catalogue: Catalogue) -> Float64:
    """float64 (n_scenes, n_scenes): 1 for a scene itself, less within its genre, little for near genres."""
    genre_rows = catalogue.scene_genre_rows
    names = [genre.name for genre in catalogue.genres]
    near = np.full((len(names), len(names)), _ANY_GENRE)
    for row, genre in enumerate(catalogue.genres):
        columns = [names.index(name) for name in genre.near if name in names]
        near[row, columns] = near[columns, row] = _NEAR_GENRE
    np.fill_diagonal(near, _SAME_GENRE)
    closeness = near[genre_rows][:, genre_rows]
    np.fill_diagonal(closeness, 1.0)
    return closeness


def _anchor_weights(catalogue: Catalogue) -> tuple[Int64, Int64]:
    """int64 (n_songs,) for a first taste and (n_scenes, n_songs) for one related to a scene."""
    known = np.sqrt(catalogue.fame)
    related = np.sqrt(scene_closeness(catalogue))[:, catalogue.scene_rows] * known
    return np.rint(_SCALE * known).astype(np.int64), np.rint(_SCALE * related).astype(np.int64)


def _strengths(draws: Draws, n: int) -> tuple[Int64, Int64]:
    """Strengths at start and end; the first taste is always there, a later one may come or go."""
    counts = 1 + draws.weighted(_TASTES_OF_LISTENERS, n)
    present = np.arange(MOST_TASTES) < counts[:, None]
    size = n * MOST_TASTES
    start = (1 + draws.below(9, size)).reshape(n, MOST_TASTES) * present
    end = (1 + draws.below(9, size)).reshape(n, MOST_TASTES) * present
    fate = draws.unit(size).reshape(n, MOST_TASTES)
    later = np.arange(MOST_TASTES) > 0
    start[later & (fate < 0.15)] = 0
    end[later & (fate > 0.85)] = 0
    return start, end
