"""The fold-in of a blend: several side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from segue.base.arrays import AnyArray, Float32, Float64, Rows
from segue.factors.fold_in.form import FoldIn


@dataclass(frozen=True, eq=False)
class BlendPart:
    """One of the models that stand side by side in a blend.

    Attributes:
        fold_in: its own.
        dimensions: how many coordinates it has.
        scale: above 0; what its listener vectors, and so its scores, are multiplied by.
        share: above 0; its part in how alike two songs are. Those of a blend sum to 1.
    """

    fold_in: FoldIn
    dimensions: int
    scale: float
    share: float


@dataclass(frozen=True, eq=False)
class BlendFoldIn:
    """The vectors of several fold-ins one after another, so that the score is Σ scale · the part's score.

    Attributes:
        parts: in the order of their columns in ``item_vectors``.
    """

    parts: tuple[BlendPart, ...]

    def vector(self, rows: Rows, weights: Float32) -> Float32:
        """Every part's vector times its scale."""
        vectors = [part.fold_in.vector(rows, weights) * np.float32(part.scale) for part in self.parts]
        return np.concatenate(vectors)

    def split(self, rows: Rows, weights: Float32) -> Float64:
        """Every part's own, times its scale, side by side: float64 (k + 1, d)."""
        return np.hstack([part.scale * part.fold_in.split(rows, weights) for part in self.parts])

    def columns(self) -> list[slice]:
        """Where each part's coordinates are."""
        return columns(part.dimensions for part in self.parts)

    def arrays(self) -> dict[str, AnyArray]:
        """Those of every part, under the number of the part."""
        return {
            f"blend.{number}.{name}": array
            for number, part in enumerate(self.parts)
            for name, array in part.fold_in.arrays().items()
        }

    def describe(self) -> dict[str, Any]:
        """Each part's fold-in, dimensions, scale and share."""
        parts = [
            {
                "fold_in": part.fold_in.describe(),
                "dimensions": part.dimensions,
                "scale": part.scale,
                "share": part.share,
            }
            for part in self.parts
        ]
        return {"kind": "blend", "settings": {"parts": parts}}


def columns(dimensions: Iterable[int]) -> list[slice]:
    """Where each of several blocks of columns stands, one after another."""
    return [slice(start, end) for start, end in pairwise(accumulate(dimensions, initial=0))]
