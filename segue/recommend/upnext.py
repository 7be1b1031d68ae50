"""Up next: what follows the song that plays, in this session, for this listener."""

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.factors.top_k import top_k
from segue.recommend import discovery
from segue.recommend.candidates import listener_vector
from segue.recommend.chance import shuffled
from segue.recommend.eligibility import Eligible, eligible
from segue.recommend.listener import Listener
from segue.recommend.order import Answer, scaled
from segue.recommend.queue import TAIL, WINDOW, Before, continued
from segue.recommend.ranking import Ranking
from segue.recommend.session import Session
from segue.recommend.wishes import Wishes

LISTENER_SHARE = 0.15
"""What the listener's taste weighs in relevance; the session has the rest."""
VARIATION_SPREAD = 0.5
"""How far a ``seed`` may shuffle the best songs: the one at rank r is drawn with weight 1 / r²."""
VARIED = 100
"""How many of the best songs a ``seed`` shuffles."""

_NOTHING: Rows = np.empty(0, np.int32)


def up_next(
    snapshot: Snapshot,
    session: Session,
    listener: Listener,
    wishes: Wishes,
    *,
    delivered: Rows = _NOTHING,
    variation: str | None = None,
) -> Answer:
    """Songs that go well after the one that plays; none of the session's, nor any of the listener's.

    Args:
        snapshot: one release.
        session: the song that plays, and those before it.
        listener: whose own songs are left out and whose taste has a small say.
        wishes: of the request; ``limit`` is filled whenever there are enough eligible songs.
        delivered: int32 (t,), what this queue gave before; see :class:`Before`. None of it comes again.
        variation: the same text gives the same answer everywhere for one release; ``None`` the plain order.
    """
    among = eligible(snapshot, listener, wishes, *session.rows.tolist())
    scores = relevance(snapshot, session, listener)
    heard = np.concatenate([listener.songs, session.played])
    scores = _tilted(snapshot, scores, among, wishes.discovery, heard)
    if variation is not None:
        scores = _varied(scores, among, snapshot.release_id, str(session.playing), variation)
    known = np.concatenate([listener.hidden, session.rows, np.array(wishes.excluded, np.int32)])
    return continued(snapshot, scores, among, wishes, Before(known, session.played, delivered))


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


def _tilted(snapshot: Snapshot, scores: Float32, among: Eligible, dial: float, known: Rows) -> Float32:
    """The same scores, those of the best eligible songs dealt out anew as the dial of discovery says."""
    if dial == discovery.NEUTRAL:
        return scores
    pool = _best(scores, among, round(WINDOW * discovery.depth(dial)))
    relevance = scaled(pool.scores, WINDOW)
    tilted = discovery.tilted(snapshot, pool.rows, relevance, dial, count=TAIL, known=known)
    return _dealt(scores, pool, pool.at(np.argsort(-tilted, kind="stable")))


def _varied(scores: Float32, among: Eligible, *key: str) -> Float32:
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
