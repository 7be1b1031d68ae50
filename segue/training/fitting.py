"""Fitting: from events to a model over the songs and listeners that stand in them."""

from dataclasses import dataclass, replace

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.base.ids import IdMap
from segue.base.progress import SILENT, Progress
from segue.base.songs import Songs
from segue.factors.content import Content
from segue.factors.facts import first_days
from segue.factors.interactions import Events, Interactions
from segue.factors.trainer import Model, TrainerConfig
from segue.listening.log import ListeningLog
from segue.listening.splits import Holdout
from segue.training.content import content_of
from segue.training.few_signals import cluster, learn_weights, with_few_signals
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.trainers import make_trainer

LEAST_LISTENERS = 40
"""A log with fewer has no clusters of listeners worth the name."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model over the songs and listeners of its events.

    Attributes:
        name: of the trainer.
        model: its space has one row per song.
        songs: n songs.
        content: of the same songs.
        listeners: ids of the m listeners.
        pairs: m listeners over n songs.
        first_days: int32 (n,), see :class:`segue.factors.facts.Facts`.
        new_rows: int32, the row of each song of the log here, −1 for one that does not stand in the events.
    """

    name: str
    model: Model
    songs: Songs
    content: Content
    listeners: IdMap
    pairs: Interactions
    first_days: Rows
    new_rows: Rows


def fit(
    log: ListeningLog,
    events: Events,
    config: TrainerConfig,
    weights: Float32 | None = None,
    *,
    seed: int = 0,
    progress: Progress = SILENT,
) -> Fitted:
    """Train on some events of a log, and blend in few signals where there are ``weights`` for them.

    ``seed`` is that of the clusters. Raises what the trainer raises.
    """
    pairs = events.combine()
    heard = np.flatnonzero(pairs.song_counts)
    new_rows = np.full(pairs.n_songs, -1, np.int32)
    new_rows[heard] = np.arange(len(heard), dtype=np.int32)
    active = np.flatnonzero(np.diff(pairs.indptr)).astype(np.int32)
    pairs = pairs.take(active).with_songs(new_rows, len(heard))
    songs = log.songs if len(heard) == len(log.songs) else log.songs.take(heard.astype(np.int32))
    content = content_of(songs)
    trainer = make_trainer(config)
    model = trainer.fit(pairs, content, progress)
    model = replace(model, space=with_few_signals(model.space, pairs, weights, seed=seed))
    listeners = IdMap.of(log.users.ids.take(active.tolist()))
    return Fitted(trainer.name, model, songs, content, listeners, pairs, first_days(events)[heard], new_rows)


def few_signal_weights(
    log: ListeningLog, events: Events, config: TrainerConfig, seed: int, progress: Progress
) -> Float32 | None:
    """Weights learned on a split inside ``events``, made the way the real holdout is.

    ``None`` where there are too few listeners for clusters, or nothing to hold out.
    """
    inner = inner_split(events, log.users, seed)
    if inner is None:
        return None
    fitted = fit(log, inner.train, config, progress=progress)
    if fitted.pairs.n_users < LEAST_LISTENERS:
        return None
    n_songs = len(fitted.songs)
    truth = inner.truth.with_songs(fitted.new_rows, n_songs)
    able = np.flatnonzero(np.diff(truth.indptr)).astype(np.int32)
    if len(able) == 0:
        return None
    history = inner.history.with_songs(fitted.new_rows, n_songs).take(able)
    clusters = cluster(fitted.model.space, fitted.pairs, seed=seed)
    return learn_weights(
        fitted.model.space, clusters, history, truth.take(able), seed=seed, progress=progress
    )


def inner_split(events: Events, users: IdMap, seed: int) -> Holdout | None:
    """A validation split inside what may be learned from, as the holdout; ``seed`` is that of the holdout."""
    fraction = 0.2 if events.times is not None else 0.1
    # with the same seed it would choose among the very listeners who are set aside already
    return hold_out(events, users, HoldoutPlan(fraction, seed + 1))
