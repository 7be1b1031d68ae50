"""The verdict: every check in order.

Two models are compared fairly on a holdout only if neither has seen it: each side sends the model it was
measured with (docs/decisions/0009). docs/releases.md has the bounds and what led to them.
"""

from collections.abc import Callable, Iterator
from functools import partial
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
    questions: list[Callable[[], Iterator[Check]]] = [partial(_measured, candidate, live)]
    if live is not None:
        against = (_on_own_holdout, _on_live_holdout, _songs)
        questions += [partial(question, candidate, live) for question in against]
    questions.append(partial(_alone, candidate))
    checks: list[Check] = []
    with progress.task("judging", len(questions)) as task:
        for question in questions:
            checks += question()
            task.advance()
    return Verdict(
        against=None if live is None else live.id,
        passed=all(made.passed for made in checks),
        checks=tuple(checks),
    )


def _on_own_holdout(candidate: Contender, live: Contender) -> Iterator[Check]:
    return _on_holdout("ranking", candidate, candidate, live)


def _on_live_holdout(candidate: Contender, live: Contender) -> Iterator[Check]:
    return _on_holdout("live holdout", live, candidate, live)


def _on_holdout(name: str, host: Contender, candidate: Contender, live: Contender) -> Iterator[Check]:
    """What both answer on the holdout of one of them; exposure only on the candidate's, the newer log."""
    if host.exam is None:
        return
    sitting = Sitting.of(host, host.exam, guest=live if host is candidate else candidate)
    if sitting.too_small:
        yield ranking.too_few(name, sitting, live)
        return
    ours, theirs = sitting.measured(candidate), sitting.measured(live)
    yield ranking.against_live(name, sitting, ours, theirs)
    if host is candidate:
        yield exposure.coverage(ours, theirs)
        yield exposure.evenness(ours, theirs)


def _songs(candidate: Contender, live: Contender) -> Iterator[Check]:
    kept = candidate.rows_of(live.song_ids)
    yield songs.catalogue(kept, live)
    yield songs.neighbours(kept, candidate, live)


def _alone(candidate: Contender) -> Iterator[Check]:
    if candidate.exam is not None:
        sitting = Sitting.of(candidate, candidate.exam)
        measured = sitting.measured(candidate)
        yield ranking.popularity(measured, sitting.popular())
        if candidate.exam.refitted:
            yield ranking.refit(sitting.released(), measured)
    if candidate.index is not None and candidate.index.kind != "flat":
        yield _index(candidate.index)


def _measured(candidate: Contender, live: Contender | None) -> Iterator[Check]:
    exam = candidate.exam
    needed = live is not None and live.exam is not None
    held_out = "" if exam is None else f"{len(exam.listeners):,} listeners, by {exam.protocol['kind']}"
    yield check(
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
