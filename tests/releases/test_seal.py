import numpy as np

from segue.releases.index import IndexSettings
from segue.releases.reader import open_candidate, open_release
from segue.releases.seal import seal
from segue.releases.store import ReleaseStore
from tests.releases.world import make_candidate, make_release, song_arrays


def test_a_sealed_release_is_its_candidate_with_an_index(store: ReleaseStore) -> None:
    live = make_release(store, seed=3)
    store.promote(live)
    candidate = open_candidate(store.candidate_path(make_candidate(store)))
    queries = np.random.default_rng(5).standard_normal((10, 4), dtype=np.float32)
    release = open_release(store.path(seal(store, candidate, IndexSettings(kind="hnsw"), queries=queries)))
    for name, array in song_arrays().items():
        np.testing.assert_array_equal(release.arrays[name], array)
    assert release.manifest.index is not None
    assert (release.manifest.index.kind, release.manifest.index.recall) == ("hnsw", 1.0)
    assert release.manifest.parent == live
    assert release.manifest.draft == candidate.manifest.draft.model_copy(update={"parent": live})
    assert store.current_id() == live
    assert store.newest_candidate() == candidate.id
