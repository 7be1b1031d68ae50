"""Ids and row numbers meet here and nowhere else."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NewType

import numpy as np

from segue.base.arrays import AnyArray, Rows, UInt64
from segue.base.hashing import hash64
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
        hashes = np.fromiter((hash64(text) for text in texts), np.uint64, len(texts))
        order = np.argsort(hashes, kind="stable").astype(np.int32)
        return cls(Strings.of(texts), hashes[order], order)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], name: str) -> "IdMap":
        """Open what :meth:`arrays` gave. Raises ``KeyError`` or ``ValueError`` for arrays that do not fit."""
        ids = Strings.from_arrays(arrays, name)
        hashes = np.asarray(arrays[f"{name}.hashes"])
        rows = np.asarray(arrays[f"{name}.rows"])
        if hashes.dtype != np.uint64 or rows.dtype != np.int32:
            raise ValueError(f"id map {name!r} has arrays of the wrong kind")
        if hashes.shape != (len(ids),) or rows.shape != (len(ids),):
            raise ValueError(f"id map {name!r} has arrays of different lengths")
        if not np.array_equal(np.sort(rows), np.arange(len(ids))):
            raise ValueError(f"id map {name!r} does not name every row once")
        return cls(ids, hashes, rows)

    def arrays(self, name: str) -> dict[str, AnyArray]:
        """The four arrays under the names a release stores them by."""
        return self.ids.arrays(name) | {f"{name}.hashes": self.hashes, f"{name}.rows": self.rows}

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, item_id: str) -> int | None:
        """The row of an id, or ``None`` when the map does not hold it."""
        wanted = np.uint64(hash64(item_id))
        encoded = item_id.encode("utf-8", "replace")
        at = int(np.searchsorted(self.hashes, wanted))
        while at < len(self.hashes) and self.hashes[at] == wanted:
            row = int(self.rows[at])
            if self.ids.bytes_at(row) == encoded:
                return row
            at += 1
        return None

    def look_up(self, item_ids: Iterable[str]) -> Rows:
        """int32 (n,): the row of each id, −1 for one the map does not hold."""
        texts = list(item_ids)
        rows = np.full(len(texts), -1, np.int32)
        if not len(self):
            return rows
        wanted = np.fromiter(map(hash64, texts), np.uint64, len(texts))
        places = np.minimum(np.searchsorted(self.hashes, wanted), len(self) - 1)
        alike = np.flatnonzero(self.hashes[places] == wanted)
        rows[alike] = self.rows[places[alike]]
        for at, held in zip(alike.tolist(), self.ids.bytes_of(rows[alike]), strict=True):
            if held != texts[at].encode("utf-8", "replace"):
                row = self.row(texts[at])  # two ids have this hash
                rows[at] = -1 if row is None else row
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
