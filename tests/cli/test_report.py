import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segue.base.errors import NotFound
from segue.cli.report import report
from segue.releases.index import IndexSettings, build_index
from segue.releases.store import ReleaseStore
from segue.releases.writer import write_folder
from tests.releases.world import draft, make_release, song_arrays


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReleaseStore:
    monkeypatch.setenv("ARTIFACTS_DIR", str(tmp_path))
    return ReleaseStore(tmp_path)


def ask(*words: str) -> Result:
    return CliRunner().invoke(report, words, catch_exceptions=False)


def test_standard_output_is_the_path_and_nothing_else(store: ReleaseStore) -> None:
    release_id = make_release(store)
    store.promote(release_id)
    page = store.path(release_id) / "report.html"
    assert ask().stdout == f"{page}\n"
    assert page.as_uri() in ask().stderr
    assert json.loads(ask("--json").stdout) == {
        "release": release_id,
        "path": str(page),
        "url": page.as_uri(),
    }


def test_any_release_may_be_named(store: ReleaseStore) -> None:
    store.promote(make_release(store, seed=1))
    other = make_release(store, seed=2)
    assert ask(other).stdout == f"{store.path(other) / 'report.html'}\n"


def test_without_a_release_or_its_report_it_says_what_to_do(store: ReleaseStore) -> None:
    with pytest.raises(NotFound, match="No release is current"):
        ask()
    arrays = song_arrays()
    index = build_index(arrays["item_vectors"], IndexSettings())
    bare = write_folder(store, "release", arrays, {}, draft(), index=index)
    with pytest.raises(NotFound, match="was made without a report"):
        ask(bare)
