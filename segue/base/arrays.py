"""Names for the array types used throughout.

``Rows`` are row numbers of songs or users (int32); they never stand for ids.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]
UInt64 = NDArray[np.uint64]
Bool = NDArray[np.bool_]
Rows = NDArray[np.int32]
AnyArray = NDArray[Any]

NO_ROWS: Rows = np.empty(0, np.int32)
"""No songs, or no users."""


def all_within(rows: AnyArray, count: int) -> bool:
    """Whether every number of an array, possibly empty, is one of 0 … ``count`` − 1. Reads all of it."""
    return not rows.size or 0 <= int(rows.min()) <= int(rows.max()) < count


def each_once(rows: AnyArray) -> bool:
    """Whether an array of n whole numbers holds each of 0 … n − 1 once. Reads all of it."""
    return all_within(rows, len(rows)) and bool(np.all(np.bincount(rows, minlength=len(rows)) == 1))
