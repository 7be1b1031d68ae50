"""First pages of queues: found for every song when a release is sealed, looked up while it answers.

What a stranger hears next depends on nothing but the song that plays, and most requests are of this kind.
"""

from collections.abc import Callable

import numpy as np

from segue.base.arrays import NO_ROWS, Float32, Rows
from segue.base.progress import SILENT, Progress
from segue.factors.first_pages import LENGTH, NEAR, FirstPages
from segue.factors.snapshot import Snapshot
from segue.factors.top_k import top_k
from segue.recommend.candidates import likeliest_many
from segue.recommend.discovery import NEUTRAL
from segue.recommend.eligibility import Eligible
from segue.recommend.listener import Listener
from segue.recommend.order import Answer
from segue.recommend.queue import Before, ranking_of, taken_next
from segue.recommend.ranking import Ranking
from segue.recommend.reach import FIRST
from segue.recommend.relevance import reach
from segue.recommend.rules import Rule, artists_of
from segue.recommend.session import Session
from segue.recommend.wishes import Wishes

MOST_SONGS = 1_000_000
"""Of how many songs, the most popular, first pages and songs near are found: 730 MB of a release."""

_BITS = {Rule.ROTATION: 1, Rule.ARTIST_GAP: 2, Rule.ARTIST_SHARE: 4, Rule.ONE_PER_WORK: 8}
_AT_ONCE = 512
_MANY = 10_000


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

    Only the search is for many songs at once, which takes less for each.
    """
    pages = FirstPages.none(len(snapshot))
    songs = snapshot.popular[:MOST_SONGS]
    search = _searching(snapshot)
    wishes = Wishes(LENGTH)
    with progress.task("finding first pages", len(songs)) as task:
        for at in range(0, len(songs), _AT_ONCE):
            block = songs[at : at + _AT_ONCE]
            # a stranger asks for likeness to the song alone
            queries = snapshot.space.likeness_queries(block)
            for place, best in enumerate(search(queries)):
                song = block[place : place + 1]
                known = best.at(best.rows != song[0]).at(slice(FIRST))
                among = reach(snapshot, queries[place], Eligible(len(snapshot), song), first=known)
                taken = taken_next(snapshot, among, wishes, Before(song, artists_of(snapshot, song), NO_ROWS))
                row, count = int(song[0]), len(taken.rows)
                if pages.near is not None and len(known) >= NEAR:
                    pages.near[row] = known.rows[:NEAR]
                pages.rows[row, :count] = taken.rows
                pages.scores[row, :count] = taken.scores
                if any(taken.broken):
                    pages.broken[row, :count] = [sum(_BITS[rule] for rule in rules) for rules in taken.broken]
            task.advance(len(block))
    return pages


def _searching(snapshot: Snapshot) -> Callable[[Float32], list[Ranking]]:
    """Finds the best songs for each of some queries, float32 (m, d'), the one that plays among them.

    Where each of many songs is compared, by a product of matrices: at 50 000 × 128 a tenth of the time of so
    many single queries, but for the last digit the same.
    """
    depth = FIRST + 1  # the song that plays is left out later
    if snapshot.likeness_index is not None or len(snapshot) < _MANY:
        everything = Eligible(len(snapshot), NO_ROWS)
        return lambda queries: likeliest_many(snapshot, queries, everything, depth)
    vectors = np.ascontiguousarray(snapshot.space.likeness_vectors().T)

    def compared(queries: Float32) -> list[Ranking]:
        ranked = ((top_k(scores, depth), scores) for scores in queries @ vectors)
        return [Ranking(rows, scores[rows], 1 - scores[rows]) for rows, scores in ranked]

    return compared
