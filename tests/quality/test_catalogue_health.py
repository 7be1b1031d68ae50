"""The rules over a whole catalogue: what they bring, and that they cost little of what was measured."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.asked import Asked
from benchmarks.catalogue_health import (
    RULES_OFF,
    RULES_ON,
    Health,
    cost,
    discovery_turns,
    diversity_turns,
    health,
    orders,
)
from segue.factors.spectral import SpectralConfig
from segue.listening.log import read_log
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.write import write_sample

pytestmark = pytest.mark.slow

LISTENERS = 2000
FEWER = 500
MOST_COST = 0.05


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The sample world with more listeners, held out by time; the model has not seen that part."""
    folder: Path = tmp_path_factory.mktemp("world")
    log = read_log(write_sample(folder, SampleSettings(n_listeners=4000)))
    return Asked.trained(log, SpectralConfig(), LISTENERS)


@pytest.fixture(scope="module")
def found(asked: Asked) -> dict[str, Health]:
    return {name: health(asked, wishes) for name, wishes in orders().items()}


def test_the_rules_cost_at_most_a_twentieth_of_the_quality(asked: Asked, found: dict[str, Health]) -> None:
    assert asked.history.n_users == LISTENERS
    lost, _, _ = cost(found[RULES_ON], found[RULES_OFF])
    assert lost <= MOST_COST


def test_with_the_rules_artists_repeat_less_and_the_catalogue_is_seen_as_widely(
    found: dict[str, Health],
) -> None:
    off, on = found[RULES_OFF].exposure, found[RULES_ON].exposure
    assert on["artist_repetition@20"] < 0.85 * off["artist_repetition@20"]
    assert on["diversity@20"] > off["diversity@20"] + 0.05
    assert on["coverage@20"] > 0.95 * off["coverage@20"]
    assert on["gini@20"] < off["gini@20"] + 0.05


def test_the_dials_do_what_they_say(asked: Asked) -> None:
    some = asked.of(FEWER)
    discovery = [health(some, wishes) for wishes in discovery_turns().values()]
    diversity = [health(some, wishes) for wishes in diversity_turns().values()]
    known = np.array([one.exposure["popularity_percentile@20"] for one in discovery])
    assert np.all(np.diff(known) < 0)
    for falls in (-np.diff(known[:3]), -np.diff(known[2:])):
        assert falls.max() < 2 * falls.min()
    likeness = np.array([one.likeness for one in discovery])
    assert np.all(likeness > 0.9 * likeness[2])
    assert np.all(np.diff([one.exposure["diversity@20"] for one in diversity]) > 0)
