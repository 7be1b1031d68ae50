import numpy as np

from segue.releases.index import IndexSettings, build_index
from segue.releases.manifest import Check, Verdict
from segue.releases.reader import open_candidate, open_release
from segue.releases.seal import seal
from segue.releases.store import ReleaseStore
from tests.releases.world import make_candidate, make_release, song_arrays


def test_a_sealed_release_is_its_candidate_with_an_index_and_a_verdict(store: ReleaseStore) -> None:
    live = make_release(store, seed=3)
    store.promote(live)
    candidate = open_candidate(store.candidate_path(make_candidate(store)))
    queries = np.random.default_rng(5).standard_normal((10, 4), dtype=np.float32)
    index = build_index(candidate.arrays["item_vectors"], IndexSettings(kind="hnsw"), queries=queries)
    check = Check(name="ranking", passed=False, measured="-0.1", bound="0", reason="It is worse.")
    verdict = Verdict(against=live, passed=False, checks=(check,))
    release = open_release(store.path(seal(store, candidate, index, gate=verdict)))
    for name, array in song_arrays().items():
        np.testing.assert_array_equal(release.arrays[name], array)
    assert release.manifest.index is not None
    assert (release.manifest.index.kind, release.manifest.index.recall) == ("hnsw", 1.0)
    assert release.manifest.parent == live
    changed = {"parent": live, "gate": verdict}
    assert release.manifest.draft == candidate.manifest.draft.model_copy(update=changed)
    assert store.current_id() == live
    assert store.newest_candidate() == candidate.id
