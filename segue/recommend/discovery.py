"""Discovery: a dial from what is known to what few know, within a taste.

The dial asks for an amount, not for a weight: how much this has to weigh against relevance is found anew for
every pool. So equal turns are about equal steps, whatever the shape of a catalogue's popularity.
"""

import numpy as np

from segue.base.arrays import Float32, Float64, Rows
from segue.factors.directions import directions
from segue.factors.snapshot import Snapshot

NEUTRAL = 0.5
"""Where the dial leaves relevance alone."""
REACH = 0.5
"""How much of the way to the songs of a pool that have most of what is asked for its ends go."""
DEPTH = 2
"""How many times as deep candidates reach at the ends."""
POPULARITY_WEIGHT = 0.4
"""What popularity weighs in the mean that is asked for."""
ARTIST_WEIGHT = 0.2
"""What it weighs whether the listener knows the artist; the rest is likeness to the listener's songs."""
MOST_KNOWN = 100
"""How many of the listener's songs likeness looks at, evenly spread over them."""
_HALVINGS = 10


def depth(dial: float) -> float:
    """How many times as many candidates a dial calls for: 1 in the middle, :data:`DEPTH` at the ends."""
    return 1 + (DEPTH - 1) * abs(2 * dial - 1)


def obscurity(dial: float) -> float:
    """How far down the order of popularity a newcomer's songs begin: 0 up to the middle, a half at 1."""
    return max(0.0, dial - NEUTRAL)


def tilted(
    snapshot: Snapshot, rows: Rows, relevance: Float32, dial: float, *, count: int, known: Rows
) -> Float32:
    """Relevance, mixed with what an end of the dial asks for: float32 (k,).

    (1 − m) · relevance + m · what is asked for, see :func:`asked_for`. m, 0 … 1, is the least by which the
    ``count`` best songs go as far towards the songs that have most of it as the dial says. Songs near the
    listener's are asked for at both ends, or discovery would leave their taste. In the middle, or with
    nothing known, relevance itself.

    Args:
        snapshot: where the songs come from.
        rows: int32 (k,), the pool.
        relevance: float32 (k,), about 0 … 1.
        dial: 0 (what is known) … 1 (what few know).
        count: how many songs are wanted.
        known: int32, songs of the listener.
    """
    count = min(count, len(rows))
    if dial == NEUTRAL or count == 0 or len(known) == 0:
        return relevance
    towards = asked_for(snapshot, rows, known, unknown=dial > NEUTRAL)
    start, end = _mean_of_best(relevance, towards, count), _mean_of_best(towards, towards, count)
    wanted = start + REACH * abs(2 * dial - 1) * (end - start)
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):  # the mean of the best rises with their share, so halving finds it
        middle = (low + high) / 2
        if _mean_of_best(_mixed(relevance, towards, middle), towards, count) < wanted:
            low = middle
        else:
            high = middle
    return _mixed(relevance, towards, high)


def asked_for(snapshot: Snapshot, rows: Rows, known: Rows, *, unknown: bool) -> Float32:
    """How much songs have of what an end of the dial asks for: float32 (k,), 0 … 1.

    The weighted mean of three: popularity, as the share of these songs that have less; whether the listener
    knows the artist; and the greatest cosine to a song of the listener, again as the share that has less.

    Args:
        snapshot: where the songs come from.
        rows: int32 (k,).
        known: int32, at least one.
        unknown: whether little-known songs by new artists are asked for: the first two are turned round.
    """
    vectors = snapshot.space.personal.item_vectors
    asked = known[:: -(-len(known) // MOST_KNOWN)]
    likeness = (directions(vectors[rows]) @ directions(vectors[asked]).T).max(axis=1)
    popularity = _shares_below(snapshot.popularity[rows])
    artist = np.isin(snapshot.artist_rows[rows], snapshot.artist_rows[known]).astype(np.float64)
    if unknown:
        popularity, artist = 1 - popularity, 1 - artist
    near = _shares_below(likeness)
    mean = POPULARITY_WEIGHT * popularity + ARTIST_WEIGHT * artist
    mean += (1 - POPULARITY_WEIGHT - ARTIST_WEIGHT) * near
    return mean.astype(np.float32)


def _shares_below(values: Float32) -> Float64:
    return np.searchsorted(np.sort(values), values) / max(len(values) - 1, 1)


def _mixed(relevance: Float32, towards: Float32, share: float) -> Float32:
    return np.float32(1 - share) * relevance + np.float32(share) * towards


def _mean_of_best(values: Float32, towards: Float32, count: int) -> float:
    return float(towards[np.argpartition(-values, count - 1)[:count]].mean())
