"""How much what is stored of accounts counts beside the plays of a log."""

from dataclasses import dataclass

from segue.base.errors import DataError


@dataclass(frozen=True)
class SignalWeights:
    """What a signal counts for in training, in plays of a log.

    The proportion is that of recommending (``recommend/signals.py``): a fresh like 2.0, one play 0.5, one
    skip 0.5. There as here a skip takes away what plays have brought, and no more: a like is a word, a skip
    may be a mood. A dislike has no weight: its song is never a listener's. What other weights give stands in
    docs/operating/retraining.md.

    Attributes:
        play: above 0. A log's own rows keep what the log says.
        like: above 0, added to what the plays of the same song come to.
        skip: 0 or more, taken off the plays of the same song, which never fall below nothing.
    """

    play: float = 1.0
    like: float = 4.0
    skip: float = 1.0

    def __post_init__(self) -> None:
        if not (self.play > 0 and self.like > 0 and self.skip >= 0):
            raise DataError("A play and a like weigh more than 0, and a skip 0 or more.")
