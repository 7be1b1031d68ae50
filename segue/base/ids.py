"""Ids and row numbers meet here and nowhere else."""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NewType

import numpy as np

from segue.base.arrays import AnyArray, Rows, UInt64, each_once
from segue.base.hashing import hash64, hashes64
from segue.base.strings import Strings

SongId = NewType("SongId", str)
AccountId = NewType("AccountId", int)
ReleaseId = NewType("ReleaseId", str)


@dataclass(frozen=True, eq=False)
class IdMap:
    """A one-to-one map between ids and row numbers 0 … n − 1.

    Held as plain arrays so that it can be memory-mapped and shared: looking an id up is a binary search among
    sorted hashes and a comparison of the text itself, so that equal hashes never make two ids one.

    Attributes:
        ids: row → id, n rows.
        hashes: uint64 (n,), ``hash64`` of the ids, ascending.
        rows: int32 (n,), the row of each hash.
    """

    ids: Strings
    hashes: UInt64
    rows: Rows

    @classmethod
    def of(cls, ids: Iterable[str]) -> "IdMap":
        """Number ids in the order given. Raises ``ValueError`` when one stands there twice."""
        texts = list(ids)
        if len(set(texts)) != len(texts):
            raise ValueError("an id stands in the list twice")
        hashes = hashes64(texts)
        order = np.argsort(hashes, kind="stable").astype(np.int32)
        return cls(Strings.of(texts), hashes[order], order)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], name: str) -> "IdMap":
        """Open what :meth:`arrays` gave, in the same time whatever the length.

        Raises ``KeyError`` or ``ValueError`` for arrays that do not fit; only :meth:`check` reads them whole.
        """
        ids = Strings.from_arrays(arrays, name)
        # also plain arrays where they were mapped: 3 µs less a search
        hashes = np.asarray(arrays[f"{name}.hashes"])
        rows = np.asarray(arrays[f"{name}.rows"])
        if hashes.dtype != np.uint64 or rows.dtype != np.int32:
            raise ValueError(f"id map {name!r} has arrays of the wrong kind")
        if hashes.shape != (len(ids),) or rows.shape != (len(ids),):
            raise ValueError(f"id map {name!r} has arrays of different lengths")
        return cls(ids, hashes, rows)

    def check(self, name: str) -> None:
        """Read everything. Raises ``ValueError`` where rows do not stand once each, or hashes fall."""
        self.ids.check(name)
        if not each_once(self.rows):
            raise ValueError(f"id map {name!r} does not name every row once")
        if np.any(self.hashes[1:] < self.hashes[:-1]):
            raise ValueError(f"id map {name!r} has falling hashes")

    def arrays(self, name: str) -> dict[str, AnyArray]:
        """The four arrays under the names a release stores them by."""
        return self.ids.arrays(name) | {f"{name}.hashes": self.hashes, f"{name}.rows": self.rows}

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, item_id: str) -> int | None:
        """The row of an id, or ``None`` when the map does not hold it. 2 µs, at a million ids as well."""
        wanted, (hashes, rows) = hash64(item_id), self._views
        at = bisect_left(hashes, wanted)
        while at < len(hashes) and hashes[at] == wanted:
            row: int = rows[at]
            if self.ids.bytes_at(row) == item_id.encode("utf-8", "replace"):
                return row
            at += 1
        return None

    @cached_property
    def _views(self) -> tuple[memoryview, memoryview]:
        """Hashes and rows, for Python's own bisection: for one number NumPy's takes twice as long."""
        return self.hashes.data, self.rows.data

    def look_up(self, item_ids: Iterable[str]) -> Rows:
        """int32 (n,): the row of each id, −1 for one the map does not hold. 1 µs each, 10 in all."""
        texts = list(item_ids)
        if not len(self):
            return np.full(len(texts), -1, np.int32)
        wanted = hashes64(texts)
        places = self.hashes.searchsorted(wanted)
        rows = self.rows.take(places, mode="clip")
        rows[self.hashes.take(places, mode="clip") != wanted] = -1
        bytes_at = self.ids.bytes_at
        for at, row in enumerate(rows.tolist()):
            if row >= 0 and bytes_at(row) != texts[at].encode("utf-8", "replace"):
                again = self.row(texts[at])  # two ids have this hash
                rows[at] = -1 if again is None else again
        return rows

    def id(self, row: int) -> str:
        """The id of a row. Raises ``IndexError`` outside 0 … n − 1."""
        return self.ids[row]

    @cached_property
    def checksum(self) -> str:
        """Hex BLAKE2b-128 over the ids in row order: two maps are equal when their checksums are."""
        digest = hashlib.blake2b(self.ids.offsets.tobytes(), digest_size=16)
        digest.update(self.ids.data.tobytes())
        return digest.hexdigest()
