"""The ``als`` trainer: alternating least squares for implicit feedback, from the package ``implicit``.

Every song a listener did not play is a weak zero, every one they played a one with confidence c (Hu, Koren &
Volinsky 2008, equation 3):

    minimise Σ c_ui (y_ui − x_u · v_i)² + λ (Σ ‖x_u‖² + Σ ‖v_i‖²),    c_ui = 1 + α r_ui, 1 where y_ui = 0

A row for each artist and each album stands below the listeners, as somebody who played all of the group. The
package is an extra: nothing of it is loaded before a trainer is made.
"""

from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field
from scipy import sparse
from threadpoolctl import threadpool_limits

from segue.base.arrays import Float32, Rows
from segue.base.errors import DataError
from segue.base.progress import Progress
from segue.factors.content import Content, shared_groups
from segue.factors.fold_in import RidgeFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.trainer import Between, Model, Need, OneOf, TrainerConfig


class AlsConfig(TrainerConfig):
    """Settings of the ``als`` trainer. All of them change answers."""

    dimensions: Annotated[
        int, Field(ge=1, le=4096, description="Factors of a vector."), OneOf((64, 128, 256, 512))
    ] = 128
    iterations: Annotated[int, Field(ge=1, le=1000, description="Rounds over listeners and songs.")] = 10
    alpha: Annotated[
        float,
        Field(gt=0, le=1e6, description="How much surer a pair of mean count is than one not played."),
        Between(1.0, 100.0, log=True),
    ] = 5.0
    regularization: Annotated[
        float,
        Field(gt=0, le=1e6, description="λ, of training and of the fold-in."),
        Between(1.0, 100.0, log=True),
    ] = 10.0
    count_exponent: Annotated[
        float,
        Field(ge=0, le=2, description="p: how much more plays make a pair surer; 0 does not look at them."),
        Between(0.0, 1.0),
    ] = 1.0
    artist_weight: Annotated[
        float,
        Field(ge=0, le=1000, description="w of an artist's row: how much its songs are held together."),
        Between(0.0, 20.0),
    ] = 10.0
    album_weight: Annotated[
        float, Field(ge=0, le=1000, description="w of an album's row."), Between(0.0, 20.0)
    ] = 10.0
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="Of the factors it begins with.")] = 0


class AlsTrainer:
    """Confidence-weighted least squares over listening, artists and albums; listeners by the same equation.

    Needs: counts and content, and works without. Raises :class:`DataError` where ``implicit`` is missing.
    """

    name: ClassVar[str] = "als"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.COUNTS, Need.CONTENT})

    def __init__(self, config: AlsConfig | None = None) -> None:
        self.config = config or AlsConfig()
        try:
            # an extra that few have
            from implicit.cpu.als import AlternatingLeastSquares
            from implicit.recommender_base import ModelFitError
        except ModuleNotFoundError as error:
            raise DataError(
                "The trainer 'als' needs the package implicit, which is not installed: "
                "`pip install -r requirements-als.txt`, or train without `als`."
            ) from error
        self._library, self._not_a_number = AlternatingLeastSquares, ModelFitError

    def fit(self, interactions: Interactions, content: Content, progress: Progress) -> Model:
        """Train; state holds ``user_vectors`` float32 (n_users, d).

        Once training has converged, they are what a listener's :func:`strengths` fold in to.
        """
        if len(interactions) == 0:
            raise DataError("There is nothing to train on: the log has no (listener, song) pair.")
        config = self.config
        # rows are solved one by one and BLAS keeps to one thread: the same factors on any number of cores
        with threadpool_limits(1, "blas"):
            solved = self._solve(self._confidences(interactions, content), progress)
            item_vectors: Float32 = np.ascontiguousarray(solved.item_factors, np.float32)
            # it begins with random factors; a song nobody played must not keep that noise
            item_vectors[interactions.song_counts == 0] = 0
            fold_in = RidgeFoldIn.of(
                item_vectors, 1 / config.alpha, config.regularization / config.alpha, named_is_no_zero=True
            )
        users = solved.user_factors[: interactions.n_users]
        return Model(ItemSpace(item_vectors, fold_in), {"user_vectors": users})

    def _solve(self, confidences: sparse.csr_matrix, progress: Progress) -> Any:
        """The library's model, trained."""
        config = self.config
        model = self._library(
            factors=config.dimensions,
            regularization=config.regularization,
            iterations=config.iterations,
            random_state=config.seed,
        )
        with progress.task("training als", total=config.iterations) as task:
            try:
                model.fit(confidences, show_progress=False, callback=lambda *_: task.advance())
            except self._not_a_number as error:
                raise DataError("Training diverged: lower alpha or raise regularization.") from error
        return model

    def _confidences(self, interactions: Interactions, content: Content) -> sparse.csr_matrix:
        """How sure we are of each one: listeners, artists and albums × songs, float32. No zero is stored."""
        config = self.config
        shape = (interactions.n_users, interactions.n_songs)
        surer = config.alpha * strengths(interactions.weights, config.count_exponent)
        rows = [sparse.csr_matrix((1 + surer, interactions.song_rows, interactions.indptr), shape)]
        heard = interactions.song_counts > 0
        for groups, weight in (
            (content.artist_rows, config.artist_weight),
            (content.album_rows, config.album_weight),
        ):
            if weight > 0:
                rows.append(_grouped(np.where(heard, groups, -1), 1 + config.alpha * weight))
        return sparse.vstack(rows, format="csr", dtype=np.float32)


def strengths(counts: Float32, exponent: float) -> Float32:
    """How strong each pair is, r ∝ (log (1 + count))^p: float32 (nnz,), mean 1, the weight of a seed.

    Args:
        counts: float32 (nnz,), above 0, at least one.
        exponent: p, at least 0.
    """
    powers = np.log1p(counts.astype(np.float64)) ** exponent
    relative: Float32 = (powers / powers.mean()).astype(np.float32)
    return relative


def _grouped(groups: Rows, confidence: float) -> sparse.csr_matrix:
    """A row for each group of two songs or more; ``groups`` is int32 (n_songs,), −1 for none."""
    numbers, songs = shared_groups(groups)
    shape = (int(numbers.max(initial=-1)) + 1, len(groups))
    return sparse.csr_matrix((np.full(len(songs), confidence, np.float32), (numbers, songs)), shape)
