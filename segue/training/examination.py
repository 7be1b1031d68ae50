"""Measuring a release that stands on any listening log."""

from collections.abc import Mapping

from segue.base.errors import DataError
from segue.base.ids import IdMap
from segue.base.progress import SILENT, Progress
from segue.listening.log import ListeningLog
from segue.releases.reader import OpenRelease
from segue.training.baselines import baselines
from segue.training.candidate import stored_pairs, stored_space
from segue.training.evaluation import HeldOut, evaluate
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.measures import SongFacts
from segue.training.rankers import Ranker, SpaceRanker, TranslatedRanker
from segue.training.scores import Evaluation
from segue.training.training import UNSEEN_NOTE


def examine(
    release: OpenRelease,
    log: ListeningLog,
    plan: HoldoutPlan,
    *,
    beside: Mapping[str, OpenRelease] | None = None,
    detail: bool = False,
    progress: Progress = SILENT,
) -> Evaluation:
    """Score a release on the holdout of a log, over the songs the release knows.

    A release that was fitted to the held-out part (its training's default) scores too well on the log it was
    trained on; :func:`has_seen` tells.

    Args:
        release: the one under test.
        log: whose holdout it is asked about.
        plan: how to hold out.
        beside: other releases to measure, by the name the tables show. They are asked about the same songs:
            those they do not know count as not found, and those only they know are passed over.
        detail: whether to add the breakdowns.
        progress: where to show how far it is.

    Raises :class:`DataError` when log and plan allow no holdout, or none of its songs is in the release.
    """
    if plan.fraction == 0:
        raise DataError("A holdout of 0 leaves nobody to measure on: try 0.2.")
    holdout = hold_out(log.events, log.users, plan)
    if holdout is None:
        raise DataError("The log is too small to hold anything out; measure on a larger one.")
    space = stored_space(release.manifest.fold_in, release.arrays)
    songs = IdMap.from_arrays(release.arrays, "song_ids")
    rows = songs.look_up(log.songs.ids.ids)
    if not (rows >= 0).any():
        raise DataError("The release knows none of the log's songs: their ids differ.")
    pairs = stored_pairs(release.arrays, len(space))
    subject = release.manifest.trainer.name
    others = {name: _ranker(other, songs) for name, other in (beside or {}).items()}
    return evaluate(
        subject,
        {subject: SpaceRanker(space), **others, **baselines(pairs, plan.seed)},
        HeldOut.known_to(holdout, rows, len(space)),
        SongFacts.of(pairs, release.arrays["artist_rows"], space.personal.item_vectors),
        seed=plan.seed,
        detail=detail,
        progress=progress,
    )


def _ranker(release: OpenRelease, songs: IdMap) -> Ranker:
    """How another release ranks ``songs``."""
    space = stored_space(release.manifest.fold_in, release.arrays)
    rows = IdMap.from_arrays(release.arrays, "song_ids").look_up(songs.ids)
    return TranslatedRanker(space, rows)


def has_seen(release: OpenRelease, log: ListeningLog) -> bool:
    """Whether the release was trained on this very log, its held-out part included."""
    manifest = release.manifest
    return manifest.data.fingerprint == log.fingerprint and UNSEEN_NOTE not in manifest.notes
