"""Few signals: a listener's own taste, blended with what is popular among listeners like them.

Training listeners form C clusters. A song's popularity within each is C coordinates more of its item vector,
and a listener weighs the clusters by how near they are:

    score(j) = x · v_j + w_k s ‖x‖ Σ_c m_c(x) p_cj,    m(x) = softmax(t cos(x, centroid_c))

with k the number of songs known, s a scale that makes both parts vary alike, and w_k learned on a validation
split. One coordinate more is popularity among all: a listener of whom nothing is known asks for it alone. So
one inner-product index still serves all.

The weights of the clusters are not linear in x, but twice as long an x makes them twice as large. By Euler's
theorem for such functions, f(x) = ∇f(x) · x, they still split exactly over the parts of x, each part counting
as much as f grows when it does: the Euler allocation, which spreads the risk of a portfolio over its holdings
(Tasche, "Capital Allocation to Business Units and Sub-Portfolios: the Euler Principle", arXiv:0708.2542,
theorem A.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any

import numpy as np

from segue.base.arrays import AnyArray, Float32, Float64, Rows
from segue.factors.fold_in import FoldIn

KIND = "few-signals"


@dataclass(frozen=True, eq=False)
class FewSignalsFoldIn:
    """A trainer's fold-in, with a weight for each cluster of listeners and one for popularity appended.

    Attributes:
        personal: the trainer's own fold-in, giving d coordinates.
        centroids: float32 (C, d), of unit length: the middle of each cluster.
        weights: float32 (K,), at least 0: w_k s for k = 0 … K − 1 songs known, the last for more. The first
            plays no part: with nothing known there is nothing to weigh.
        sharpness: t, at least 0: how much the nearest clusters stand out.
    """

    personal: FoldIn
    centroids: Float32
    weights: Float32
    sharpness: float

    @property
    def dimensions(self) -> int:
        """d: how many coordinates are the listener's own."""
        return int(self.centroids.shape[1])

    def vector(self, rows: Rows, weights: Float32) -> Float32:
        """The listener's own vector, the weighted clusters, and popularity: float32 (d + C + 1,).

        Popularity alone where no song is known, or none that the model places anywhere.
        """
        own = self.personal.vector(rows, weights)
        d = self.dimensions
        vector = np.zeros(d + len(self.centroids) + 1, np.float32)
        vector[:d] = own
        direction, length = _direction(own)
        if len(rows) == 0 or length == 0:
            vector[-1] = 1
        else:
            vector[d:-1] = length * self._weight(len(rows)) * self._membership(direction)
        return vector

    def split(self, rows: Rows, weights: Float32) -> Float64:
        """What each song brings to the own vector and, by Euler's theorem, to the clusters' weights.

        float64 (k + 1, d + C + 1). Popularity among all, where it is asked for, is brought by no song; how
        many songs are known is taken as given.
        """
        brought = self.personal.split(rows, weights)
        appended = np.zeros((len(brought), len(self.centroids) + 1))
        own = self.personal.vector(rows, weights)
        if len(rows) == 0 or not own.any():
            appended[-1, -1] = 1
        else:
            appended[:, :-1] = self._weight(len(rows)) * self._growth(own, brought)
        return np.hstack([brought, appended])

    def _weight(self, known: int) -> float:
        return float(self.weights[min(known, len(self.weights) - 1)])

    def _growth(self, own: Float32, brought: Float64) -> Float64:
        """How ‖x‖ m(x) grows with each part of x: float64 (parts, C).

        With u = x / ‖x‖, μ = Σ m_c centroid_c and z a part it is (u · z) m_c, as the part makes x longer, and
        t m_c (centroid_c − μ) · (z − (u · z) u), as it turns it.
        """
        direction, _ = _direction(own)
        centroids, near = self.centroids.astype(np.float64), self._membership(direction)
        along = brought @ direction
        across = brought - along[:, None] * direction
        turned = self.sharpness * (across @ (centroids - near @ centroids).T)
        growth: Float64 = near * (along[:, None] + turned)
        return growth

    def membership(self, own: Float32) -> Float64:
        """How near a listener with the vector ``own``, not zero, is to each cluster: float64 (C,), sum 1."""
        return self._membership(_direction(own)[0])

    def _membership(self, direction: Float64) -> Float64:
        nearness = self._sharpened.dot(direction)
        shares: Float64 = np.exp(nearness - nearness.max())
        shares /= shares.sum()
        return shares

    @cached_property
    def _sharpened(self) -> Float64:
        """float64 (C, d), t times the centroids: widened once, not for every listener."""
        return self.sharpness * self.centroids.astype(np.float64)

    def arrays(self) -> dict[str, AnyArray]:
        """Those of the trainer's fold-in, and the clusters; popularity within them is in ``item_vectors``."""
        return self.personal.arrays() | {
            "few_signals.centroids": self.centroids,
            "few_signals.weights": self.weights,
        }

    def describe(self) -> dict[str, Any]:
        """The sharpness, and what the trainer's fold-in says."""
        settings = {"sharpness": self.sharpness, "personal": self.personal.describe()}
        return {"kind": KIND, "settings": settings}

    @classmethod
    def opened(
        cls, personal: FoldIn, settings: Mapping[str, Any], arrays: Mapping[str, AnyArray]
    ) -> "FewSignalsFoldIn":
        """Put together what :meth:`describe` and :meth:`arrays` gave."""
        return cls(
            personal,
            arrays["few_signals.centroids"],
            arrays["few_signals.weights"],
            float(settings["sharpness"]),
        )


def _direction(own: Float32) -> tuple[Float64, float]:
    """A vector at length 1, zeros where it is zero, and its length."""
    wide = own.astype(np.float64)
    length = sqrt(wide.dot(wide))
    return wide / (length or 1.0), length
