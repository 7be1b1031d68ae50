"""Releases on disk, written for Surprise and asked by it."""

from pathlib import Path

import numpy as np
import pytest
from surprise import SVD, Dataset, Reader, dump

from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.spectral import SpectralConfig
from segue.factors.svd import SvdConfig
from segue.factors.trainer import TrainerConfig
from segue.listening.log import ListeningLog
from segue.releases.index import IndexSettings
from segue.releases.reader import OpenRelease, open_release
from segue.releases.store import ReleaseStore
from segue.training.exported import factor_model_of
from segue.training.holdout import HoldoutPlan
from segue.training.imported import import_pickle
from segue.training.pickles import write_pickle
from segue.training.sealing import seal_candidate
from segue.training.training import train
from tests.training.candidates import written

# surprise.dump leaves its files to the garbage collector
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def opened(store: ReleaseStore, candidate_id: str) -> OpenRelease:
    return open_release(store.path(seal_candidate(store, candidate_id, IndexSettings())))


def asked(release: OpenRelease, folder: Path) -> SVD:
    """What Surprise opens of a release."""
    write_pickle(folder / "model.pkl", factor_model_of(release))
    _, algorithm = dump.load(str(folder / "model.pkl"))
    return algorithm


@pytest.mark.parametrize("config", [SpectralConfig(dimensions=4), SvdConfig(dimensions=4, epochs=3)])
def test_a_release_blended_with_few_signals_predicts_what_its_trainer_learned(
    tmp_path: Path, undated: ListeningLog, config: TrainerConfig
) -> None:
    trained = train(undated, config, HoldoutPlan(fraction=0))
    assert isinstance(trained.model.space.fold_in, FewSignalsFoldIn)
    store = ReleaseStore(tmp_path / "artifacts")
    algorithm = asked(opened(store, written(store, trained)), tmp_path)
    space = trained.model.space.personal
    listener = trained.model.state.get("user_vectors", space.listeners(trained.pairs.as_seeds()))[3]
    found = [algorithm.predict(trained.listeners.id(3), song).est for song in trained.songs.ids.ids]
    np.testing.assert_allclose(found, space.item_vectors @ listener, rtol=1e-4, atol=1e-5)


def test_the_biases_of_a_model_that_was_imported_come_out_again(tmp_path: Path) -> None:
    ratings = tmp_path / "ratings.tsv"
    ratings.write_text("".join(f"u{u}\ts{i}\t{1 + (u * i) % 5}\n" for u in range(20) for i in range(15)))
    reader = Reader(line_format="user item rating", sep="\t", rating_scale=(1, 5))
    theirs = SVD(n_factors=4).fit(Dataset.load_from_file(str(ratings), reader).build_full_trainset())
    dump.dump(str(tmp_path / "theirs.pkl"), algo=theirs)
    store = ReleaseStore(tmp_path / "artifacts")
    ours = asked(opened(store, import_pickle(store, tmp_path / "theirs.pkl", trusted=True)), tmp_path)
    user, songs = theirs.trainset.to_inner_uid("u7"), [f"s{i}" for i in range(15)]
    rows = [theirs.trainset.to_inner_iid(song) for song in songs]
    expected = theirs.qi[rows] @ theirs.pu[user] + theirs.bi[rows]
    np.testing.assert_allclose([ours.predict("u7", song).est for song in songs], expected, rtol=1e-5)
