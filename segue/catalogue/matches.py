"""Which songs hold the words that were typed, and how much of the query each matches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import NO_ROWS, Float64, Rows
from segue.catalogue.crowds import HEAD, Asked
from segue.catalogue.meanings import LONGEST_RUN, Meaning

LEAST_SHARE = 0.5
"""Songs that match less than this share of what the best one matches are left out."""
POPULARITY_WEIGHT = 0.02
"""What the most popular song has ahead of the least popular: enough to settle ties."""
FEW = 256
"""Songs of the rarest word that are all looked at; of more, those that hold the other words, and the head."""
CHUNK = 4096
"""Songs of a commoner word looked at in one go, from the most popular on."""
ENOUGH = 256
"""Songs that hold all words after which no more are looked for."""
PARTLY = 1024
"""Songs looked at for each word where none holds all that was typed: the most popular ones."""

_NONE = np.empty(0, np.float64)


@dataclass(frozen=True, slots=True)
class Matches:
    """Songs that hold some of the words.

    Attributes:
        ranks: int32 (m,), a song perhaps twice.
        totals: (m,), Σ rarity · best fit · impact over the words typed.
        highest: Σ rarity, what a total can't exceed.
        n_whole: songs that hold all words; not counted where only some were asked for.
    """

    ranks: Rows
    totals: Float64
    highest: float
    n_whole: int

    def shares(self, n_songs: int) -> Float64:
        """The share of the query that each song matches, and a little for popularity: it settles ties."""
        shares: Float64 = self.totals / self.highest + POPULARITY_WEIGHT * (1 - self.ranks / max(1, n_songs))
        return shares


def once(ranks: Rows, shares: Float64) -> dict[int, float]:
    """Each rank and its highest share, without those below ``LEAST_SHARE`` of the highest of all."""
    least = LEAST_SHARE * float(shares.max(initial=0))
    found: dict[int, float] = {}
    for rank, share in zip(ranks.tolist(), shares.tolist(), strict=True):
        if share >= max(least, found.get(rank, 0.0)):
            found[rank] = share
    return found


def matches(meant: Sequence[Meaning], wanted: int, *, partly: bool = False) -> Matches:
    """The ``wanted`` songs that match best, and more; with ``partly`` whatever words they lack."""
    highest = sum(each.rarity for each in meant)
    if not meant:
        return Matches(NO_ROWS, _NONE, 1.0, 0)
    if len(meant) == 1:
        ranks, values = meant[0].head(wanted)
        return Matches(ranks, values * highest, highest, len(ranks))
    ranks = _of_any(meant, highest) if partly else _of_all(meant)
    asked = Asked(ranks)
    totals, n_held = np.zeros(len(ranks)), np.zeros(len(ranks), np.int8)
    for each in meant:
        values = each.values(asked)
        totals += each.rarity * values
        n_held += values > 0
    return Matches(ranks, totals, highest, int(np.count_nonzero(n_held == len(meant))))


def _of_all(meant: Sequence[Meaning]) -> Rows:
    """Songs that hold the rarest word; where these are many, those that hold the others as well."""
    rarest, *others = sorted(meant, key=lambda each: each.entries)
    if rarest.entries <= FEW:
        return rarest.run()
    # The run of one word is in order as it stands.
    rarest = min(meant, key=lambda each: (not each.in_order, each.entries))
    others = [each for each in meant if each is not rarest]
    others.sort(key=lambda each: each.entries)
    run, n_found = rarest.run()[:LONGEST_RUN], 0
    found = [run[:HEAD]]
    start, size = 0, CHUNK // 4  # what many songs hold is soon found
    while start < len(run):
        ranks = run[start : start + size]
        start, size = start + size, CHUNK
        for other in others:
            ranks = ranks[other.holders(Asked(ranks))]
        found.append(ranks)
        n_found += len(ranks)
        if n_found >= ENOUGH:
            break
    return np.concatenate(found)


def _of_any(meant: Sequence[Meaning], highest: float) -> Rows:
    """Songs that hold one of the rarest words; what is left out could not reach ``LEAST_SHARE`` without."""
    left, found = highest, list[Rows]()
    for each in sorted(meant, key=lambda each: -each.rarity):
        if left < LEAST_SHARE * highest:
            break
        found.append(each.run()[:PARTLY])
        left -= each.rarity
    return np.unique(np.concatenate(found))
