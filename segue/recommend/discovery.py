"""Discovery: a dial from what is known and near to what few know and is far.

The dial asks for an amount of familiarity, not for a weight: how much familiarity has to weigh against
relevance to bring it is found anew for every pool. So equal turns are about equal steps, whatever the shape
of a catalogue's popularity, and however far a listener's songs lie from the rest.
"""

import numpy as np

from segue.base.arrays import Float32, Float64, Rows
from segue.factors.directions import directions
from segue.factors.snapshot import Snapshot

NEUTRAL = 0.5
"""Where the dial leaves relevance alone."""
REACH = 0.5
"""How much of the way to the most, or least, familiar songs of a pool its ends go."""
DEPTH = 3
"""How many times as deep candidates reach at the ends."""
POPULARITY_SHARE = 0.45
"""The part of popularity in familiarity; likeness to the listener's songs has the rest."""
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
    snapshot: Snapshot,
    rows: Rows,
    relevance: Float32,
    dial: float,
    *,
    count: int,
    known: Rows,
    near: bool = False,
) -> Float32:
    """Relevance, mixed with familiarity or the lack of it: float32 (k,).

    (1 − m) · relevance + m · familiarity, above the middle 1 − familiarity. m, 0 … 1, is the least by which
    the ``count`` best songs come as near to the most, or least, familiar ones as the dial says. In the
    middle, or with nothing known, relevance itself.

    Args:
        snapshot: where the songs come from.
        rows: int32 (k,), the pool.
        relevance: float32 (k,), about 0 … 1.
        dial: 0 (what is known and near) … 1 (what few know and is far).
        count: how many songs are wanted.
        known: int32, songs of the listener.
        near: whether songs like the known ones are wanted at either end; then popularity alone is turned.
    """
    count = min(count, len(rows))
    if dial == NEUTRAL or count == 0 or len(known) == 0:
        return relevance
    towards = familiarity(snapshot, rows, known, unpopular=near and dial > NEUTRAL)
    if dial > NEUTRAL and not near:
        towards = 1 - towards
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


def familiarity(snapshot: Snapshot, rows: Rows, known: Rows, *, unpopular: bool = False) -> Float32:
    """How likely songs are known, among themselves: float32 (k,), 0 … 1.

    The weighted mean of two ranks, each the share of these songs that have less of it: popularity, and the
    greatest cosine to a song of the listener.

    Args:
        snapshot: where the songs come from.
        rows: int32 (k,).
        known: int32, at least one.
        unpopular: whether the rank by popularity is turned round.
    """
    vectors = snapshot.space.personal.item_vectors
    asked = known[:: -(-len(known) // MOST_KNOWN)]
    likeness = (directions(vectors[rows]) @ directions(vectors[asked]).T).max(axis=1)
    popularity = _shares_below(snapshot.popularity[rows])
    if unpopular:
        popularity = 1 - popularity
    mean = POPULARITY_SHARE * popularity + (1 - POPULARITY_SHARE) * _shares_below(likeness)
    return mean.astype(np.float32)


def _shares_below(values: Float32) -> Float64:
    return np.searchsorted(np.sort(values), values) / max(len(values) - 1, 1)


def _mixed(relevance: Float32, towards: Float32, share: float) -> Float32:
    return np.float32(1 - share) * relevance + np.float32(share) * towards


def _mean_of_best(values: Float32, towards: Float32, count: int) -> float:
    return float(towards[np.argpartition(-values, count - 1)[:count]].mean())
