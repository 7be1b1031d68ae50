import numpy as np

from segue.training.gate import exposure
from segue.training.gate.sitting import Answers


def shown(*counts: int) -> Answers:
    return Answers(np.zeros(1), np.array(counts))


BEFORE = shown(5, 5, 5, 5, 0, 0, 0, 0)


def test_half_of_the_songs_shown_before_is_enough_and_fewer_is_not() -> None:
    assert exposure.coverage(shown(10, 10, 0, 0, 0, 0, 0, 0), BEFORE).passed
    assert not exposure.coverage(shown(20, 0, 0, 0, 0, 0, 0, 0), BEFORE).passed
    assert exposure.coverage(shown(3, 3, 3, 3, 3, 3, 1, 1), BEFORE).passed


def test_what_is_shown_may_not_crowd_on_few_songs() -> None:
    # Gini 0.5 before: at most 0.75 now
    assert exposure.evenness(shown(10, 10, 0, 0, 0, 0, 0, 0), BEFORE).passed
    refused = exposure.evenness(shown(17, 1, 1, 1, 0, 0, 0, 0), BEFORE)
    assert not refused.passed
    assert refused.measured == "Gini 0.800, against 0.500"
