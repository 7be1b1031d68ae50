import errno
import os
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from segue.base.arrays import AnyArray
from segue.base.errors import DataError, ReleaseRefused, Unavailable
from segue.releases import locks
from segue.releases.index import IndexSettings, build_index
from segue.releases.proofs import PROOFS_FOLDER
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.releases.verify import verify
from segue.releases.writer import write_folder
from tests.releases.world import REPORT, draft, make_candidate, make_release, song_arrays


def everything_in(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*")}


def test_what_is_written_is_read_back(store: ReleaseStore) -> None:
    arrays = song_arrays()
    index = build_index(arrays["item_vectors"], IndexSettings())
    release_id = write_folder(store, "release", arrays, REPORT, draft(parent="before"), index=index)
    release = open_release(store.path(release_id))
    assert release.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(release.arrays[name], array)
    assert (release.folder / "report.html").read_bytes() == REPORT["report.html"]
    assert release.manifest.draft == draft(parent="before")
    assert (release.manifest.n_songs, release.manifest.dimensions) == (6, 4)


def test_candidates_and_releases_lie_apart_and_nothing_else_is_left(store: ReleaseStore) -> None:
    candidate, release = make_candidate(store), make_release(store)
    # what was found good is remembered beside them, where that took longer than the clock's grain
    assert {path.name for path in store.root.iterdir()} - {PROOFS_FOLDER} == {"candidates", release}
    assert {path.name for path in (store.root / "candidates").iterdir()} - {PROOFS_FOLDER} == {candidate}


def test_an_id_is_time_and_content(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path, clock=lambda: datetime(2026, 11, 21, 2, 30, 5, 999_999, tzinfo=UTC))
    first, same, other = make_release(store), make_release(store), make_release(store, seed=1)
    assert first.startswith("20261121T023005Z-")
    assert first[-8:] == same[-8:] != other[-8:]


def test_ids_written_in_the_same_second_still_sort_by_age(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path, clock=lambda: datetime(2026, 11, 21, tzinfo=UTC))
    written = [make_release(store, seed=seed) for seed in range(5)]
    assert list(store.releases()) == written == sorted(written)


def test_ids_sort_by_age_on_a_clock_set_back(tmp_path: Path) -> None:
    clock = iter(datetime(year, 11, 21, tzinfo=UTC) for year in (2026, 2025))
    store = ReleaseStore(tmp_path, clock=lambda: next(clock))
    written = [make_release(store, seed=seed) for seed in range(2)]
    assert list(store.releases()) == written


@pytest.mark.parametrize(
    ("name", "array", "reason"),
    [
        ("objects", np.array([{}], object), "dtype"),
        ("numbers", np.array([1.0, np.nan]), "finite"),
        ("../outside", np.zeros(1), "name"),
        ("a/b/c", np.zeros(1), "name"),
        ("item_vectors", np.zeros(6, np.float32), "row for each song"),
        ("item_vectors", np.zeros((0, 4), np.float32), "row for each song"),
        ("song_ids.rows", np.zeros(6, np.int32), "every row once"),
    ],
)
def test_an_array_that_can_not_be_served_is_refused(
    store: ReleaseStore, name: str, array: AnyArray, reason: str
) -> None:
    with pytest.raises(DataError, match=reason):
        write_folder(store, "candidate", song_arrays() | {name: array}, {}, draft())
    assert not store.candidates()


@pytest.mark.parametrize(
    "name", ["../out", "manifest.json", "item_vectors.npy", "song_vectors.index", "/etc/x"]
)
def test_a_file_with_the_name_of_another_part_is_refused(store: ReleaseStore, name: str) -> None:
    with pytest.raises(DataError, match="name of a file"):
        write_folder(store, "candidate", song_arrays(), {name: b""}, draft())


def test_an_index_over_other_vectors_leaves_nothing(store: ReleaseStore) -> None:
    index = build_index(song_arrays(seed=1)["item_vectors"], IndexSettings())
    with pytest.raises(ReleaseRefused, match="other vectors"):
        write_folder(store, "release", song_arrays(), {}, draft(), index=index)
    assert everything_in(store.root) == set()


def test_a_release_needs_an_index_and_a_candidate_has_none(store: ReleaseStore) -> None:
    index = build_index(song_arrays()["item_vectors"], IndexSettings())
    with pytest.raises(DataError, match="with its index"):
        write_folder(store, "release", song_arrays(), {}, draft())
    with pytest.raises(DataError, match="with its index"):
        write_folder(store, "candidate", song_arrays(), {}, draft(), index=index)


@pytest.mark.parametrize("n_songs", [100, 5_000], ids=["in the index", "in an array"])
def test_a_disk_that_fills_up_is_one_clear_error_and_leaves_nothing(tmp_path: Path, n_songs: int) -> None:
    # The kernel's own limit on the size of a file stands in for the end of the disk.
    script = f"""
        import resource, signal
        from segue.base.errors import Unavailable
        from segue.releases.store import ReleaseStore
        from pathlib import Path
        from tests.releases.world import make_release
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, -1))
        store = ReleaseStore(Path({str(tmp_path)!r}))
        try:
            make_release(store, n_songs={n_songs}, kind="hnsw")
        except Unavailable as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )
    reason = os.strerror(errno.EFBIG)
    assert done.stdout == f"The release can't be written to {tmp_path} ({reason}); nothing of it was kept.\n"
    assert everything_in(tmp_path) == set()


def test_a_root_that_can_not_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match="can't be written"):
        make_candidate(ReleaseStore(tmp_path / "file"))


def test_what_a_dead_writer_left_is_removed_and_what_a_living_one_writes_is_not(store: ReleaseStore) -> None:
    make_release(store)
    for name in ("dead", "living"):
        (store.root / f".writing-{name}").mkdir()
        (store.root / f".writing-{name}" / "item_vectors.npy").write_bytes(b"half")
        (store.root / f".writing-{name}.lock").touch()
    descriptor = locks.try_lock(store.root / ".writing-living.lock")
    assert descriptor is not None
    try:
        verify(store.path(make_release(store)))
        names = {path.name for path in store.root.glob(".writing-*")}
        assert names == {".writing-living", ".writing-living.lock"}
    finally:
        os.close(descriptor)
