import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from surprise import NMF, SVD, Dataset, KNNBasic, Reader, SVDpp, dump

from segue.base.errors import DataError
from segue.base.ids import IdMap
from segue.base.progress import SILENT
from segue.factors.content import Content
from segue.factors.interactions import Interactions
from segue.factors.svd import SvdConfig, SvdTrainer
from segue.releases.index import IndexSettings
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.training.imported import import_pickle
from segue.training.pickles import FactorModel, read_pickle, write_pickle
from segue.training.sealing import seal_candidate

# surprise.dump leaves its files to the garbage collector
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

RATINGS = [(f"u{u}", f"Artist {i // 3} - Song {i}", 1 + (u * i) % 5) for u in range(20) for i in range(15)]


@pytest.fixture(scope="module")
def trainset(tmp_path_factory: pytest.TempPathFactory) -> object:
    path = tmp_path_factory.mktemp("ratings") / "ratings.tsv"
    path.write_text("".join(f"{user}\t{item}\t{rating}\n" for user, item, rating in RATINGS))
    reader = Reader(line_format="user item rating", sep="\t", rating_scale=(1, 5))
    return Dataset.load_from_file(str(path), reader).build_full_trainset()


@pytest.mark.parametrize(
    "algorithm", [SVD(n_factors=4), SVD(n_factors=4, biased=False), SVDpp(n_factors=3), NMF(n_factors=3)]
)
@pytest.mark.parametrize("how", ["dump", "pickle"])
def test_a_factor_model_becomes_a_release(tmp_path: Path, trainset: object, algorithm: SVD, how: str) -> None:
    path = tmp_path / "best_model.pkl"
    algorithm.fit(trainset)
    if how == "dump":
        dump.dump(str(path), algo=algorithm)
    else:
        path.write_bytes(pickle.dumps(algorithm))
    store = ReleaseStore(tmp_path / "artifacts")
    release = open_release(
        store.path(seal_candidate(store, import_pickle(store, path, trusted=True), IndexSettings()))
    )
    assert release.manifest.n_songs == 15
    assert release.manifest.trainer.name == "imported"
    # the order of items for a listener is the model's own where the model's factors say everything
    inner = algorithm.trainset.to_inner_iid("Artist 1 - Song 3")
    row = IdMap.from_arrays(release.arrays, "song_ids").row("Artist 1 - Song 3")
    np.testing.assert_allclose(
        release.arrays["item_vectors"][row][: algorithm.qi.shape[1]], algorithm.qi[inner], rtol=1e-6
    )
    assert not list((tmp_path / "artifacts").rglob("*.pkl"))


def test_a_bias_becomes_one_more_coordinate(tmp_path: Path, trainset: object) -> None:
    algorithm = SVD(n_factors=4).fit(trainset)
    path = tmp_path / "m.pkl"
    path.write_bytes(pickle.dumps(algorithm))
    space = read_pickle(path, trusted=True).space
    assert space.dimensions == 5
    np.testing.assert_allclose(space.item_vectors[:, 4], algorithm.bi, rtol=1e-6)
    stranger = space.fold_in.vector(np.empty(0, np.int32), np.empty(0, np.float32))
    np.testing.assert_allclose(space.item_vectors @ stranger, algorithm.bi, rtol=1e-6)


def test_what_was_rated_comes_along(tmp_path: Path, trainset: Any) -> None:
    path = tmp_path / "m.pkl"
    path.write_bytes(pickle.dumps(SVD(n_factors=2).fit(trainset)))
    pairs = read_pickle(path, trusted=True).pairs
    found = zip(pairs.user_rows.tolist(), pairs.song_rows.tolist(), pairs.weights.tolist(), strict=True)
    assert list(found) == sorted(trainset.all_ratings())


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("was-run",)


def test_a_pickle_is_not_opened_unless_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "evil.pkl"
    path.write_bytes(pickle.dumps(Evil()))
    with pytest.raises(DataError, match="--trust-pickle"):
        read_pickle(path, trusted=False)
    assert not (tmp_path / "was-run").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "can't be opened as a pickle"),
        (b"not a pickle", "can't be opened as a pickle"),
        (pickle.dumps({"algo": 3}), "no trained Surprise model"),
        (pickle.dumps([1, 2]), "no trained Surprise model"),
        (pickle.dumps(KNNBasic()), "no trained Surprise model"),
        (pickle.dumps(SVD()), "no trained Surprise model"),
    ],
)
def test_a_file_that_is_no_factor_model_is_one_clear_sentence(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "m.pkl"
    path.write_bytes(content)
    with pytest.raises(DataError, match=words):
        read_pickle(path, trusted=True)


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no model file"):
        read_pickle(tmp_path / "none.pkl", trusted=True)


def test_what_is_exported_opens_with_surprise_and_predicts_our_scores(tmp_path: Path) -> None:
    indptr = np.array([0, 2, 4], np.int64)
    pairs = Interactions(indptr, np.array([0, 1, 1, 2], np.int32), np.ones(4, np.float32), 3)
    model = SvdTrainer(SvdConfig(dimensions=4, epochs=5)).fit(pairs, Content.unknown(pairs.n_songs), SILENT)
    listeners = model.state["user_vectors"]
    path = tmp_path / "best_model.pkl"
    songs, users = IdMap.of(["a", "b", "c"]), IdMap.of(["x", "y"])
    write_pickle(path, FactorModel("svd", model.space, songs, users, pairs, listeners))
    _, algorithm = dump.load(str(path))
    expected = model.space.item_vectors @ listeners[1]
    found = [algorithm.predict("y", song).est for song in ("a", "b", "c")]
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert algorithm.trainset.n_ratings == 4
    assert algorithm.trainset.ur == {0: [(0, 1.0), (1, 1.0)], 1: [(1, 1.0), (2, 1.0)]}
    assert algorithm.trainset.ir == {0: [(0, 1.0)], 1: [(0, 1.0), (1, 1.0)], 2: [(1, 1.0)]}
    assert [left.name for left in tmp_path.iterdir()] == ["best_model.pkl"]


def test_an_exported_model_comes_back_the_same(tmp_path: Path) -> None:
    pairs = Interactions(
        np.array([0, 2, 3], np.int64), np.array([0, 1, 2], np.int32), np.ones(3, np.float32), 3
    )
    model = SvdTrainer(SvdConfig(dimensions=4, epochs=5)).fit(pairs, Content.unknown(pairs.n_songs), SILENT)
    songs, users = IdMap.of(["a", "b", "c"]), IdMap.of(["x", "y"])
    path = tmp_path / "m.pkl"
    write_pickle(path, FactorModel("svd", model.space, songs, users, pairs, model.state["user_vectors"]))
    back = read_pickle(path, trusted=True)
    assert back.song_ids.checksum == songs.checksum
    assert np.array_equal(back.space.item_vectors, model.space.item_vectors)
    assert np.array_equal(back.pairs.song_rows, pairs.song_rows)
