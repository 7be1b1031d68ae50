from pathlib import Path

import numpy as np
import pytest

from benchmarks.asked import Asked
from benchmarks.catalogue_health import RULES_OFF, Health, cost, health, orders, table
from segue.factors.spectral import SpectralConfig
from segue.listening.log import read_log
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.write import write_sample
from segue.training.rankers import SpaceRanker


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    folder: Path = tmp_path_factory.mktemp("world")
    settings = SampleSettings(n_artists=40, n_songs=300, n_listeners=120, plays_per_listener=40)
    log = read_log(write_sample(folder, settings))
    return Asked.trained(log, SpectralConfig(dimensions=16), 50)


def test_without_the_rules_listeners_get_what_the_evaluation_ranks_first(asked: Asked) -> None:
    ranked = SpaceRanker(asked.snapshot.space).rank(asked.history, 20)
    found = health(asked, orders()[RULES_OFF])
    best = np.array(list(ranked))
    assert found.exposure["coverage@20"] == len(np.unique(best)) / len(asked.snapshot)
    assert found.relaxed == {}


def test_listeners_may_be_fewer(asked: Asked) -> None:
    fewer = asked.of(10)
    assert fewer.history.n_users == fewer.truth.n_users == 10
    assert (np.diff(fewer.truth.indptr) > 0).all()


def test_the_table_has_a_line_for_each_way_to_answer(asked: Asked) -> None:
    heading, _, off, on = table({name: health(asked, wishes) for name, wishes in orders().items()})
    assert off.startswith("| rules off | ")
    assert on.startswith("| rules on | ")
    assert heading.count("|") == off.count("|") == on.count("|")


def test_the_cost_is_a_share_of_what_is_lost() -> None:
    plain, found = (
        Health(np.array(values), {}, likeness=0, relaxed={}) for values in ([0.4, 0.6], [0.3, 0.6])
    )
    lost, low, high = cost(found, plain)
    assert lost == pytest.approx(0.1)
    assert low <= lost <= high
