"""Themes: what the shelves of a page are about."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from segue.base.arrays import Rows
from segue.recommend.pools import Pools
from segue.recommend.tastes import Taste

LONGEST = 50
"""The longest shelf."""


class Kind(StrEnum):
    """What a shelf holds; the first three are on every page."""

    BECAUSE_YOU_LIKE = "because-you-like"
    MORE_FROM_YOUR_VIBE = "more-from-your-vibe"
    FRESH_MIX = "fresh-mix"
    TASTE = "taste"
    DEEP_CUTS = "deep-cuts"
    NEW_TO_YOU = "new-to-you"
    POPULAR_NEARBY = "popular-with-listeners-like-you"


FIXED = (Kind.BECAUSE_YOU_LIKE, Kind.MORE_FROM_YOUR_VIBE, Kind.FRESH_MIX)
"""The kinds that stand on every page, in this order."""


@dataclass(frozen=True, eq=False)
class Theme:
    """What a shelf is about, and the data that it goes by.

    Attributes:
        kind: what it holds.
        songs: int32 (k,), the listener's songs that led here; none for a stranger.
        n_kept: for how many tastes of the listener, those that lie apart, places are kept.
        taste: the one it is about, where it is about one.
        by_first_day: whether what is new goes by the first play by anybody, not by the year of release.
    """

    kind: Kind
    songs: Rows
    n_kept: int = 0
    taste: Taste | None = None
    by_first_day: bool = False


def themes(pools: Pools) -> Iterator[Theme]:
    """The themes of a page, in order: the fixed ones, then as many as taste and catalogue support.

    A catalogue supports one more for every :data:`LONGEST` songs that may be answered, once the fixed ones
    can be filled however long they are.
    """
    songs = pools.placed
    yield Theme(Kind.BECAUSE_YOU_LIKE, songs, sum(taste.apart > 0 for taste in pools.tastes))
    yield Theme(Kind.MORE_FROM_YOUR_VIBE, pools.anchors)
    yield Theme(Kind.FRESH_MIX, songs)
    room = pools.among.count // LONGEST - len(FIXED)
    if not pools.tastes or room <= 0:
        return
    more = [Theme(Kind.TASTE, taste.songs, taste=taste) for taste in pools.tastes]
    more.append(Theme(Kind.DEEP_CUTS, songs))
    more.append(Theme(Kind.NEW_TO_YOU, songs, by_first_day=pools.snapshot.facts.dated))
    more.append(Theme(Kind.POPULAR_NEARBY, songs))
    yield from more[:room]


def pool_of(pools: Pools, theme: Theme) -> Rows:
    """The songs the shelf of a theme is chosen from: int32 (k,), best first."""
    if theme.taste is not None:
        return pools.of_taste(theme.taste)
    return {
        Kind.BECAUSE_YOU_LIKE: pools.because,
        Kind.MORE_FROM_YOUR_VIBE: pools.vibe,
        Kind.FRESH_MIX: pools.mix,
        Kind.DEEP_CUTS: pools.little_known,
        Kind.NEW_TO_YOU: pools.newest,
        Kind.POPULAR_NEARBY: pools.popular_nearby,
    }[theme.kind]()
