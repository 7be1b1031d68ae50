"""The ``svd`` trainer: Surprise's SVD, trained for ranking.

Surprise's usual recipe fits observed play counts and ranks worse than popularity. The same class ranks well
when it is shown what was *not* played: targets 1 for pairs in the log and 0 for sampled ones, no biases, and
a listener folded in by ridge afterwards. docs/training/svd.md has the figures.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field
from surprise import SVD, Trainset

from segue.base.arrays import Float64, Int64
from segue.base.errors import DataError
from segue.base.progress import Progress, Task
from segue.factors.content import Content
from segue.factors.fold_in import RidgeFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.trainer import Between, Model, Need, OneOf, TrainerConfig

_CHUNK_PAIRS = 50_000
"""Pairs expanded with their negatives at once; bounds memory, whatever the size of the log."""


class SvdConfig(TrainerConfig):
    """Settings of the ``svd`` trainer. All of them change answers."""

    dimensions: Annotated[
        int, Field(ge=1, le=4096, description="Factors of a vector."), OneOf((64, 128, 256))
    ] = 128
    epochs: Annotated[int, Field(ge=1, le=1000, description="Passes over the log.")] = 30
    negatives: Annotated[
        int, Field(ge=1, le=100, description="Sampled zeros per pair and epoch."), Between(4, 12, step=2)
    ] = 8
    negative_exponent: Annotated[
        float,
        Field(ge=0, le=2, description="Negatives are drawn ∝ popularity to this power."),
        Between(0.0, 1.0),
    ] = 0.5
    learning_rate: Annotated[
        float, Field(gt=0, le=1, description="Step size of SGD."), Between(0.02, 0.1, log=True)
    ] = 0.05
    regularization: Annotated[
        float, Field(ge=0, le=10, description="L2 on both sides in SGD."), Between(0.005, 0.05, log=True)
    ] = 0.02
    unobserved_weight: Annotated[
        float,
        Field(ge=0, le=1, description="Fold-in: how much a song not named counts as a zero."),
        Between(0.01, 0.3, log=True),
    ] = 0.05
    fold_in_regularization: Annotated[
        float, Field(gt=0, le=1e6, description="Fold-in: λ."), Between(0.1, 10.0, log=True)
    ] = 1.0
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="Of every random draw.")] = 0


class SvdTrainer:
    """Surprise's SVD over observed pairs and sampled zeros; listeners by ridge fold-in.

    Needs: pairs. Uses neither counts nor dates.
    """

    name: ClassVar[str] = "svd"
    needs: ClassVar[frozenset[Need]] = frozenset()

    def __init__(self, config: SvdConfig | None = None) -> None:
        self.config = config or SvdConfig()

    def fit(self, interactions: Interactions, content: Content, progress: Progress) -> Model:  # noqa: ARG002 - the protocol
        """Train; state holds ``user_vectors`` float32 (n_users, d)."""
        if len(interactions) == 0:
            raise DataError("There is nothing to train on: the log has no (listener, song) pair.")
        config = self.config
        algorithm = SVD(
            n_factors=config.dimensions,
            n_epochs=config.epochs,
            biased=False,
            lr_all=config.learning_rate,
            reg_all=config.regularization,
            random_state=config.seed,
        )
        with progress.task("training svd", total=len(interactions) * config.epochs) as task:
            algorithm.fit(SampledTrainset(interactions, config, task))
        item_vectors = np.ascontiguousarray(algorithm.qi, np.float32)
        # Surprise starts every vector at random; a song nobody played must not keep that noise
        item_vectors[interactions.song_counts == 0] = 0
        if not (np.isfinite(item_vectors).all() and np.isfinite(algorithm.pu).all()):
            raise DataError("Training diverged: lower learning_rate or raise regularization.")
        fold_in = RidgeFoldIn.of(item_vectors, config.unobserved_weight, config.fold_in_regularization)
        return Model(ItemSpace(item_vectors, fold_in), {"user_vectors": algorithm.pu.astype(np.float32)})


class SampledTrainset(Trainset):  # type: ignore[misc] # Surprise ships no types
    """A Surprise trainset over arrays that draws its zeros anew in every epoch.

    Surprise asks ``all_ratings()`` once an epoch and reads nothing else, so the pairs never become
    dictionaries of lists, and the loop over them stays in Surprise's compiled code.
    """

    def __init__(self, interactions: Interactions, config: SvdConfig, task: Task) -> None:
        super().__init__({}, {}, interactions.n_users, interactions.n_songs, 0, (0, 1), {}, {})
        self._pairs = interactions
        self._config = config
        self._task = task
        self._generator = np.random.default_rng(config.seed)
        self._cumulative = _negative_distribution(interactions, config.negative_exponent)

    @property
    def global_mean(self) -> float:
        """Unused by an unbiased SVD."""
        return 0.0

    def all_ratings(self) -> Iterator[tuple[int, int, float]]:
        """One epoch: every pair once as 1 and ``negatives`` sampled songs as 0, in random order.

        Python runs once a chunk: what is handed to Surprise's loop is a chain of zipped buffers, all C.
        """
        return chain.from_iterable(self._chunks())

    def _chunks(self) -> Iterator[Iterator[tuple[int, int, float]]]:
        order = self._generator.permutation(len(self._pairs))
        for start in range(0, len(order), _CHUNK_PAIRS):
            chosen = order[start : start + _CHUNK_PAIRS]
            yield self._samples(chosen)
            self._task.advance(len(chosen))

    def _samples(self, chosen: Int64) -> Iterator[tuple[int, int, float]]:
        """User, song and target of the pairs ``chosen`` and of their zeros, shuffled."""
        songs = np.empty((len(chosen), 1 + self._config.negatives), np.int32)
        songs[:, 0] = self._pairs.song_rows[chosen]
        draws = self._generator.random((len(chosen), self._config.negatives))
        songs[:, 1:] = np.searchsorted(self._cumulative, draws, side="right")
        targets = np.zeros(songs.shape)
        targets[:, 0] = 1.0
        users = np.repeat(self._pairs.user_rows[chosen], songs.shape[1])
        mixed = self._generator.permutation(songs.size)
        # a memoryview makes each number an object as it is asked for: no list, and no frame of Python
        columns = (column[mixed].data for column in (users, songs.ravel(), targets.ravel()))
        return zip(*columns, strict=True)


def _negative_distribution(interactions: Interactions, exponent: float) -> Float64:
    weights = interactions.song_counts.astype(np.float64) ** exponent
    weights[interactions.song_counts == 0] = 0  # 0 ** 0 is 1
    cumulative: Float64 = np.cumsum(weights) / weights.sum()
    # a draw just below 1 must not fall behind the last song because of rounding
    cumulative[np.flatnonzero(weights)[-1] :] = 1.0
    return cumulative
