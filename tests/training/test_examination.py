"""Releases on disk: sealed, opened, and measured on a log."""

from pathlib import Path

import numpy as np
import pytest

from segue.base.errors import DataError
from segue.factors.spectral import SpectralConfig
from segue.factors.svd import SvdConfig
from segue.factors.trainer import TrainerConfig
from segue.listening.log import ListeningLog, read_log
from segue.releases.index import IndexSettings
from segue.releases.manifest import Data, Trainer
from segue.releases.reader import OpenRelease, open_release
from segue.releases.store import ReleaseStore
from segue.training.candidate import stored_pairs, stored_space
from segue.training.examination import examine, has_seen
from segue.training.holdout import HoldoutPlan
from segue.training.sealing import seal_candidate
from segue.training.training import Trained, train
from tests.training.candidates import written


def release_of(store: ReleaseStore, log: ListeningLog, trained: Trained) -> OpenRelease:
    candidate = written(
        store,
        trained,
        trainer=Trainer(name="spectral", parameters=trained.config.model_dump(mode="json")),
        data=Data(fingerprint=log.fingerprint, sources=(), report={}),
        notes=trained.notes,
    )
    return open_release(store.path(seal_candidate(store, candidate, IndexSettings())))


@pytest.mark.parametrize("config", [SpectralConfig(dimensions=6), SvdConfig(dimensions=6, epochs=10)])
def test_what_is_opened_is_what_was_trained(
    tmp_path: Path, undated: ListeningLog, config: TrainerConfig
) -> None:
    trained = train(undated, config, HoldoutPlan(fraction=0))
    release = release_of(ReleaseStore(tmp_path), undated, trained)
    space = stored_space(release.manifest.fold_in, release.arrays)
    pairs = stored_pairs(release.arrays, len(space))
    assert np.array_equal(space.listeners(pairs), trained.model.space.listeners(trained.pairs))
    assert np.array_equal(release.arrays["popularity"], trained.popularity)
    assert release.manifest.index is not None
    assert release.manifest.index.recall == 1.0


def test_a_release_without_refit_scores_on_its_log_as_in_training(
    tmp_path: Path, undated: ListeningLog
) -> None:
    plan = HoldoutPlan(refit=False)
    trained = train(undated, SpectralConfig(dimensions=6), plan)
    release = release_of(ReleaseStore(tmp_path), undated, trained)
    assert trained.evaluation is not None
    known = trained.evaluation.model_copy(update={"learning_curve": []})
    assert examine(release, undated, plan, detail=True) == known
    assert not has_seen(release, undated)


def test_a_refitted_release_has_seen_its_log_and_no_other(
    tmp_path: Path, undated: ListeningLog, dated: ListeningLog
) -> None:
    release = release_of(
        ReleaseStore(tmp_path), undated, train(undated, SpectralConfig(dimensions=6), HoldoutPlan())
    )
    assert has_seen(release, undated)
    assert not has_seen(release, dated)


def test_a_log_of_other_songs_is_one_clear_sentence(tmp_path: Path, undated: ListeningLog) -> None:
    trained = train(undated, SpectralConfig(dimensions=6), HoldoutPlan(fraction=0))
    release = release_of(ReleaseStore(tmp_path / "artifacts"), undated, trained)
    path = tmp_path / "other.csv"
    path.write_text("user,song\n" + "\n".join(f"u{u},other-{s}" for u in range(30) for s in range(9)))
    with pytest.raises(DataError, match="knows none of the log's songs"):
        examine(release, read_log(path), HoldoutPlan())


def test_another_release_beside_it_is_asked_about_the_same_songs(
    tmp_path: Path, undated: ListeningLog
) -> None:
    plan = HoldoutPlan(refit=False)
    same = release_of(
        ReleaseStore(tmp_path / "a"), undated, train(undated, SpectralConfig(dimensions=6), plan)
    )
    weak = release_of(
        ReleaseStore(tmp_path / "b"), undated, train(undated, SpectralConfig(dimensions=1), plan)
    )
    evaluation = examine(same, undated, plan, beside={"same": same, "weak": weak})
    assert list(evaluation.systems) == ["spectral", "same", "weak", "popularity", "item-kNN", "random"]
    assert evaluation.systems["same"] == evaluation.systems["spectral"]
    differences = {comparison.against: comparison.difference for comparison in evaluation.comparisons}
    assert differences["same"].mean == differences["same"].high == 0
    assert differences["weak"].low > 0


def test_holding_nobody_out_is_a_clear_error(tmp_path: Path, undated: ListeningLog) -> None:
    trained = train(undated, SpectralConfig(dimensions=6), HoldoutPlan(fraction=0))
    release = release_of(ReleaseStore(tmp_path), undated, trained)
    with pytest.raises(DataError, match=r"try 0\.2"):
        examine(release, undated, HoldoutPlan(fraction=0))
