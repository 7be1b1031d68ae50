"""A session: what was heard in one sitting, and how it pulls at what comes next."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from segue.base.arrays import Float32, Rows

LONGEST_SESSION = 200
"""Songs of a session that count, the latest."""
DECAY = 0.95
"""What a song still weighs after one more has been heard."""
PLAYING_SHARE = 0.2
"""What the playing song alone weighs beside all songs played, itself included."""
PUSH = 0.2
"""What the songs skipped weigh together, against 1 for all that were played."""


class Outcome(StrEnum):
    """What became of a song."""

    PLAYED = "played"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Heard:
    """One song of a session."""

    row: int
    outcome: Outcome


@dataclass(frozen=True)
class Session:
    """The song that plays and those before it.

    Attributes:
        playing: the row of the song that plays.
        history: oldest first, at most ``LONGEST_SESSION``; each song once, none of them ``playing``.
    """

    playing: int
    history: tuple[Heard, ...] = ()

    @classmethod
    def of(cls, playing: int, history: tuple[Heard, ...] = ()) -> "Session":
        """Put a session together: of a song heard several times the last time counts."""
        last = {heard.row: place for place, heard in enumerate(history)} | {playing: -1}
        kept = tuple(heard for place, heard in enumerate(history) if last[heard.row] == place)
        return cls(playing, kept[-LONGEST_SESSION:])

    @cached_property
    def rows(self) -> Rows:
        """int32 (k,): every song of it, the playing one last."""
        return np.array([*(heard.row for heard in self.history), self.playing], np.int32)

    @property
    def played(self) -> Rows:
        """int32: the songs that were not skipped, in order, the playing one last."""
        return self.rows[self._weights() > 0] if self.history else self.rows

    def pull(self) -> tuple[Rows, Float32]:
        """How much each song says about what should come next: int32 (k,) rows and float32 (k,) weights.

        Those of songs played sum to 1. A song skipped weighs −``PUSH``, times ``DECAY`` for every song heard
        since; all of them together weigh no less than −``PUSH``.
        """
        return self.rows, self._weights()

    def _weights(self) -> Float32:
        if not self.history:
            return np.ones(1, np.float32)  # in a fifth of the time
        ages = np.arange(len(self.history), -1, -1)
        fresh = DECAY**ages
        skipped = np.array([*(heard.outcome is Outcome.SKIPPED for heard in self.history), False])
        weights = np.where(skipped, 0, fresh)
        weights *= (1 - PLAYING_SHARE) / weights.sum()
        weights[-1] += PLAYING_SHARE
        if skipped.any():
            pushes = np.where(skipped, fresh, 0)
            weights -= PUSH * pushes / max(pushes.sum(), 1)
        return weights.astype(np.float32)
