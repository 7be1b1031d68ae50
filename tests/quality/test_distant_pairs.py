"""Hearing music together: who would be worse off is better off than under an average."""

from pathlib import Path

import pytest

from benchmarks.catalogue_health import Asked
from benchmarks.distant_pairs import AVERAGE, BALANCED, EQUAL_AVERAGE, LEAST_MISERY, balances, outcome, pairs
from segue.catalogue.identity import artist_rows, work_rows
from segue.factors.spectral import SpectralConfig
from segue.listening.log import read_log
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.write import write_sample
from segue.training.holdout import HoldoutPlan
from segue.training.measuring import Measures
from segue.training.training import train

pytestmark = pytest.mark.slow


def test_of_two_distant_listeners_neither_is_left_out(tmp_path: Path) -> None:
    log = read_log(write_sample(tmp_path, SampleSettings()))
    trained = train(log, SpectralConfig(), HoldoutPlan(), measures=Measures(detail=False))
    assert trained.exam is not None
    asked = Asked.by(trained.exam, artist_rows(trained.songs), work_rows(trained.songs), 2000)
    among = pairs(asked, 300)
    ours, average, equal, misery = (
        outcome(asked, among, balances()[name]) for name in (BALANCED, AVERAGE, EQUAL_AVERAGE, LEAST_MISERY)
    )
    assert ours.least_fit > 1.5 * max(average.least_fit, equal.least_fit, misery.least_fit)
    assert ours.least_recall > 1.2 * max(average.least_recall, equal.least_recall, misery.least_recall)
    assert ours.fit > 0.95 * average.fit
    assert ours.recall > 0.9 * average.recall
