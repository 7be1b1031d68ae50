"""Tastes: what a listener likes is often several things, each with songs of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from segue.base.arrays import Float32, Float64, Int64, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.clusters import clustered
from segue.recommend.listener import Listener

CLEAR_SHARE = 0.6
"""The part of a taste's weight that a genre must have to stand for it."""
NEAR = 0.25
"""The cosine of a taste and the listener's other songs from which on it does not lie apart at all."""


@dataclass(frozen=True, eq=False)
class Taste:
    """Songs of a listener that belong together.

    Attributes:
        songs: int32 (k,), ascending, at least one.
        weights: float32 (k,), above 0, as the listener's.
        share: of the weight of all the listener's songs that the model can place; above 0, all sum to 1.
        apart: 0 … 1, how far it lies from the listener's other songs: 1 where their directions are at right
            angles or more, falling with the cosine to 0 at :data:`NEAR`; 0 for the only one.
        song: the one nearest to the middle.
        artist: number of the artist with most weight; of equal ones that of the song nearest to the middle.
        by_artist: how many of ``songs`` are by the artist.
        genre: number of the genre with most weight, where it has :data:`CLEAR_SHARE` of it and stands for no
            greater taste, else ``None``.
    """

    songs: Rows
    weights: Float32
    share: float
    apart: float
    song: int
    artist: int
    by_artist: int
    genre: int | None


def tastes(snapshot: Snapshot, listener: Listener) -> tuple[Taste, ...]:
    """The tastes of a listener, the one of greatest share first, equal ones by their central song's row.

    Songs are grouped by direction in the space the trainer learned, see :func:`clusters.clustered`: one taste
    where they belong together, none where the model can place none of them.
    """
    vectors = snapshot.space.personal.item_vectors[listener.songs].astype(np.float64)
    lengths = np.sqrt(np.vecdot(vectors, vectors))
    placed = lengths.nonzero()[0]
    if len(placed) == 0:
        return ()
    songs, weights = listener.songs, listener.weights
    if len(placed) < len(songs):
        songs, weights, vectors, lengths = songs[placed], weights[placed], vectors[placed], lengths[placed]
    units, wide = vectors / lengths[:, None], weights.astype(np.float64)
    known = _Placed(songs, weights, units, wide, wide @ units)
    labels = clustered(units, wide)
    found = [
        _taste(snapshot, known, (labels == label).nonzero()[0]) for label in range(int(labels.max()) + 1)
    ]
    found.sort(key=lambda taste: (-taste.share, taste.song))
    first = {taste.genre: taste for taste in reversed(found)}
    return tuple(taste if first[taste.genre] is taste else replace(taste, genre=None) for taste in found)


@dataclass(frozen=True, eq=False)
class _Placed:
    """The listener's songs that the model can place.

    Attributes:
        songs: int32 (k,).
        weights: float32 (k,), as the listener's.
        units: float64 (k, d), directions.
        wide: float64 (k,), the weights.
        whole: float64 (d,), Σ weight · direction.
    """

    songs: Rows
    weights: Float32
    units: Float64
    wide: Float64
    whole: Float64


def _taste(snapshot: Snapshot, known: _Placed, places: Int64) -> Taste:
    units, weight = known.units.take(places, axis=0), known.wide.take(places)
    middle = weight @ units
    inwards = places.take((-(units @ middle)).argsort(kind="stable"))
    central, shares = known.songs.take(inwards), known.wide.take(inwards).tolist()
    whole = float(weight.sum())
    artists = snapshot.artist_rows.take(central).tolist()
    artist, _ = _heaviest(artists, shares)
    genre, heavy = _heaviest(snapshot.facts.genre_rows.take(central).tolist(), shares)
    clear = genre >= 0 and heavy / whole >= CLEAR_SHARE
    return Taste(
        known.songs.take(places),
        known.weights.take(places),
        share=whole / float(known.wide.sum()),
        apart=0.0 if len(places) == len(known.songs) else _apart(middle, known.whole - middle),
        song=int(central[0]),
        artist=artist,
        by_artist=artists.count(artist),
        genre=genre if clear else None,
    )


def _apart(middle: Float64, others: Float64) -> float:
    lengths = sqrt(float(middle @ middle) * float(others @ others))
    cosine = float(middle @ others) / lengths if lengths > 0 else 0.0
    return min(1.0, max(0.0, 1 - cosine / NEAR))


def _heaviest(numbers: Sequence[int], weight: Sequence[float]) -> tuple[int, float]:
    """The number with most weight, of equal ones the first to stand there, and its weight."""
    sums: dict[int, float] = {}
    for number, each in zip(numbers, weight, strict=True):
        sums[number] = sums.get(number, 0.0) + each
    best = max(sums, key=sums.__getitem__)
    return best, sums[best]
