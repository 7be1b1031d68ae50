"""Somebody of two distant tastes finds both on the page, each with its share; one vector loses the lesser."""

from pathlib import Path

import pytest

from benchmarks.asked import Asked
from benchmarks.two_tastes import (
    BALANCED,
    BECAUSE,
    BY_RELEVANCE,
    Belonging,
    found_by,
    ndcg,
    pairs,
    shelved,
    ways,
)
from segue.factors.spectral import SpectralConfig
from segue.listening.log import read_log
from segue.listening.sample.settings import SampleSettings
from segue.listening.sample.write import write_sample

pytestmark = pytest.mark.slow

PAIRS = 100
SHARE_ERROR = 0.1
"""How far, in the mean, the lesser taste's part of the first shelf may be from its share of the songs."""
MOST_COST = 0.03


def asked_of(path: Path) -> Asked:
    return Asked.trained(read_log(path), SpectralConfig(dimensions=128), 2000)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    return asked_of(write_sample(tmp_path_factory.mktemp("world"), SampleSettings()))


def test_both_tastes_stand_on_the_page_in_proportion(sample: Asked) -> None:
    hold_to_proportion(sample)


def test_two_playlists_of_one_listener_stand_there_too(shared_data: Path) -> None:
    hold_to_proportion(asked_of(shared_data / "playlists_tracks.parquet"))


def test_what_it_costs_other_listeners_is_little(sample: Asked) -> None:
    few = sample.of(500)
    assert ndcg(few, ways()[BECAUSE]) >= (1 - MOST_COST) * ndcg(few, ways()[BALANCED])


def hold_to_proportion(asked: Asked) -> None:
    belonging = Belonging(asked)
    for sizes in ((20, 20), (16, 4)):
        people = pairs(asked, sizes, PAIRS)
        assert len(people) >= 20
        ours, relevance, balanced = (
            found_by(asked, people, belonging, ways()[name]) for name in (BECAUSE, BY_RELEVANCE, BALANCED)
        )
        assert ours.error <= SHARE_ERROR
        assert ours.error < 0.75 * min(relevance.error, balanced.error)
        assert ours.left_out <= 0.05
        both, _ = shelved(asked, people, belonging)
        assert both >= 0.85
        if sizes[1] < sizes[0]:
            assert relevance.left_out > 0.5
            assert balanced.left_out > 0.15
