"""Where the songs of a map lie: item vectors brought down to two dimensions."""

from typing import Final

import numpy as np

from segue.base.arrays import Float32, Float64
from segue.factors.directions import directions

FEWEST_FOR_TSNE: Final = 100
_PERPLEXITY: Final = 30
_STEPS: Final = 500
"""More move the picture no further: 1000 keep as many neighbours and take twice the time."""
_COMPONENTS: Final = 50


def flattened(vectors: Float32, seed: int) -> Float64:
    """A point in the plane for each of n vectors, near one another where their cosine is high: (n, 2).

    t-SNE (van der Maaten & Hinton 2008) of the first 50 principal components, begun at the first two, which
    keeps the large distances meaningful (Kobak & Berens 2019). Fewer than :data:`FEWEST_FOR_TSNE` vectors are
    only projected on the first two. The same vectors and seed give the same points on one machine.
    """
    components = _principal(vectors)
    spread = float(components[:, 0].std())
    if len(vectors) < FEWEST_FOR_TSNE or spread == 0:
        return components[:, :2]
    # a second to import, and small catalogues do without
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    begin = components[:, :2] * (1e-4 / spread)
    tsne = TSNE(
        perplexity=min(_PERPLEXITY, (len(vectors) - 1) / 3),
        init=begin,
        max_iter=_STEPS,
        random_state=seed,
    )
    with threadpool_limits(1):  # several threads add up in any order, and the picture would change each time
        points: Float64 = tsne.fit_transform(components[:, :_COMPONENTS]).astype(np.float64)
    return points


def _principal(vectors: Float32) -> Float64:
    """Principal components of the vectors at length 1: float64 (n, ≥ 2), by an exact SVD."""
    wide = np.zeros((len(vectors), max(2, vectors.shape[1])))
    wide[:, : vectors.shape[1]] = directions(vectors)
    wide -= wide.mean(axis=0)
    left, singular, _ = np.linalg.svd(wide, full_matrices=False)
    components: Float64 = left * singular
    if components.shape[1] < 2:
        components = np.pad(components, ((0, 0), (0, 2 - components.shape[1])))
    return components
