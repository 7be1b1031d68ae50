from dataclasses import replace

import numpy as np
import pytest

from segue.base.arrays import Float32
from segue.factors.few_signals import FewSignalsFoldIn
from segue.factors.fold_in import LinearFoldIn
from segue.factors.snapshot import Snapshot
from segue.factors.space import ItemSpace
from segue.recommend.kinds import MOST_KNOWN, kinds_of
from tests.recommend.conftest import make_snapshot

SIZES = np.array([0.5, 0.3, 0.2])


def with_clusters(snapshot: Snapshot, known: Float32) -> Snapshot:
    """The snapshot, its listeners in clusters of these sizes of whom ``known`` (n, 3) know each song."""
    own = snapshot.space.item_vectors
    centroids = np.eye(3, own.shape[1], dtype=np.float32)
    fold_in = FewSignalsFoldIn(LinearFoldIn(own), centroids, np.ones(3, np.float32), 16.0)
    shares = np.hstack([known, known @ SIZES[:, None]]).astype(np.float32)
    return replace(snapshot, space=ItemSpace(np.hstack([own, shares]), fold_in))


def test_clusters_of_listeners_are_the_kinds_with_the_shares_and_sizes_they_had() -> None:
    known = np.random.default_rng(0).uniform(0.01, 0.5, (400, 3)).astype(np.float32)
    kinds = kinds_of(with_clusters(make_snapshot(), known), np.array([7, 3], np.int32))
    assert kinds.prior == pytest.approx(SIZES, abs=1e-4)
    assert kinds.shares == pytest.approx(known[[7, 3]], rel=1e-6)


def test_without_clusters_popular_songs_stand_for_kinds(snapshot: Snapshot) -> None:
    rows = snapshot.popular[:20]
    kinds = kinds_of(snapshot, rows)
    assert kinds.prior.sum() == pytest.approx(1)
    # a song is known best by those who stand near it, and by all together as its popularity says
    assert np.diag(kinds.shares[:, :20]).min() > np.median(kinds.shares, axis=1).max() / 2
    overall = MOST_KNOWN * snapshot.popularity[rows] / snapshot.popularity.max()
    spread = kinds.shares.max(axis=1) < 0.9
    assert (kinds.shares @ kinds.prior)[spread] == pytest.approx(overall[spread])


def test_no_share_is_certain(snapshot: Snapshot) -> None:
    unknown = replace(snapshot, popularity=np.zeros(len(snapshot), np.float32))
    for kinds in (kinds_of(unknown, unknown.popular[:5]), kinds_of(snapshot, snapshot.popular)):
        assert 0 < kinds.shares.min() <= kinds.shares.max() < 1
        assert np.isfinite(kinds.prior).all()
