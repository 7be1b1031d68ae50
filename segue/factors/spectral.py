"""The ``spectral`` trainer: truncated SVD of the degree-normalised listening matrix, content included.

With X the binary matrix (listeners × songs), Y = D_u^−a X D_i^−b; below it stand a row for each artist and
each album, w g^−e for the g songs of the group. The whole is ≈ U Σ Vᵀ by randomised projection (Halko,
Martinsson & Tropp 2011, algorithms 4.4 and 5.1). A listener with history h scores song j as
Σ_{i∈h} (d_i^−b v_i) · (d_j^c v_j): the query side and the searched side of a song differ.

A row of content pulls the songs of a group together, and the less a song is played, the more its place is
theirs: listening gives the column of a song with d listeners a length ∝ d^(½−b), content a constant one.
"""

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field
from scipy import sparse

from segue.base.arrays import Float32, Float64, Rows
from segue.base.errors import DataError
from segue.base.progress import Progress
from segue.factors.content import Content, shared_groups
from segue.factors.fold_in import LinearFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.trainer import Between, Model, Need, OneOf, TrainerConfig

_OVERSAMPLING = 32
_NUMERICAL_RANK = 1e-6
"""Directions of a basis shorter than this, against the longest and squared, are float32 noise."""


class SpectralConfig(TrainerConfig):
    """Settings of the ``spectral`` trainer. ``power_iterations`` changes answers only slightly."""

    dimensions: Annotated[
        int,
        Field(ge=1, le=4096, description="Singular vectors kept."),
        OneOf((64, 128, 256, 512, 1024)),
    ] = 256
    user_exponent: Annotated[
        float,
        Field(ge=0, le=2, description="a: how much a listener with many songs is damped."),
        Between(0.0, 0.5),
    ] = 0.25
    song_exponent: Annotated[
        float,
        Field(ge=0, le=2, description="b: how much a popular song is damped as a signal."),
        Between(0.15, 0.5),
    ] = 0.3
    popularity_exponent: Annotated[
        float,
        Field(ge=-2, le=2, description="c: how much a popular song is lifted as an answer."),
        Between(0.0, 0.4),
    ] = 0.2
    artist_weight: Annotated[
        float,
        Field(ge=0, le=100, description="w of an artist's row: how much its songs are held together."),
        Between(0.0, 1.5),
    ] = 0.7
    album_weight: Annotated[
        float,
        Field(ge=0, le=100, description="w of an album's row."),
        Between(0.0, 1.5),
    ] = 0.7
    group_exponent: Annotated[
        float,
        Field(ge=0, le=2, description="e: how much an artist or album of many songs is damped."),
        Between(0.0, 0.6),
    ] = 0.4
    power_iterations: Annotated[int, Field(ge=0, le=50, description="Passes of the projection.")] = 2
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="Of the random projection.")] = 0


class SpectralTrainer:
    """Degree-normalised truncated SVD over listening, artists and albums. Deterministic, in seconds.

    Needs: content, and works without. Uses neither counts nor dates.
    """

    name: ClassVar[str] = "spectral"
    needs: ClassVar[frozenset[Need]] = frozenset({Need.CONTENT})

    def __init__(self, config: SpectralConfig | None = None) -> None:
        self.config = config or SpectralConfig()

    def fit(self, interactions: Interactions, content: Content, progress: Progress) -> Model:
        """Train; state holds ``singular_values`` float32 (d,). A log too small for d gets fewer."""
        if len(interactions) == 0:
            raise DataError("There is nothing to train on: the log has no (listener, song) pair.")
        vectors, values = self._right_vectors(interactions, content, progress)
        degrees = np.maximum(interactions.song_counts, 1).astype(np.float32)[:, None]
        query = vectors * degrees ** np.float32(-self.config.song_exponent)
        item = vectors * degrees ** np.float32(self.config.popularity_exponent)
        return Model(ItemSpace(item, LinearFoldIn(query)), {"singular_values": values.astype(np.float32)})

    def _right_vectors(
        self, interactions: Interactions, content: Content, progress: Progress
    ) -> tuple[Float32, Float64]:
        """V, float32 (n_songs, d), and the singular values (d,), greatest first."""
        config = self.config
        matrix = self._stacked(interactions, content)
        transposed = matrix.T.tocsr()
        dimensions = min(config.dimensions, *matrix.shape)
        width = min(dimensions + _OVERSAMPLING, *matrix.shape)
        generator = np.random.default_rng(config.seed)
        basis = generator.standard_normal((interactions.n_songs, width), np.float32)
        with progress.task("training spectral", total=config.power_iterations + 2) as task:
            for _ in range(config.power_iterations + 1):
                basis = _orthonormal(transposed @ (matrix @ basis))
                task.advance()
            basis = _orthonormal(basis)  # once more: the first pass leaves the square root of its rounding
            projected = matrix @ basis
            squares, rotation = np.linalg.eigh((projected.T @ projected).astype(np.float64))
            task.advance()
        order = np.argsort(-squares, kind="stable")[:dimensions]
        vectors = basis @ rotation[:, order].astype(np.float32)
        return vectors * _signs(vectors), np.sqrt(np.maximum(squares[order], 0))

    def _stacked(self, interactions: Interactions, content: Content) -> sparse.csr_matrix:
        """Listeners, artists and albums × songs."""
        config = self.config
        heard = interactions.song_counts > 0
        rows = [_normalised(interactions, config.user_exponent, config.song_exponent)]
        for groups, weight in (
            (content.artist_rows, config.artist_weight),
            (content.album_rows, config.album_weight),
        ):
            if weight > 0:
                rows.append(_grouped(np.where(heard, groups, -1), weight, config.group_exponent))
        return sparse.vstack(rows, format="csr", dtype=np.float32)


def _normalised(interactions: Interactions, user_exponent: float, song_exponent: float) -> sparse.csr_matrix:
    user_degrees = np.maximum(np.diff(interactions.indptr), 1).astype(np.float32)
    song_degrees = np.maximum(interactions.song_counts, 1).astype(np.float32)
    by_user = user_degrees ** np.float32(-user_exponent)
    by_song = song_degrees ** np.float32(-song_exponent)
    values: Float32 = by_user[interactions.user_rows] * by_song[interactions.song_rows]
    shape = (interactions.n_users, interactions.n_songs)
    return sparse.csr_matrix((values, interactions.song_rows, interactions.indptr), shape)


def _grouped(groups: Rows, weight: float, exponent: float) -> sparse.csr_matrix:
    """A row for each group of two songs or more; ``groups`` is int32 (n_songs,), −1 for none."""
    numbers, songs = shared_groups(groups)
    sizes = np.bincount(numbers).astype(np.float32)
    values = weight * sizes[numbers] ** np.float32(-exponent)
    shape = (len(sizes), len(groups))
    return sparse.csr_matrix((values.astype(np.float32), (numbers, songs)), shape)


def _orthonormal(basis: Float32) -> Float32:
    """An orthonormal basis of the same columns, float32 (n, w'), w' ≤ w: directions of no length are dropped.

    By the eigenvectors of the Gram matrix, which costs half of a Householder QR (Stathopoulos & Wu 2002).
    """
    lengths = np.linalg.norm(basis, axis=0)
    basis = (basis / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    gram: Float64 = (basis.T @ basis).astype(np.float64)
    squares, rotation = np.linalg.eigh(gram)
    kept = squares > _NUMERICAL_RANK * max(float(squares[-1]), 0)
    turned: Float64 = rotation[:, kept] / np.sqrt(squares[kept])
    orthonormal: Float32 = basis @ turned.astype(np.float32)
    return orthonormal


def _signs(vectors: Float32) -> Float32:
    """±1 per column, making its entry of greatest size positive: a singular vector has no sign of its own."""
    largest = np.abs(vectors).argmax(axis=0)
    return np.where(vectors[largest, np.arange(vectors.shape[1])] < 0, -1, 1).astype(np.float32)
