"""Membership: which numbers stand in an ascending array, for few numbers much faster than ``numpy.isin``."""

import numpy as np

from segue.base.arrays import Bool, Rows


def contained(numbers: Rows, ascending: Rows) -> Bool:
    """Which of ``numbers``, int32 (k,), in any order, stand in ``ascending``, int32 (m,): bool (k,)."""
    if len(ascending) == 0:
        return np.zeros(len(numbers), np.bool_)
    found: Bool = ascending.take(ascending.searchsorted(numbers), mode="clip") == numbers
    return found
