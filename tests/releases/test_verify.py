import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.errors import ReleaseRefused
from segue.releases.indexfile import open_index
from segue.releases.store import ReleaseStore
from segue.releases.verify import verify
from tests.releases.world import array_bytes, forge, forge_file, make_candidate, make_release, song_arrays


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def folder(store: ReleaseStore) -> Path:
    return store.path(make_release(store))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that tests damage and mend again."""
    store = ReleaseStore(tmp_path_factory.mktemp("artifacts"))
    return store.path(make_release(store, kind="hnsw", n_songs=4))


def test_a_release_and_a_candidate_verify(store: ReleaseStore, folder: Path) -> None:
    assert verify(folder).id == folder.name
    candidate = store.candidate_path(make_candidate(store))
    assert verify(candidate).kind == "candidate"


def test_any_changed_byte_of_any_file_is_refused(whole: Path) -> None:
    for path in files_of(whole):
        content = path.read_bytes()
        for at in range(len(content)):
            changed = bytearray(content)
            changed[at] ^= 1 << at % 8
            path.write_bytes(changed)
            with pytest.raises(ReleaseRefused):
                verify(whole)
        path.write_bytes(content)
    verify(whole)


@given(data=st.data())
def test_any_other_content_of_any_file_is_refused(whole: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(files_of(whole)))
    content = path.read_bytes()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    changed = content[:start] + data.draw(st.binary(max_size=20)) + content[end:]
    try:
        path.write_bytes(changed)
        if changed == content:
            verify(whole)
        else:
            with pytest.raises(ReleaseRefused):
                verify(whole)
    finally:
        path.write_bytes(content)


def test_a_missing_file_is_refused_whichever_it_is(whole: Path) -> None:
    for path in files_of(whole):
        hidden = path.rename(path.with_name("hidden"))
        with pytest.raises(ReleaseRefused, match=path.name):
            verify(whole)
        hidden.rename(path)


def test_a_file_cut_short_is_refused_whichever_it_is(whole: Path) -> None:
    for path in files_of(whole):
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])
        with pytest.raises(ReleaseRefused, match=path.name):
            verify(whole)
        path.write_bytes(content)


def test_a_file_reached_through_a_link_is_refused_though_its_content_is_right(
    folder: Path, tmp_path: Path
) -> None:
    for path in files_of(folder):
        outside = path.rename(tmp_path / "outside")
        path.symlink_to(outside)
        with pytest.raises(ReleaseRefused, match="not a regular file"):
            verify(folder)
        path.unlink()
        outside.rename(path)


def test_a_linked_folder_inside_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "model").rename(tmp_path / "model")
    (folder / "model").symlink_to(tmp_path / "model")
    with pytest.raises(ReleaseRefused, match="not a regular file"):
        verify(folder)


def test_a_file_the_manifest_does_not_name_is_ignored(folder: Path) -> None:
    (folder / "extra.pkl").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    verify(folder)


def test_a_release_under_another_name_is_refused(folder: Path) -> None:
    with pytest.raises(ReleaseRefused, match=f"belongs to {folder.name}"):
        verify(folder.rename(folder.with_name("20200101T000000Z-00000000")))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseRefused, match=r"missing is refused: manifest\.json can't be read"):
        verify(tmp_path / "missing")


def test_no_reader_sees_a_file_before_its_checksum(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray((folder / "song_vectors.index").read_bytes())
    content[-1] ^= 1
    (folder / "song_vectors.index").write_bytes(content)
    for reader in ("segue.releases.verify.open_index", "segue.releases.verify.map_array"):
        monkeypatch.setattr(reader, None)
    with pytest.raises(ReleaseRefused, match="checksum"):
        verify(folder)


def pickled() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array([{}], object), allow_pickle=True)
    return buffer.getvalue()


VECTORS = song_arrays()["item_vectors"]
NAN = VECTORS.copy()
NAN[3, 2] = np.nan


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda f: forge_file(f, "item_vectors.npy", pickled()), "not valid"),
        (lambda f: forge_file(f, "item_vectors.npy", pickled(), dtype="|O", shape=[1]), "not stored"),
        (lambda f: forge_file(f, "item_vectors.npy", array_bytes(NAN)), "item_vectors holds numbers"),
        (lambda f: forge_file(f, "item_vectors.npy", array_bytes(VECTORS.reshape(4, 6))), "not the array"),
        (lambda f: forge_file(f, "item_vectors.npy", array_bytes(VECTORS * 2)), "other vectors"),
        (lambda f: forge_file(f, "popularity.npy", array_bytes(VECTORS), shape=[6, 4]), None),
        (lambda f: forge_file(f, "popularity.npy", bytes(152)), "not the array"),
        (lambda f: forge_file(f, "song_vectors.index", b"IxFI"), "one row per song"),
        (lambda f: forge(f, lambda d: d.update(n_songs=5)), "5 rows"),
        (lambda f: forge(f, lambda d: d.update(dimensions=3)), "3 columns"),
        (lambda f: forge(f, lambda d: d.update(id_map_checksum="0")), "song ids are not those"),
        (lambda f: forge(f, lambda d: d["index"].update(kind="hnsw")), "another type"),
        (lambda f: forge(f, lambda d: d["files"].pop("item_vectors.npy")), "no item vectors"),
        (lambda f: forge(f, lambda d: d["files"].pop("song_ids.rows.npy")), "song ids can't be used"),
        (lambda f: forge(f, lambda d: d.update(format_version=2)), "format version is 2"),
    ],
)
def test_a_release_with_every_checksum_right_and_its_content_wrong_is_refused(
    folder: Path, edit: Callable[[Path], Path], reason: str | None
) -> None:
    forged = edit(folder)
    if reason is None:  # the forger's own work is not what is refused
        verify(forged)
        return
    with pytest.raises(ReleaseRefused, match=reason):
        verify(forged)


def test_the_folder_of_a_release_may_move(folder: Path, tmp_path: Path) -> None:
    moved = folder.rename(tmp_path / folder.name)
    assert verify(moved).index is not None
    open_index(moved / "song_vectors.index", "flat", VECTORS)
