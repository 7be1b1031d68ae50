"""Fold-in: from the songs a listener named to the listener's point in item space.

Every form is linear in what the listener brings, so a score splits exactly into the share of each song.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
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
        factors = self.item_vectors[rows, : len(self.gram)].astype(np.float64)
        weight = weights.astype(np.float64)
        pull = weight + self.unobserved_weight if self.named_is_no_zero else weight
        if len(rows) == 0:
            solved = np.zeros(len(self.gram))
        elif len(rows) < len(self.gram):
            # (P + VᵀWV)⁻¹Vᵀb = P⁻¹Vᵀ(W⁻¹ + VP⁻¹Vᵀ)⁻¹W⁻¹b, the push-through identity
            projected = factors @ self._prior_inverse
            solved = projected.T @ np.linalg.solve(projected @ factors.T + np.diag(1 / weight), pull / weight)
        else:
            weighted = factors * weight[:, None]
            pulled = (factors * pull[:, None]).sum(axis=0)
            solved = np.linalg.solve(weighted.T @ factors + self._prior, pulled)
        return np.append(solved, 1.0).astype(np.float32) if self.bias else solved.astype(np.float32)

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

    def columns(self) -> list[slice]:
        """Where each part's coordinates are."""
        return _columns(part.dimensions for part in self.parts)

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
            bool(settings.get("named_is_no_zero", False)),  # releases of before it stand without
        )
    if kind == "linear":
        return LinearFoldIn(arrays["query_vectors"])
    if kind == "blend":
        return _open_blend(settings["parts"], arrays)
    raise ValueError(f"fold-in of kind {kind!r} is not known to this version of Segue")


def _open_blend(parts: list[Mapping[str, Any]], arrays: Mapping[str, AnyArray]) -> BlendFoldIn:
    opened = []
    columns = _columns(int(part["dimensions"]) for part in parts)
    for number, (part, span) in enumerate(zip(parts, columns, strict=True)):
        prefix = f"blend.{number}."
        own = {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
        own["item_vectors"] = arrays["item_vectors"][:, span]
        fold_in = open_fold_in(part["fold_in"], own)
        opened.append(BlendPart(fold_in, span.stop - span.start, float(part["scale"]), float(part["share"])))
    return BlendFoldIn(tuple(opened))


def _columns(dimensions: Iterable[int]) -> list[slice]:
    return [slice(start, end) for start, end in pairwise(accumulate(dimensions, initial=0))]
