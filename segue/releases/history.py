"""What was made current when, and why: one JSON line per promotion, only ever appended to."""

import logging
import os
from pathlib import Path
from typing import Final, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from segue.base.ids import AccountId, ReleaseId

logger = logging.getLogger("segue.releases")

HISTORY_FILE: Final = "history.jsonl"
Action = Literal["promote", "roll back"]

Line = TypeVar("Line", bound=BaseModel)


class Promotion(BaseModel):
    """One move of ``current``.

    Attributes:
        time: when, in UTC.
        action: forward to a release, or back to an earlier one.
        release: current from then on.
        previous: current until then; ``None`` for the first.
        forced: whether a failed gate was overruled.
        reason: why, in a person's words; may be empty.
        by: the account of the administrator who asked for it; ``None`` on the command line.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    time: AwareDatetime
    action: Action
    release: ReleaseId
    previous: ReleaseId | None
    forced: bool = False
    reason: str = ""
    by: AccountId | None = None


def append(path: Path, entry: BaseModel) -> None:
    """Add a line and wait until it is on the disk. A line left unfinished by a kill is closed first."""
    line = entry.model_dump_json().encode() + b"\n"
    with path.open("a+b") as file:
        if file.tell() > 0:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                line = b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> list[Promotion]:
    """Every promotion, oldest first; a line that can't be read is left out with a warning."""
    return read_lines(path, Promotion)


def read_lines(path: Path, kind: type[Line]) -> list[Line]:
    """Every line of a file that :func:`append` wrote, oldest first, as :func:`read` does."""
    entries = []
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            entries.append(kind.model_validate_json(line))
        except ValidationError:
            logger.warning("a line of the history can't be read", extra={"fields": {"line": number}})
    return entries


def trail(promotions: list[Promotion]) -> list[ReleaseId]:
    """The releases a series of roll backs would visit, the last one current.

    A promotion goes one step on. A roll back returns to where the trail was, so that the release it left is
    not visited again; where the trail never was there, it begins anew.
    """
    steps: list[ReleaseId] = []
    for promotion in promotions:
        if promotion.previous is not None and steps[-1:] != [promotion.previous]:
            steps.append(promotion.previous)  # its own line was lost to a kill between pointer and history
        if promotion.action == "promote":
            if steps[-1:] != [promotion.release]:
                steps.append(promotion.release)
        elif promotion.release in steps[:-1]:
            steps.pop()
            while steps[-1] != promotion.release:
                steps.pop()
        else:
            steps = [promotion.release]
    return steps
