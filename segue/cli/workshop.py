"""The work that `train`, `retrain` and `quickstart` share."""

from dataclasses import asdict, dataclass
from typing import Any

from segue.base.ids import ReleaseId
from segue.cli.console import Bars, say
from segue.cli.logs import open_log
from segue.cli.tables import show_evaluation, show_report
from segue.listening.log import ListeningLog
from segue.releases.index import IndexSettings
from segue.releases.manifest import Data, Trainer
from segue.releases.store import ReleaseStore
from segue.training.candidate import write_candidate
from segue.training.holdout import HoldoutPlan
from segue.training.sealing import seal_candidate
from segue.training.trainers import make_config, parse_settings
from segue.training.training import Trained, train


@dataclass(frozen=True, eq=False)
class MadeCandidate:
    """A candidate on disk and what is known of it.

    Attributes:
        candidate_id: its id in the store.
        log: what it was trained on.
        trained: what the training left.
    """

    candidate_id: ReleaseId
    log: ListeningLog
    trained: Trained

    def to_json(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        evaluation = self.trained.evaluation
        return {
            "candidate": self.candidate_id,
            "config": self.trained.config.model_dump(mode="json"),
            "evaluation": None if evaluation is None else evaluation.model_dump(mode="json"),
            "log": self.log.report.to_json(),
            "notes": self.trained.notes,
        }


def make_candidate(
    store: ReleaseStore,
    *,
    trainer: str,
    settings: tuple[str, ...],
    holdout: float,
    seed: int,
    refit: bool,
    **log_options: Any,
) -> MadeCandidate:
    """Read a log, train, and write the candidate; the caller holds the store's lock.

    The arguments are what :mod:`segue.cli.options` gives.
    """
    config = make_config(trainer, {"seed": seed} | parse_settings(settings))
    bars = Bars()
    log = open_log(store.root, progress=bars, **log_options)
    plan = HoldoutPlan(holdout, seed, refit)
    trained = train(log, config, plan, bars)
    candidate_id = write_candidate(
        store,
        trained.model,
        trained.songs,
        trained.listeners,
        trained.pairs,
        trainer=Trainer(name=trainer, parameters=trained.config.model_dump(mode="json")),
        seed=seed,
        data=Data(fingerprint=log.fingerprint, sources=log.sources, report=log.report.to_json()),
        metrics={} if trained.evaluation is None else trained.evaluation.model_dump(mode="json"),
        holdout=asdict(plan),
        exam=trained.exam,
        notes=trained.notes,
    )
    return MadeCandidate(candidate_id, log, trained)


def make_current(
    store: ReleaseStore, index: IndexSettings, reason: str, **options: Any
) -> tuple[MadeCandidate, ReleaseId]:
    """Train, build the index and promote; the caller holds the store's lock.

    ``reason`` stands in the history; ``options`` are those of :func:`make_candidate`.
    """
    made = make_candidate(store, **options)
    release_id = seal_candidate(store, made.candidate_id, index, Bars())
    store.promote(release_id, reason=reason)
    return made, release_id


def show_training(made: MadeCandidate) -> None:
    """The data report, the evaluation and the notes."""
    show_report(made.log.report.to_json())
    show_evaluation(made.trained.evaluation)
    for note in made.trained.notes:
        say(f"note: {note}")
