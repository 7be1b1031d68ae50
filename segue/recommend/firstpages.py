"""First pages of queues: found for every song when a release is sealed, looked up while it answers.

What a stranger hears next depends on nothing but the song that plays, and most requests are of this kind.
"""

import numpy as np

from segue.base.arrays import NO_ROWS, Rows
from segue.base.progress import SILENT, Progress
from segue.factors.first_pages import LENGTH, FirstPages
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import likeliest_many
from segue.recommend.discovery import NEUTRAL
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import STRANGER, Listener
from segue.recommend.order import Answer
from segue.recommend.queue import Before, ranking_of, taken_next
from segue.recommend.reach import DEEPER, FIRST
from segue.recommend.relevance import asked, reach
from segue.recommend.rules import Rule
from segue.recommend.session import Session
from segue.recommend.wishes import Wishes

MOST_SONGS = 1_000_000
"""Of how many songs, the most popular, first pages are found: 90 MB of a release."""

_BITS = {Rule.ROTATION: 1, Rule.ARTIST_GAP: 2, Rule.ARTIST_SHARE: 4, Rule.ONE_PER_WORK: 8}
_AT_ONCE = 256
_DEPTH = FIRST * DEEPER
"""How deep is searched for all: a tenth of them look further than a queue does at first."""


def are_asked(session: Session, listener: Listener, wishes: Wishes) -> bool:
    """Whether a request is a stranger's, of whom and of whose wishes nothing is known but what plays."""
    return (
        not session.history
        and len(listener.hidden) == 0
        and len(listener.songs) == 0
        and len(listener.blocked_artists) == 0
        and len(listener.blocked_genres) == 0
        and not wishes.excluded
        and not wishes.shown
        and wishes.discovery == NEUTRAL
        and wishes.diversity == NEUTRAL
        and wishes.filter.asks_nothing
    )


def begun(pages: FirstPages, playing: int, limit: int, delivered: Rows) -> Answer:
    """Up to ``limit`` songs of a first page, those after the ones delivered; none where others were.

    Args:
        pages: of a release.
        playing: the row of the song that plays.
        limit: at least 0.
        delivered: int32 (t,), what the queue gave before.
    """
    first, t = pages.rows[playing], len(delivered)
    if t and (t >= LENGTH or first[:t].tolist() != delivered.tolist()):
        limit = 0
    rows = first[t : t + limit]
    if len(rows) and rows[-1] < 0:
        rows = rows[rows >= 0]
    end = t + len(rows)
    bits = pages.broken[playing, t:end]
    broken = int(np.bitwise_or.reduce(bits)) if bits.any() else 0
    relaxed = tuple(rule for rule in Rule if broken & _BITS[rule]) if broken else ()
    return Answer(ranking_of(rows, pages.scores[playing, t:end]), len(pages.rows) - 1 - t, relaxed)


def find_first_pages(snapshot: Snapshot, progress: Progress = SILENT) -> FirstPages:
    """The first pages of the ``MOST_SONGS`` most popular songs, by the queue that answers requests.

    Only the search is shared by many songs: by an index it takes less for each when they are asked for at
    once.
    """
    pages = FirstPages.none(len(snapshot))
    songs = snapshot.popular[:MOST_SONGS]
    everything = Eligible(len(snapshot), NO_ROWS)
    wishes = Wishes(LENGTH)
    with progress.task("finding first pages", len(songs)) as task:
        for at in range(0, len(songs), _AT_ONCE):
            block = songs[at : at + _AT_ONCE]
            queries = [asked(snapshot, Session(row), STRANGER) for row in block.tolist()]
            found = likeliest_many(snapshot, np.array(queries), everything, _DEPTH + 1)
            for place, best in enumerate(found):
                song = block[place : place + 1]
                first = best.at(best.rows != song[0]).at(slice(_DEPTH))
                among = reach(snapshot, queries[place], Eligible(len(snapshot), song), first=first)
                taken = taken_next(snapshot, among, wishes, Before(song, song, song, NO_ROWS))
                row, count = int(song[0]), len(taken.rows)
                pages.rows[row, :count] = taken.rows
                pages.scores[row, :count] = taken.scores
                for number, rules in enumerate(taken.broken):
                    pages.broken[row, number] = sum(_BITS[rule] for rule in rules)
            task.advance(len(block))
    return pages
