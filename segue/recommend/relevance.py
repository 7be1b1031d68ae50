"""Relevance: how well every song of a release would follow a session, before any rule."""

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.factors.top_k import top_k
from segue.recommend import discovery
from segue.recommend.candidates import listener_split, listener_vector
from segue.recommend.chance import shuffled
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from segue.recommend.order import scaled
from segue.recommend.queue import TAIL, WINDOW
from segue.recommend.ranking import Ranking
from segue.recommend.reasons import Shares
from segue.recommend.session import Session

LISTENER_SHARE = 0.1
"""What the listener's taste weighs; the session has the rest."""
VARIATION_SPREAD = 0.5
"""How far a ``seed`` may shuffle the best songs: the one at rank r is drawn with weight 1 / r²."""
VARIED = 100
"""How many of the best songs a ``seed`` shuffles."""


def relevance(snapshot: Snapshot, session: Session, listener: Listener) -> Float32:
    """How well every song would follow: float32 (n,), about −1 … 1.

    The likeness to the songs of the session, each by its pull, and to the listener's point in item space.
    """
    score = snapshot.space.likeness(*session.pull())
    vector = listener_vector(snapshot, listener)
    if vector is None:
        return score
    own = snapshot.space.nearness(vector)
    mixed: Float32 = (1 - LISTENER_SHARE) * score + LISTENER_SHARE * own
    return mixed.astype(np.float32)


def relevance_shares(snapshot: Snapshot, session: Session, listener: Listener, rows: Rows) -> Shares:
    """How the relevance of some songs splits over the songs of the session and those of the listener.

    The sums are those of :func:`relevance` but for rounding.
    """
    heard, pull = session.pull()
    parts = snapshot.space.likeness_parts(heard, pull, rows).astype(np.float64)
    if listener_vector(snapshot, listener) is None:
        return Shares(rows, heard, parts, np.zeros(len(rows)))
    own, split = listener_split(snapshot, listener)
    brought = LISTENER_SHARE * snapshot.space.nearness_parts(split, rows)
    songs, places = np.unique(np.concatenate([heard, own]), return_inverse=True)
    summed = np.zeros((len(songs), len(rows)))
    np.add.at(summed, places, np.concatenate([(1 - LISTENER_SHARE) * parts, brought[:, :-1]], axis=1).T)
    return Shares(rows, songs.astype(np.int32), summed.T, brought[:, -1])


def tilted(snapshot: Snapshot, scores: Float32, among: Eligible, dial: float, played: Rows) -> Float32:
    """The same scores, those of the best eligible songs dealt out anew as the dial of discovery says.

    See :func:`segue.recommend.discovery.tilted`.

    Args:
        snapshot: one release.
        scores: float32 (n,), see :func:`relevance`.
        among: which songs may come.
        dial: 0 (what is known) … 1 (what few know).
        played: int32, at least one: the songs of the session that were not skipped.
    """
    if dial == discovery.NEUTRAL:
        return scores
    pool = _best(scores, among, round(WINDOW * discovery.depth(dial)))
    relevance = scaled(pool.scores, WINDOW)
    raised = discovery.tilted(snapshot, pool.rows, relevance, dial, count=TAIL, known=played)
    return _dealt(scores, pool, pool.at(np.argsort(-raised, kind="stable")))


def varied(scores: Float32, among: Eligible, *key: str) -> Float32:
    """The same scores, those of the best ``VARIED`` eligible songs dealt out anew by chance."""
    pool = _best(scores, among, VARIED)
    return _dealt(scores, pool, shuffled(pool, VARIATION_SPREAD, *key))


def _best(scores: Float32, among: Eligible, count: int) -> Ranking:
    rows = top_k(np.where(among.mask, scores, -np.inf).astype(np.float32), count)
    return Ranking(rows, scores[rows], 1 - scores[rows])


def _dealt(scores: Float32, pool: Ranking, order: Ranking) -> Float32:
    """Scores that fall along ``order``, the same songs as in ``pool``, as they did along that."""
    dealt = scores.copy()
    dealt[order.rows] = pool.scores
    return dealt
