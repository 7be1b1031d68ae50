"""How varied each list is in itself: one value per list of ``lists``, int32 (m, k), −1 for no song."""

import numpy as np

from segue.base.arrays import Float32, Float64, Rows
from segue.factors.metrics.lists import NO_SONG

_BLOCK_NUMBERS = 10_000_000
"""Vector components gathered at once (40 MB)."""


def diversity(lists: Rows, vectors: Float32) -> Float64:
    """Intra-list diversity: 1 − mean cosine over the pairs of a list, float64 (m,), 0 … 2.

    Ziegler, McNee, Konstan & Lausen 2005, with cosines. NaN for a list of fewer than two songs.

    Args:
        lists: which songs.
        vectors: float32 (n, d), one per song; a zero vector is at a right angle to all.
    """
    lengths = np.linalg.norm(vectors, axis=1)
    scale = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    values = np.empty(len(lists))
    block = max(1, _BLOCK_NUMBERS // max(1, lists.shape[1] * vectors.shape[1]))
    for start in range(0, len(lists), block):
        part = lists[start : start + block]
        present = part != NO_SONG
        units = vectors[part] * (scale[part] * present)[:, :, None]
        values[start : start + block] = 1 - _mean_cosine(units, present.sum(axis=1))
    return values


def _mean_cosine(units: Float32, sizes: Rows) -> Float64:
    """Σ_{a≠b} u_a·u_b = ‖Σ u‖² − Σ ‖u‖², over the number of such pairs; (m, k, d) → (m,)."""
    together = np.square(units.sum(axis=1, dtype=np.float64)).sum(axis=1)
    alone = np.square(units, dtype=np.float64).sum(axis=(1, 2))
    pairs = sizes * (sizes - 1)
    return np.where(pairs > 0, (together - alone) / np.maximum(pairs, 1), np.nan)


def artist_repetition(lists: Rows, artist_rows: Rows) -> Float64:
    """The share of a list's songs whose artist stood earlier in it, float64 (m,), 0 … 1; NaN without a song.

    Args:
        lists: which songs.
        artist_rows: int32 (n,), equal for songs of one artist; −1 where unknown, which never repeats.
    """
    present = lists != NO_SONG
    artists = np.sort(np.where(present, artist_rows[lists], -1), axis=1)
    repeats = ((artists[:, 1:] == artists[:, :-1]) & (artists[:, 1:] >= 0)).sum(axis=1)
    sizes = present.sum(axis=1)
    return np.where(sizes > 0, repeats / np.maximum(sizes, 1), np.nan)
