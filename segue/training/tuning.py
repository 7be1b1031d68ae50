"""Tuning: trying settings on a validation split, each choice led by the trials before it.

Led by a tree-structured Parzen estimator (Bergstra, Bardenet, Bengio & Kégl 2011), as Optuna has it.
"""

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import optuna
from optuna.exceptions import ExperimentalWarning
from optuna.pruners import WilcoxonPruner
from optuna.samplers import TPESampler
from optuna.trial import TrialState

from segue.base.arrays import Float64
from segue.base.errors import DataError
from segue.base.hashing import hash64
from segue.base.progress import SILENT, Progress
from segue.listening.log import ListeningLog
from segue.training.journal import open_journal
from segue.training.searchspace import SearchSpace
from segue.training.studies import Question, Setting, State, Study, Trial, write_study
from segue.training.trainers import make_config
from segue.training.validation import Validation

PRUNED_BELOW: Final = 0.002
"""The p-value of "worse than the best, listeners paired" at which a trial ends. It is so small because it is
looked at after every block (Pocock 1977)."""

_STATES: Final = {
    "complete": TrialState.COMPLETE,
    "pruned": TrialState.PRUNED,
    "failed": TrialState.FAIL,
}
_FINISHED: Final = tuple(_STATES.values())
_RECORD: Final = "record"


@dataclass(frozen=True)
class Budget:
    """When a study ends: at whichever comes first, but never within a trial.

    Attributes:
        trials: in the study, those of earlier runs counted; ``None``: any number.
        minutes: of this run; ``None``: any time.
    """

    trials: int | None
    minutes: float | None


def tune(
    log: ListeningLog,
    folder: Path,
    space: SearchSpace,
    budget: Budget,
    *,
    holdout: float,
    metric: str,
    seed: int,
    fresh: bool = False,
    watch: Callable[[Study], None],
    progress: Progress = SILENT,
) -> Study:
    """Try settings until the budget is spent, going on with the study in ``folder`` if there is one.

    What is tried follows from log, space, holdout, metric and seed: a study that is stopped, even killed, and
    taken up again tries what it would have tried anyway, on one machine. It begins with the defaults of each
    trainer, so that its best is no worse than they are on the validation split.

    Args:
        log: what is learned from.
        folder: of the study; made if need be. ``study.json`` there is whole after every trial.
        space: what is tried.
        budget: when to end.
        holdout: share of the log that is left for `train` to measure on.
        metric: whose mean is to be great, one of :data:`segue.training.measures.RANKING_METRICS`.
        seed: of every random choice.
        fresh: forget the trials there are.
        watch: shown the study at the beginning and after every trial.
        progress: of the trial at work.

    Raises:
        DataError: the log is too small, or the study in the folder is another or damaged.
        Unavailable: another process is at work on it.
    """
    optuna.logging.set_verbosity(optuna.logging.WARNING)  # it would tell of each trial on its own
    question = Question(
        fingerprint=log.fingerprint,
        holdout=holdout,
        metric=metric,
        trainers=space.trainers,
        fixed=space.fixed,
        searched=space.described(),
        seed=seed,
    )
    validation = Validation(log, holdout, seed)
    ends = None if budget.minutes is None else time.monotonic() + 60 * budget.minutes
    with open_journal(folder, question.model_dump(mode="json"), fresh=fresh) as journal:
        search = _Search(journal, validation, space, question)
        study = search.study(folder.name)
        watch(study)
        while (budget.trials is None or len(study.trials) < budget.trials) and (
            ends is None or time.monotonic() < ends
        ):
            search.try_next(progress)
            study = search.study(folder.name)
            write_study(folder, study)
            watch(study)
    return study


class _Outcome(NamedTuple):
    """See :class:`segue.training.studies.Trial`."""

    state: State
    value: float | None
    reason: str | None = None


class _Search:
    """One trial after another. Optuna chooses and remembers; each finished trial carries its own record."""

    def __init__(
        self, journal: optuna.Study, validation: Validation, space: SearchSpace, question: Question
    ) -> None:
        self._journal, self._validation, self._space, self._question = journal, validation, space, question
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ExperimentalWarning)  # since 3.6, two major versions ago
            journal.pruner = WilcoxonPruner(p_threshold=PRUNED_BELOW)

    def study(self, name: str) -> Study:
        """What was asked and found so far; a trial that was never finished is no part of it."""
        finished = self._journal.get_trials(deepcopy=False, states=_FINISHED)
        trials = tuple(Trial.model_validate(trial.user_attrs[_RECORD]) for trial in finished)
        return Study(name=name, question=self._question, protocol=self._validation.protocol, trials=trials)

    def try_next(self, progress: Progress) -> None:
        """One more trial, whose record is in the journal when it ends."""
        number = len(self._journal.get_trials(deepcopy=False, states=_FINISHED))
        trial = self._ask(number)
        trainer, settings = self._space.suggest(trial)
        started = time.monotonic()
        outcome = self._measure(trial, trainer, settings, progress, whole=number < len(self._space.trainers))
        record = Trial(
            number=number,
            state=outcome.state,
            trainer=trainer,
            settings=settings,
            value=outcome.value,
            seconds=round(time.monotonic() - started, 3),
            reason=outcome.reason,
        )
        trial.set_user_attr(_RECORD, record.model_dump(mode="json"))
        told = outcome.value if outcome.state == "complete" else None
        self._journal.tell(trial, told, state=_STATES[outcome.state])

    def _ask(self, number: int) -> optuna.Trial:
        # what a sampler draws depends on how often it drew: a new one each time, so that going on is no
        # different from never having stopped. Trials that a kill left unfinished must not count either
        draws = hash64(f"trial {number} of study {self._question.seed}") % 2**32
        self._journal.sampler = TPESampler(seed=draws, constant_liar=False)
        waiting = self._journal.get_trials(deepcopy=False, states=(TrialState.WAITING,))
        if number < len(self._space.trainers) and not waiting:
            self._journal.enqueue_trial(self._space.defaults(self._space.trainers[number]))
        return self._journal.ask()

    def _measure(
        self,
        trial: optuna.Trial,
        trainer: str,
        settings: dict[str, Setting],
        progress: Progress,
        *,
        whole: bool,
    ) -> _Outcome:
        config = make_config(trainer, {"seed": self._question.seed} | settings)
        try:
            fitted = self._validation.fit(config, progress)
        except DataError as refused:  # these settings are no good; others may be
            return _Outcome("failed", None, str(refused))
        values: list[Float64] = []
        for block, of_block in enumerate(self._validation.values(fitted, self._question.metric)):
            values.append(of_block)
            trial.report(float(of_block.mean()), block)
            if not whole and trial.should_prune():
                return _Outcome("pruned", float(np.concatenate(values).mean()))
        return _Outcome("complete", float(np.concatenate(values).mean()))
