"""What is known of songs beside who plays them: their artists and albums."""

from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Rows


@dataclass(frozen=True, eq=False)
class Content:
    """Groups of songs that are alike before anybody has played them.

    Attributes:
        artist_rows: int32 (n,), equal for songs of one artist; −1 where unknown.
        album_rows: int32 (n,), equal for songs of one album; −1 where unknown.
    """

    artist_rows: Rows
    album_rows: Rows

    @classmethod
    def unknown(cls, n_songs: int) -> "Content":
        """Songs of which nothing is known."""
        nothing = np.full(n_songs, -1, np.int32)
        return cls(nothing, nothing)

    def __len__(self) -> int:
        return len(self.artist_rows)

    def take(self, rows: Rows) -> "Content":
        """The given songs, in that order; groups keep their numbers."""
        return Content(self.artist_rows[rows], self.album_rows[rows])


def shared_groups(groups: Rows) -> tuple[Rows, Rows]:
    """The songs that stand in a group with another.

    Args:
        groups: int32 (n,), equal for songs of one group; −1 for none.

    Returns:
        Two of int32 (k,): the groups of two songs or more, numbered 0, 1, 2 …, and their songs, ascending.
    """
    songs = np.flatnonzero(groups >= 0).astype(np.int32)
    _, numbers, sizes = np.unique(groups[songs], return_inverse=True, return_counts=True)
    shared = sizes[numbers] > 1
    _, renumbered = np.unique(numbers[shared], return_inverse=True)
    return renumbered.astype(np.int32), songs[shared]
