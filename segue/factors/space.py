"""The item space: every song a point, every listener a point computed on the spot."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np

from segue.base.arrays import AnyArray, Float32, Float64, Int64, Rows
from segue.factors import few_signals
from segue.factors.directions import directions
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.fold_in import BlendFoldIn, FoldIn, LinearFoldIn, open_fold_in
from segue.factors.interactions import Interactions
from segue.factors.lengths import Lengths


@dataclass(frozen=True, eq=False)
class _Part:
    """A part of the personal space that has its own measure of likeness: its share, columns and fold-in."""

    share: float
    span: slice
    fold_in: FoldIn


@dataclass(frozen=True, eq=False)
class ItemSpace:
    """What serving needs of a trained model.

    The score of song i for listener x is ``x · item_vectors[i]``; a bias is carried as one more coordinate.

    Attributes:
        item_vectors: float32 (n, d), C order, finite: the side that is searched.
        fold_in: how histories become listener vectors.
        stored_lengths: those a release keeps, so that no process has to measure them.
    """

    item_vectors: Float32
    fold_in: FoldIn
    stored_lengths: Lengths | None = None

    @classmethod
    def from_arrays(cls, fold_in: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> "ItemSpace":
        """Open what :meth:`arrays` and ``fold_in.describe()`` gave. Raises ``KeyError``, ``ValueError``."""
        space = cls(arrays["item_vectors"], cls._opened_fold_in(fold_in, arrays))
        lengths = Lengths.stored(arrays, len(space), len(space._parts))
        return space if lengths is None else cls(space.item_vectors, space.fold_in, lengths)

    @staticmethod
    def _opened_fold_in(fold_in: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> FoldIn:
        if fold_in["kind"] != few_signals.KIND:
            return open_fold_in(fold_in, arrays)
        dimensions = arrays["few_signals.centroids"].shape[1]
        own = {**arrays, "item_vectors": arrays["item_vectors"][:, :dimensions]}
        personal = open_fold_in(fold_in["settings"]["personal"], own)
        return FewSignalsFoldIn.opened(personal, fold_in["settings"], arrays)

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return {"item_vectors": self.item_vectors} | self.fold_in.arrays()

    def __len__(self) -> int:
        return len(self.item_vectors)

    @property
    def dimensions(self) -> int:
        """d, the coordinates of bias and clusters included."""
        return int(self.item_vectors.shape[1])

    @property
    def personal(self) -> "ItemSpace":
        """The space the trainer learned, without what is popular among similar listeners."""
        # Not kept where it is this space itself: one that refers to itself, and the release it is mapped
        # from, would go with the next full collection only, and that may be hours after a swap.
        return self._within if isinstance(self.fold_in, FewSignalsFoldIn) else self

    @cached_property
    def _within(self) -> "ItemSpace":
        fold_in = cast("FewSignalsFoldIn", self.fold_in)
        return ItemSpace(self.item_vectors[:, : fold_in.dimensions], fold_in.personal)

    def listeners(self, histories: Interactions) -> Float32:
        """Fold in many listeners: float32 (histories.n_users, d), row m equal to folding m in alone."""
        vectors = np.empty((histories.n_users, self.dimensions), np.float32)
        for user_row in range(histories.n_users):
            rows, weights = histories.of(user_row)
            vectors[user_row] = self.fold_in.vector(rows, weights)
        return vectors

    def directions(self, rows: Rows) -> Float32:
        """The vectors of songs in :attr:`personal` at length 1, zeros where zero: float32 (k, d')."""
        # whole rows: to look up parts of them takes half as long again
        return directions(self.item_vectors.take(rows, axis=0)[:, : self.personal.dimensions])

    @property
    def longest(self) -> float:
        """The greatest length of an item vector; 1 when all are zero, so that it may divide."""
        return float(self.lengths.longest[0])

    @cached_property
    def lengths(self) -> Lengths:
        """How long the vectors are: as stored, else measured now, which reads every vector."""
        return self.stored_lengths or Lengths.of(self.item_vectors, [part.span for part in self._parts])

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
        return self.likeness_scores(self.likeness_query(songs, weights))

    def likeness_query(self, songs: Rows, weights: Float32) -> Float32:
        """The asking side q of :meth:`likeness`, float32 (d',): likeness is L_i · q, linear in the weights.

        L_i is song i as the trainer knows it, divided by what likeness to it is divided by, each part of a
        blend by its own; d' counts the coordinates of :attr:`personal`.
        """
        asked: Float32 = np.concatenate([weights @ side for side in self._asking(songs)])
        return asked.astype(np.float32)

    def likeness_queries(self, songs: Rows) -> Float32:
        """What :meth:`likeness_query` gives for each of some songs alone, int32 (k,): float32 (k, d')."""
        return np.concatenate(self._asking(songs), axis=1)

    def nearness_query(self, vector: Float32) -> Float32:
        """The asking side q of :meth:`nearness` to a listener, float32 (d,), not zero: float32 (d',)."""
        asked: Float32 = self._near(vector[None, :])[0].astype(np.float32)
        return asked

    def likeness_scores(self, query: Float32, rows: Rows | Int64 | None = None) -> Float32:
        """L_i · q, exactly: of every song float32 (n,), or of some rows, int32 (r,), float32 (r,).

        Args:
            query: float32 (d',), a sum of what :meth:`likeness_query` and :meth:`nearness_query` give.
            rows: which songs, int32 or int64; those alone are read.
        """
        scale, vectors = self.lengths.scale, self.item_vectors
        if rows is not None:
            # 400 rows in 25 µs; to index with them takes 36
            scale, vectors = scale.take(rows, axis=0), vectors.take(rows, axis=0)
        scored = [vectors[:, part.span] @ query[part.span] for part in self._parts]
        scores: Float32 = scored[0] / scale[:, 0]
        for number in range(1, len(scored)):
            scores += scored[number] / scale[:, number]
        return scores

    def likeness_vectors(self) -> Float32:
        """L, as one array that an index can be built over: float32 (n, d'), a copy."""
        spans = [part.span for part in self._parts]
        scaled = [self.item_vectors[:, span] / self.lengths.scale[:, [at]] for at, span in enumerate(spans)]
        vectors: Float32 = np.concatenate(scaled, axis=1)
        return vectors

    def likeness_parts(self, songs: Rows, weights: Float32, rows: Rows) -> Float32:
        """What each of some songs brings to :meth:`likeness` of song ``rows[r]``: float32 (r, k)."""
        split = np.hstack([side * weights[:, None] for side in self._asking(songs)])
        return self._split_scores(split, rows).astype(np.float32)

    def nearness(self, vector: Float32) -> Float32:
        """How near every song is to a listener, on the scale of likeness: float32 (n,), −1 … 1.

        What is popular among similar listeners plays no part. ``vector`` is float32 (d,), not zero.
        """
        return self.likeness_scores(self.nearness_query(vector))

    def nearness_parts(self, split: Float64, rows: Rows) -> Float64:
        """What each part of a listener's vector brings to :meth:`nearness` of ``rows[r]``: float64 (r, m).

        ``split`` is float64 (m, d), parts that sum to the vector.
        """
        return self._split_scores(self._near(split), rows)

    @cached_property
    def _parts(self) -> tuple[_Part, ...]:
        """What likeness is summed over: the parts of a blend, or the one part of any other space."""
        fold_in = self.personal.fold_in
        if not isinstance(fold_in, BlendFoldIn):
            return (_Part(1.0, slice(0, self.personal.dimensions), fold_in),)
        spans = zip(fold_in.parts, fold_in.columns(), strict=True)
        return tuple(_Part(part.share, span, part.fold_in) for part, span in spans)

    def _asking(self, songs: Rows) -> list[Float32]:
        """The side by which songs ask, at length 1 times its share, of each part: float32 (k, its own d)."""
        sides = []
        for part in self._parts:
            if isinstance(part.fold_in, LinearFoldIn):
                queries = part.fold_in.query_vectors[songs]
            else:
                queries = self.item_vectors[songs, part.span]
            sides.append(directions(queries) * np.float32(part.share))
        return sides

    def _near(self, split: AnyArray) -> AnyArray:
        """Parts that sum to a listener's vector, as parts of the asking side of nearness: (m, d').

        Those of a blend are divided each by a scale of its own, and so are multiplied by how long its longest
        song is beside the others.
        """
        own = split[:, : self.personal.dimensions]
        length = float(np.linalg.norm(own.sum(axis=0))) or 1.0
        longest = self.lengths.longest[1:]
        sizes = (longest / np.linalg.norm(longest)).tolist()
        spans = [part.span for part in self._parts]
        return np.hstack([own[:, span] * (size / length) for span, size in zip(spans, sizes, strict=True)])

    def _split_scores(self, split: AnyArray, rows: Rows) -> Float64:
        """L_i · each of some parts of an asking side, (m, d'), for song ``rows[r]``: float64 (r, m)."""
        vectors, scale = self.item_vectors[rows].astype(np.float64), self.lengths.scale[rows]
        scores = np.zeros((len(rows), len(split)))
        for number, part in enumerate(self._parts):
            scores += (vectors[:, part.span] @ split[:, part.span].T) / scale[:, [number]]
        return scores

    def distances(self, vector: Float32, scores: Float32) -> Float32:
        """How far songs with these scores lie from a listener: 1 − score / (‖x‖ · longest), in 0 … 2.

        A listener with a zero vector is 1 away from every song.
        """
        length = float(np.sqrt(vector.dot(vector))) or 1.0
        distances: Float32 = 1 - scores / (length * self.longest)
        return distances
