"""How many failed attempts are free, and how long one waits after more of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

HALVED_AFTER = timedelta(hours=1)
"""Without a further failure, a count is halved after this long."""
FORGOTTEN_AFTER = timedelta(days=1)
"""Without a further failure, a count is forgotten after this long."""


@dataclass(frozen=True)
class Allowance:
    """One limit on failures.

    Attributes:
        free: failures without consequence, at least 1.
        longest_seconds: the delay after very many.
    """

    free: int
    longest_seconds: float

    def delay_seconds(self, failures: int) -> float:
        """The wait after so many failures: none below ``free``, then 1, 2, 4, … seconds."""
        beyond = failures - self.free
        return 0.0 if beyond < 0 else min(2.0 ** min(beyond, 30), self.longest_seconds)


@dataclass(frozen=True)
class AttemptLimits:
    """What somebody may try who may be guessing. Most delays end at a quarter of an hour.

    Attributes:
        pair: failed sign-ins to one name from one address.
        name: to one name from all addresses; the short delay slows its owner too, and never locks them out.
        address: from one address to all names.
        taken: sign-ups from one address for names that are taken: they tell which names exist.
        made: accounts made from one address; an app may sign all its people up from one server.
    """

    pair: Allowance = field(default=Allowance(free=10, longest_seconds=900))
    name: Allowance = field(default=Allowance(free=50, longest_seconds=60))
    address: Allowance = field(default=Allowance(free=100, longest_seconds=900))
    taken: Allowance = field(default=Allowance(free=100, longest_seconds=900))
    made: Allowance = field(default=Allowance(free=5_000, longest_seconds=60))


@dataclass(frozen=True)
class Tally:
    """A count as it is stored.

    Attributes:
        failures: at ``last_at``, at least 0.
        last_at: of the last attempt that was counted or let through after a delay.
    """

    failures: int
    last_at: datetime

    def faded(self, now: datetime) -> int:
        """The failures that still count; the same rule as the statement that stores them."""
        age = now - self.last_at
        if age > FORGOTTEN_AFTER:
            return 0
        return self.failures // 2 if age > HALVED_AFTER else self.failures

    def wait_seconds(self, allowance: Allowance, now: datetime) -> float:
        """How long until the next attempt; 0 for none."""
        # A clock that was set back must not keep anyone waiting: time between is time, either way.
        passed = abs((now - self.last_at).total_seconds())
        return max(0.0, allowance.delay_seconds(self.faded(now)) - passed)
