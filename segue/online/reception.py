"""How the lists of a release were received: rates over all they showed, by surface and by rank."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from segue.accounts.signals import Signal
from segue.base.arrays import Bool, Float64, Int64
from segue.online.blocks import Block
from segue.online.intervals import Rate, rate_of
from segue.online.moments import Moments, moments

ENOUGH_LISTENERS = 30
"""Below that an interval over listeners says little, and a rate next to nothing."""


class Band(StrEnum):
    """Where in a list a song stood."""

    FIRST = "1"
    NEXT = "2-3"
    UPPER = "4-10"
    REST = "11+"


BANDS = tuple(Band)
_BAND_ENDS = np.array([1, 3, 10])


@dataclass(frozen=True)
class Group:
    """What is put together: one release, on one surface or all (``None``), in one band of ranks or all."""

    release: str
    surface: str | None = None
    band: Band | None = None


@dataclass(frozen=True)
class Reception:
    """How a group was received.

    Attributes:
        group: of what.
        lists: shown; those whose songs are spread over bands count for all of them alone: 0 with a band.
        songs: shown, the same song as often as it was.
        listeners: who were shown any.
        like: share of the songs shown that were liked; ``play``, ``skip`` and ``dislike`` alike.
        reciprocal_rank: mean over lists of 1 / rank of the highest song that was liked or played, 0 for a
            list without one; ``None`` with a band.
    """

    group: Group
    lists: int
    songs: int
    listeners: int
    like: Rate
    play: Rate
    skip: Rate
    dislike: Rate
    reciprocal_rank: Rate | None

    @property
    def is_enough(self) -> bool:
        """Whether there are listeners enough for the intervals to be believed."""
        return self.listeners >= ENOUGH_LISTENERS


_Key = tuple[int, int, int]
_ALL = -1


@dataclass(frozen=True)
class Totals:
    """Adds blocks up; what it holds grows with releases and surfaces, not with lists."""

    _songs: dict[_Key, Moments] = field(default_factory=dict)
    _lists: dict[_Key, Moments] = field(default_factory=dict)

    def add(self, block: Block, came: Bool) -> None:
        """Count a block in; ``came`` is what :func:`credited` says of it."""
        shown = block.shown
        songs = np.flatnonzero(shown.counts[shown.lists])
        lists = np.flatnonzero(shown.counts)
        of = shown.lists[songs]
        bands = np.searchsorted(_BAND_ENDS, shown.ranks[songs])
        everywhere, overall = np.full(len(songs), _ALL), np.full(len(lists), _ALL)
        values = came[songs].astype(np.float64)
        for surfaces in (shown.surfaces[of], everywhere):
            for places in (bands, everywhere):
                keys = (shown.releases[of], surfaces, places)
                _add(self._songs, keys, shown.listeners[of], values)
        reciprocal = _reciprocal_ranks(block, came)[lists, None]
        for surfaces in (shown.surfaces[lists], overall):
            keys = (shown.releases[lists], surfaces, overall)
            _add(self._lists, keys, shown.listeners[lists], reciprocal)

    def receptions(self, releases: list[str], surfaces: list[str]) -> Iterator[Reception]:
        """All groups, unordered; the names are those of the numbers in the blocks."""
        for key, songs in self._songs.items():
            release, surface, band = key
            group = Group(
                releases[release],
                None if surface == _ALL else surfaces[surface],
                None if band == _ALL else BANDS[band],
            )
            lists = self._lists.get(key)
            yield Reception(
                group,
                lists=int(lists.x) if lists else 0,
                songs=int(songs.x),
                listeners=int(songs.n),
                like=rate_of(songs, Signal.LIKE),
                play=rate_of(songs, Signal.PLAY),
                skip=rate_of(songs, Signal.SKIP),
                dislike=rate_of(songs, Signal.DISLIKE),
                reciprocal_rank=rate_of(lists, 0) if lists else None,
            )


def _add(
    sums: dict[_Key, Moments], keys: tuple[Int64, Int64, Int64], listeners: Int64, values: Float64
) -> None:
    """Add the moments of each distinct key."""
    releases, surfaces, bands = keys
    n_surfaces, n_bands = int(surfaces.max(initial=0)) + 2, len(BANDS) + 1  # one more each for all of them
    codes = (releases * n_surfaces + surfaces + 1) * n_bands + bands + 1
    for code, of_code in moments(codes, listeners, values):
        upper, band = divmod(code, n_bands)
        release, surface = divmod(upper, n_surfaces)
        key = (release, surface - 1, band - 1)
        sums[key] = sums[key] + of_code if key in sums else of_code


def _reciprocal_ranks(block: Block, came: Bool) -> Float64:
    """1 / rank of the highest song of each list that was liked or played, 0 without one: float64 (l,)."""
    shown, best = block.shown, np.zeros(len(block.shown.at))
    good = came[:, Signal.LIKE] | came[:, Signal.PLAY]
    np.maximum.at(best, shown.lists[good], 1 / shown.ranks[good])
    return best
