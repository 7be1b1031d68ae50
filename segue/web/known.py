"""Listeners of one release whom requests were answered for lately, so that the next need not begin anew."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from segue.base.recent import Recent
from segue.recommend.around import Around
from segue.recommend.listener import Listener

MOST_LISTENER_BYTES = 4_500_000
"""Some 300 listeners of 50 songs."""
MOST_AROUND_BYTES = 5_500_000
"""What lies around some 400 of them."""


class State(NamedTuple):
    """What a listener of one release is made from.

    Attributes:
        taste: hash of what is stored of the account, see :attr:`Taste.state`.
        day: UTC.
        like_weight: what a fresh like weighs.
    """

    taste: str
    day: date
    like_weight: float


@dataclass(frozen=True, eq=False)
class Known:
    """Of each state what was made from it. Nothing in it says whose it is, and all of it ends with a release.

    Attributes:
        listeners: as they are without songs that a request names.
        around: what lies around them where a request asks nothing of songs.
    """

    listeners: Recent[State, Listener] = field(default_factory=lambda: Recent(MOST_LISTENER_BYTES))
    around: Recent[State, Around] = field(default_factory=lambda: Recent(MOST_AROUND_BYTES))
