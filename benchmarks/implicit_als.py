"""ALS for implicit feedback as the package `implicit` ships it: what the cost of training is compared with.

It sees who heard what, as `spectral` does, and neither counts nor content; `requirements-als.txt` brings it.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from scipy import sparse
from threadpoolctl import threadpool_limits

from segue.factors.fold_in import RidgeFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace

SETTINGS: Mapping[str, Any] = {
    "factors": 128,
    "iterations": 15,
    "alpha": 10.0,
    "regularization": 10.0,
    "seed": 0,
}


def fit_implicit(pairs: Interactions, settings: Mapping[str, str]) -> ItemSpace:
    """Train on m listeners over n songs, on one thread: a space of n songs.

    Hu, Koren & Volinsky 2008: a pair has confidence 1 + alpha, everything else 1. Folding in by the same
    equation is x = ((1 + alpha) Σ vᵢ) (alpha Σ vᵢvᵢᵀ + G + λI)⁻¹, ridge with a₀ = 1 / alpha and λ / alpha but
    for a factor that no ranking sees.

    Args:
        pairs: who heard what; weights play no part.
        settings: those of :data:`SETTINGS` that differ, as text. Raises ``KeyError`` for an unknown one.
    """
    chosen = {name: type(value)(settings.get(name, value)) for name, value in SETTINGS.items()}
    if unknown := settings.keys() - SETTINGS.keys():
        raise KeyError(f"implicit has no setting {min(unknown)!r}; there are {', '.join(SETTINGS)}")
    alpha, regularization = chosen["alpha"], chosen["regularization"]
    confidence = np.full(len(pairs), 1 + alpha, np.float32)
    shape = (pairs.n_users, pairs.n_songs)
    with threadpool_limits(1, "blas"):  # as the library asks for
        model = AlternatingLeastSquares(
            factors=chosen["factors"],
            iterations=chosen["iterations"],
            regularization=regularization,
            random_state=chosen["seed"],
            num_threads=1,
        )
        model.fit(sparse.csr_matrix((confidence, pairs.song_rows, pairs.indptr), shape), show_progress=False)
    vectors = np.ascontiguousarray(model.item_factors, np.float32)
    return ItemSpace(vectors, RidgeFoldIn.of(vectors, 1 / alpha, regularization / alpha))
