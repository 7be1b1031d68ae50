from dataclasses import asdict, replace
from pathlib import Path

import pytest

from segue.base.errors import DataError
from segue.base.source import Source
from segue.factors.spectral import SpectralConfig
from segue.listening.log import ListeningLog
from segue.releases.files import read_manifest
from segue.releases.manifest import Data, Manifest, Trainer
from segue.releases.store import ReleaseStore
from segue.training.holdout import HoldoutPlan
from segue.training.recipes import Recipe
from segue.training.repetition import (
    check_log,
    differing_arrays,
    other_files,
    other_libraries,
    repeated_recipe,
)
from segue.training.training import train
from tests.training.candidates import written

CONFIG = SpectralConfig(dimensions=6, song_exponent=0.4, seed=3)
PLAN = HoldoutPlan(0.3, seed=3, refit=False)


def made(folder: Path, log: ListeningLog, config: SpectralConfig = CONFIG) -> Manifest:
    store = ReleaseStore(folder)
    trained = train(log, config, PLAN)
    candidate = written(
        store,
        trained,
        trainer=Trainer(name="spectral", parameters=config.model_dump(mode="json")),
        seed=3,
        data=Data(fingerprint=log.fingerprint, sources=log.sources, report={}),
        holdout=asdict(PLAN),
        threads=1,
    )
    return read_manifest(store.candidate_path(candidate))


@pytest.fixture(scope="module")
def told(undated: ListeningLog, tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    return made(tmp_path_factory.mktemp("told"), undated)


def test_the_manifest_tells_the_whole_recipe(told: Manifest) -> None:
    assert repeated_recipe(told) == (Recipe("spectral", CONFIG), PLAN)


def test_the_same_recipe_and_log_give_the_same_arrays(
    told: Manifest, undated: ListeningLog, tmp_path: Path
) -> None:
    assert differing_arrays(told, made(tmp_path, undated)) == []


def test_arrays_that_differ_are_named_and_those_that_do_not_are_not(
    told: Manifest, undated: ListeningLog, tmp_path: Path
) -> None:
    other = CONFIG.model_copy(update={"popularity_exponent": 0.1})  # of the searched side alone
    differing = differing_arrays(told, made(tmp_path, undated, other))
    assert "item_vectors.npy" in differing
    assert "query_vectors.npy" not in differing


def test_what_was_not_trained_here_is_refused(told: Manifest) -> None:
    imported = told.model_copy(update={"trainer": Trainer(name="imported", parameters={}), "holdout": {}})
    with pytest.raises(DataError, match="was not trained here"):
        repeated_recipe(imported)


def test_the_log_itself_passes_and_another_is_refused_by_name(
    told: Manifest, undated: ListeningLog, dated: ListeningLog
) -> None:
    check_log(told, undated)
    assert other_files(told, undated) == []
    with pytest.raises(DataError, match=r"undated\.csv.*--other-data"):
        check_log(told, dated)


def test_titles_that_were_there_must_be_there_again(told: Manifest, undated: ListeningLog) -> None:
    titles = Source(name="titles.csv", format="titles", licence=None, sha256="0" * 64, rows=1)
    with pytest.raises(DataError, match=r"leave away --songs"):
        check_log(told, replace(undated, sources=(*undated.sources, titles)))
    told_titles = told.model_copy(
        update={"data": told.data.model_copy(update={"sources": (*undated.sources, titles)})}
    )
    with pytest.raises(DataError, match=r"give titles\.csv as --songs"):
        check_log(told_titles, undated)


def test_a_file_with_other_bytes_is_named(told: Manifest, undated: ListeningLog) -> None:
    (source,) = undated.sources
    respelt = source.model_copy(update={"name": "respelt.csv", "sha256": "0" * 64})
    assert other_files(told, replace(undated, sources=(respelt,))) == ["respelt.csv"]


def test_libraries_of_other_versions_are_named(told: Manifest) -> None:
    assert other_libraries(told) == []
    older = told.model_copy(update={"libraries": told.libraries | {"numpy": "1.0"}})
    assert [text.partition(" (now")[0] for text in other_libraries(older)] == ["numpy 1.0"]
