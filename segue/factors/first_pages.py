"""What comes up next, as far as no listener has a say in it, found for every song when a release is sealed.

The first page of a stranger, and the songs most like a song, among which that of anybody else is looked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import AnyArray, Float32, Rows, UInt8

LENGTH = 10
"""Songs of a first page, as many as a request asks for that does not say."""

NEAR = 160
"""How many of the songs most like a song are kept: as many as a queue looks at first."""

_PREFIX = "upnext."


@dataclass(frozen=True, eq=False)
class FirstPages:
    """One row for each song that may play.

    Attributes:
        rows: int32 (n, ``LENGTH``), in order; −1 behind the last where there are fewer, or none was found.
        scores: float32 (n, ``LENGTH``), what each is answered with.
        broken: uint8 (n, ``LENGTH``), a bit for each rule that the song breaks where it stands.
        near: int32 (n, ``NEAR``), the songs most like it, best first; −1 where fewer are, or none was found.
            ``None`` in a release that was sealed before they were kept so.
    """

    rows: Rows
    scores: Float32
    broken: UInt8
    near: Rows | None = None

    @classmethod
    def none(cls, n_songs: int) -> "FirstPages":
        """Pages of no songs."""
        shape = n_songs, LENGTH
        near = np.full((n_songs, NEAR), -1, np.int32)
        return cls(np.full(shape, -1, np.int32), np.zeros(shape, np.float32), np.zeros(shape, np.uint8), near)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], n_songs: int) -> "FirstPages | None":
        """Open what :meth:`arrays` gave; ``None`` for a release without, ``ValueError`` for another shape."""
        if f"{_PREFIX}rows" not in arrays:
            return None
        rows, scores, broken = (arrays[f"{_PREFIX}{name}"] for name in ("rows", "scores", "broken"))
        near = arrays.get(f"{_PREFIX}alike")
        shaped = [(rows, np.int32), (scores, np.float32), (broken, np.uint8)]
        if any(array.shape != (n_songs, LENGTH) or array.dtype != dtype for array, dtype in shaped):
            raise ValueError(f"the arrays {_PREFIX}* do not have one page per song")
        if near is not None and (near.shape != (n_songs, NEAR) or near.dtype != np.int32):
            raise ValueError(f"the array {_PREFIX}alike does not have {NEAR} songs for each")
        return cls(rows, scores, broken, near)

    def check(self) -> None:
        """Read all rows. Raises ``ValueError`` where one is that of no song."""
        for rows in (self.rows, self.near):
            if rows is not None and rows.size and not -1 <= rows.min() <= rows.max() < len(rows):
                raise ValueError(f"the arrays {_PREFIX}* name songs that are not there")

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by."""
        arrays: dict[str, AnyArray] = {"rows": self.rows, "scores": self.scores, "broken": self.broken}
        if self.near is not None:
            arrays["alike"] = self.near
        return {f"{_PREFIX}{name}": array for name, array in arrays.items()}
