"""What the dots of the map are coloured by: genre, else artist, else nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.base.songs import Songs
from segue.factors.directions import directions

MOST_NAMED: Final = 16
_FEWEST_SONGS: Final = 3
_NEAREST: Final = 10


@dataclass(frozen=True, eq=False)
class Kinds:
    """m songs in groups that can be named.

    Attributes:
        noun: what a group is: ``genre`` or ``artist``; empty when there are no groups.
        names: of all groups, the largest first.
        groups: int32 (m,), each song's group, −1 where unknown.
    """

    noun: str
    names: Sequence[str]
    groups: Rows

    @property
    def n_named(self) -> int:
        """How many groups are worth a name and a colour: the first so many."""
        sizes = np.bincount(self.groups[self.groups >= 0], minlength=len(self.names))
        return min(MOST_NAMED, int((sizes >= _FEWEST_SONGS).sum()))


def kinds_of(songs: Songs, rows: Rows) -> Kinds:
    """Group the songs of ``rows`` (m,) by genre where two or more can be named, else by artist."""
    for noun, column in (("genre", songs.genre), ("artist", songs.artist)):
        kinds = _grouped(noun, column.take(rows.tolist()))
        if kinds.n_named > 1:
            return kinds
    return Kinds("", (), np.full(len(rows), -1, np.int32))


def shared_by_nearest(kinds: Kinds, vectors: Float32) -> tuple[float, float] | None:
    """Of the ten songs nearest to one by cosine, how many share its group on average, and how many by chance.

    Over the songs whose group is known; ``None`` where they are too few to have ten neighbours.

    Args:
        kinds: of m songs.
        vectors: float32 (m, d), theirs.
    """
    known = np.flatnonzero(kinds.groups >= 0)
    if len(known) <= _NEAREST:
        return None
    groups, own = kinds.groups[known], vectors[known]
    units = directions(own)
    likeness = units @ units.T
    np.fill_diagonal(likeness, -np.inf)
    nearest = np.argpartition(-likeness, _NEAREST - 1, axis=1)[:, :_NEAREST]
    shared = (groups[nearest] == groups[:, None]).sum(axis=1).mean()
    sizes = np.bincount(groups)
    by_chance = _NEAREST * (sizes * (sizes - 1)).sum() / (len(known) * (len(known) - 1))
    return float(shared), float(by_chance)


def _grouped(noun: str, labels: Sequence[str]) -> Kinds:
    names, numbers, counts = np.unique(np.array(labels), return_inverse=True, return_counts=True)
    order = [number for number in np.argsort(-counts, kind="stable").tolist() if names[number].strip()]
    places = np.full(len(names), -1, np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return Kinds(noun, tuple(str(names[number]) for number in order), places[numbers])
