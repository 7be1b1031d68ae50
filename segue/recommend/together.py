"""Together: one list for several listeners, as good as can be for the one it is worst for.

Judging each song by the member who likes it least (least misery: O'Connor et al., "PolyLens", ECSCW 2001;
Masthoff, "Group modeling", UMUAI 14, 2004) gives people of distant tastes what nobody minds and nobody wants.
Misery is therefore judged on the list, which is worth what it is to its least satisfied member (Xiao et al.,
"Fairness-aware group recommendation with Pareto-efficiency", RecSys 2017).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segue.base.arrays import Float32, Float64, Int64, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import nearest
from segue.recommend.eligibility import Eligible
from segue.recommend.order import Answer, arranged, pool_size
from segue.recommend.ranking import Ranking
from segue.recommend.wishes import Wishes

PATIENCE = 3.0
"""How strongly who has had less so far counts: e times as much for each third of a perfect song behind."""
SHARED = 0.5
"""What a song is worth for suiting the member it suits least, beside what it is worth to each."""


@dataclass(frozen=True, eq=False)
class Together:
    """Songs for several listeners.

    Attributes:
        answer: the songs; their distance is that of the member farthest away, their scores fall evenly.
        fits: float32 (k, m), how well each song suits each member: 1 like the best song there is for them,
            0 not at all.
    """

    answer: Answer
    fits: Float32


def together(
    snapshot: Snapshot, vectors: Sequence[Float32], among: Eligible, wishes: Wishes, *, known: Rows
) -> Together:
    """One list for several listeners.

    Args:
        snapshot: one release.
        vectors: float32 (d,) each, of at least one member.
        among: the songs that every member may be given.
        wishes: of the request.
        known: int32, the songs of all members.
    """
    scale = _best(snapshot, vectors, among)
    asking = np.stack(vectors) / scale[:, None]
    rows = _candidates(snapshot, asking, among, pool_size(wishes))
    rows = rows[taking_turns(snapshot.space.item_vectors[rows] @ asking.T, pool_size(wishes))]
    scores = snapshot.space.item_vectors[rows] @ np.stack(vectors).T
    far = [snapshot.space.distances(vector, of) for vector, of in zip(vectors, scores.T, strict=True)]
    pool = Ranking(rows, np.linspace(1, 0, len(rows), dtype=np.float32), np.max(far, axis=0))
    answer = arranged(snapshot, pool, among, wishes, known=known)
    fits: Float32 = snapshot.space.item_vectors[answer.ranking.rows] @ asking.T
    return Together(answer, fits.clip(0, 1))


def allowed_by_all(members: Sequence[Eligible]) -> Eligible:
    """The songs that every member may be given; of at least one member, and of one release."""
    excluded = np.unique(np.concatenate([member.excluded for member in members]))
    passing = [member.passing for member in members if member.passing is not None]
    return Eligible(members[0].n_songs, excluded, np.logical_and.reduce(passing) if passing else None)


def taking_turns(fits: Float32, count: int) -> Int64:
    """Order songs so that the member a list begun so far suits least is suited next: int64 (k',), k' ≤ count.

    Each step takes the song of highest Σ w_m f_m + SHARED · min f_m, with w_m ∝ exp(−PATIENCE · what member m
    has had so far): the multiplicative weights that lead to the greatest least sum (Freund & Schapire,
    "Adaptive game playing using multiplicative weights", 1999). Equal songs in the order given.

    Args:
        fits: float32 (k, m), of k songs to m members.
        count: how many to take.
    """
    had: Float64 = np.zeros(fits.shape[1])
    suits = fits.astype(np.float64)
    least = SHARED * suits.min(axis=1, initial=np.inf)
    taken = []
    for _ in range(min(count, len(fits))):
        weights = np.exp(-PATIENCE * (had - had.min()))
        best = int((suits @ (weights / weights.sum()) + least).argmax())
        taken.append(best)
        had += suits[best]
        least[best] = -np.inf
    return np.array(taken, np.int64)


def _best(snapshot: Snapshot, vectors: Sequence[Float32], among: Eligible) -> Float32:
    """What the best eligible song scores for each member, by which scores compare: float32 (m,), above 0.

    Infinite for a member whom no song suits: then all fits are 0.
    """
    tops = [nearest(snapshot, vector, among, 1).scores for vector in vectors]
    return np.array([top[0] if len(top) and top[0] > 0 else np.inf for top in tops], np.float32)


def _candidates(snapshot: Snapshot, asking: Float32, among: Eligible, count: int) -> Rows:
    """The best songs of each member and of all on average: int32 (k,), ascending, each once."""
    queries = [*asking, asking.mean(axis=0)]
    found = [nearest(snapshot, query, among, count).rows for query in queries]
    return np.unique(np.concatenate(found)).astype(np.int32)
