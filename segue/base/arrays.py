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
