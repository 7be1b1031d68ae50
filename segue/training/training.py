"""Training: evaluate on a holdout, then learn from everybody."""

from dataclasses import dataclass

from segue.base.arrays import Int64, Rows
from segue.base.errors import DataError
from segue.base.ids import IdMap
from segue.base.progress import SILENT, Progress
from segue.base.songs import Songs
from segue.factors.interactions import Interactions
from segue.factors.trainer import Model, TrainerConfig
from segue.listening.log import ListeningLog
from segue.listening.splits import Holdout
from segue.training.exam import Exam, MeasuredModel
from segue.training.fitting import Fitted, few_signal_weights, fit
from segue.training.holdout import HoldoutPlan, hold_out
from segue.training.measuring import Measures, measure
from segue.training.scores import Evaluation

UNSEEN_NOTE = "Trained without the held-out part, which stays unseen for later measurements."


@dataclass(frozen=True, eq=False)
class Trained:
    """What a training leaves, songs and listeners numbered as in the release.

    Attributes:
        model: its space has one row per song.
        config: the trainer's settings.
        songs: n songs.
        listeners: the ids of the listeners the model learned from.
        pairs: their pairs, one row per listener.
        first_days: int32 (n,), see :class:`segue.factors.facts.Facts`.
        evaluation: of the same recipe without the holdout; ``None`` when nothing could be held out.
        exam: that holdout and the model measured on it; ``None`` as above.
        notes: what an operator should know, in sentences.
    """

    model: Model
    config: TrainerConfig
    songs: Songs
    listeners: IdMap
    pairs: Interactions
    first_days: Rows
    evaluation: Evaluation | None
    exam: Exam | None
    notes: list[str]

    @property
    def popularity(self) -> Int64:
        """int64 (n,): listeners per song."""
        return self.pairs.song_counts


def train(
    log: ListeningLog,
    config: TrainerConfig,
    plan: HoldoutPlan,
    progress: Progress = SILENT,
    *,
    measures: Measures = Measures(),  # noqa: B008 - frozen
) -> Trained:
    """Measure a recipe on a holdout, and fit the model to release.

    A log with dates is held out by time, one without by listeners; a log too small for either is trained
    without an evaluation, and the notes say so. Raises :class:`DataError` when there is nothing to train on.
    """
    if len(log.events) == 0:
        raise DataError("There is nothing to train on: the log has no usable row.")
    notes: list[str] = []
    holdout = hold_out(log.events, log.users, plan) if plan.fraction > 0 else None
    learnable = log.events if holdout is None else holdout.train
    weights = few_signal_weights(log, learnable, config, plan.seed, progress)
    measured, evaluation = None, None
    if holdout is None:
        notes.append("Not evaluated: nothing was held out.")
    else:
        measured = fit(log, holdout.train, config, weights, seed=plan.seed, progress=progress)
        evaluation = measure(measured, holdout, config, weights, measures, seed=plan.seed, progress=progress)
    if measured is None or plan.refit:
        fitted = fit(log, log.events, config, weights, seed=plan.seed, progress=progress)
    else:
        fitted = measured
        notes.append(UNSEEN_NOTE)
    exam = None if holdout is None or measured is None else _exam(log, holdout, measured, fitted)
    return Trained(
        fitted.model,
        config,
        fitted.songs,
        fitted.listeners,
        fitted.pairs,
        fitted.first_days,
        evaluation,
        exam,
        notes,
    )


def _exam(log: ListeningLog, holdout: Holdout, measured: Fitted, released: Fitted) -> Exam:
    model = MeasuredModel(
        measured.model.space, released.new_rows[measured.new_rows >= 0], measured.pairs.song_counts
    )
    return Exam.of(
        holdout,
        log.users,
        model,
        released.new_rows,
        n_songs=len(released.songs),
        refitted=released is not measured,
    )
