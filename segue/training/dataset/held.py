"""What accounts hold that training may learn from, as arrays."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from segue.accounts.signals import Signal
from segue.base.arrays import Int64, Rows


@dataclass(frozen=True, eq=False)
class Held:
    """What accounts hold, without private ones: n signals, by account, then time, song and kind.

    The order depends on nothing else, so that the same content gives the same arrays from any database.

    Attributes:
        account_ids: int64 (a,), ascending, each once.
        song_ids: (s,) ids as they are stored, ascending, each once.
        account_rows: int32 (n,), rows of ``account_ids``.
        song_rows: int32 (n,), rows of ``song_ids``.
        kinds: int8 (n,), a :class:`Signal` each.
        times: int64 (n,), seconds since 1970 UTC.
        n_private: accounts left out because they asked for it.
    """

    account_ids: Int64
    song_ids: tuple[str, ...]
    account_rows: Rows
    song_rows: Rows
    kinds: NDArray[np.int8]
    times: Int64
    n_private: int = 0

    @classmethod
    def of(cls, signals: Iterable[tuple[int, str, Signal, int]], n_private: int = 0) -> "Held":
        """Take (account id, song id, kind, seconds since 1970) in any order, as a stream."""
        codes: dict[str, int] = {}
        numbers = (
            (account, codes.setdefault(song, len(codes)), kind, time) for account, song, kind, time in signals
        )
        table: Int64 = np.fromiter(numbers, np.dtype((np.int64, 4))).astype(np.int64, copy=False)
        account_ids, account_rows = np.unique(table[:, 0], return_inverse=True)
        names = sorted(codes)
        ranks = np.empty(len(names), np.int32)
        ranks[[codes[name] for name in names]] = np.arange(len(names), dtype=np.int32)
        song_rows, kinds, times = ranks[table[:, 1]], table[:, 2], table[:, 3]
        order = np.lexsort((kinds, song_rows, times, account_rows))
        return cls(
            account_ids,
            tuple(names),
            account_rows[order].astype(np.int32),
            song_rows[order],
            kinds[order].astype(np.int8),
            times[order],
            n_private,
        )

    def __len__(self) -> int:
        return len(self.kinds)

    @cached_property
    def sha256(self) -> str:
        """Hex SHA-256 over all signals: equal for equal content."""
        digest = hashlib.sha256("\0".join(self.song_ids).encode("utf-8", "replace"))
        for column in (self.account_ids, self.account_rows, self.song_rows, self.kinds, self.times):
            digest.update(np.ascontiguousarray(column, column.dtype.newbyteorder("<")).data)
        return digest.hexdigest()
