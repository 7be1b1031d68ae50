import pytest

from segue.base.errors import Busy, DataError, GateRefused, NotFound, ReleaseRefused, SegueError, Unavailable
from segue.training.retraining.outcome import EXIT_CODES, Outcome, outcome_of


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, Outcome.PROMOTED),
        (GateRefused("Worse."), Outcome.REFUSED),
        (DataError("Empty."), Outcome.UNUSABLE),
        (NotFound("Gone."), Outcome.UNUSABLE),
        (Unavailable("Down."), Outcome.AWAY),
        (ReleaseRefused("Damaged."), Outcome.AWAY),
        (OSError(28, "No space left on device"), Outcome.AWAY),
        (Busy("Another."), Outcome.BUSY),
        (KeyboardInterrupt(), Outcome.INTERRUPTED),
        (ZeroDivisionError(), Outcome.FAILED),
    ],
)
def test_every_end_has_a_word_and_an_exit_code(error: BaseException | None, outcome: Outcome) -> None:
    assert outcome_of(error) is outcome
    if isinstance(error, SegueError):
        assert EXIT_CODES[outcome] == error.exit_code


def test_no_two_ends_share_an_exit_code() -> None:
    assert len(set(EXIT_CODES.values())) == len(EXIT_CODES) == len(Outcome)
