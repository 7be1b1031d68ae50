"""Checks of ranking: does the candidate find the songs listeners went on to hear?"""

from dataclasses import dataclass
from typing import Final

from segue.base.arrays import Float64
from segue.factors.metrics import bootstrap_interval
from segue.releases.manifest import Check
from segue.training.gate.check import check
from segue.training.gate.contender import Contender
from segue.training.gate.sitting import DEPTH, FEWEST_LISTENERS, Answers, Sitting

MOST_LOSS: Final = 0.10
"""Share of nDCG@20 that may be lost where the interval is too wide to tell a loss from chance."""

_NOT_WORSE: Final = "interval not wholly below 0"
_SEED: Final = 0  # of the bootstrap: the same models get the same verdict


@dataclass(frozen=True)
class Gain:
    """nDCG@20 over that of a reference, paired by listener.

    Attributes:
        ours: mean over listeners.
        theirs: mean over the same listeners.
        low: of the 95 % bootstrap interval of the difference.
        high: of the same.
        n_listeners: how many.
    """

    ours: float
    theirs: float
    low: float
    high: float
    n_listeners: int

    @classmethod
    def of(cls, ours: Float64, theirs: Float64) -> "Gain":
        """From values per listener, float64 (m,), m ≥ 1."""
        low, high = bootstrap_interval(ours - theirs, seed=_SEED)
        return cls(float(ours.mean()), float(theirs.mean()), low, high, len(ours))

    @property
    def surely_worse(self) -> bool:
        """Whether the whole interval lies below 0, of listeners enough to believe it."""
        return self.n_listeners >= FEWEST_LISTENERS and self.high < 0

    @property
    def much_worse(self) -> bool:
        """Whether more is lost than chance may excuse."""
        return self.ours < (1 - MOST_LOSS) * self.theirs

    def __str__(self) -> str:
        return (
            f"nDCG@{DEPTH} {self.ours:.4f} against {self.theirs:.4f}: {self.ours - self.theirs:+.4f} "
            f"[{self.low:+.4f}, {self.high:+.4f}], {self.n_listeners:,} listeners"
        )


def against_live(name: str, sitting: Sitting, ours: Answers, theirs: Answers) -> Check:
    """Whether the candidate ranks as well as the live release for the listeners of a sitting."""
    good = "It finds what listeners went on to hear as well as the live release, or better."
    bad = "It finds less of what listeners went on to hear: look for what changed in the log or the settings."
    return _no_loss(
        name,
        Gain.of(ours.values, theirs.values),
        good=f"{good} {sitting.remark}".rstrip(),
        bad=f"{bad} {sitting.remark}".rstrip(),
    )


def refit(released: Answers, measured: Answers) -> Check:
    """Whether the released model, which has seen the holdout, does as well there as the measured one."""
    return _no_loss(
        "refit",
        Gain.of(released.values, measured.values),
        good="What is served ranks as well as what was measured.",
        bad="Learning from everybody made it worse than what was measured: train again, or with --no-refit.",
    )


def popularity(measured: Answers, popular: Answers) -> Check:
    """Whether the candidate ranks as well as showing everybody what is popular."""
    gain = Gain.of(measured.values, popular.values)
    sure = "It is worth more than a list of what is popular."
    return check(
        "popularity",
        passed=not gain.surely_worse,
        measured=str(gain),
        bound=_NOT_WORSE,
        good=sure if gain.low > 0 else "There is no sure difference to a list of what is popular.",
        bad="A list of what is popular does better: the log holds no taste, or the settings miss it.",
    )


def too_few(name: str, sitting: Sitting, live: Contender) -> Check:
    """The refusal where the two sides held other listeners out and next to nobody is left to ask about."""
    return Check(
        name=name,
        passed=False,
        measured=f"{sitting.n_listeners} listeners neither has learned from",
        bound=f"{FEWEST_LISTENERS} or more",
        reason=f"The live release held other listeners out: train with {live.plan}, as it was.",
    )


def _no_loss(name: str, gain: Gain, *, good: str, bad: str) -> Check:
    return check(
        name,
        passed=not (gain.surely_worse or gain.much_worse),
        measured=str(gain),
        bound=f"{_NOT_WORSE}, loss at most {MOST_LOSS:.0%}",
        good=good,
        bad=bad,
    )
