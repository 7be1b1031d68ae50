import os
from pathlib import Path

import pytest

from segue.web.records.files import FILES_IN_FOLDER, RecordFiles, prune
from tests.web.records.asking import liking

LINE = b'{"a": 1}\n'


def record_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("records-*.jsonl"))


def make(path: Path, size: int, used_at: int) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x" * size)
    os.utime(path, (used_at, used_at))
    return path


def test_lines_and_states_are_for_their_owner_alone(tmp_path: Path) -> None:
    files, taste = RecordFiles(tmp_path / "made" / "here", most_bytes=10_000), liking("a")
    files.append([LINE, LINE], {taste.state: taste.encoded})
    files.append([LINE], {taste.state: taste.encoded})
    files.close()
    (written,) = record_files(tmp_path / "made" / "here")
    assert written.read_bytes() == 3 * LINE
    assert written.stat().st_mode & 0o777 == 0o600
    assert written.parent.stat().st_mode & 0o777 == 0o700
    assert [path.stem for path in (written.parent / "states").iterdir()] == [taste.state]


def test_a_file_that_has_grown_is_followed_by_another_and_the_folder_stays_bounded(tmp_path: Path) -> None:
    most = 16_000
    files = RecordFiles(tmp_path, most_bytes=most)
    for n in range(400):
        taste = liking(f"song {n}")
        files.append([b"x" * 99 + b"\n"], {taste.state: taste.encoded})
        held = sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
        assert held <= most * (1 + 2 / FILES_IN_FOLDER)
    assert len(record_files(tmp_path)) > 2
    files.close()


def test_the_oldest_goes_first_whether_record_or_state(tmp_path: Path) -> None:
    old = make(tmp_path / "records-1.jsonl", 100, 1000)
    state = make(tmp_path / "states" / "a.json", 100, 2000)
    new = make(tmp_path / "records-0.jsonl", 100, 3000)
    other = make(tmp_path / "notes.txt", 1000, 1)
    prune(tmp_path, 300)
    assert old.exists()
    prune(tmp_path, 250)
    assert (old.exists(), state.exists(), new.exists()) == (False, True, True)
    prune(tmp_path, 150)
    assert (state.exists(), new.exists(), other.exists()) == (False, True, True)


def test_a_file_removed_under_way_is_followed_by_another(tmp_path: Path) -> None:
    files = RecordFiles(tmp_path, most_bytes=10_000)
    files.append([LINE], {})
    record_files(tmp_path)[0].unlink()
    files.append([LINE], {})
    assert [path.read_bytes() for path in record_files(tmp_path)] == [LINE]
    files.close()


def test_nothing_is_left_of_a_file_without_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = RecordFiles(tmp_path, most_bytes=10_000)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            files.append([LINE], {})
        files.close()
    assert record_files(tmp_path) == []
