from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from segue.base.errors import GateRefused, Unavailable
from segue.base.ids import ReleaseId
from segue.base.progress import SILENT, Task
from segue.factors.spectral import SpectralConfig
from segue.listening.log import ListeningLog
from segue.releases.files import read_manifest
from segue.releases.index import IndexSettings, build_index
from segue.releases.reader import open_candidate, open_release
from segue.releases.seal import seal
from segue.releases.store import ReleaseStore
from segue.training.gate import Contender
from segue.training.holdout import HoldoutPlan
from segue.training.measuring import Measures
from segue.training.promotion import judge_for, promote, verdict_on
from segue.training.sealing import seal_candidate
from segue.training.training import Trained, train
from tests.training.candidates import written


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    return ReleaseStore(tmp_path / "artifacts")


def sealed(store: ReleaseStore, trained: Trained) -> ReleaseId:
    """A release as `build_vector_db.py` makes it, but for the report."""
    candidate = open_candidate(store.candidate_path(unsealed(store, trained)))
    index = build_index(candidate.arrays["item_vectors"], IndexSettings())
    return seal(store, candidate, index, gate=judge_for(store, Contender.of(candidate, index.entry)))


def unsealed(store: ReleaseStore, trained: Trained) -> ReleaseId:
    """A candidate."""
    return written(store, trained, holdout={"fraction": 0.2, "seed": 0, "refit": True}, exam=trained.exam)


def through_the_gate(store: ReleaseStore, release_id: ReleaseId, *, force: bool = False) -> None:
    promote(store, release_id, verdict_on(store, release_id), reason="a test", force=force)


def learned(log: ListeningLog) -> Trained:
    return train(log, SpectralConfig(dimensions=4), HoldoutPlan(), measures=Measures(detail=False))


@pytest.fixture(scope="module")
def honest(undated: ListeningLog) -> Trained:
    return learned(undated)


@pytest.fixture(scope="module")
def shuffled(undated: ListeningLog) -> Trained:
    """The same listeners and songs, but who played what is chance."""
    order = np.random.default_rng(3).permutation(len(undated.events))
    return learned(
        replace(undated, events=replace(undated.events, song_rows=undated.events.song_rows[order]))
    )


def contents(root: Path) -> dict[Path, bytes]:
    """Every file but the notes of what was read and found good."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path: path.read_bytes() for path in files if path.parent.name != ".verified"}


def test_a_release_carries_the_verdict_it_was_sealed_with(store: ReleaseStore, honest: Trained) -> None:
    first = sealed(store, honest)
    through_the_gate(store, first)
    again = read_manifest(store.path(seal_candidate(store, unsealed(store, honest), IndexSettings()))).gate
    assert again is not None
    assert again.against == first
    assert again.passed
    assert [check.name for check in again.checks][:2] == ["holdout", "ranking"]


def test_shuffled_labels_are_refused_and_not_a_byte_changes(
    store: ReleaseStore, honest: Trained, shuffled: Trained
) -> None:
    live = sealed(store, honest)
    through_the_gate(store, live)
    nonsense = sealed(store, shuffled)
    before = contents(store.root)
    with pytest.raises(GateRefused, match=rf"refuses {nonsense}: .*live holdout.* {live} stays in service"):
        through_the_gate(store, nonsense)
    assert contents(store.root) == before
    assert store.current_id() == live


def test_overruling_the_gate_stands_in_the_history(
    store: ReleaseStore, honest: Trained, shuffled: Trained
) -> None:
    through_the_gate(store, sealed(store, honest), force=True)
    nonsense = sealed(store, shuffled)
    through_the_gate(store, nonsense, force=True)
    first, second = store.history()
    assert (first.forced, first.reason) == (False, "a test")
    assert second.forced
    assert second.reason.startswith("over the gate (ranking")
    assert second.reason.endswith("): a test")
    assert store.current_id() == nonsense


def test_a_release_is_judged_anew_where_another_has_become_current(
    store: ReleaseStore, honest: Trained, shuffled: Trained
) -> None:
    nonsense, live = sealed(store, shuffled), sealed(store, honest)
    was = read_manifest(store.path(nonsense)).gate
    assert was is not None
    assert was.against is None
    through_the_gate(store, live)
    verdict = verdict_on(store, nonsense)
    assert verdict.against == live
    assert not verdict.passed
    with pytest.raises(Unavailable):
        promote(store, nonsense, was.model_copy(update={"passed": True}))
    assert store.current_id() == live


class Meanwhile:
    """Makes a release current just when the gate begins to compare."""

    def __init__(self, store: ReleaseStore, release_id: ReleaseId) -> None:
        self._store, self._release_id = store, release_id

    @contextmanager
    def task(self, title: str, total: float | None = None) -> Iterator[Task]:
        self._store.promote(self._release_id)
        with SILENT.task(title, total) as task:
            yield task


def test_a_verdict_is_about_the_release_that_was_compared_whatever_becomes_current_meanwhile(
    store: ReleaseStore, honest: Trained
) -> None:
    live, other, third = (sealed(store, honest) for _ in range(3))
    store.promote(live)
    contender = Contender.of(open_release(store.path(third)))
    verdict = judge_for(store, contender, Meanwhile(store, other))
    assert verdict.passed
    assert verdict.against == live
    with pytest.raises(Unavailable):
        promote(store, third, verdict)
    assert store.current_id() == other


def test_a_live_release_that_is_damaged_does_not_keep_a_sound_one_out(
    store: ReleaseStore, honest: Trained, caplog: pytest.LogCaptureFixture
) -> None:
    live = sealed(store, honest)
    through_the_gate(store, live)
    (store.path(live) / "popularity.npy").write_bytes(b"damaged")
    release_id = sealed(store, honest)
    verdict = read_manifest(store.path(release_id)).gate
    assert verdict is not None
    assert verdict.against == live
    assert [check.name for check in verdict.checks] == ["holdout", "popularity", "refit"]
    assert "nothing to compare with" in caplog.text
    through_the_gate(store, release_id)
    assert store.current_id() == release_id
