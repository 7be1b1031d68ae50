"""Directions: vectors brought to length 1, whose inner products are cosines."""

from typing import TypeVar

import numpy as np

from segue.base.arrays import Float32, Float64

Vectors = TypeVar("Vectors", Float32, Float64)


def directions(vectors: Vectors) -> Vectors:
    """The vectors at length 1, in their own dtype, zeros where they are zero: (k, d)."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = np.divide(vectors, np.where(lengths > 0, lengths, 1), dtype=vectors.dtype)
    return scaled
