"""Reasons as clients see them: songs by name, and words only for what was used."""

from collections.abc import Mapping
from typing import Any

from segue.base.arrays import Rows
from segue.catalogue.catalogue import Catalogue
from segue.recommend.listener import Listener
from segue.recommend.reasons import Reason, Shares, shares
from segue.recommend.signals import Kind
from segue.web.ask import Ask
from segue.web.schemas.recommendations import Reasoned
from segue.web.serving import Serving

MOST_NAMED = 3
"""Songs named as reasons of one item; the others stand together in the last entry."""
WORDS = {
    Kind.LIKE: "Because you like {}",
    Kind.SEED: "Because you named {}",
    Kind.PLAY: "Because you played {}",
}
"""The strongest first: a song that is liked and was played is liked."""


def reasons_for(
    serving: Serving, ask: Ask[Reasoned], listener: Listener, rows: Rows
) -> list[dict[str, Any]] | None:
    """Score and reasons of each song for the listener who asks, as ``schemas.Item`` holds them.

    ``None`` where reasons are not asked for, or nothing is known of the
    listener: then there are none.
    """
    if not ask.body.reasons:
        return None
    found = shares(serving.snapshot, listener, rows)
    if found is None:
        return None
    return explained(serving.catalogue, found, worded(listener, ask.like_weight))


def explained(catalogue: Catalogue, found: Shares, words: Mapping[int, str]) -> list[dict[str, Any]]:
    """Score and reasons of each of ``found.rows``; ``words`` as of :func:`worded`."""
    scores = found.scores.tolist()
    return [
        {
            "score": score,
            "reasons": [written(catalogue, reason, words) for reason in found.reasons(place, MOST_NAMED)],
        }
        for place, score in enumerate(scores)
    ]


def written(catalogue: Catalogue, reason: Reason, words: Mapping[int, str]) -> dict[str, Any]:
    """One reason as ``schemas.Reason``; words only for a song that speaks for it."""
    if reason.song is None:
        return {"song_id": None, "title": None, "share": reason.share, "text": None}
    title = catalogue.songs.title[reason.song]
    words_of_song = words.get(reason.song) if reason.share > 0 else None
    return {
        "song_id": catalogue.songs.ids.id(reason.song),
        "title": title,
        "share": reason.share,
        "text": words_of_song.format(title) if words_of_song else None,
    }


def worded(listener: Listener, like_weight: float) -> dict[int, str]:
    """For each song that speaks for a listener, the words of a signal that counts for it.

    Args:
        listener: whose avoided songs have no words: no play of theirs counts.
        like_weight: of a fresh like; where it is 0 no like counts.
    """
    kinds = {
        (signal.row, signal.kind)
        for signal in listener.signals
        if signal.kind is not Kind.LIKE or like_weight > 0
    }
    found = {}
    for row in listener.songs.tolist():
        found[row] = next(words for kind, words in WORDS.items() if (row, kind) in kinds)
    return found
