"""The fold-in of spectral models: a weighted sum."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from segue.base.arrays import AnyArray, Float32, Float64, Rows


@dataclass(frozen=True, eq=False)
class LinearFoldIn:
    """The weighted sum of query vectors: x = Σ wᵢ aᵢ, the closed form of spectral models.

    Attributes:
        query_vectors: float32 (n, d).
    """

    query_vectors: Float32

    def vector(self, rows: Rows, weights: Float32) -> Float32:
        """Sum in float64, so that the order of the songs does not show."""
        picked = self.query_vectors.take(rows, axis=0).astype(np.float64)
        summed: Float64 = weights.astype(np.float64) @ picked
        return summed.astype(np.float32)

    def split(self, rows: Rows, weights: Float32) -> Float64:
        """wᵢ aᵢ for each song, and nothing that no song brings: float64 (k + 1, d)."""
        brought = weights.astype(np.float64)[:, None] * self.query_vectors[rows]
        return np.vstack([brought, np.zeros(self.query_vectors.shape[1])])

    def arrays(self) -> dict[str, AnyArray]:
        """The query side."""
        return {"query_vectors": self.query_vectors}

    def describe(self) -> dict[str, Any]:
        """Only the kind."""
        return {"kind": "linear", "settings": {}}
