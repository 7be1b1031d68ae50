"""The experiment that runs: one small file, replaced whole."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from segue.base.errors import DataError
from segue.base.files import sync_folder, whole_file
from segue.base.ids import ReleaseId
from segue.releases import history

EXPERIMENT_FILE: Final = "experiment.json"
EXPERIMENTS_FILE: Final = "experiments.jsonl"
MOST_BYTES: Final = 16_384
LONGEST_REASON: Final = 1000


class Experiment(BaseModel):
    """Two releases that are compared on listeners.

    Attributes:
        id: of its own; impressions carry it.
        control: side A, the release in service when it began.
        challenger: side B; equal to ``control`` in an A/A test.
        share: of the signed-in listeners who take part, above 0 … 1.
        first_look_days: how long listeners are watched before the first verdict.
        started_at: when, in UTC.
        reason: why, in a person's words; may be empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]
    control: ReleaseId
    challenger: ReleaseId
    share: Annotated[float, Field(gt=0, le=1)]
    first_look_days: Annotated[int, Field(ge=1, le=365)]
    started_at: AwareDatetime
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = ""

    @property
    def is_aa(self) -> bool:
        """Whether a release is compared with itself."""
        return self.control == self.challenger

    @property
    def first_look(self) -> datetime:
        """When there may first be a verdict."""
        return self.started_at + timedelta(days=self.first_look_days)

    def aside(self, current: ReleaseId | None) -> str | None:
        """Why it waits while this release is in service, in a sentence; ``None`` where that is side A."""
        if current == self.control:
            return None
        return f"{self.control} is compared, and {current or 'no release'} is in service."


class Ended(BaseModel):
    """An experiment that is over.

    Attributes:
        experiment: which one.
        ended_at: when, in UTC.
        reason: why, in a person's words; may be empty.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    experiment: Experiment
    ended_at: AwareDatetime
    reason: str = ""


class Damaged(DataError):
    """The file of the experiment is not as it was written."""


class _Document(BaseModel):
    """What the file holds: the experiment, and the checksum that proves it."""

    experiment: Experiment
    sha256: str


def read_experiment(root: Path) -> Experiment | None:
    """The experiment that runs; ``None`` without one. Raises :class:`Damaged`, and ``OSError``."""
    try:
        with (root / EXPERIMENT_FILE).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    document = _parsed(content) if len(content) <= MOST_BYTES else None
    if document is None or document.sha256 != _checksum(document.experiment):
        raise Damaged(
            f"{EXPERIMENT_FILE} is damaged: end the experiment with `python main.py experiment stop`, "
            "and start it again."
        )
    return document.experiment


def compared(root: Path) -> tuple[ReleaseId, ...]:
    """The releases of the experiment that runs; none without one, or with a damaged file."""
    try:
        experiment = read_experiment(root)
    except Damaged:
        return ()
    return () if experiment is None else (experiment.control, experiment.challenger)


def write_experiment(root: Path, experiment: Experiment) -> None:
    """Put an experiment in the place of the one that runs; a reader sees the old one or the new one, whole.

    The caller holds the lock on the pointer. Raises ``OSError`` when the folder can't be written.
    """
    document = _Document(experiment=experiment, sha256=_checksum(experiment))
    with whole_file(root / EXPERIMENT_FILE) as path:
        path.write_text(document.model_dump_json(indent=1) + "\n", encoding="utf-8")
    sync_folder(root)


def remove_experiment(root: Path) -> None:
    """Let no experiment run; nothing happens where none does. Raises ``OSError``."""
    (root / EXPERIMENT_FILE).unlink(missing_ok=True)
    sync_folder(root)


def note_ended(root: Path, ended: Ended) -> None:
    """Add a line for an experiment that is over, and wait until it is on the disk."""
    history.append(root / EXPERIMENTS_FILE, ended)


def read_ended(root: Path) -> list[Ended]:
    """The experiments that are over, oldest first; a line that can't be read is left out with a warning."""
    return history.read_lines(root / EXPERIMENTS_FILE, Ended)


def _parsed(content: bytes) -> _Document | None:
    try:
        return _Document.model_validate_json(content)
    except ValidationError:
        return None


def _checksum(experiment: Experiment) -> str:
    return hashlib.sha256(experiment.model_dump_json().encode()).hexdigest()
