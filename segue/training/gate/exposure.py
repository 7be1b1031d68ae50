"""Checks of exposure: does as much of the catalogue still reach listeners?

A model drawn to what is popular can rank better while nearly everything else is never shown.
"""

from typing import Final

import numpy as np

from segue.factors.metrics import gini
from segue.releases.manifest import Check
from segue.training.gate.check import check
from segue.training.gate.sitting import DEPTH, Answers

LEAST_COVERAGE: Final = 0.5
"""Different songs shown, as a share of what the live release shows the same listeners."""

LEAST_EVENNESS: Final = 0.5
"""1 - Gini of exposure, as a share of that of the live release."""


def coverage(ours: Answers, theirs: Answers) -> Check:
    """Whether as many different songs reach the listeners. They are counted, as a catalogue may grow."""
    now, before = np.count_nonzero(ours.shown), np.count_nonzero(theirs.shown)
    return check(
        "coverage",
        passed=bool(now >= LEAST_COVERAGE * before),
        measured=f"{now:,} songs in the first {DEPTH}, against {before:,}",
        bound=f"at least {LEAST_COVERAGE:.0%} of the live release's",
        good="The catalogue is shown about as widely.",
        bad="Much of what is shown now would never be: a model drawn to what is popular looks like this.",
    )


def evenness(ours: Answers, theirs: Answers) -> Check:
    """Whether what is shown is spread as evenly over the songs."""
    now, before = gini(ours.shown), gini(theirs.shown)
    return check(
        "exposure",
        passed=1 - now >= LEAST_EVENNESS * (1 - before),
        measured=f"Gini {now:.3f}, against {before:.3f}",
        bound=f"1 - Gini at least {LEAST_EVENNESS:.0%} of the live release's",
        good="What is shown is spread over songs about as evenly.",
        bad="What is shown crowds on few songs: turn down what lifts popular ones.",
    )
