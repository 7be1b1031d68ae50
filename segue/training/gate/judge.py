"""The verdict: every check in order.

Two models are compared fairly on a holdout only if neither has seen it: each side sends the model it was
measured with (docs/decisions/0009). docs/releases.md has the bounds and what led to them.
"""

from collections.abc import Iterator
from typing import Final

from segue.base.progress import SILENT, Progress
from segue.releases.manifest import Check, IndexEntry, Verdict
from segue.training.gate import exposure, ranking, songs
from segue.training.gate.check import check
from segue.training.gate.contender import Contender
from segue.training.gate.sitting import Sitting

LEAST_RECALL: Final = 0.95
"""Of an approximate index: what it misses is lost to every listener, however good the model."""


def judge(candidate: Contender, live: Contender | None, progress: Progress = SILENT) -> Verdict:
    """Compare a candidate with the release in service; without one, with popularity alone.

    The same contenders get the same verdict.
    """
    checks = tuple(_checks(candidate, live, progress))
    return Verdict(
        against=None if live is None else live.id,
        passed=all(made.passed for made in checks),
        checks=checks,
    )


def _checks(candidate: Contender, live: Contender | None, progress: Progress) -> Iterator[Check]:
    yield _measured(candidate, live)
    if live is not None:
        yield from _on_own_holdout(candidate, live, progress)
        yield from _on_live_holdout(candidate, live, progress)
        kept = candidate.rows_of(live.song_ids)
        yield songs.catalogue(kept, live)
        yield songs.neighbours(kept, candidate, live)
    yield from _alone(candidate, progress)
    if candidate.index is not None and candidate.index.kind != "flat":
        yield _index(candidate.index)


def _on_own_holdout(candidate: Contender, live: Contender, progress: Progress) -> Iterator[Check]:
    if candidate.exam is None:
        return
    sitting = Sitting.of(candidate, candidate.exam, live, progress)
    if sitting.too_small:
        yield ranking.too_few("ranking", sitting, live)
        return
    ours, theirs = sitting.measured(candidate), sitting.measured(live)
    yield ranking.against_live("ranking", sitting, ours, theirs)
    yield exposure.coverage(ours, theirs)
    yield exposure.evenness(ours, theirs)


def _on_live_holdout(candidate: Contender, live: Contender, progress: Progress) -> Iterator[Check]:
    if live.exam is None:
        return
    sitting = Sitting.of(live, live.exam, candidate, progress)
    if sitting.too_small:
        yield ranking.too_few("ranking, live holdout", sitting, live)
        return
    ours, theirs = sitting.measured(candidate), sitting.measured(live)
    yield ranking.against_live("ranking, live holdout", sitting, ours, theirs)


def _alone(candidate: Contender, progress: Progress) -> Iterator[Check]:
    if candidate.exam is None:
        return
    sitting = Sitting.of(candidate, candidate.exam, progress=progress)
    measured = sitting.measured(candidate)
    yield ranking.popularity(measured, sitting.popular())
    if candidate.exam.refitted:
        yield ranking.refit(sitting.released(), measured)


def _measured(candidate: Contender, live: Contender | None) -> Check:
    exam = candidate.exam
    needed = live is not None and live.exam is not None
    held_out = "" if exam is None else f"{len(exam.listeners):,} listeners, by {exam.protocol['kind']}"
    return check(
        "holdout",
        passed=exam is not None or not needed,
        measured=held_out or "none",
        bound="needed, as the live release has one" if needed else "none needed",
        good="Models that have not seen it are compared." if exam else "Nothing was held out to compare by.",
        bad="The live release was measured and this one was not: train it with --holdout above 0.",
    )


def _index(entry: IndexEntry) -> Check:
    return check(
        "index",
        passed=entry.recall is not None and entry.recall >= LEAST_RECALL,
        measured="not measured" if entry.recall is None else f"recall@50 {entry.recall:.4f}",
        bound=f"at least {LEAST_RECALL}",
        good="The index finds what exact search does.",
        bad="The index misses too much: build it with --index flat.",
    )
