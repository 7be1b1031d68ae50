"""The ``spectral`` trainer: truncated SVD of the degree-normalised listening matrix.

With X the binary matrix (listeners × songs), Y = D_u^−a X D_i^−b ≈ U Σ Vᵀ by randomised projection (Halko,
Martinsson & Tropp 2011, algorithms 4.4 and 5.1). A listener with history h scores song j as
Σ_{i∈h} (d_i^−b v_i) · (d_j^c v_j): the query side and the searched side of a song differ.
"""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field
from scipy import sparse

from segue.base.arrays import Float32, Float64
from segue.base.errors import DataError
from segue.base.progress import Progress
from segue.factors.content import Content
from segue.factors.fold_in import LinearFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.trainer import Model, Need, TrainerConfig

_OVERSAMPLING = 16


class SpectralConfig(TrainerConfig):
    """Settings of the ``spectral`` trainer. ``power_iterations`` changes answers only slightly."""

    dimensions: Annotated[int, Field(ge=1, le=4096, description="Singular vectors kept.")] = 256
    user_exponent: Annotated[
        float, Field(ge=0, le=2, description="a: how much a listener with many songs is damped.")
    ] = 0.25
    song_exponent: Annotated[
        float, Field(ge=0, le=2, description="b: how much a popular song is damped as a signal.")
    ] = 0.3
    popularity_exponent: Annotated[
        float, Field(ge=-2, le=2, description="c: how much a popular song is lifted as an answer.")
    ] = 0.2
    power_iterations: Annotated[int, Field(ge=0, le=50, description="Passes of the projection.")] = 4
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="Of the random projection.")] = 0


class SpectralTrainer:
    """Degree-normalised truncated SVD. Deterministic, in seconds.

    Needs: pairs. Uses neither counts nor dates.
    """

    name: ClassVar[str] = "spectral"
    needs: ClassVar[frozenset[Need]] = frozenset()

    def __init__(self, config: SpectralConfig | None = None) -> None:
        self.config = config or SpectralConfig()

    def fit(self, interactions: Interactions, content: Content, progress: Progress) -> Model:  # noqa: ARG002 - the protocol
        """Train; state holds ``singular_values`` float32 (d,). A log too small for d gets fewer."""
        if len(interactions) == 0:
            raise DataError("There is nothing to train on: the log has no (listener, song) pair.")
        vectors, values = self._right_vectors(interactions, progress)
        degrees = np.maximum(interactions.song_counts, 1).astype(np.float64)[:, None]
        query = (vectors * degrees**-self.config.song_exponent).astype(np.float32)
        item = (vectors * degrees**self.config.popularity_exponent).astype(np.float32)
        space = ItemSpace(np.ascontiguousarray(item), LinearFoldIn(np.ascontiguousarray(query)))
        return Model(space, {"singular_values": values.astype(np.float32)})

    def _right_vectors(self, interactions: Interactions, progress: Progress) -> tuple[Float64, Float64]:
        """V, float64 (n_songs, d), and the singular values (d,), greatest first."""
        config = self.config
        matrix = _normalised(interactions, config.user_exponent, config.song_exponent)
        transposed = matrix.T.tocsr()
        dimensions = min(config.dimensions, *matrix.shape)
        width = min(dimensions + _OVERSAMPLING, *matrix.shape)
        generator = np.random.default_rng(config.seed)
        basis = generator.standard_normal((interactions.n_songs, width), np.float32)
        with progress.task("training spectral", total=config.power_iterations + 1) as task:
            for _ in range(config.power_iterations + 1):
                basis, _ = np.linalg.qr(transposed @ (matrix @ basis))
                task.advance()
        projected = (matrix @ basis).astype(np.float64)
        squares, rotation = np.linalg.eigh(projected.T @ projected)
        order = np.argsort(-squares, kind="stable")[:dimensions]
        vectors = basis.astype(np.float64) @ rotation[:, order]
        return vectors * _signs(vectors), np.sqrt(np.maximum(squares[order], 0))


def _normalised(interactions: Interactions, user_exponent: float, song_exponent: float) -> sparse.csr_matrix:
    user_degrees = np.maximum(np.diff(interactions.indptr), 1).astype(np.float64)
    song_degrees = np.maximum(interactions.song_counts, 1).astype(np.float64)
    values: Float32 = (
        user_degrees[interactions.user_rows] ** -user_exponent
        * song_degrees[interactions.song_rows] ** -song_exponent
    ).astype(np.float32)
    shape = (interactions.n_users, interactions.n_songs)
    return sparse.csr_matrix((values, interactions.song_rows, interactions.indptr), shape)


def _signs(vectors: Float64) -> Float64:
    """±1 per column, making each column's largest entry positive, so that a refit keeps its orientation."""
    largest = vectors[np.abs(vectors).argmax(axis=0), np.arange(vectors.shape[1])]
    return np.where(largest < 0, -1.0, 1.0)
