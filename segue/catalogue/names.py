"""Names that several songs share, numbered: artists, genres, languages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import AnyArray, Float32, Rows, all_within
from segue.base.strings import Strings
from segue.catalogue.resolve import KeyTable

Key = Callable[[str], str]
"""What spellings of one name have in common; empty for a name of nobody and nothing."""


@dataclass(frozen=True, eq=False)
class Names:
    """From a name, written loosely, to its number, and back.

    Attributes:
        column: the name of each song.
        key: of a name.
        leaders: int32 (m,), for each number the song whose spelling is shown.
        table: keys → numbers.
    """

    column: Strings
    key: Key
    leaders: Rows
    table: KeyTable

    @classmethod
    def build(cls, column: Strings, key: Key, rows: Rows, popularity: Float32) -> "Names":
        """Index names that are numbered already.

        Args:
            column: n names, empty where unknown.
            key: equal for the names that share a number.
            rows: int32 (n,), the number of each song's name, 0 … m − 1 without a gap, −1 for none.
            popularity: (n,), any scale; the most popular song, then the first, shows how a name is spelt.
        """
        order = np.argsort(-popularity, kind="stable")
        order = order[rows[order] >= 0]
        _, first = np.unique(rows[order], return_index=True)
        leaders = order[first].astype(np.int32)
        spelt = column.take(leaders.tolist())
        keyed = ((key(name), number) for number, name in enumerate(spelt))
        return cls(column, key, leaders, KeyTable.of(pair for pair in keyed if pair[0]))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], name: str, column: Strings, key: Key) -> "Names":
        """Open what :meth:`arrays` gave; a release without these arrays knows no name.

        Raises ``KeyError`` or ``ValueError`` for arrays that do not fit.
        """
        if f"{name}.leaders" not in arrays:
            return cls(column, key, np.empty(0, np.int32), KeyTable.of(()))
        leaders = np.asarray(arrays[f"{name}.leaders"])
        if leaders.dtype != np.int32 or leaders.ndim != 1:
            raise ValueError(f"names {name!r} have an array of the wrong kind")
        return cls(column, key, leaders, KeyTable.from_arrays(arrays, name))

    def check(self, name: str) -> None:
        """Read everything but the column. Raises ``ValueError`` where songs or numbers are not there."""
        if not all_within(self.leaders, len(self.column)):
            raise ValueError(f"names {name!r} name songs that are not there")
        self.table.check(name, len(self))

    def arrays(self, name: str) -> dict[str, AnyArray]:
        """The arrays, without the songs, under the names a release stores them by."""
        return {f"{name}.leaders": self.leaders, **self.table.arrays(name)}

    def __len__(self) -> int:
        return len(self.leaders)

    def number(self, text: str) -> int | None:
        """The number of a name in any spelling, or ``None``."""
        wanted = self.key(text)
        number = self.table.row(wanted) if wanted else None
        return number if number is not None and self.key(self.name(number)) == wanted else None

    def name(self, number: int) -> str:
        """The name as its best-known song spells it. Raises ``IndexError`` outside 0 … m − 1."""
        if not 0 <= number < len(self):
            raise IndexError(f"name {number} of {len(self)}")
        return self.column[int(self.leaders[number])]


def numbered(column: Strings, key: Key) -> Rows:
    """Number the names of n songs: int32 (n,), 0 … in order of first appearance; −1 for an empty key."""
    numbers: dict[str, int] = {"": -1}
    known: dict[str, int] = {}
    rows = np.empty(len(column), np.int32)
    for row, name in enumerate(column):
        number = known.get(name)
        if number is None:
            number = known[name] = numbers.setdefault(key(name), len(numbers) - 1)
        rows[row] = number
    return rows
