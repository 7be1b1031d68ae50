"""Rotation: what was just shown rests for a while, so that the next page is another one."""

from collections.abc import Sequence

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot

REST = 200
"""How many songs are shown until a song has rested."""


def rests(snapshot: Snapshot, shown: Sequence[int]) -> dict[int, float]:
    """How much each work still has to rest, above 0 … 1; works that do not rest are left out.

    Args:
        snapshot: where the songs come from.
        shown: rows, the latest first; of a work shown twice the last time counts.
    """
    works = snapshot.work_rows[np.array(shown[:REST], np.int32)].tolist()
    return {work: 1 - (ago / REST) ** 2 for ago, work in reversed(list(enumerate(works)))}


def rest(snapshot: Snapshot, rows: Rows, shown: Sequence[int]) -> Float32:
    """How much each song still has to rest: float32 (k,), 1 for the one shown last, falling to 0.

    A song rests with every recording of its work. The one shown p songs ago has 1 − (p / :data:`REST`)² left,
    so that little wears off while the last pages go by.

    Args:
        snapshot: where the songs come from.
        rows: int32 (k,).
        shown: rows, the latest first; one shown twice counts where it was shown last.
    """
    if len(shown) == 0:
        return np.zeros(len(rows), np.float32)
    resting = rests(snapshot, shown)
    asked = snapshot.work_rows[rows].tolist()
    return np.array([resting.get(work, 0.0) for work in asked], np.float32)
