import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from segue.base.errors import DataError
from segue.factors.spectral import SpectralConfig
from segue.listening.log import ListeningLog, read_log
from segue.releases.index import IndexSettings
from segue.releases.manifest import Data
from segue.releases.reader import OpenRelease, open_release
from segue.releases.store import ReleaseStore
from segue.training.holdout import HoldoutPlan
from segue.training.sealing import seal_candidate
from segue.training.training import train
from tests.training.candidates import written


def sealed(root: Path, log: ListeningLog, *, metrics: dict[str, object] | None = None) -> OpenRelease:
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
    return open_release(store.path(seal_candidate(store, candidate, IndexSettings())))


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
