"""Hearing music together: who would be worse off is better off than under an average."""

from pathlib import Path

import pytest

from benchmarks.asked import Asked
from benchmarks.distant_pairs import AVERAGE, BALANCED, EQUAL_AVERAGE, LEAST_MISERY, balances, outcome, pairs
from segue.factors.spectral import SpectralConfig
from segue.listening.log import read_log
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.write import write_sample

pytestmark = pytest.mark.slow


def test_of_two_distant_listeners_neither_is_left_out(tmp_path: Path) -> None:
    log = read_log(write_sample(tmp_path, SampleSettings()))
    asked = Asked.trained(log, SpectralConfig(), 2000)
    among = pairs(asked, 300)
    ours, average, equal, misery = (
        outcome(asked, among, balances()[name]) for name in (BALANCED, AVERAGE, EQUAL_AVERAGE, LEAST_MISERY)
    )
    assert ours.least_fit > 1.5 * max(average.least_fit, equal.least_fit, misery.least_fit)
    assert ours.least_recall > 1.2 * max(average.least_recall, equal.least_recall, misery.least_recall)
    assert ours.fit > 0.95 * average.fit
    assert ours.recall > 0.9 * average.recall
