"""Choosing the spectral exponents on an inner validation split."""

import numpy as np

from segue.base.ids import IdMap
from segue.base.progress import SILENT, Progress
from segue.factors import metrics
from segue.factors.interactions import Events, Interactions
from segue.factors.space import ItemSpace
from segue.factors.spectral import SpectralConfig, SpectralTrainer
from segue.listening.splits import by_listener
from segue.training.evaluation import rank_for

SONG_EXPONENTS = (0.2, 0.3, 0.4)
POPULARITY_EXPONENTS = (0.0, 0.1, 0.2, 0.3)
VALIDATION_LISTENERS = 1000
_VALIDATION_SEED = 1
_DEPTH = 20


def select_exponents(
    events: Events, user_ids: IdMap, config: SpectralConfig, progress: Progress = SILENT
) -> SpectralConfig:
    """The config with the song and popularity exponents that reach the best nDCG@20 on held-out listeners.

    Held out of ``events`` are at most :data:`VALIDATION_LISTENERS`, so the real holdout plays no part. An
    exponent that was set explicitly stays. Ties go to the first combination tried; a log with too few
    listeners to hold any out keeps the config as it is.
    """
    fraction = min(0.1, VALIDATION_LISTENERS / max(len(user_ids), 1))
    inner = by_listener(events, user_ids, fraction=fraction, seed=_VALIDATION_SEED)
    train = inner.train.combine()
    if len(train) == 0 or len(inner.truth) == 0:
        return config
    fixed = config.model_fields_set
    songs = (config.song_exponent,) if "song_exponent" in fixed else SONG_EXPONENTS
    lifts = (config.popularity_exponent,) if "popularity_exponent" in fixed else POPULARITY_EXPONENTS
    degrees = np.maximum(train.song_counts, 1).astype(np.float32)[:, None]
    best, best_score = config, -1.0
    with progress.task("choosing exponents", total=len(songs) * len(lifts)) as task:
        for song in songs:
            tried = config.model_copy(update={"song_exponent": song, "popularity_exponent": 0.0})
            space = SpectralTrainer(tried).fit(train, SILENT).space
            # the lift only scales the searched side, so one fit serves all of them
            for lift in lifts:
                lifted = ItemSpace(space.item_vectors * degrees**lift, space.fold_in)
                score = _mean_ndcg(lifted, inner.history, inner.truth)
                if score > best_score:
                    best_score = score
                    best = tried.model_copy(update={"popularity_exponent": lift})
                task.note(f"nDCG@20 {score:.4f}, best {best_score:.4f}")
                task.advance()
    return best


def _mean_ndcg(space: ItemSpace, history: Interactions, truth: Interactions) -> float:
    hit = metrics.hits(list(rank_for(space, history, _DEPTH)), truth, _DEPTH)
    return float(np.nanmean(metrics.ndcg(hit, np.diff(truth.indptr), _DEPTH)))
