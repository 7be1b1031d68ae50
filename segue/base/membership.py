"""Membership: which numbers stand in an ascending array, for few numbers much faster than ``numpy.isin``."""

import numpy as np

from segue.base.arrays import Bool, Rows


def joined_by(ascending: Rows, number: int) -> Rows:
    """An ascending array, int32 (m,), with a number that may stand in it already, ascending, each once."""
    at = int(ascending.searchsorted(number))
    if at < len(ascending) and ascending[at] == number:
        return ascending
    return np.concatenate((ascending[:at], (number,), ascending[at:]), dtype=np.int32)


def contained(numbers: Rows, ascending: Rows) -> Bool:
    """Which of ``numbers``, int32 (k,), in any order, stand in ``ascending``, int32 (m,): bool (k,)."""
    if len(ascending) == 0:
        return np.zeros(len(numbers), np.bool_)
    found: Bool = ascending.take(ascending.searchsorted(numbers), mode="clip") == numbers
    return found
