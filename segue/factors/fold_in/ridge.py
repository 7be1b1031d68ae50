"""The fold-in of SVD and ALS: ridge regression on frozen item factors."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from segue.base.arrays import AnyArray, Float32, Float64, Rows


@dataclass(frozen=True, eq=False)
class RidgeFoldIn:
    """Ridge regression on frozen item factors: x = (Σ wᵢ vᵢvᵢᵀ + a₀ G + λ I)⁻¹ Σ wᵢ vᵢ.

    Confidence-weighted least squares with every song as a weak zero; G = Σ vᵢvᵢᵀ over all songs is computed
    once. Where the weak zero of a song named becomes a one, Σ (wᵢ + a₀) vᵢ stands on the right, and this is
    equation 4 of Hu, Koren & Volinsky 2008 with confidences c = 1 + w / a₀, times a₀.

    Attributes:
        item_vectors: float32 (n, d). With ``bias`` the last column is a song's own bias.
        gram: float64 (d', d'), G over the columns that are not bias.
        unobserved_weight: a₀, how much a song not named counts as a zero.
        regularization: λ, above 0.
        bias: whether the last coordinate of ``item_vectors`` is a bias; the listener's is then 1.
        named_is_no_zero: whether the weak zero of a song named becomes a one.
    """

    item_vectors: Float32
    gram: Float64
    unobserved_weight: float
    regularization: float
    bias: bool = False
    named_is_no_zero: bool = False
    _prior: Float64 = field(init=False, repr=False)
    _prior_inverse: Float64 = field(init=False, repr=False)

    def __post_init__(self) -> None:
        prior = self.unobserved_weight * self.gram + self.regularization * np.eye(len(self.gram))
        object.__setattr__(self, "_prior", prior)
        object.__setattr__(self, "_prior_inverse", np.linalg.inv(prior))

    @classmethod
    def of(
        cls,
        item_vectors: Float32,
        unobserved_weight: float,
        regularization: float,
        *,
        bias: bool = False,
        named_is_no_zero: bool = False,
    ) -> "RidgeFoldIn":
        """Compute the Gram matrix and hold what serving needs."""
        factors = item_vectors[:, :-1] if bias else item_vectors
        gram = factors.T.astype(np.float64) @ factors.astype(np.float64)
        return cls(item_vectors, gram, unobserved_weight, regularization, bias, named_is_no_zero)

    def vector(self, rows: Rows, weights: Float32) -> Float32:
        """Solve for one listener; d' × d' for a long history, k × k for a short one."""
        factors, weight, pull = self._pulling(rows, weights)
        if len(rows) == 0:
            solved = np.zeros(len(self.gram))
        elif len(rows) < len(self.gram):
            # (P + VᵀWV)⁻¹Vᵀb = P⁻¹Vᵀ(W⁻¹ + VP⁻¹Vᵀ)⁻¹W⁻¹b, the push-through identity
            projected = factors @ self._prior_inverse
            solved = projected.T @ np.linalg.solve(projected @ factors.T + np.diag(1 / weight), pull / weight)
        else:
            pulled = (factors * pull[:, None]).sum(axis=0)
            solved = np.linalg.solve(self._confidence(factors, weight), pulled)
        return np.append(solved, 1.0).astype(np.float32) if self.bias else solved.astype(np.float32)

    def split(self, rows: Rows, weights: Float32) -> Float64:
        """(VᵀWV + P)⁻¹ bᵢ vᵢ for each song, P the prior and b what stands on the right: float64 (k + 1, d).

        The matrix is that of the whole history, so a song brings less where others like it are known as well.
        The bias coordinate is what no song brings.
        """
        factors, weight, pull = self._pulling(rows, weights)
        if len(rows) < len(self.gram):
            # the same identity song by song, diag(b) in the place of b; the matrix solved is symmetric
            projected = factors @ self._prior_inverse
            system = projected @ factors.T + np.diag(1 / weight)
            brought = (pull / weight)[:, None] * np.linalg.solve(system, projected)
        else:
            brought = np.linalg.solve(self._confidence(factors, weight), (pull[:, None] * factors).T).T
        parts = np.zeros((len(rows) + 1, self.item_vectors.shape[1]))
        parts[:-1, : len(self.gram)] = brought
        parts[-1, len(self.gram) :] = 1.0
        return parts

    def _pulling(self, rows: Rows, weights: Float32) -> tuple[Float64, Float64, Float64]:
        """V, the diagonal of W, and b: float64 (k, d'), (k,), (k,)."""
        factors = self.item_vectors[rows, : len(self.gram)].astype(np.float64)
        weight = weights.astype(np.float64)
        pull = weight + self.unobserved_weight if self.named_is_no_zero else weight
        return factors, weight, pull

    def _confidence(self, factors: Float64, weight: Float64) -> Float64:
        """VᵀWV + P: float64 (d', d')."""
        summed: Float64 = (factors * weight[:, None]).T @ factors + self._prior
        return summed

    def arrays(self) -> dict[str, AnyArray]:
        """The Gram matrix; the vectors are the release's own ``item_vectors``."""
        return {"fold_in.gram": self.gram}

    def describe(self) -> dict[str, Any]:
        """Kind and the four settings."""
        settings = {
            "unobserved_weight": self.unobserved_weight,
            "regularization": self.regularization,
            "bias": self.bias,
            "named_is_no_zero": self.named_is_no_zero,
        }
        return {"kind": "ridge", "settings": settings}
