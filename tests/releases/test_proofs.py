import os
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from segue.base.errors import ReleaseRefused
from segue.base.ids import ReleaseId
from segue.releases import proofs, verify
from segue.releases.files import check_files, read_manifest
from segue.releases.proofs import PROOFS_FOLDER, Proofs
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from tests.releases.world import make_release


class Reads:
    """Counts how often all files of a folder are read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0

        def counted(*arguments: object) -> None:
            self.count += 1
            check_files(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(verify, "check_files", counted)


@pytest.fixture(autouse=True)
def a_fine_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proofs, "_TICK_NS", -(10**18))  # files of a test are all new


@pytest.fixture
def folder(store: ReleaseStore) -> Path:
    return store.path(make_release(store))


@pytest.fixture
def reads(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Reads:  # noqa: ARG001 - made before
    return Reads(monkeypatch)


def remembered(folder: Path) -> list[Path]:
    return list((folder.parent / PROOFS_FOLDER).iterdir())


def test_what_was_verified_by_its_writer_is_not_read_again(folder: Path, reads: Reads) -> None:
    assert open_release(folder).id == folder.name
    assert reads.count == 0


def test_a_check_on_request_reads_everything(folder: Path, reads: Reads) -> None:
    verify.verify(folder)
    verify.verify(folder)
    assert reads.count == 2


def test_without_a_memory_the_first_reads_and_the_next_do_not(folder: Path, reads: Reads) -> None:
    for file in remembered(folder):
        file.unlink()
    for _ in range(3):
        open_release(folder)
    assert reads.count == 1


def rewritten(path: Path) -> None:
    """The same bytes, size and time of writing."""
    status = path.stat()
    path.write_bytes(path.read_bytes())
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def replaced(path: Path) -> None:
    new = path.with_name("new")
    new.write_bytes(path.read_bytes())
    new.replace(path)


def with_other_rights(path: Path) -> None:
    path.chmod(0o600)


@pytest.mark.parametrize("touch", [rewritten, replaced, with_other_rights, Path.touch])
@pytest.mark.parametrize("name", ["item_vectors.npy", "report.html", "model/user_vectors.npy"])
def test_a_file_that_was_touched_is_read_again(
    folder: Path, reads: Reads, touch: Callable[[Path], None], name: str
) -> None:
    touch(folder / name)
    open_release(folder)
    open_release(folder)
    assert reads.count == 1


def test_a_file_changed_behind_its_times_is_refused(folder: Path) -> None:
    path = folder / "item_vectors.npy"
    status = path.stat()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    with path.open("r+b") as file:
        file.write(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(ReleaseRefused, match="checksum"):
        open_release(folder)
    assert remembered(folder) == []


def test_a_link_in_place_of_a_file_is_refused(folder: Path, tmp_path: Path) -> None:
    moved = (folder / "popularity.npy").rename(tmp_path / "elsewhere")
    (folder / "popularity.npy").symlink_to(moved)
    with pytest.raises(ReleaseRefused, match="regular file"):
        open_release(folder)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"0" * 64, b"x" * 100_000])
def test_a_broken_memory_is_no_memory(folder: Path, reads: Reads, content: bytes) -> None:
    for file in remembered(folder):
        file.write_bytes(content)
    open_release(folder)
    open_release(folder)
    assert reads.count == 1


def test_a_copy_is_read_although_the_original_was(folder: Path, reads: Reads, tmp_path: Path) -> None:
    copied = tmp_path / "copy" / folder.name
    os.makedirs(copied.parent / PROOFS_FOLDER)  # noqa: PTH103 - with what is above
    for file in remembered(folder):
        (copied.parent / PROOFS_FOLDER / file.name).write_bytes(file.read_bytes())
    for path in folder.rglob("*"):
        if path.is_file():
            new = copied / path.relative_to(folder)
            new.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(path.read_bytes())
    open_release(copied)
    assert reads.count == 1


def test_where_nothing_can_be_written_each_opening_reads(folder: Path, reads: Reads) -> None:
    for file in remembered(folder):
        file.unlink()
    (folder.parent / PROOFS_FOLDER).rmdir()
    (folder.parent / PROOFS_FOLDER).write_text("a file where the folder should be")
    open_release(folder)
    open_release(folder)
    assert reads.count == 2


def test_of_many_at_once_one_reads_and_the_others_wait(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in remembered(folder):
        file.unlink()
    counts = []

    def slow(*arguments: object) -> None:
        counts.append(time.monotonic())
        time.sleep(0.1)
        check_files(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(verify, "check_files", slow)
    openers = [threading.Thread(target=open_release, args=(folder,)) for _ in range(5)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert len(counts) == 1
    assert [file.name for file in remembered(folder)] == [f"{folder.name}.{verify.CONTENT}"]


def test_what_was_written_a_moment_before_it_was_looked_at_is_not_remembered(
    folder: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, "_TICK_NS", 10**12)
    for file in remembered(folder):
        file.unlink()
    open_release(folder)
    open_release(folder)
    assert reads.count == 2


def test_what_changes_while_it_is_checked_is_not_remembered(folder: Path) -> None:
    found = Proofs(folder, read_manifest(folder))
    found.again("other-1", (folder / "popularity.npy").touch)
    assert f"{folder.name}.other-1" not in [file.name for file in remembered(folder)]


def test_each_check_is_remembered_by_its_name(folder: Path) -> None:
    calls: list[str] = []
    for check in ("other-1", "other-1", "other-2"):
        Proofs(folder, read_manifest(folder)).once(check, lambda: calls.append(check))  # noqa: B023 - called at once
    assert calls == ["other-1", "other-2"]


def test_a_check_that_fails_is_made_again(folder: Path) -> None:
    def refuse() -> None:
        raise ReleaseRefused("no")

    for _ in range(2):
        with pytest.raises(ReleaseRefused):
            Proofs(folder, read_manifest(folder)).once("other-1", refuse)


def test_what_is_remembered_is_for_all_to_read_and_goes_with_its_release(store: ReleaseStore) -> None:
    made: list[ReleaseId] = [make_release(store, seed=seed) for seed in range(4)]
    store.promote(made[-1])
    place = store.root / PROOFS_FOLDER
    assert all(stat.S_IMODE(file.stat().st_mode) & 0o444 == 0o444 for file in place.iterdir())
    store.prune(1)
    assert {file.name.split(".")[0] for file in place.iterdir()} == set(store.releases())


def test_opening_what_is_known_touches_no_vector(
    store: ReleaseStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store.path(make_release(store, n_songs=2000))
    monkeypatch.setattr(np, "isfinite", None)
    monkeypatch.setattr(np, "array_equal", None)
    assert open_release(folder).index.n_songs == 2000
