"""Fold-in: from the songs a listener named to the listener's point in item space.

Both forms are linear in what the listener brings, so a score splits exactly into the share of each song.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from segue.base.arrays import AnyArray, Float32, Float64, Rows


class FoldIn(Protocol):
    """How a trainer turns (song, weight) pairs into a listener vector."""

    def vector(self, rows: Rows, weights: Float32) -> Float32:
        """The listener's vector, float32 (d,).

        Args:
            rows: int32 (k,), songs, in any order; a song given twice counts twice.
            weights: float32 (k,), above 0.

        Without any song this is what the model knows of a stranger: zeros, or the bias coordinate alone.
        """

    def arrays(self) -> dict[str, AnyArray]:
        """What a release stores beside ``item_vectors``."""

    def describe(self) -> dict[str, Any]:
        """What the manifest keeps: ``kind`` and ``settings``; with :meth:`arrays` enough to open it again."""


@dataclass(frozen=True, eq=False)
class RidgeFoldIn:
    """Ridge regression on frozen item factors: x = (Σ wᵢ vᵢvᵢᵀ + a₀ G + λ I)⁻¹ Σ wᵢ vᵢ.

    Confidence-weighted least squares with every song not named as a weak zero (Hu, Koren & Volinsky 2008,
    equation 4), with G = Σ vᵢvᵢᵀ over all songs computed once.

    Attributes:
        item_vectors: float32 (n, d). With ``bias`` the last column is a song's own bias.
        gram: float64 (d', d'), G over the columns that are not bias.
        unobserved_weight: a₀, how much a song not named counts as a zero.
        regularization: λ, above 0.
        bias: whether the last coordinate of ``item_vectors`` is a bias; the listener's is then 1.
    """

    item_vectors: Float32
    gram: Float64
    unobserved_weight: float
    regularization: float
    bias: bool = False
    _prior: Float64 = field(init=False, repr=False)
    _prior_inverse: Float64 = field(init=False, repr=False)

    def __post_init__(self) -> None:
        prior = self.unobserved_weight * self.gram + self.regularization * np.eye(len(self.gram))
        object.__setattr__(self, "_prior", prior)
        object.__setattr__(self, "_prior_inverse", np.linalg.inv(prior))

    @classmethod
    def of(
        cls, item_vectors: Float32, unobserved_weight: float, regularization: float, *, bias: bool = False
    ) -> "RidgeFoldIn":
        """Compute the Gram matrix and hold what serving needs."""
        factors = item_vectors[:, :-1] if bias else item_vectors
        gram = factors.T.astype(np.float64) @ factors.astype(np.float64)
        return cls(item_vectors, gram, unobserved_weight, regularization, bias)

    def vector(self, rows: Rows, weights: Float32) -> Float32:
        """Solve for one listener; d' × d' for a long history, k × k for a short one."""
        factors = self.item_vectors[rows, : len(self.gram)].astype(np.float64)
        weight = weights.astype(np.float64)
        if len(rows) == 0:
            solved = np.zeros(len(self.gram))
        elif len(rows) < len(self.gram):
            # (P + VᵀWV)⁻¹VᵀW·1 = P⁻¹Vᵀ(W⁻¹ + VP⁻¹Vᵀ)⁻¹·1, the push-through identity
            projected = factors @ self._prior_inverse
            solved = projected.T @ np.linalg.solve(
                projected @ factors.T + np.diag(1 / weight), np.ones(len(rows))
            )
        else:
            weighted = factors * weight[:, None]
            solved = np.linalg.solve(weighted.T @ factors + self._prior, weighted.sum(axis=0))
        return np.append(solved, 1.0).astype(np.float32) if self.bias else solved.astype(np.float32)

    def arrays(self) -> dict[str, AnyArray]:
        """The Gram matrix; the vectors are the release's own ``item_vectors``."""
        return {"fold_in.gram": self.gram}

    def describe(self) -> dict[str, Any]:
        """Kind and the three settings."""
        settings = {
            "unobserved_weight": self.unobserved_weight,
            "regularization": self.regularization,
            "bias": self.bias,
        }
        return {"kind": "ridge", "settings": settings}


@dataclass(frozen=True, eq=False)
class LinearFoldIn:
    """The weighted sum of query vectors: x = Σ wᵢ aᵢ, the closed form of spectral models.

    Attributes:
        query_vectors: float32 (n, d).
    """

    query_vectors: Float32

    def vector(self, rows: Rows, weights: Float32) -> Float32:
        """Sum in float64, so that the order of the songs does not show."""
        picked = self.query_vectors[rows].astype(np.float64)
        summed: Float64 = weights.astype(np.float64) @ picked
        return summed.astype(np.float32)

    def arrays(self) -> dict[str, AnyArray]:
        """The query side."""
        return {"query_vectors": self.query_vectors}

    def describe(self) -> dict[str, Any]:
        """Only the kind."""
        return {"kind": "linear", "settings": {}}


def open_fold_in(described: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> FoldIn:
    """Open what ``describe()`` and ``arrays()`` gave.

    Raises ``ValueError`` for a kind this version does not know, ``KeyError`` for a missing array.
    """
    kind, settings = described["kind"], described["settings"]
    if kind == "ridge":
        return RidgeFoldIn(
            arrays["item_vectors"],
            np.asarray(arrays["fold_in.gram"], np.float64),
            float(settings["unobserved_weight"]),
            float(settings["regularization"]),
            bool(settings["bias"]),
        )
    if kind == "linear":
        return LinearFoldIn(arrays["query_vectors"])
    raise ValueError(f"fold-in of kind {kind!r} is not known to this version of Segue")
