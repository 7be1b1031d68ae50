"""The ``blend`` trainer: the spaces of other trainers side by side, in one index.

With s_p the scores of part p, and σ_p the root of their mean square, a listener scores song j as

    Σ_p (w_p / σ_p) s_p(j) = Σ_p (w_p / σ_p) x_p · v_pj

which is one inner product: a song's vector is that of each part one after another, and so is a listener's,
each times w_p / σ_p.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Final, Self

import numpy as np
from pydantic import Field, model_validator

from segue.base.arrays import Float32
from segue.base.errors import DataError
from segue.base.progress import Progress
from segue.factors.als import AlsConfig, AlsTrainer
from segue.factors.content import Content
from segue.factors.fold_in import BlendFoldIn, BlendPart, LinearFoldIn, RidgeFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.spectral import SpectralConfig, SpectralTrainer
from segue.factors.svd import SvdConfig, SvdTrainer
from segue.factors.trainer import Between, Model, Need, Trainer, TrainerConfig

_PARTS: Final[Mapping[str, Callable[[Any], Trainer]]] = {
    "spectral": SpectralTrainer,
    "als": AlsTrainer,
    "svd": SvdTrainer,
}
_MEASURED_LISTENERS: Final = 1000
"""Training listeners, evenly chosen, whose scores say how large a part's are."""


class BlendConfig(TrainerConfig):
    """Settings of the ``blend`` trainer. Of the weights only the ratios count."""

    spectral_weight: Annotated[float, Field(ge=0, le=100, description="Of `spectral`; 0 omits it.")] = 1.0
    als_weight: Annotated[
        float, Field(ge=0, le=100, description="Of `als`; 0 omits it."), Between(0.25, 4.0, log=True)
    ] = 1.0
    svd_weight: Annotated[float, Field(ge=0, le=100, description="Of `svd`; 0 omits it.")] = 0.0
    spectral: Annotated[SpectralConfig, Field(description="Settings of that part.")] = SpectralConfig()
    als: Annotated[AlsConfig, Field(description="Settings of that part.")] = AlsConfig()
    svd: Annotated[SvdConfig, Field(description="Settings of that part.")] = SvdConfig()
    seed: Annotated[int, Field(ge=0, le=2**32 - 1, description="Of every part that is given no other.")] = 0

    @model_validator(mode="before")
    @classmethod
    def _hand_down_the_seed(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or "seed" not in given:
            return given
        parts = {name: given.get(name, {}) for name in _PARTS}
        filled = {
            name: {"seed": given["seed"], **part} for name, part in parts.items() if isinstance(part, Mapping)
        }
        return {**given, **filled}

    @model_validator(mode="after")
    def _has_a_part(self) -> Self:
        if not self.weights:
            raise ValueError("one of the weights must be above 0")
        return self

    @property
    def weights(self) -> dict[str, float]:
        """The parts that take part, by name, and their weights; those sum to 1."""
        given = {name: float(getattr(self, f"{name}_weight")) for name in _PARTS}
        total = sum(given.values())
        return {name: weight / total for name, weight in given.items() if weight > 0}


class BlendTrainer:
    """Trains each part and adds up their scores, brought to one scale and weighted.

    Needs: what its parts need, and works without. Raises :class:`DataError` where a part's package is
    missing.
    """

    name: ClassVar[str] = "blend"
    needs: ClassVar[frozenset[Need]] = SpectralTrainer.needs | AlsTrainer.needs | SvdTrainer.needs

    def __init__(self, config: BlendConfig | None = None) -> None:
        self.config = config or BlendConfig()
        self._trainers = {name: _PARTS[name](getattr(self.config, name)) for name in self.config.weights}

    def fit(self, interactions: Interactions, content: Content, progress: Progress) -> Model:
        """Train one part after another; there is no state."""
        if len(interactions) == 0:
            raise DataError("There is nothing to train on: the log has no (listener, song) pair.")
        listeners = interactions.take(interactions.evenly(_MEASURED_LISTENERS)).as_seeds()
        parts, columns = [], []
        for name, weight in self.config.weights.items():
            space = balanced(self._trainers[name].fit(interactions, content, progress).space)
            scale = weight / score_size(space, listeners)
            parts.append(BlendPart(space.fold_in, space.dimensions, scale, weight))
            columns.append(space.item_vectors)
        item_vectors = np.ascontiguousarray(np.hstack(columns))
        blend = BlendFoldIn(tuple(parts))
        # opened like a stored one, so that the parts look into the joint array instead of keeping their own
        return Model(ItemSpace.from_arrays(blend.describe(), {"item_vectors": item_vectors} | blend.arrays()))


def score_size(space: ItemSpace, listeners: Interactions) -> float:
    """The root mean square of the scores that listeners give to all songs; 1 where every score is 0."""
    vectors = space.listeners(listeners).astype(np.float64)
    gram = (space.item_vectors.T @ space.item_vectors).astype(np.float64)
    mean = np.einsum("ud,de,ue->", vectors, gram, vectors, optimize=True) / max(len(vectors) * len(space), 1)
    return float(np.sqrt(max(mean, 0.0))) or 1.0


def balanced(space: ItemSpace) -> ItemSpace:
    """The same scores from item vectors whose lengths have a mean square of 1, a bias aside.

    So no part outweighs another where two songs are compared by their vectors. Raises ``TypeError`` for a
    fold-in that is neither linear nor ridge.
    """
    fold_in, vectors = space.fold_in, space.item_vectors
    if isinstance(fold_in, LinearFoldIn):
        stretch = 1 / _length(vectors)
        return ItemSpace(vectors * stretch, LinearFoldIn(fold_in.query_vectors / stretch))
    if isinstance(fold_in, RidgeFoldIn):
        stretch = 1 / _length(vectors[:, : len(fold_in.gram)])
        # a listener's coordinate beside a bias is 1, however long the others are
        stretched = np.hstack([vectors[:, : len(fold_in.gram)] * stretch, vectors[:, len(fold_in.gram) :]])
        squared = float(stretch) ** 2
        return ItemSpace(
            stretched,
            replace(
                fold_in,
                item_vectors=stretched,
                gram=fold_in.gram * squared,
                regularization=fold_in.regularization * squared,
            ),
        )
    raise TypeError(f"a blend can't hold a {type(fold_in).__name__}")


def _length(vectors: Float32) -> np.float32:
    """The root mean square of the lengths of rows; 1 where all are zero."""
    squares = np.einsum("nd,nd->", vectors, vectors, dtype=np.float64) / max(len(vectors), 1)
    return np.float32(np.sqrt(squares) or 1.0)
