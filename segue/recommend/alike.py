"""Alike: the songs most like a song, as a release keeps them or an index finds them, for any listener."""

from segue.base.arrays import Rows
from segue.factors.snapshot import Snapshot
from segue.recommend.candidates import likeliest_many
from segue.recommend.eligibility import Eligible


def alike_many(snapshot: Snapshot, rows: Rows, eligible: Eligible, count: int) -> list[Rows]:
    """For each of some songs, int32 (m,), at least one, the ``count`` eligible songs most like it, in order.

    By the trainer's own measure, equal ones by row, itself left out: int32 (k,) each. What the release keeps
    is looked up, in a tenth of the time of a search; where too few of it are eligible, or a filter lets few
    pass, they are searched for.
    """
    pages = snapshot.first_pages
    near = None if pages is None or pages.near is None else pages.near[rows]
    if near is None or near[:, 0].min() < 0 or eligible.passing is not None:
        return _searched(snapshot, rows, eligible, count)
    held = eligible.holds(near.ravel()).reshape(near.shape)
    found = [own[kept][:count] for own, kept in zip(near, held, strict=True)]
    for at, kept in enumerate(found):
        if len(kept) < count:
            found[at : at + 1] = _searched(snapshot, rows[at : at + 1], eligible, count)
    return found


def _searched(snapshot: Snapshot, rows: Rows, eligible: Eligible, count: int) -> list[Rows]:
    found = likeliest_many(snapshot, snapshot.space.likeness_queries(rows), eligible, count + 1)
    return [ranking.rows[ranking.rows != row][:count] for row, ranking in zip(rows, found, strict=True)]
