"""Lists: which songs stand together in an inverted index, and what a query may expect of them.

Songs that lie together share a list, learned from songs drawn by their length, for the long ones answer most
queries. Where they answer nearly all, songs of about a direction and a length share one, and the long ones
have lists of their own: of the 50 best for each of an invented million, two thirds are among the longest 1 %.
In trained spaces lengths differ less. So both are laid out, and the one whose lists are read faster for some
queries is taken.

A query looks where songs promise most: at the score of a list's centre, and how far from it they stand.
Figures stand in docs/decisions/0034.
"""

from dataclasses import dataclass
from typing import Any, Final

import faiss
import numpy as np

from segue.base.arrays import Float32, Float64, Int64
from segue.factors.directions import directions

TIERS: Final = ((0.01, 0.16), (0.1, 0.85), (1.0, 2.15))
"""The songs by length, the longest first: as far as which part of them each tier goes, and its lists, by
direction, as a multiple of the root of its songs: at a million songs 16, 255 and 2040."""
ONE_TIER: Final = ((1.0, 4.0),)
"""All songs in one tier, whose lists are learned from songs drawn by length: 4000 at a million."""
MARGINS: Final = (0.25, 0.5, 1.0, 2.0, 3.0)
"""How many deviations of its songs, as they stand from their centre, a list may promise beyond it."""
_SONGS_PER_LIST: Final = 40  # that lists are learned from
_ROUNDS: Final = 8  # of k-means
_FOUND: Final = 0.993  # of answers are to be in the lists looked into
_CENTRE_MICROS: Final = 0.006  # to compare the centre of a list …
_LIST_MICROS: Final = 0.31  # to look into one …
_CODE_MICROS: Final = 1.7e-5  # … and to compare the code of one coordinate


@dataclass(frozen=True, eq=False)
class Tier:
    """Songs of about a length, and the lists that are theirs.

    Attributes:
        songs: int64 (r,), their rows.
        lists: the numbers of their lists.
    """

    songs: Int64
    lists: slice


@dataclass(frozen=True, eq=False)
class Lists:
    """Lists without songs.

    Attributes:
        tiers: one after the other; every song is in one of them.
        centres: float32 (lists, m).
        margins: float32 (lists,), see :class:`segue.releases.invertedfile.Inverted`.
        sizes: float64 (lists,), about how many songs each will have.
    """

    tiers: tuple[Tier, ...]
    centres: Float32
    margins: Float32
    sizes: Float64

    def quantizer(self, tier: Tier) -> Any:
        """FAISS's search for the list of a tier nearest to a song; those of others are out of reach."""
        reachable = np.full_like(self.centres, 1 + 10 * np.abs(self.centres).max(initial=0))
        reachable[tier.lists] = self.centres[tier.lists]
        nearest = faiss.IndexFlatL2(self.centres.shape[1])
        nearest.add(reachable)
        return nearest

    def own(self, moved: Float32, songs: Int64) -> Int64:
        """In which list each of some songs stands, int64 (k,), ascending: int64 (k,)."""
        own = np.empty(len(songs), np.int64)
        for tier in self.tiers:
            here = np.isin(songs, tier.songs, assume_unique=True)
            if here.any():
                own[here] = self.quantizer(tier).search(moved[songs[here]], 1)[1][:, 0]
        return own


def laid_out(
    moved: Float32, asked: Float32, answers: Int64, generator: np.random.Generator, seed: int
) -> Lists:
    """The lists in which the answers to some queries are found soonest.

    Args:
        moved: float32 (n, m), the songs.
        asked: float32 (q, m), queries.
        answers: int64 (q, k), the songs of highest inner product with each.
        generator: of which songs lists are learned from.
        seed: of how they are learned.
    """
    by_length = np.argsort(-np.einsum("nm,nm->n", moved, moved), kind="stable")
    songs, places = np.unique(answers, return_inverse=True)
    found = []
    for layout in (TIERS, ONE_TIER):
        lists = _learned(moved, by_length, layout, generator, seed)
        own = lists.own(moved, songs)[places].reshape(answers.shape)
        for margin in MARGINS:
            promising = Lists(lists.tiers, lists.centres, np.float32(margin) * lists.margins, lists.sizes)
            found.append((_micros(promising, asked, own), promising))
    return min(found, key=lambda one: one[0])[1]


def _learned(
    moved: Float32,
    by_length: Int64,
    layout: tuple[tuple[float, float], ...],
    generator: np.random.Generator,
    seed: int,
) -> Lists:
    """Middles of songs that lie together, for each tier; margins are one deviation."""
    tiers, centres, margins, numbers = [], [], [], []
    begun = lists = 0
    for part, per_root in layout:
        songs = by_length[begun : round(part * len(moved))]
        count = max(1, round(per_root * len(songs) ** 0.5))
        wanted = min(count * _SONGS_PER_LIST, len(songs))
        if layout is ONE_TIER:
            drawn = moved[_drawn_by_length(moved, wanted, generator)]
            weights = 1 / np.maximum(np.linalg.norm(drawn, axis=1), 1e-15)
        else:
            drawn = moved[generator.permutation(songs)[:wanted]]
            weights = np.ones(wanted)
        own = _together(drawn, count, seed, by_direction=layout is TIERS)
        sizes = np.bincount(own, minlength=count)
        sums = np.stack([np.bincount(own, each, count) for each in drawn.T], axis=1)
        middles = (sums / np.maximum(sizes, 1)[:, None]).astype(np.float32)
        apart = np.square(drawn - middles[own]).sum(axis=1)
        # of few songs the deviation is near that of all
        squares = (np.bincount(own, apart, count) + apart.mean()) / (sizes + 1) / moved.shape[1]
        tiers.append(Tier(songs, slice(lists, lists + count)))
        centres.append(middles)
        margins.append(np.sqrt(squares).astype(np.float32))
        numbers.append(np.bincount(own, weights, count) * (len(songs) / weights.sum()))
        begun, lists = begun + len(songs), lists + count
    return Lists(tuple(tiers), np.concatenate(centres), np.concatenate(margins), np.concatenate(numbers))


def _drawn_by_length(moved: Float32, count: int, generator: np.random.Generator) -> Int64:
    """Rows drawn without replacement, each by its length (Efraimidis & Spirakis 2006): int64 (count,)."""
    squares = np.einsum("nm,nm->n", moved, moved, dtype=np.float64)
    keys = np.log(np.maximum(squares, 1e-30)) / 2 + generator.gumbel(size=len(moved))
    return generator.permutation(np.argpartition(-keys, count - 1)[:count])


def _together(drawn: Float32, lists: int, seed: int, *, by_direction: bool) -> Int64:
    """In which of so many lists each of some songs stands: int64 (n,)."""
    places = directions(drawn) if by_direction else drawn
    means = faiss.Kmeans(
        drawn.shape[1],
        lists,
        niter=_ROUNDS,
        seed=seed + 1,
        spherical=by_direction,
        min_points_per_centroid=1,
        max_points_per_centroid=_SONGS_PER_LIST,
    )
    means.train(places)
    own: Int64 = means.index.search(places, 1)[1][:, 0]
    return own


def _micros(lists: Lists, asked: Float32, own: Int64) -> float:
    """About how long a query looks into lists until most answers are found, that stand in lists ``own``."""
    lengths = np.sqrt(np.einsum("qm,qm->q", asked, asked))[:, None]
    order = np.argsort(-(asked @ lists.centres.T + lengths * lists.margins), axis=1)
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(len(lists.sizes))[None], axis=1)
    looked = 1 + int(np.quantile(np.take_along_axis(ranks, own, axis=1), _FOUND))
    codes = lists.sizes[order[:, :looked]].sum(axis=1).mean() * asked.shape[1]
    return float(_CENTRE_MICROS * len(lists.sizes) + _LIST_MICROS * looked + _CODE_MICROS * codes)
