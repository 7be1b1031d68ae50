"""Which of two releases listeners prefer, said at a stated level however often it is asked.

Listeners are looked at when a set time is over, and each time when it has doubled; between those looks
nothing new is said. The k-th look is taken at level α / (k (k + 1)), and all of these add up to α: whatever
the looks have to do with one another, the chance that any of them finds a difference where there is none is
at most α (Bonferroni's bound; the spending of a level over looks is that of Lan & DeMets 1983, "Discrete
sequential boundaries for clinical trials"). That matters because stopping at the first of many looks that
seems sure would find a difference in nothing in the end (Johari, Koomen, Pekelis & Walsh 2017, "Peeking at
A/B tests"). The price: against one look at level α the second takes 1.5 times as many listeners for the same
power, the third 1.75, the fourth 1.9. An always-valid sequence costs much the same, and takes every
listener's values to come in one by one, where here all go on at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import NormalDist

from segue.base.arrays import Float64
from segue.factors.metrics.significance import SIGN_FLIPS, paired_p_value

ALPHA = 0.05
"""Two-sided, over all looks."""
POWER = 0.8
FEWEST_LISTENERS = 20
"""Fewer are never taken for all: their intervals can't be believed."""


class Outcome(StrEnum):
    """What is said."""

    TOO_EARLY = "too early"
    NO_DIFFERENCE = "no difference found so far"
    A_BETTER = "A better"
    B_BETTER = "B better"


@dataclass(frozen=True)
class Look:
    """What was seen at one time.

    Attributes:
        number: from 1.
        at: what had happened by then was looked at.
        level: of this look.
        n_listeners: who had shown a preference.
        preference: mean over them, −1 (A) … 1 (B); 0 without any.
        low: the lower end of its interval at this level.
        high: the upper end.
        p: of the test that nobody prefers either side, two-sided.
        detectable: the least preference such a look shows in four of five cases.
    """

    number: int
    at: datetime
    level: float
    n_listeners: int
    preference: float
    low: float
    high: float
    p: float
    detectable: float

    @property
    def decides(self) -> bool:
        """Whether a side is preferred."""
        return self.n_listeners >= FEWEST_LISTENERS and self.p <= self.level


@dataclass(frozen=True)
class Verdict:
    """What is known of an experiment.

    Attributes:
        outcome: in two words.
        looks: those taken, oldest first; after one that decides none is needed.
        next_look: when more will be known; ``None`` once it is decided, or the experiment is over.
    """

    outcome: Outcome
    looks: tuple[Look, ...]
    next_look: datetime | None


def look_times(started_at: datetime, first_after: timedelta) -> Iterator[datetime]:
    """When listeners are looked at, without end: after the given time, and each time after twice as long."""
    after = first_after
    while True:
        yield started_at + after
        after *= 2


def level_of(number: int) -> float:
    """The level of the ``number``-th look, from 1."""
    return ALPHA / (number * (number + 1))


def look(preferences: Float64, number: int, at: datetime) -> Look:
    """Look at the preferences of listeners, float64 (n,): one value each.

    The test is Fisher's randomisation of signs. Were both sides alike to everybody, the coins of the drafts
    could as well have fallen the other way round, and a listener's preference would have the other sign. The
    interval is that of the normal distribution, and never leaves −1 … 1.
    """
    level, n = level_of(number), len(preferences)
    flips = max(SIGN_FLIPS, round(100 / level))  # so that p is known well where it matters
    mean = float(preferences.mean()) if n else 0.0
    error = float(preferences.std(ddof=1)) / n**0.5 if n > 1 else 1.0
    sure = NormalDist().inv_cdf(1 - level / 2)
    return Look(
        number=number,
        at=at,
        level=level,
        n_listeners=n,
        preference=mean,
        low=max(-1.0, mean - sure * error),
        high=min(1.0, mean + sure * error),
        p=paired_p_value(preferences, seed=0, flips=flips),
        detectable=min(1.0, (sure + NormalDist().inv_cdf(POWER)) * error),
    )


def verdict(
    times: Iterator[datetime], until: datetime, preferences_at: Callable[[datetime], Float64], *, over: bool
) -> Verdict:
    """Take the looks that are due, up to the first that decides.

    Args:
        times: when listeners are looked at, rising.
        until: now, or when the experiment ended.
        preferences_at: the preferences that had been shown by a moment, float64 (n,).
        over: whether the experiment has ended, so that no look follows.
    """
    looks: list[Look] = []
    for number, at in enumerate(times, start=1):
        if at > until:
            return Verdict(_undecided(looks), tuple(looks), None if over else at)
        looks.append(look(preferences_at(at), number, at))
        if looks[-1].decides:
            break
    outcome = Outcome.B_BETTER if looks[-1].preference > 0 else Outcome.A_BETTER
    return Verdict(outcome, tuple(looks), None)


def _undecided(looks: Sequence[Look]) -> Outcome:
    return Outcome.NO_DIFFERENCE if looks else Outcome.TOO_EARLY


def sentence(found: Verdict) -> str:
    """The verdict as a person reads it."""
    if found.outcome is Outcome.TOO_EARLY:
        when = "it ended before" if found.next_look is None else f"the first is due {minute(found.next_look)}"
        return f"Too early to say: listeners have not been looked at yet ({when})."
    last = found.looks[-1]
    interval = f"preference {last.preference:+.3f} [{last.low:+.3f}, {last.high:+.3f}]"
    counted = f"{last.n_listeners:,} listeners by {minute(last.at)}"
    if found.outcome is not Outcome.NO_DIFFERENCE:
        return f"{found.outcome}: {interval}, {counted}."
    more = "" if found.next_look is None else f" The next look is due {minute(found.next_look)}."
    return (
        f"No difference found so far: {interval}, {counted}. A preference of {last.detectable:.3f} or more "
        f"would have shown in four of five cases.{more}"
    )


def minute(moment: datetime) -> str:
    """A moment in UTC, as a person reads it."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
