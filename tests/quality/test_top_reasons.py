"""Reasons on real listening: shares are the score, and what is called the top reason carries it."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.catalogue_health import Asked
from benchmarks.top_reasons import FELL, ROSE, removals
from segue.catalogue.identity import artist_rows, work_rows
from segue.factors.als import AlsConfig
from segue.factors.blend import BlendConfig
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.spectral import SpectralConfig
from segue.factors.svd import SvdConfig
from segue.factors.trainer import TrainerConfig
from segue.listening.log import read_log
from segue.releases.index import IndexSettings, build_index
from segue.training.holdout import HoldoutPlan
from segue.training.measuring import Measures
from segue.training.training import train

pytestmark = pytest.mark.slow

LISTENERS = 100
CONFIGS: list[TrainerConfig] = [SpectralConfig(), AlsConfig(), BlendConfig(), SvdConfig(epochs=10)]


@pytest.fixture(scope="module", params=CONFIGS, ids=lambda config: type(config).__name__)
def asked(request: pytest.FixtureRequest, shared_data: Path) -> Asked:
    """Last.fm 2K, one model of each form, and the listeners it has not seen."""
    log = read_log(shared_data / "lastfm2k_user_artists.parquet")
    trained = train(log, request.param, HoldoutPlan(), measures=Measures(detail=False))
    assert trained.exam is not None
    asked = Asked.by(trained.exam, artist_rows(trained.songs), work_rows(trained.songs), LISTENERS)
    assert isinstance(asked.snapshot.space.fold_in, FewSignalsFoldIn)
    return asked


def test_shares_are_the_score_and_top_reasons_carry_it(asked: Asked) -> None:
    for found in (removals(asked, LISTENERS), removals(_personal(asked), LISTENERS)):
        assert len(found.ratios) > 2 * LISTENERS
        assert max(found.gaps) < 1e-5
        assert found.scores_fell >= 0.95
        # a rank is a place among songs that lean on the same reason: many stand where they stood
        assert found.share(ROSE) <= 0.05
        assert found.share(FELL, 20) >= 0.75


def _personal(asked: Asked) -> Asked:
    """The same without what is popular among similar listeners."""
    space = asked.snapshot.space.personal
    return replace(
        asked,
        snapshot=replace(
            asked.snapshot, space=space, index=build_index(space.item_vectors, IndexSettings()).index
        ),
    )
