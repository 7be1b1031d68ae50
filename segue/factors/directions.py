"""Directions: vectors brought to length 1, whose inner products are cosines."""

from typing import TypeVar

import numpy as np

from segue.base.arrays import Float32, Float64

Vectors = TypeVar("Vectors", Float32, Float64)
_LEAST = np.finfo(np.float32).tiny
"""What zeros are divided by."""


def directions(vectors: Vectors) -> Vectors:
    """The vectors at length 1, in their own dtype, zeros where they are zero: (k, d)."""
    # four times as fast as numpy.linalg.norm where there are few
    lengths = np.maximum(np.sqrt(np.vecdot(vectors, vectors)), _LEAST)
    scaled: Vectors = vectors / lengths[:, None]
    return scaled
