"""Rotation: what was just shown rests for a while, so that the next page is another one."""

from collections.abc import Sequence

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot

REST = 200
"""How many songs are shown until a song has rested."""


def rest(snapshot: Snapshot, rows: Rows, shown: Sequence[int]) -> Float32:
    """How much each song still has to rest: float32 (k,), 1 for the one shown last, falling to 0.

    A song rests with every recording of its work. The one shown p songs ago has 1 − (p / :data:`REST`)² left,
    so that little wears off while the last pages go by.

    Args:
        snapshot: where the songs come from.
        rows: int32 (k,).
        shown: rows, the latest first; one shown twice counts where it was shown last.
    """
    resting = np.zeros(len(rows), np.float32)
    if len(shown) == 0:
        return resting
    latest = np.array(shown[:REST], np.int32)
    works, places = np.unique(snapshot.work_rows[latest], return_index=True)
    asked = snapshot.work_rows[rows]
    found = np.minimum(np.searchsorted(works, asked), len(works) - 1)
    rests = works[found] == asked
    resting[rests] = 1 - (places[found][rests] / np.float32(REST)) ** 2
    return resting
