"""Tuning: trying settings on a validation split, each choice led by the trials before it.

Led by a tree-structured Parzen estimator (Bergstra, Bardenet, Bengio & Kégl 2011), as Optuna has it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import optuna
from optuna.samplers import TPESampler
from optuna.trial import TrialState
from scipy.stats import wilcoxon

from segue.base.arrays import Float64
from segue.base.errors import DataError
from segue.base.hashing import hash64
from segue.base.progress import SILENT, Progress
from segue.factors.trainer import TrainerConfig
from segue.listening.log import ListeningLog
from segue.training.journal import open_journal
from segue.training.searchspace import SearchSpace
from segue.training.studies import Question, State, Study, Trial, write_study
from segue.training.trainers import make_config
from segue.training.validation import Validation

TUNED_METRIC: Final = "ndcg@100"
"""It looks at five times as many ranks as the headline, so that a difference shows with fewer listeners."""
PRUNED_BELOW: Final = 0.004
"""The p-value of being worse than the best at which a trial ends; small, for it is asked after every block
(Pocock 1977)."""
LEAST_BLOCKS: Final = 9
"""With fewer no p-value is that small."""

_STATES: Final = {
    "complete": TrialState.COMPLETE,
    "pruned": TrialState.PRUNED,
    "failed": TrialState.FAIL,
}
_FINISHED: Final = tuple(_STATES.values())
_RECORD: Final = "record"
_BLOCKS: Final = "blocks"


@dataclass(frozen=True)
class Budget:
    """When a study ends: at whichever comes first, but never within a trial.

    Attributes:
        trials: in the study, those of earlier runs counted; ``None``: any number.
        minutes: of this run; ``None``: any time.
    """

    trials: int | None
    minutes: float | None

    def is_spent(self, trials: int, seconds: float) -> bool:
        """Whether a study of so many trials, on which this run has worked so long, has come to its end."""
        return (self.trials is not None and trials >= self.trials) or (
            self.minutes is not None and seconds >= 60 * self.minutes
        )


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
    started = time.monotonic()
    with open_journal(folder, question.model_dump(mode="json"), fresh=fresh) as journal:
        search = _Search(journal, validation, space, question)
        study = Study(
            name=folder.name,
            source=log.sources[0].name,
            question=question,
            protocol=validation.protocol,
            trials=search.trials(),
        )
        while True:
            if study.trials:
                write_study(folder, study)
            watch(study)
            if budget.is_spent(len(study.trials), time.monotonic() - started):
                return study
            search.try_next(progress)
            study = study.model_copy(update={"trials": search.trials()})


class _Outcome(NamedTuple):
    """See :class:`segue.training.studies.Trial`; ``blocks`` are the means of the blocks it got to."""

    state: State
    value: float | None
    blocks: list[float]
    reason: str | None = None


class _Search:
    """One trial after another. Optuna chooses and remembers; each finished trial carries its own record."""

    def __init__(
        self, journal: optuna.Study, validation: Validation, space: SearchSpace, question: Question
    ) -> None:
        self._journal, self._validation, self._space, self._question = journal, validation, space, question

    def trials(self) -> tuple[Trial, ...]:
        """Those that are finished, oldest first."""
        finished = self._journal.get_trials(deepcopy=False, states=_FINISHED)
        return tuple(Trial.model_validate(trial.user_attrs[_RECORD]) for trial in finished)

    def try_next(self, progress: Progress) -> None:
        """One more trial, whose record is in the journal when it ends."""
        number = len(self._journal.get_trials(deepcopy=False, states=_FINISHED))
        rival = self._best_blocks() if number >= len(self._space.trainers) else None
        trial = self._ask(number)
        trainer, settings = self._space.suggest(trial)
        config = make_config(trainer, {"seed": self._question.seed} | settings)
        started = time.monotonic()
        outcome = self._measure(config, rival, progress)
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
        trial.set_user_attr(_BLOCKS, outcome.blocks)
        if outcome.state == "pruned" and outcome.value is not None:
            trial.report(outcome.value, len(outcome.blocks))  # what Optuna ranks pruned trials by
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

    def _best_blocks(self) -> list[float] | None:
        complete = self._journal.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        best = max(complete, key=lambda trial: trial.value or 0.0, default=None)
        return None if best is None else list(best.user_attrs[_BLOCKS])

    def _measure(self, config: TrainerConfig, rival: list[float] | None, progress: Progress) -> _Outcome:
        """Score a config, to the end unless it proves worse than ``rival``, the blocks of the best."""
        values: list[Float64] = []
        blocks: list[float] = []
        try:
            for block in self._validation.values(config, self._question.metric, progress):
                values.append(block)
                blocks.append(float(block.mean()))
                if rival is not None and is_worse(blocks, rival):
                    return _Outcome("pruned", float(np.concatenate(values).mean()), blocks)
        except DataError as refused:  # these settings are no good; others may be
            return _Outcome("failed", None, blocks, str(refused))
        return _Outcome("complete", float(np.concatenate(values).mean()), blocks)


def is_worse(blocks: Sequence[float], rival: Sequence[float]) -> bool:
    """Whether a trial is surely worse than another, block by block, so far.

    A Wilcoxon signed-rank test (1945) of the differences, one-sided, by its normal approximation. The same
    listeners are in both, so that what is hard for a listener is hard for both; against a median of unlike
    trials half of all that comes would end.

    Args:
        blocks: means of the first blocks.
        rival: means of the same blocks and perhaps more.
    """
    if len(blocks) < LEAST_BLOCKS:
        return False
    differences = np.subtract(blocks, rival[: len(blocks)])
    test = wilcoxon(differences, alternative="less", zero_method="zsplit", method="asymptotic")
    return bool(test.pvalue < PRUNED_BELOW and differences.mean() < 0)
