"""Reasons on real listening: shares are the score, and what is called the top reason holds a song up."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.asked import Asked
from benchmarks.top_reasons import BELOW, HALF, SHOWN, removals
from segue.factors.als import AlsConfig
from segue.factors.blend import BlendConfig
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.fold_in import BlendFoldIn, LinearFoldIn
from segue.factors.spectral import SpectralConfig
from segue.factors.svd import SvdConfig
from segue.factors.trainer import TrainerConfig
from segue.listening.log import read_log
from segue.releases.index import IndexSettings, build_index

pytestmark = pytest.mark.slow

LISTENERS = 60
CONFIGS: list[TrainerConfig] = [SpectralConfig(), AlsConfig(), BlendConfig(), SvdConfig(epochs=10)]


@pytest.fixture(scope="module", params=CONFIGS, ids=lambda config: type(config).__name__)
def asked(request: pytest.FixtureRequest, shared_data: Path) -> Asked:
    """Last.fm 2K, one model of each form, and the listeners it has not seen."""
    log = read_log(shared_data / "lastfm2k_user_artists.parquet")
    asked = Asked.trained(log, request.param, LISTENERS)
    assert isinstance(asked.snapshot.space.fold_in, FewSignalsFoldIn)
    return asked


def test_shares_are_the_score_and_songs_fall_without_their_top_reason(asked: Asked) -> None:
    found, own = removals(asked, LISTENERS), removals(_personal(asked), LISTENERS)
    fold_in = asked.snapshot.space.personal.fold_in
    for each in (found, own):
        assert len(each.of) > 4 * LISTENERS
        assert max(each.gaps) < 1e-5
        assert each.scores_fell >= 0.95
        # near the top most lean on the same reason: songs may stay where they stand, but hardly rise
        assert each.at(*SHOWN).rose <= 0.03
        assert each.at(*BELOW).fell >= 0.95
        carried = each.where(lambda one: one.part >= HALF)
        # with svd many songs say a little each
        assert len(carried.of) >= 10 or not isinstance(fold_in, LinearFoldIn)
        assert not carried.of or carried.fell >= 0.95
    # of one linear model no song rises past songs that lean on the reason no less
    leading = own.where(lambda one: one.leads and one.drop > 0)
    assert len(leading.of) > LISTENERS
    assert isinstance(fold_in, BlendFoldIn) or leading.rose == 0


def _personal(asked: Asked) -> Asked:
    """The same without what is popular among similar listeners."""
    space = asked.snapshot.space.personal
    return replace(
        asked,
        snapshot=replace(
            asked.snapshot, space=space, index=build_index(space.item_vectors, IndexSettings()).index
        ),
    )
