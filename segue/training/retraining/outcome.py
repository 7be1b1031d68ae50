"""How a retraining ended, and the exit code that says so."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from segue.base.errors import Busy, ClientError, GateRefused, ReleaseRefused, Unavailable


class Outcome(StrEnum):
    """How a retraining ended."""

    PROMOTED = "promoted"
    REFUSED = "refused"
    UNUSABLE = "unusable"
    AWAY = "away"
    BUSY = "busy"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    KILLED = "killed"


EXIT_CODES: Final = MappingProxyType(
    {
        Outcome.PROMOTED: 0,
        Outcome.REFUSED: 1,
        Outcome.UNUSABLE: 2,
        Outcome.AWAY: 3,
        Outcome.BUSY: 4,
        Outcome.FAILED: 5,
        Outcome.INTERRUPTED: 130,
        Outcome.KILLED: 137,  # 128 + SIGKILL: a shell's word for it, as the process has none
    }
)


def outcome_of(error: BaseException | None) -> Outcome:
    """What an error means for the retraining it ended; ``None``: there was none."""
    if error is None:
        return Outcome.PROMOTED
    kinds: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Outcome], ...] = (
        (GateRefused, Outcome.REFUSED),
        (Busy, Outcome.BUSY),
        (ClientError, Outcome.UNUSABLE),
        ((Unavailable, ReleaseRefused, OSError), Outcome.AWAY),
        (KeyboardInterrupt, Outcome.INTERRUPTED),
    )
    return next((outcome for kind, outcome in kinds if isinstance(error, kind)), Outcome.FAILED)
