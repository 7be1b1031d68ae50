"""First pages: what comes up next for a stranger, found for every song when a release is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import AnyArray, Float32, Rows, UInt8

LENGTH = 10
"""Songs of a first page, as many as a request asks for that does not say."""

_PREFIX = "upnext."


@dataclass(frozen=True, eq=False)
class FirstPages:
    """One row for each song that may play.

    Attributes:
        rows: int32 (n, ``LENGTH``), in order; −1 behind the last where there are fewer, or none was found.
        scores: float32 (n, ``LENGTH``), what each is answered with.
        broken: uint8 (n, ``LENGTH``), a bit for each rule that the song breaks where it stands.
    """

    rows: Rows
    scores: Float32
    broken: UInt8

    @classmethod
    def none(cls, n_songs: int) -> "FirstPages":
        """Pages of no songs."""
        shape = n_songs, LENGTH
        return cls(np.full(shape, -1, np.int32), np.zeros(shape, np.float32), np.zeros(shape, np.uint8))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], n_songs: int) -> "FirstPages | None":
        """Open what :meth:`arrays` gave; ``None`` for a release without, ``ValueError`` for another shape."""
        if f"{_PREFIX}rows" not in arrays:
            return None
        pages = cls(*(arrays[f"{_PREFIX}{name}"] for name in ("rows", "scores", "broken")))
        for array, dtype in ((pages.rows, np.int32), (pages.scores, np.float32), (pages.broken, np.uint8)):
            if array.shape != (n_songs, LENGTH) or array.dtype != dtype:
                raise ValueError(f"the arrays {_PREFIX}* do not have one page per song")
        return pages

    def check(self) -> None:
        """Read all rows. Raises ``ValueError`` where one is that of no song."""
        if self.rows.size and not -1 <= int(self.rows.min()) <= int(self.rows.max()) < len(self.rows):
            raise ValueError(f"the arrays {_PREFIX}* name songs that are not there")

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        return {
            f"{_PREFIX}rows": self.rows,
            f"{_PREFIX}scores": self.scores,
            f"{_PREFIX}broken": self.broken,
        }
