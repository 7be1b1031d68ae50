"""Relevance: how well the songs of a release would follow a session, before any rule."""

import numpy as np

from segue.base.arrays import Float32, Rows
from segue.factors.snapshot import Snapshot
from segue.recommend import discovery
from segue.recommend.candidates import (
    by_likeness,
    is_compared,
    likeliest,
    listener_split,
    listener_vector,
    nearness_query,
)
from segue.recommend.chance import shuffled
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from segue.recommend.order import scaled
from segue.recommend.queue import WINDOW
from segue.recommend.ranking import Ranking
from segue.recommend.reach import Deal, Pool, Reach
from segue.recommend.reasons import Shares
from segue.recommend.session import Session
from segue.recommend.tail import TAIL

LISTENER_SHARE = 0.1
"""What the listener's taste weighs; the session has the rest."""
VARIATION_SPREAD = 0.5
"""How far a ``seed`` may shuffle the best songs: the one at rank r is drawn with weight 1 / r²."""
VARIED = 100
"""How many of the best songs a ``seed`` shuffles."""


def asked(snapshot: Snapshot, session: Session, listener: Listener) -> Float32:
    """What a session and a listener ask of the song that follows, as one query: float32 (d',).

    The likeness to the songs of the session, each by its pull, and to the listener's point in item space.
    Every song's relevance is L_i · q, see :meth:`ItemSpace.likeness_scores`; about −1 … 1.
    """
    query = snapshot.space.likeness_query(*session.pull())
    near = nearness_query(snapshot, listener)
    if near is None:
        return query
    mixed: Float32 = np.float32(1 - LISTENER_SHARE) * query
    mixed += np.float32(LISTENER_SHARE) * near
    return mixed


def reach(
    snapshot: Snapshot,
    query: Float32,
    among: Eligible,
    deal: Deal | None = None,
    *,
    first: Ranking | None = None,
) -> Reach:
    """The eligible songs, those most relevant to a query first, the best of them as ``deal`` leaves them.

    ``first`` stands in the place of the first search, see :func:`near_playing`.
    """

    def search(count: int, *, exactly: bool) -> Ranking:
        # a filter that all of them pass has every one compared
        chosen = Eligible(among.n_songs, among.excluded, among.mask) if exactly else among
        return likeliest(snapshot, query, chosen, count)

    stepwise = first is not None or not is_compared(snapshot.likeness_index, among)
    return Reach(snapshot, search, among, deal, stepwise=stepwise, first=first)


def near_playing(snapshot: Snapshot, session: Session, query: Float32, among: Eligible) -> Ranking | None:
    """The eligible ones of the songs most like the one that plays, ranked by a query.

    ``None`` where the release does not keep them, where more of the session has a say, or a filter lets few
    pass. What a listener adds to the query moves songs among them and hardly brings in others: of 300 pages
    of listeners with 50 likes, at 50 000 songs, one differed, in its order. To look them up takes a third of
    the time of a search at 50 000 songs, and a tenth at a million. They are nearly in order as they are kept.
    """
    pages = snapshot.first_pages
    if pages is None or pages.near is None or session.history or among.passing is not None:
        return None
    rows = pages.near[session.playing]
    if rows[0] < 0:
        return None
    return by_likeness(snapshot, query, rows[among.holds(rows)])


def relevance_shares(snapshot: Snapshot, session: Session, listener: Listener, rows: Rows) -> Shares:
    """How the relevance of some songs splits over the songs of the session and those of the listener.

    The sums are the scores of the query of :func:`asked` but for rounding.
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


def dealing(
    snapshot: Snapshot, dial: float, played: Rows, variation: tuple[str, ...] | None = None
) -> Deal | None:
    """How the best songs are dealt out anew, first as the dial of discovery says, then by chance.

    Args:
        snapshot: one release.
        dial: 0 (what is known) … 1 (what few know).
        played: int32, at least one: the songs of the session that were not skipped.
        variation: decides about chance; ``None`` leaves it out.
    """
    if dial == discovery.NEUTRAL and variation is None:
        return None

    def deal(best: Pool) -> Pool:
        if dial != discovery.NEUTRAL:
            best = tilted(snapshot, best, dial, played)
        return best if variation is None else varied(best, *variation)

    return deal


def tilted(snapshot: Snapshot, best: Pool, dial: float, played: Rows) -> Pool:
    """The best songs, the first ``WINDOW`` and more of them in the order that the dial of discovery gives.

    See :func:`segue.recommend.discovery.tilted`.
    """
    count = round(WINDOW * discovery.depth(dial))
    rows, scores = best.rows[:count], best.scores[:count]
    relevance = scaled(best.relevance[:count], WINDOW)
    raised = discovery.tilted(snapshot, rows, relevance, dial, count=TAIL, known=played)
    order = np.argsort(-raised, kind="stable")
    return best.dealt(rows[order], scores[order])


def varied(best: Pool, *key: str) -> Pool:
    """The best songs, the first ``VARIED`` of them in an order drawn by chance."""
    first = Ranking(best.rows[:VARIED], best.scores[:VARIED], best.relevance[:VARIED])
    drawn = shuffled(first, VARIATION_SPREAD, *key)
    return best.dealt(drawn.rows, drawn.scores)
