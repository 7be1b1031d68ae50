"""Which songs hold the words that were typed, and how much of the query each matches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import NO_ROWS, AnyArray, Float64, Rows
from segue.catalogue.crowds import HEAD
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
        ranks: int32 (m,), each once.
        shares: (m,), the share of the query that each matches, Σ rarity · best fit · impact over the words
            typed, divided by Σ rarity; and a little for popularity, which settles ties.
        is_whole: whether one of them holds all words; not looked at where only some were asked for.
    """

    ranks: Rows
    shares: AnyArray
    is_whole: bool


def matches(meant: Sequence[Meaning], wanted: int, n_songs: int, *, partly: bool = False) -> Matches:
    """The ``wanted`` songs that match best, and more; with ``partly`` whatever words they lack.

    A call of NumPy takes 0.5 µs, however few songs: weights are put together before they meet an array.
    """
    if not meant:
        return Matches(NO_ROWS, _NONE, is_whole=False)
    if len(meant) == 1:
        ranks, values = meant[0].head(wanted)
        return Matches(ranks, _popularity(ranks, n_songs) + values, is_whole=len(ranks) > 0)
    highest = sum(each.rarity for each in meant)
    found, rarest = list[AnyArray](), None
    if partly:
        ranks = _of_any(meant, highest)
    else:
        rarest = min(meant, key=lambda each: each.entries)
        if rarest.entries <= FEW:
            ranks, values = rarest.songs(rarest.rarity / highest)
            found.append(values)
        else:
            ranks, rarest = _of_all(meant), None
    found += [each.values(ranks, each.rarity / highest) for each in meant if each is not rarest]
    shares = _popularity(ranks, n_songs)
    for values in found:
        shares += values
    return Matches(ranks, shares, is_whole=_is_whole(found, shares))


def _popularity(ranks: Rows, n_songs: int) -> Float64:
    """What songs have ahead by their place in the order alone, from ``POPULARITY_WEIGHT`` down."""
    found: Float64 = np.multiply(ranks, -POPULARITY_WEIGHT / max(1, n_songs))
    found += POPULARITY_WEIGHT
    return found


def _is_whole(found: Sequence[AnyArray], shares: Float64) -> bool:
    """Whether a song has something of each word: most often the best one."""
    if not len(shares):
        return False
    best = int(shares.argmax())
    return all(values.item(best) > 0 for values in found) or bool(
        np.logical_and.reduce([values > 0 for values in found]).any()
    )


def _of_all(meant: Sequence[Meaning]) -> Rows:
    """The head of songs that hold the rarest word, and of the others those that hold all words; ascending."""
    # The run of one word is in order as it stands.
    rarest = min(meant, key=lambda each: (not each.in_order, each.entries))
    others = [each for each in meant if each is not rarest]
    others.sort(key=lambda each: each.entries)
    run, n_found = rarest.run()[:LONGEST_RUN], 0
    found = list[Rows]()
    start, size = 0, CHUNK // 4  # what many songs hold is soon found
    while start < len(run):
        ranks = run[start : start + size]
        start, size = start + size, CHUNK
        for other in others:
            ranks = ranks[other.holders(ranks)]
        found.append(ranks)
        n_found += len(ranks)
        if n_found >= ENOUGH:
            break
    head = run[:HEAD]
    found[0] = found[0][found[0].searchsorted(head[-1], "right") :]
    return np.concatenate([head, *found])


def _of_any(meant: Sequence[Meaning], highest: float) -> Rows:
    """Songs that hold one of the rarest words; what is left out could not reach ``LEAST_SHARE`` without."""
    left, found = highest, list[Rows]()
    for each in sorted(meant, key=lambda each: -each.rarity):
        if left < LEAST_SHARE * highest:
            break
        found.append(each.run()[:PARTLY])
        left -= each.rarity
    return np.unique(np.concatenate(found))
