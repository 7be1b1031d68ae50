"""The work that `train`, `retrain` and `quickstart` share."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from segue.base.ids import ReleaseId
from segue.cli.console import Bars, say
from segue.cli.gate import promote_and_tell
from segue.cli.logs import open_log, reading
from segue.cli.tables import show_evaluation, show_report, show_sources
from segue.cli.tracking import log_release, log_run, open_tracker
from segue.listening.log import ListeningLog
from segue.releases.files import read_manifest
from segue.releases.index import IndexSettings
from segue.releases.manifest import Data, Trainer
from segue.releases.store import ReleaseStore
from segue.training.beside import measures_for
from segue.training.candidate import write_candidate
from segue.training.holdout import HoldoutPlan
from segue.training.measuring import Measures
from segue.training.promotion import live_contender
from segue.training.recipes import Recipe, choose_recipe
from segue.training.retraining.stages import UNWATCHED, Stage, Watch
from segue.training.sealing import seal_candidate
from segue.training.studies import STUDY_FILE
from segue.training.threads import threads_in_use
from segue.training.tracking import CANDIDATE_TAG, FINGERPRINT_TAG, STUDY_TAG, Run
from segue.training.trainers import parse_settings
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
            "sources": [source.model_dump(mode="json") for source in self.log.sources],
            "notes": self.trained.notes,
        }


def make_candidate(
    store: ReleaseStore,
    *,
    trainer: str | None,
    settings: tuple[str, ...],
    study: str | None,
    holdout: float,
    seed: int,
    refit: bool,
    compare: bool | None = None,
    brief: bool = False,
    watch: Watch = UNWATCHED,
    **log_options: Any,
) -> MadeCandidate:
    """Read a log, train, and write the candidate; the caller holds the store's lock.

    The arguments are what :mod:`segue.cli.options` gives, and who is told how it goes.
    """
    recipe = choose_recipe(
        store.root, study=study, trainer=trainer, settings=parse_settings(settings), seed=seed
    )
    tracker = open_tracker()
    with watch.stage(Stage.DATASET):
        log = open_log(store.root, progress=Bars(), **log_options)
        watch.read(log.sources)
    plan = HoldoutPlan(holdout, seed, refit)
    with watch.stage(Stage.TRAIN):
        live = live_contender(store)
        measures = measures_for(log, recipe.trainer, plan, live, compare=compare, brief=brief)
        made = train_candidate(store, log, recipe, plan, read_with=reading(**log_options), measures=measures)
    log_run(tracker, _as_run(made, recipe))
    return made


def train_candidate(
    store: ReleaseStore,
    log: ListeningLog,
    recipe: Recipe,
    plan: HoldoutPlan,
    *,
    read_with: dict[str, str],
    measures: Measures,
) -> MadeCandidate:
    """Train on a log and write the candidate; ``read_with`` is what :func:`reading` gave for the log."""
    trained = train(log, recipe.config, plan, Bars(), measures=measures)
    trained = replace(trained, notes=[*recipe.notes(log.fingerprint, plan), *trained.notes])
    candidate_id = write_candidate(
        store,
        trained.model,
        trained.songs,
        trained.listeners,
        trained.pairs,
        trainer=Trainer(name=recipe.trainer, parameters=recipe.config.model_dump(mode="json")),
        seed=plan.seed,
        data=Data(
            fingerprint=log.fingerprint,
            sources=log.sources,
            report=log.report.to_json(),
            reading=read_with,
        ),
        metrics={} if trained.evaluation is None else trained.evaluation.model_dump(mode="json"),
        holdout=asdict(plan),
        threads=threads_in_use(),
        first_days=trained.first_days,
        exam=trained.exam,
        files={} if recipe.study is None else {STUDY_FILE: recipe.study.to_bytes()},
        notes=trained.notes,
    )
    return MadeCandidate(candidate_id, log, trained)


def _as_run(made: MadeCandidate, recipe: Recipe) -> Run:
    evaluation = made.trained.evaluation
    scores = None if evaluation is None else evaluation.systems[evaluation.subject]
    means = {} if scores is None else {name: score.mean for name, score in scores.ranking.items()}
    studied = {} if recipe.study is None else {STUDY_TAG: recipe.study.name}
    return Run(
        name=f"train {made.candidate_id}",
        parameters={"trainer": recipe.trainer} | recipe.config.model_dump(mode="json"),
        metrics=means | ({} if scores is None else scores.exposure),
        tags={CANDIDATE_TAG: made.candidate_id, FINGERPRINT_TAG: made.log.fingerprint} | studied,
    )


def make_current(
    store: ReleaseStore,
    index: IndexSettings,
    *,
    reason: str,
    force: bool = False,
    as_json: bool = False,
    watch: Watch = UNWATCHED,
    **options: Any,
) -> None:
    """Train, build the index, promote through the gate, and show it all; the caller holds the store's lock.

    Args:
        store: of the releases.
        index: which index.
        reason: stands in the history.
        force: whether a refusal of the gate is overruled.
        as_json: print one JSON object instead of tables.
        watch: is told how it goes.
        options: those of :func:`make_candidate`.

    Raises :class:`GateRefused` once the release is there to look at and all is shown.
    """
    made = make_candidate(store, watch=watch, **options)
    with watch.stage(Stage.SEAL):
        release_id = seal_candidate(store, made.candidate_id, index, Bars())
        watch.sealed(read_manifest(store.path(release_id)))
    log_release(made.candidate_id, release_id)
    if not as_json:
        show_training(made)
    with watch.stage(Stage.PROMOTE):
        promote_and_tell(store, release_id, reason=reason, force=force, as_json=as_json, said=made.to_json())


def show_training(made: MadeCandidate) -> None:
    """The data report, the evaluation and the notes."""
    show_report(made.log.report.to_json())
    show_sources(made.log.sources)
    show_evaluation(made.trained.evaluation)
    for note in made.trained.notes:
        say(f"note: {note}")
