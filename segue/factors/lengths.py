"""How long the vectors of songs are, where it takes every song to say: computed once and stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from segue.base.arrays import AnyArray, Float32

LIKENESS_EXPONENT = np.float32(0.25)
"""The power of an item vector's length by which likeness to it is divided: 0 inner product, 1 cosine."""

_SCALE: Final = "likeness.scale"
_LONGEST: Final = "likeness.longest"
_BLOCK: Final = 65_536


@dataclass(frozen=True, eq=False)
class Lengths:
    """Lengths of the vectors of n songs, of the whole and of each of the P parts that likeness looks at.

    Attributes:
        scale: float32 (n, P), above 0: what likeness to each song is divided by, whichever song asks. It is
            length^0.25 · longest^0.75, with 1 for a length of 0.
        longest: float32 (1 + P,), above 0: the greatest length of a whole vector, then of each part; 1 where
            all are zero, so that it may divide.
    """

    scale: Float32
    longest: Float32

    @classmethod
    def of(cls, item_vectors: Float32, parts: Sequence[slice]) -> "Lengths":
        """Measure them: ``item_vectors`` is float32 (n, d), ``parts`` the columns of each part."""
        n_songs, spans = len(item_vectors), (slice(None), *parts)
        lengths = np.empty((n_songs, len(spans)), np.float32)
        for at in range(0, n_songs, _BLOCK):
            block = item_vectors[at : at + _BLOCK]
            for number, span in enumerate(spans):
                lengths[at : at + _BLOCK, number] = np.linalg.norm(block[:, span], axis=1)
        longest = lengths.max(axis=0, initial=0)
        longest[longest == 0] = 1
        own = np.where(lengths[:, 1:] > 0, lengths[:, 1:], 1).astype(np.float32)
        scale = own**LIKENESS_EXPONENT * longest[1:] ** (1 - LIKENESS_EXPONENT)
        return cls(np.ascontiguousarray(scale, np.float32), longest)

    @classmethod
    def stored(cls, arrays: Mapping[str, AnyArray], n_songs: int, n_parts: int) -> "Lengths | None":
        """What :meth:`arrays` gave; ``None`` for a release of before it was stored.

        Raises ``ValueError`` for arrays of another shape, or that do not divide.
        """
        if _SCALE not in arrays:
            return None
        found = cls(arrays[_SCALE], arrays[_LONGEST])
        if found.scale.shape != (n_songs, n_parts) or found.longest.shape != (1 + n_parts,):
            raise ValueError("the stored lengths of vectors do not fit them")
        if not (found.longest > 0).all() or (n_songs and not found.scale.min() > 0):
            raise ValueError("the stored lengths of vectors are not above 0")
        return found

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return {_SCALE: self.scale, _LONGEST: self.longest}
