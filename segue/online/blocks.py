"""What some accounts were shown and what they did, as columns."""

from dataclasses import dataclass

from segue.base.arrays import Bool, Int64


@dataclass(frozen=True, eq=False)
class Shown:
    """Lists as they were shown: a row per list, and a row per song of each.

    Attributes:
        listeners: int64 (l,), whose list: numbers of accounts from 0.
        at: int64 (l,), when, in microseconds since 1970, UTC.
        releases: int64 (l,), the number of the release.
        surfaces: int64 (l,), the number of the surface.
        counts: bool (l,), whether the list itself is reported on; one that is not may still be what an event
            belongs to.
        lists: int64 (s,), the row of its list, ascending.
        ranks: int64 (s,), its place there, from 1.
        songs: int64 (s,), the number of the song.
    """

    listeners: Int64
    at: Int64
    releases: Int64
    surfaces: Int64
    counts: Bool
    lists: Int64
    ranks: Int64
    songs: Int64


@dataclass(frozen=True, eq=False)
class Done:
    """Events: a row for each like, play, skip and dislike.

    Attributes:
        listeners: int64 (e,), whose: numbered as in :class:`Shown`.
        songs: int64 (e,), the number of the song.
        at: int64 (e,), when, in microseconds since 1970, UTC.
        kinds: int64 (e,), a :class:`segue.accounts.signals.Signal`.
    """

    listeners: Int64
    songs: Int64
    at: Int64
    kinds: Int64


@dataclass(frozen=True, eq=False)
class Block:
    """All there is of some accounts; no other block has anything of them."""

    shown: Shown
    done: Done
