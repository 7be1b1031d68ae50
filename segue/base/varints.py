"""Whole numbers in as few bytes as they need: LEB128, seven bits a byte, the lowest first."""

import numpy as np

from segue.base.arrays import Int64

_MOST_BYTES = 5


def encode(numbers: Int64) -> bytes:
    """Numbers from 0 to 2³⁵ − 1, one after another."""
    shifts = 7 * np.arange(_MOST_BYTES)
    groups = (numbers[:, None] >> shifts) & 0x7F
    sizes = 1 + (numbers[:, None] >= 1 << shifts[1:]).sum(axis=1)
    places = np.arange(_MOST_BYTES)
    groups[places < sizes[:, None] - 1] |= 0x80
    content: bytes = groups[places < sizes[:, None]].astype(np.uint8).tobytes()
    return content


def decode(content: bytes) -> Int64:
    """What :func:`encode` was given: int64. Raises ``ValueError`` for bytes it could not have given."""
    groups = np.frombuffer(content, np.uint8).astype(np.int64)
    last = np.flatnonzero(groups < 0x80)
    if len(groups) and (len(last) == 0 or last[-1] != len(groups) - 1):
        raise ValueError("the last number is cut short")
    starts = np.concatenate([[0], last[:-1] + 1]) if len(last) else last
    sizes = last - starts + 1
    if (sizes > _MOST_BYTES).any():
        raise ValueError("a number is too long")
    shifts = 7 * (np.arange(len(groups)) - np.repeat(starts, sizes))
    return np.add.reduceat((groups & 0x7F) << shifts, starts) if len(starts) else starts
