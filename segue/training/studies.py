"""Studies: which settings were tried on a log, and how well each did. `study.json` holds one whole."""

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError, computed_field

from segue.base.errors import DataError
from segue.base.files import whole_file
from segue.releases.names import is_id

STUDY_FILE: Final = "study.json"
DEFAULT_STUDY: Final = "default"
NO_STUDY: Final = "none"
"""In place of a name: without a study."""

_FOLDER: Final = "studies"

Setting = bool | int | float | str
State = Literal["complete", "pruned", "failed"]


class Question(BaseModel):
    """What a study asks. Trials compare where all of it is equal, so it stays as it is to the study's end.

    Attributes:
        fingerprint: of the log.
        holdout: share of the log that is kept for `train` to measure on, and plays no part here.
        metric: whose mean over validation listeners is to be great, such as ``ndcg@20``.
        trainers: that are tried.
        fixed: settings that are given.
        searched: settings that are tried, ``trainer.setting`` → from where to where, in words.
        seed: of the holdout, of the validation split in what is left, of the trainers and of the search.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fingerprint: str
    holdout: float
    metric: str
    trainers: tuple[str, ...]
    fixed: dict[str, Setting]
    searched: dict[str, str]
    seed: int


class Trial(BaseModel):
    """One try.

    Attributes:
        number: from 0, in order.
        state: ``complete``; ``pruned`` where it was surely worse than the best after some of the listeners;
            ``failed`` where the trainer refused, such as at a learning rate that diverges.
        trainer: by name.
        settings: given and searched ones; all others have their defaults.
        value: mean of the metric, of a pruned trial over the listeners it got to; ``None`` of a failed one.
        seconds: of fitting and ranking, by the clock.
        reason: why it failed, in a sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    state: State
    trainer: str
    settings: dict[str, Setting]
    value: float | None
    seconds: float
    reason: str | None = None


class Study(BaseModel):
    """A question and the trials so far.

    Attributes:
        name: of its folder.
        source: the log's file, without its folder.
        question: what all trials have in common.
        protocol: how the validation split was made, as the split describes it.
        trials: oldest first; the first of each trainer has its default settings.
    """

    model_config = ConfigDict(frozen=True)  # the file also says what is best, for people

    name: str
    source: str
    question: Question
    protocol: dict[str, JsonValue]
    trials: tuple[Trial, ...]

    @computed_field  # type: ignore[prop-decorator] # pydantic's own way; mypy knows no decorated property
    @property
    def best(self) -> Trial | None:
        """The complete trial of greatest value, the first of equal ones; ``None`` before there is one."""
        return self.best_of(*self.question.trainers)

    def best_of(self, *trainers: str) -> Trial | None:
        """The best among the trials of these trainers."""
        complete = (trial for trial in self.trials if trial.state == "complete" and trial.trainer in trainers)
        return max(complete, key=lambda trial: trial.value or 0.0, default=None)

    def to_bytes(self) -> bytes:
        """What ``study.json`` holds."""
        return self.model_dump_json(indent=1).encode() + b"\n"


def study_folder(root: Path, name: str) -> Path:
    """Where a study lies under the folder of releases. Raises :class:`DataError` for an unusable name."""
    if not is_id(name) or name == NO_STUDY:
        raise DataError(
            f"{name!r:.80} can't name a study: take letters, digits, '.', '_' and '-', and not {NO_STUDY!r}."
        )
    return root / _FOLDER / name


def read_study(folder: Path) -> Study | None:
    """The study in a folder; ``None`` where there is none. Raises :class:`DataError` for a damaged one."""
    path = folder / STUDY_FILE
    if not path.exists():
        return None
    try:
        return Study.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise DataError(
            f"{path} is no study. Begin it anew with `python main.py tune --study {folder.name} --fresh`, "
            f"or train without it: --study {NO_STUDY}."
        ) from error


def write_study(folder: Path, study: Study) -> None:
    """Put a study in the place of the one in its folder, in one step."""
    with whole_file(folder / STUDY_FILE) as path:
        path.write_bytes(study.to_bytes())
