"""Alike: the songs most like a song, as a release keeps them or an index finds them, for any listener."""

import numpy as np

from segue.base.arrays import NO_ROWS, Float32, Rows
from segue.factors.first_pages import NEAR
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import by_likeness, likeliest_many
from segue.recommend.eligibility import Eligible
from segue.recommend.ranking import NOTHING, Ranking

MOST_ALIKE = 256
"""How many songs like a song are remembered, for requests to pass over those that they may not answer."""
BYTES_ALIKE = 8 * MOST_ALIKE + 600


def alike_many(snapshot: Snapshot, rows: Rows, eligible: Eligible, count: int) -> list[Ranking]:
    """For each of some songs, int32 (m,), at least one, the ``count`` eligible songs most like it.

    By the trainer's own measure, itself left out. Each of ``rows`` once.
    """
    if eligible.passing is not None:
        return _alike(snapshot, rows, eligible, count)
    known: dict[int, tuple[Rows, Float32]] = {}
    for row in rows.tolist():
        known[row] = snapshot.alike.get(row) or (NO_ROWS, NOTHING.scores)
    unknown = np.array([row for row, (found, _) in known.items() if not len(found)], np.int32)
    if len(unknown):
        for row, ranking in zip(unknown.tolist(), _most_alike(snapshot, unknown), strict=True):
            # copies: a view would keep all that was searched
            known[row] = ranking.rows.copy(), ranking.scores.copy()
            snapshot.alike.keep(row, known[row], BYTES_ALIKE)
    answers = []
    for at, (found_rows, scores) in enumerate(known.values()):
        kept = np.flatnonzero(eligible.holds(found_rows))[:count]
        if len(kept) < count and len(found_rows) >= NEAR:
            answers.extend(_alike(snapshot, rows[at : at + 1], eligible, count))
        else:
            answers.append(Ranking(found_rows[kept], scores[kept], 1 - scores[kept]))
    return answers


def _most_alike(snapshot: Snapshot, rows: Rows) -> list[Ranking]:
    """For each of some songs those most like it: those that the release keeps, else :data:`MOST_ALIKE`.

    To rank what is kept takes a third of the time of a search.
    """
    near = None if snapshot.first_pages is None else snapshot.first_pages.near
    if near is None or (near[rows, 0] < 0).any():
        return _alike(snapshot, rows, Eligible(len(snapshot), NO_ROWS), MOST_ALIKE)
    queries = snapshot.space.likeness_queries(rows)
    return [by_likeness(snapshot, query, near[row]) for row, query in zip(rows, queries, strict=True)]


def _alike(snapshot: Snapshot, rows: Rows, eligible: Eligible, count: int) -> list[Ranking]:
    found = likeliest_many(snapshot, snapshot.space.likeness_queries(rows), eligible, count + 1)
    return [
        ranking.at(ranking.rows != row).at(slice(count)) for row, ranking in zip(rows, found, strict=True)
    ]
