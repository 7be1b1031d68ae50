import subprocess
import sys
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from segue.base.errors import DataError
from segue.factors.spectral import SpectralConfig
from segue.listening.log import ListeningLog, read_log
from segue.releases import choosing
from segue.releases.index import IndexSettings
from segue.releases.manifest import Data, IndexTrial
from segue.releases.reader import OpenRelease, open_release
from segue.releases.store import ReleaseStore
from segue.training.holdout import HoldoutPlan
from segue.training.sealing import seal_candidate
from segue.training.training import train
from segue.web.serving import load
from tests.training.candidates import written


def sealed(
    root: Path,
    log: ListeningLog,
    *,
    metrics: dict[str, object] | None = None,
    index: IndexSettings = IndexSettings(),  # noqa: B008 - frozen
) -> OpenRelease:
    store = ReleaseStore(root / "artifacts")
    trained = train(log, SpectralConfig(dimensions=4), HoldoutPlan())
    measured = {} if trained.evaluation is None else trained.evaluation.model_dump(mode="json")
    candidate = written(
        store,
        trained,
        data=Data(fingerprint=log.fingerprint, sources=log.sources, report=log.report.to_json()),
        metrics=measured if metrics is None else metrics,
        exam=trained.exam,
        notes=trained.notes,
    )
    return open_release(store.path(seal_candidate(store, candidate, index)))


def test_every_release_has_its_report_under_the_checksums(tmp_path: Path, undated: ListeningLog) -> None:
    release = sealed(tmp_path, undated)
    page = unescape((release.folder / "report.html").read_text())
    assert {"report.html", "report-systems.png", "report-map.png"} <= set(release.manifest.files)
    assert release.manifest.gate is not None
    assert all(check.reason in page for check in release.manifest.gate.checks)
    assert "undated.csv" in page


def test_three_songs_and_two_listeners_have_a_report_too(tmp_path: Path) -> None:
    log = tmp_path / "plays.csv"
    log.write_text("user,song\na,x\na,y\nb,z\nb,x\n")
    release = sealed(tmp_path, read_log(log))
    assert "songs make no map" in (release.folder / "report.html").read_text()


def test_a_candidate_measured_in_another_shape_is_refused_in_a_sentence(
    tmp_path: Path, undated: ListeningLog
) -> None:
    with pytest.raises(DataError, match="another version of Segue: train it again"):
        sealed(tmp_path, undated, metrics={"recall@20": 0.3})


def test_nothing_is_loaded_that_draws_before_something_is_drawn() -> None:
    loaded = "import sys, segue.training.sealing; print(*sys.modules)"
    process = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert "segue.training.sealing" in process.stdout
    assert not {"matplotlib", "sklearn", "jinja2", "scipy"} & set(process.stdout.split())


def test_an_inverted_index_comes_with_one_of_likeness_where_that_is_faster(
    tmp_path: Path, undated: ListeningLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "LEAST", 40)
    monkeypatch.setattr(choosing, "SMALL", 40)
    slow = IndexTrial(kind="flat", parameters={}, recall=1.0, microseconds=1e9)
    monkeypatch.setattr(choosing, "_flat_trial", lambda *_: slow)
    release = sealed(tmp_path, undated, index=IndexSettings("ivf"))
    entry = release.manifest.likeness
    assert release.manifest.index is not None
    assert entry is not None
    assert (release.manifest.index.kind, entry.kind) == ("ivf", "ivf")
    snapshot = load(release).snapshot
    space, query = (
        snapshot.space,
        snapshot.space.likeness_query(np.array([3], np.int32), np.ones(1, np.float32)),
    )
    assert snapshot.likeness_index is not None
    scores, rows = snapshot.likeness_index.search(query[None], 5)
    np.testing.assert_allclose(scores[0], space.likeness_scores(query)[rows[0]], rtol=1e-4, atol=1e-6)


def test_what_takes_every_song_to_compute_is_stored(tmp_path: Path, undated: ListeningLog) -> None:
    release = sealed(tmp_path, undated)
    snapshot = load(release).snapshot
    assert snapshot.popular is release.arrays["popular_rows"]
    assert snapshot.space.lengths.scale is release.arrays["likeness.scale"]
    np.testing.assert_array_equal(np.argsort(-snapshot.popularity, kind="stable"), snapshot.popular)
