import hashlib
import os
from pathlib import Path

import pytest

from segue.base.errors import ReleaseRefused
from segue.releases.files import open_inside, read_manifest, write_file
from segue.releases.manifest import MAX_MANIFEST_BYTES, FileEntry


def test_a_written_file_is_described_by_what_was_handed_over(tmp_path: Path) -> None:
    entry = write_file(tmp_path / "model" / "a", lambda write: (write(b"ab"), write(memoryview(b"c"))))
    assert (tmp_path / "model" / "a").read_bytes() == b"abc"
    assert entry == FileEntry(size=3, sha256=hashlib.sha256(b"abc").hexdigest())


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    write_file(tmp_path / "a", lambda write: write(b"first"))
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "a", lambda write: write(b"second"))


def test_a_regular_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "a").write_bytes(b"a")
    with open_inside(tmp_path, "model/a") as file:
        assert file.read() == b"a"


@pytest.mark.parametrize("name", ["missing", "link", "linked/a", "loop", "folder", "pipe", "a" * 300])
def test_nothing_else_is_opened(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_bytes(b"a")
    folder = tmp_path / "release"
    (folder / "folder").mkdir(parents=True)
    (folder / "link").symlink_to(outside / "a")
    (folder / "linked").symlink_to(outside)
    (folder / "loop").symlink_to(folder / "loop")
    os.mkfifo(folder / "pipe")
    with pytest.raises(ReleaseRefused, match=r"can't be read|not a regular file"):
        open_inside(folder, name)


def test_a_manifest_without_end_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "manifest.json").open("wb") as file:
        file.truncate(MAX_MANIFEST_BYTES + 1)
    with pytest.raises(ReleaseRefused, match="larger than"):
        read_manifest(tmp_path)
