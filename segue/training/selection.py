"""Choosing the spectral settings on an inner validation split."""

import numpy as np

from segue.base.arrays import Float32
from segue.base.ids import IdMap
from segue.base.progress import SILENT, Progress, Task
from segue.factors.content import Content
from segue.factors.fold_in import LinearFoldIn
from segue.factors.interactions import Events
from segue.factors.space import ItemSpace
from segue.factors.spectral import SpectralConfig, SpectralTrainer
from segue.listening.splits import Holdout
from segue.training.evaluation import listener_values
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.measures import HEADLINE
from segue.training.rankers import SpaceRanker

SONG_EXPONENTS = (0.2, 0.3, 0.4)
POPULARITY_EXPONENTS = (0.0, 0.1, 0.2, 0.3)
DIMENSIONS = (64, 128, 256)
VALIDATION_LISTENERS = 1000
_VALIDATION_SEED = 1


def select_settings(
    events: Events, user_ids: IdMap, config: SpectralConfig, progress: Progress = SILENT
) -> SpectralConfig:
    """The config with the exponents and the dimensions that reach the best nDCG@20 on a validation split.

    The split is made inside ``events`` the way the real holdout is, which plays no part. First the exponents
    are chosen at the most dimensions, then the dimensions. A setting given explicitly stays. Ties go to the
    first tried; a log with nothing to hold out keeps the config as it is.
    """
    fraction = 0.2 if events.times is not None else min(0.1, VALIDATION_LISTENERS / max(len(user_ids), 1))
    inner = hold_out(events, user_ids, HoldoutPlan(fraction, _VALIDATION_SEED))
    if inner is None:
        return config
    fixed = config.model_fields_set
    songs = (config.song_exponent,) if "song_exponent" in fixed else SONG_EXPONENTS
    lifts = (config.popularity_exponent,) if "popularity_exponent" in fixed else POPULARITY_EXPONENTS
    sizes = (config.dimensions,) if "dimensions" in fixed else DIMENSIONS
    with progress.task("choosing settings", total=len(songs) * len(lifts) + len(sizes) - 1) as task:
        validation = _Validation(inner, config, task)
        for song in songs:
            fitted = config.model_copy(update={"song_exponent": song, "dimensions": sizes[-1]})
            validation.fit(fitted)
            for lift in lifts:
                validation.score(fitted.model_copy(update={"popularity_exponent": lift}))
        best = validation.best
        validation.fit(best)
        for size in sizes[:-1]:
            validation.score(best.model_copy(update={"dimensions": size}))
    return validation.best


class _Validation:
    """Scores configs on one split; ``best`` is the best so far.

    One fit serves every lift, which only scales the searched side, and every smaller size, since singular
    vectors come greatest first.
    """

    def __init__(self, split: Holdout, config: SpectralConfig, task: Task) -> None:
        self._train = split.train.combine()
        self._content = Content.unknown(self._train.n_songs)
        sample = split.truth.evenly(VALIDATION_LISTENERS)
        self._history, self._truth = split.history.take(sample), split.truth.take(sample)
        self._degrees: Float32 = np.maximum(self._train.song_counts, 1).astype(np.float32)[:, None]
        self._task = task
        self._best_score = -1.0
        self._fitted: SpectralConfig | None = None
        self.best = config

    def fit(self, config: SpectralConfig) -> None:
        config = config.model_copy(update={"popularity_exponent": 0.0})
        if config == self._fitted:
            return
        self._fitted = config
        model = SpectralTrainer(config).fit(self._train, self._content, SILENT)
        self._items, self._queries = model.space.item_vectors, model.space.arrays()["query_vectors"]

    def score(self, config: SpectralConfig) -> None:
        size = config.dimensions
        items = np.ascontiguousarray(self._items[:, :size] * self._degrees**config.popularity_exponent)
        space = ItemSpace(items, LinearFoldIn(np.ascontiguousarray(self._queries[:, :size])))
        values = listener_values(SpaceRanker(space), self._history, self._truth, (HEADLINE,))
        score = float(np.nanmean(values[HEADLINE]))
        if score > self._best_score:
            self._best_score, self.best = score, config
        self._task.note(f"best nDCG@20 {self._best_score:.4f}")
        self._task.advance()
