"""A column of strings as two plain arrays, so that a file of it can be memory-mapped.

Row ``i`` is the UTF-8 text ``data[offsets[i]:offsets[i + 1]]``. This is Arrow's layout for strings
(Arrow Columnar Format, "Variable-size Binary Layout") without the library.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from segue.base.arrays import AnyArray, Int64, UInt8, UInt64

HEAD_BYTES = 8
"""Of a text, as many as one number holds."""


@dataclass(frozen=True, eq=False)
class Strings:
    """An immutable sequence of strings.

    Attributes:
        offsets: int64 (n + 1,), never falling, from 0 to ``len(data)``.
        data: uint8 (bytes,), UTF-8. A row that is not valid UTF-8 reads with replacement characters.
    """

    offsets: Int64
    data: UInt8

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Strings":
        """Pack texts, in order. Lone surrogates become ``?``; no text at all gives length 0."""
        encoded = [text.encode("utf-8", "replace") for text in texts]
        offsets = np.zeros(len(encoded) + 1, np.int64)
        np.cumsum([len(part) for part in encoded], out=offsets[1:])
        return cls(offsets, np.frombuffer(b"".join(encoded), np.uint8))

    @classmethod
    def blank(cls, n: int) -> "Strings":
        """``n`` empty texts."""
        return cls(np.zeros(n + 1, np.int64), np.zeros(0, np.uint8))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], name: str) -> "Strings":
        """Open what :meth:`arrays` gave.

        Takes the same time whatever the length: only :meth:`check` reads the whole column. Raises
        ``KeyError`` for a missing array and ``ValueError`` for arrays of another kind or length.
        """
        offsets = np.asarray(arrays[f"{name}.offsets"])
        data = np.asarray(arrays[f"{name}.utf8"])
        if offsets.dtype != np.int64 or data.dtype != np.uint8 or offsets.ndim != 1 or data.ndim != 1:
            raise ValueError(f"column {name!r} has arrays of the wrong kind")
        if len(offsets) == 0 or offsets[0] != 0 or offsets[-1] != len(data):
            raise ValueError(f"column {name!r} has offsets that do not fit its text")
        return cls(offsets, data)

    def check(self, name: str) -> None:
        """Read all offsets. Raises ``ValueError`` where they fall; rows would then be garbled."""
        if np.any(self.offsets[1:] < self.offsets[:-1]):
            raise ValueError(f"column {name!r} has falling offsets")

    def arrays(self, name: str) -> dict[str, AnyArray]:
        """The two arrays under the names a release stores them by."""
        return {f"{name}.offsets": self.offsets, f"{name}.utf8": self.data}

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview]:
        """Offsets and data as views: a row takes 0.25 µs through these, 2.5 µs through a mapped array."""
        return self.offsets.data, self.data.data

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> str:
        if not 0 <= row < len(self.offsets) - 1:
            raise IndexError(f"row {row} of {len(self)}")
        offsets, data = self._views
        return str(data[offsets[row] : offsets[row + 1]], "utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        data = self.data.tobytes()
        return (data[start:end].decode("utf-8", "replace") for start, end in pairwise(self.offsets.tolist()))

    def bytes_at(self, row: int) -> bytes:
        """The UTF-8 bytes of one row; the caller has checked the range."""
        offsets, data = self._views
        return data[offsets[row] : offsets[row + 1]].tobytes()

    def joined(self, rows: Iterable[int], between: bytes, *, cut: int = 0) -> bytes:
        """The UTF-8 bytes of rows in that order, the last ``cut`` of each left off, something between.

        The caller has checked that the rows are there, and as long.
        """
        offsets, data = self._views
        return between.join([data[offsets[row] : offsets[row + 1] - cut] for row in rows])

    def heads(self) -> UInt64:
        """The first eight bytes of each text as one number, missing ones zero; numbers order as texts do."""
        sizes = np.minimum(np.diff(self.offsets), HEAD_BYTES)
        heads = np.zeros(len(self), np.uint64)
        for at in range(HEAD_BYTES):
            held = sizes > at
            bits = np.uint64(8 * (HEAD_BYTES - 1 - at))
            heads[held] |= self.data[self.offsets[:-1][held] + at].astype(np.uint64) << bits
        return heads

    def take(self, rows: Sequence[int]) -> list[str]:
        """The texts at the given rows, in that order. Raises ``IndexError`` outside 0 … n − 1."""
        if len(rows) and min(rows) < 0:
            raise IndexError(f"row {min(rows)} of {len(self)}")
        offsets, data = self._views
        return [str(data[offsets[row] : offsets[row + 1]], "utf-8", "replace") for row in rows]
