"""Directions: vectors brought to length 1, whose inner products are cosines."""

from typing import TypeVar

import numpy as np

from segue.base.arrays import Float32, Float64

Vectors = TypeVar("Vectors", Float32, Float64)


def directions(vectors: Vectors) -> Vectors:
    """The vectors at length 1, in their own dtype, zeros where they are zero: (k, d)."""
    # twice as fast as numpy.linalg.norm where there are few
    lengths = np.sqrt(np.einsum("nd,nd->n", vectors, vectors))
    lengths[lengths == 0] = 1
    scaled: Vectors = vectors / lengths[:, None]
    return scaled
