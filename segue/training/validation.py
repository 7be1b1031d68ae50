"""Scoring settings on splits inside what may be learned from; the real holdout plays no part."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from segue.base.arrays import Float64
from segue.base.errors import DataError
from segue.base.hashing import hash64
from segue.base.progress import Progress
from segue.factors.interactions import Events
from segue.factors.trainer import TrainerConfig
from segue.listening.log import ListeningLog
from segue.listening.splits import Holdout
from segue.training.evaluation import HeldOut, listener_values
from segue.training.fitting import Fitted, fit
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.rankers import SpaceRanker

VALIDATION_LISTENERS: Final = 1000
"""About how many listeners a value is the mean of, where there are so many."""
MOST_SPLITS: Final = 3
BLOCKS: Final = 40


class Validation:
    """A log split twice: the real holdout is set aside, and what is left is split the same way.

    A log with dates is split once, by time. One without is split by listeners, up to three times while a
    split has few of them: each costs a fit, and three nearly halve the noise of one.

    Args:
        log: what is learned from.
        holdout: share of the log that `train` measures on.
        seed: of all splits.

    Raises :class:`DataError` for a log too small for it.
    """

    def __init__(self, log: ListeningLog, holdout: float, seed: int) -> None:
        self._log = log
        outer = hold_out(log.events, log.users, HoldoutPlan(holdout, seed)) if holdout > 0 else None
        events = log.events if outer is None else outer.train
        first = self._split(events, seed, 0)
        wanted = 1 if events.times is not None else round(VALIDATION_LISTENERS / len(first.listeners))
        others = (self._split(events, seed, number) for number in range(1, min(wanted, MOST_SPLITS)))
        self._splits = [first, *others]

    @property
    def protocol(self) -> dict[str, Any]:
        """How the first split was made, and how many like it there are; plain values."""
        return self._splits[0].protocol | {"splits": len(self._splits)}

    def values(self, config: TrainerConfig, metric: str, progress: Progress) -> Iterator[Float64]:
        """Fit to each split in turn and give the metric of its listeners in blocks, float64 (b,) each, 0 … 1.

        About :data:`VALIDATION_LISTENERS` listeners with something to find and :data:`BLOCKS` blocks of
        nearly equal size at most, over all splits. Each block is spread evenly over the listeners of its
        split, and blocks are the same whatever the config, so that two may be compared block by block.

        Raises what the trainer raises.
        """
        for split in self._splits:
            yield from self._blocks(fit(self._log, split.train, config, progress=progress), split, metric)

    def _split(self, events: Events, seed: int, number: int) -> Holdout:
        n_listeners = len(np.unique(events.user_rows))
        share = 0.2 if events.times is not None else min(0.2, VALIDATION_LISTENERS / n_listeners)
        # another seed than the holdout's: it would choose again the very listeners who are set aside
        plan = HoldoutPlan(share, hash64(f"validation {number} of seed {seed}"))
        split = hold_out(events, self._log.users, plan)
        if split is None or not np.isin(split.truth.song_rows, split.train.song_rows).any():
            raise DataError(
                "The log is too small to tune on: nobody can be held out twice. Train with the defaults, "
                "or give a larger log."
            )
        return split

    def _blocks(self, fitted: Fitted, split: Holdout, metric: str) -> Iterator[Float64]:
        everybody = HeldOut.known_to(split, fitted.new_rows, len(fitted.songs))
        held_out = everybody.evaluated(-(-VALIDATION_LISTENERS // len(self._splits)))
        ranker = SpaceRanker(fitted.model.space)
        n_listeners = held_out.truth.n_users
        n_blocks = min(BLOCKS // len(self._splits), n_listeners)
        for block in range(n_blocks):
            rows = np.arange(block, n_listeners, n_blocks, dtype=np.int32)
            history, truth = held_out.history.take(rows), held_out.truth.take(rows)
            yield listener_values(ranker, history, truth, (metric,))[metric]
