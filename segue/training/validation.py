"""Scoring settings on a split inside what may be learned from; the real holdout plays no part."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from segue.base.arrays import Float64
from segue.base.errors import DataError
from segue.base.hashing import hash64
from segue.base.progress import Progress
from segue.factors.trainer import TrainerConfig
from segue.listening.log import ListeningLog
from segue.training.evaluation import HeldOut, listener_values
from segue.training.fitting import Fitted, fit
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.rankers import SpaceRanker

VALIDATION_LISTENERS: Final = 1000
BLOCKS: Final = 40


class Validation:
    """A log split twice: the real holdout is set aside, and what is left is split the same way.

    Args:
        log: what is learned from.
        holdout: share of the log that `train` measures on.
        seed: of both splits.

    Raises :class:`DataError` for a log too small for it.
    """

    def __init__(self, log: ListeningLog, holdout: float, seed: int) -> None:
        self._log = log
        outer = hold_out(log.events, log.users, HoldoutPlan(holdout, seed)) if holdout > 0 else None
        events = log.events if outer is None else outer.train
        share = 0.2 if events.times is not None else min(0.2, VALIDATION_LISTENERS / len(log.users))
        # another seed than the holdout's: it would choose again the very listeners who are set aside
        inner = hold_out(events, log.users, HoldoutPlan(share, hash64(f"validation {seed}")))
        if inner is None:
            raise DataError(
                "The log is too small to tune on: nobody can be held out twice. Train with the defaults, "
                "or give a larger log."
            )
        self._inner = inner

    @property
    def protocol(self) -> dict[str, Any]:
        """How the inner split was made; plain values."""
        return self._inner.protocol

    def fit(self, config: TrainerConfig, progress: Progress) -> Fitted:
        """Train on what the inner split leaves. Raises what the trainer raises."""
        return fit(self._log, self._inner.train, config, progress=progress)

    def values(self, fitted: Fitted, metric: str) -> Iterator[Float64]:
        """What the metric gives, listeners in blocks: each float64 (b,), 0 … 1, b ≥ 1.

        At most :data:`VALIDATION_LISTENERS` listeners with something to find, in at most :data:`BLOCKS`
        blocks of nearly equal size. Each block is spread evenly over all listeners, and the blocks are the
        same whatever was fitted, so that two models may be compared block by block.

        Raises :class:`DataError` when no listener has anything to find.
        """
        everybody = HeldOut.known_to(self._inner, fitted.new_rows, len(fitted.songs))
        held_out = everybody.evaluated(VALIDATION_LISTENERS)
        ranker = SpaceRanker(fitted.model.space)
        n_listeners = held_out.truth.n_users
        n_blocks = min(BLOCKS, n_listeners)
        for block in range(n_blocks):
            rows = np.arange(block, n_listeners, n_blocks, dtype=np.int32)
            history, truth = held_out.history.take(rows), held_out.truth.take(rows)
            yield listener_values(ranker, history, truth, (metric,))[metric]
