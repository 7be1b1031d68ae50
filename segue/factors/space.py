"""The item space: every song a point, every listener a point computed on the spot."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from segue.base.arrays import AnyArray, Float32, Float64, Rows
from segue.factors import few_signals
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.fold_in import BlendFoldIn, FoldIn, LinearFoldIn, open_fold_in
from segue.factors.interactions import Interactions

LIKENESS_EXPONENT = np.float32(0.25)
"""The power of an item vector's length by which likeness to it is divided: 0 inner product, 1 cosine."""


@dataclass(frozen=True, eq=False)
class ItemSpace:
    """What serving needs of a trained model.

    The score of song i for listener x is ``x · item_vectors[i]``; a bias is carried as one more coordinate.

    Attributes:
        item_vectors: float32 (n, d), C order, finite: the side that is searched.
        fold_in: how histories become listener vectors.
    """

    item_vectors: Float32
    fold_in: FoldIn

    @classmethod
    def from_arrays(cls, fold_in: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> "ItemSpace":
        """Open what :meth:`arrays` and ``fold_in.describe()`` gave. Raises ``KeyError``, ``ValueError``."""
        if fold_in["kind"] != few_signals.KIND:
            return cls(arrays["item_vectors"], open_fold_in(fold_in, arrays))
        dimensions = arrays["few_signals.centroids"].shape[1]
        own = {**arrays, "item_vectors": arrays["item_vectors"][:, :dimensions]}
        personal = open_fold_in(fold_in["settings"]["personal"], own)
        return cls(arrays["item_vectors"], FewSignalsFoldIn.opened(personal, fold_in["settings"], arrays))

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return {"item_vectors": self.item_vectors} | self.fold_in.arrays()

    def __len__(self) -> int:
        return len(self.item_vectors)

    @property
    def dimensions(self) -> int:
        """d, the coordinates of bias and clusters included."""
        return int(self.item_vectors.shape[1])

    @cached_property
    def personal(self) -> "ItemSpace":
        """The space the trainer learned, without what is popular among similar listeners."""
        if not isinstance(self.fold_in, FewSignalsFoldIn):
            return self
        return ItemSpace(self.item_vectors[:, : self.fold_in.dimensions], self.fold_in.personal)

    def listeners(self, histories: Interactions) -> Float32:
        """Fold in many listeners: float32 (histories.n_users, d), row m equal to folding m in alone."""
        vectors = np.empty((histories.n_users, self.dimensions), np.float32)
        for user_row in range(histories.n_users):
            rows, weights = histories.of(user_row)
            vectors[user_row] = self.fold_in.vector(rows, weights)
        return vectors

    @cached_property
    def norms(self) -> Float32:
        """float32 (n,): the length of each item vector."""
        lengths: Float32 = np.linalg.norm(self.item_vectors, axis=1)
        return lengths

    def directions(self, rows: Rows) -> Float32:
        """The vectors of songs at length 1, zeros where they are zero: float32 (k, d)."""
        lengths = self.norms[rows, None]
        scaled: Float32 = np.divide(
            self.item_vectors[rows], np.where(lengths > 0, lengths, 1), dtype=np.float32
        )
        return scaled

    @cached_property
    def longest(self) -> float:
        """The greatest length of an item vector; 1 when all are zero, so that it may divide."""
        return float(self.norms.max(initial=0)) or 1.0

    def likeness_to(self, row: int) -> Float32:
        """How alike every song is to song ``row``, by the trainer's own measure: float32 (n,), −1 … 1.

        The inner product divided by the fourth root of an item vector's length, between inner product and
        cosine: it predicts real next songs better than either (docs/decisions/0007). Linear (spectral) spaces
        ask with the song's query side. A blend gives the mean of its parts by their shares. 0 for a song
        whose vector is zero. What is popular among similar listeners plays no part.
        """
        return self.likeness(np.array([row], np.int32), np.ones(1, np.float32))

    def likeness(self, songs: Rows, weights: Float32) -> Float32:
        """Σ weight · likeness to some songs, of every song: float32 (n,); see :meth:`likeness_to`.

        Args:
            songs: int32 (k,), that ask.
            weights: float32 (k,), below 0 for a song to keep away from.
        """
        if self.personal is not self:
            return self.personal.likeness(songs, weights)
        if self._parts:
            mixed: Float32 = np.sum(
                [np.float32(share) * part.likeness(songs, weights) for share, part in self._parts], 0
            )
            return mixed
        queries, lengths = self._asking(songs)
        asked = (weights / lengths) @ queries
        alike: Float32 = (self.item_vectors @ asked.astype(np.float32)) / self._likeness_scale
        return alike

    def likeness_parts(self, songs: Rows, weights: Float32, rows: Rows) -> Float32:
        """What each of some songs brings to :meth:`likeness` of song ``rows[r]``: float32 (r, k)."""
        if self.personal is not self:
            return self.personal.likeness_parts(songs, weights, rows)
        if self._parts:
            mixed: Float32 = np.sum(
                [
                    np.float32(share) * part.likeness_parts(songs, weights, rows)
                    for share, part in self._parts
                ],
                axis=0,
            )
            return mixed
        queries, lengths = self._asking(songs)
        alike = (self.item_vectors[rows] @ queries.T) / self._likeness_scale[rows, None]
        parts: Float32 = (alike * (weights / lengths)).astype(np.float32)
        return parts

    def nearness(self, vector: Float32) -> Float32:
        """How near every song is to a listener, on the scale of likeness: float32 (n,), −1 … 1.

        What is popular among similar listeners plays no part. ``vector`` is float32 (d,), not zero.
        """
        if self.personal is not self:
            return self.personal.nearness(vector[: self.personal.dimensions])
        length = np.float32(np.linalg.norm(vector) or 1)
        near: Float32 = (self.item_vectors @ vector) / (self._likeness_scale * length)
        return near

    def nearness_parts(self, split: Float64, rows: Rows) -> Float64:
        """What each part of a listener's vector brings to :meth:`nearness` of ``rows[r]``: float64 (r, m).

        ``split`` is float64 (m, d), parts that sum to the vector.
        """
        if self.personal is not self:
            return self.personal.nearness_parts(split[:, : self.personal.dimensions], rows)
        length = float(np.linalg.norm(split.sum(axis=0))) or 1.0
        scale = self._likeness_scale[rows, None].astype(np.float64) * length
        parts: Float64 = (self.item_vectors[rows].astype(np.float64) @ split.T) / scale
        return parts

    def _asking(self, songs: Rows) -> tuple[Float32, Float32]:
        """The side by which songs ask, float32 (k, d), and its lengths, float32 (k,), above 0."""
        asking = self.fold_in.query_vectors if isinstance(self.fold_in, LinearFoldIn) else self.item_vectors
        queries = asking[songs]
        lengths = np.linalg.norm(queries, axis=1)
        return queries, np.where(lengths > 0, lengths, 1).astype(np.float32)

    @cached_property
    def _parts(self) -> list[tuple[float, "ItemSpace"]]:
        """The parts of a blend, each with its share; none of any other space."""
        if not isinstance(self.fold_in, BlendFoldIn):
            return []
        return [
            (part.share, ItemSpace(self.item_vectors[:, span], part.fold_in))
            for part, span in zip(self.fold_in.parts, self.fold_in.columns(), strict=True)
        ]

    @cached_property
    def _likeness_scale(self) -> Float32:
        """float32 (n,), above 0: what likeness to each song is divided by, whichever song asks."""
        lengths: Float32 = np.where(self.norms > 0, self.norms, 1).astype(np.float32)
        scale: Float32 = lengths**LIKENESS_EXPONENT * np.float32(self.longest) ** (1 - LIKENESS_EXPONENT)
        return scale

    def distances(self, vector: Float32, scores: Float32) -> Float32:
        """How far songs with these scores lie from a listener: 1 − score / (‖x‖ · longest), in 0 … 2.

        A listener with a zero vector is 1 away from every song.
        """
        length = float(np.linalg.norm(vector)) or 1.0
        return (1 - scores / (length * self.longest)).astype(np.float32)
