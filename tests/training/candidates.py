"""Candidates on disk, as commands leave them."""

from typing import Any

from segue.base.ids import ReleaseId
from segue.releases.manifest import Data, Trainer
from segue.releases.store import ReleaseStore
from segue.training.candidate import write_candidate
from segue.training.training import Trained


def written(store: ReleaseStore, trained: Trained, **said: Any) -> ReleaseId:
    """A candidate of what a training left; ``said`` is what else ``write_candidate`` is to be told."""
    plain: dict[str, Any] = {
        "trainer": Trainer(name="spectral", parameters={}),
        "seed": 0,
        "data": Data(fingerprint="", sources=(), report={}),
        "metrics": {},
    }
    return write_candidate(
        store, trained.model, trained.songs, trained.listeners, trained.pairs, **(plain | said)
    )
