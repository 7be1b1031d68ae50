"""Why a song is recommended, and where it would stand without one of the listener's songs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from segue.accounts.taste import Taste
from segue.base.errors import BadRequest
from segue.catalogue.catalogue import Catalogue
from segue.factors.snapshot import Snapshot
from segue.recommend.eligibility import Eligible, eligible
from segue.recommend.listener import Listener
from segue.recommend.reasons import Shares, rank, shares
from segue.recommend.wishes import Wishes
from segue.web.ask import Ask
from segue.web.listeners import listener_of
from segue.web.names import known_rows, song_row
from segue.web.reasons import MOST_NAMED, worded, written
from segue.web.schemas.reasons import Why
from segue.web.serving import Serving
from segue.web.wishes import filter_of

NOTHING_KNOWN = "Nothing is known of this listener yet: name seeds, or sign in and like a few songs."
NOT_AMONG_THEIRS = "The song to try without is none of the songs that this listener is known by."
MOST_SHARES = 500
"""Songs named in one explanation; those of the smallest shares stand together in the last entry."""


def reasons_reply(serving: Serving, ask: Ask[Why]) -> dict[str, Any]:
    """The shares of a song's score, and its ranks without what brings most, as ``schemas.Explanation``.

    Raises :class:`BadRequest` for a song this release does not know, for a listener of whom nothing is known,
    and for a ``without`` that is none of the listener's songs.
    """
    catalogue, snapshot = serving.catalogue, serving.snapshot
    row = song_row(catalogue, ask.body.song)
    named = known_rows(catalogue, ask.body.seeds)
    listener = listener_of(serving, ask, named, instead=bool(named))
    found = shares(snapshot, listener, np.array([row], np.int32))
    if found is None:
        raise BadRequest(NOTHING_KNOWN)
    among = eligible(snapshot, listener, _wishes(catalogue, ask))
    without = _Without(snapshot, listener, ask.like_weight, among, row)
    ranks = {song: without.rank(song) for song in _tried(catalogue, ask.body.without, found)}
    song = catalogue.song(row)
    return {
        "song_id": song.song_id,
        "title": song.title,
        "artist": song.artist,
        "score": float(found.scores[0]),
        "rank": rank(snapshot, listener, among, row),
        "eligible": bool(among.mask[row]),
        "eligible_count": among.count,
        "reasons": _reasons(catalogue, found, ranks, worded(listener, ask.like_weight)),
    }


@dataclass(frozen=True, eq=False)
class _Without:
    """Where a song would stand if the listener had nothing to do with another one."""

    snapshot: Snapshot
    listener: Listener
    like_weight: float
    among: Eligible
    row: int

    def rank(self, song: int) -> int:
        others = [signal for signal in self.listener.signals if signal.row != song]
        return rank(self.snapshot, Listener.of(others, like_weight=self.like_weight), self.among, self.row)


def _wishes(catalogue: Catalogue, ask: Ask[Why]) -> Wishes:
    preferences = (ask.taste or Taste()).preferences
    return Wishes(
        limit=0,
        filter=filter_of(catalogue, ask.body.filter, preferences),
        excluded=known_rows(catalogue, ask.body.exclude),
    )


def _tried(catalogue: Catalogue, without: str | None, found: Shares) -> list[int]:
    """The songs to try without."""
    if without is None:
        return [reason.song for reason in found.reasons(0, MOST_NAMED) if reason.song is not None]
    row = song_row(catalogue, without)
    if row not in found.songs:
        raise BadRequest(NOT_AMONG_THEIRS)
    return [row]


def _reasons(
    catalogue: Catalogue, found: Shares, ranks: Mapping[int, int], words: Mapping[int, str]
) -> list[dict[str, Any]]:
    reasons = found.reasons(0, MOST_SHARES, against=True)
    return [
        written(catalogue, reason, words)
        | {"rank_without": None if reason.song is None else ranks.get(reason.song)}
        for reason in reasons
    ]
