"""A backup is one state of the database, whole and sound, or it is not there."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from db.backup import back_up, check
from segue.base.errors import DataError, Unavailable
from tests.db.stored import ADD_COVER, add_user, do, names, path_of, read

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return path_of(sqlite_url)


def test_a_backup_holds_what_was_committed_and_is_for_its_owner_only(path: Path, tmp_path: Path) -> None:
    add_user(path, "ana")
    made = back_up(path, tmp_path / "backup.sqlite3")
    assert (made.accounts, made.revision, made.size_bytes) == (1, "0004", made.path.stat().st_size)
    assert names(made.path) == ["ana"]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert sorted(file.name for file in tmp_path.iterdir() if "backup" in file.name) == ["backup.sqlite3"]


def test_nothing_is_overwritten(path: Path, tmp_path: Path) -> None:
    (tmp_path / "backup.sqlite3").write_text("something dear")
    with pytest.raises(DataError, match=r"backup\.sqlite3 exists already"):
        back_up(path, tmp_path / "backup.sqlite3")
    assert (tmp_path / "backup.sqlite3").read_text() == "something dear"


def test_a_missing_file_or_folder_is_told(path: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no file .*nothing\.sqlite3; check the path"):
        back_up(tmp_path / "nothing.sqlite3", tmp_path / "backup.sqlite3")
    with pytest.raises(DataError, match=r"no folder for .*; make it first"):
        back_up(path, tmp_path / "nowhere" / "backup.sqlite3")
    for nothing in (tmp_path / "nothing.sqlite3", tmp_path):
        with pytest.raises(DataError, match="check the path"):
            check(nothing)


def test_a_backup_taken_under_a_writer_is_one_moment_and_keeps_nobody_waiting(
    path: Path, tmp_path: Path
) -> None:
    """The writer adds pairs in one transaction each: a backup never holds half of one."""
    stop, longest, written = threading.Event(), [0.0], [0]

    def write() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            while not stop.is_set():
                begun = time.monotonic()
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(ADD_COVER, (f"a{written[0]}",))
                connection.execute(ADD_COVER, (f"b{written[0]}",))
                connection.execute("COMMIT")
                written[0] += 1
                longest[0] = max(longest[0], time.monotonic() - begun)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            made = back_up(path, tmp_path / f"{number}.sqlite3")
            pairs = read(made.path, "SELECT count(*) FROM covers GROUP BY substr(artist_key, 2)")
            assert set(pairs) <= {2}
    finally:
        stop.set()
        writer.join()
    assert written[0] > 5
    assert longest[0] < 1


def test_what_was_deleted_is_not_in_a_backup(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")  # the worst case: the name stays in a free page
        for number in range(200):
            connection.execute(ADD_COVER, (f"A name to forget {number} " + "x" * 200,))
        connection.execute("DELETE FROM covers")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"A name to forget" in path.read_bytes()
    assert b"A name to forget" not in back_up(path, tmp_path / "backup.sqlite3").path.read_bytes()


def test_a_file_that_is_no_sound_database_of_ours_is_refused(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    do(other, "CREATE TABLE users (name TEXT)")
    text = tmp_path / "text.sqlite3"
    text.write_bytes(b"no database at all " * 500)
    for file in (other, text):
        with pytest.raises(DataError, match="no sound database of Segue"):
            check(file)
    with pytest.raises(DataError, match="There is no file"):
        back_up(tmp_path / "nowhere.sqlite3", tmp_path / "backup.sqlite3")
    orphan = tmp_path / "orphan.sqlite3"
    back_up(path, orphan)
    with closing(sqlite3.connect(orphan, isolation_level=None)) as connection:
        connection.execute("INSERT INTO seeds VALUES (7, 0, 'song', '2026-01-01')")
    with pytest.raises(DataError, match="a row refers to none"):
        back_up(orphan, tmp_path / "backup.sqlite3")
    do(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DataError, match="newer Segue"):
        back_up(path, tmp_path / "backup.sqlite3")
    assert not (tmp_path / "backup.sqlite3").exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_flipped_bit_is_found(path: Path, tmp_path: Path) -> None:
    add_user(path, "ana")
    made = back_up(path, tmp_path / "backup.sqlite3")
    with made.path.open("r+b") as file:
        file.seek(4096 + 5)  # the free space of the second page
        file.write(b"\xff\xff\xff")
    with pytest.raises(DataError, match=r"damaged|no sound database"):
        check(made.path)


def test_a_disk_that_is_full_is_told_and_leaves_nothing(path: Path, tmp_path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from db.backup import back_up; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536)); back_up(*map(Path, sys.argv[1:]))"
    )
    words = [sys.executable, "-c", code, str(path), str(tmp_path / "backup.sqlite3")]
    failed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    told = failed.stderr.splitlines()[-1]
    assert told.startswith(f"{Unavailable.__module__}.Unavailable: The disk is full or fails")
    assert [file.name for file in tmp_path.iterdir() if "backup" in file.name] == []


def test_a_backup_that_is_killed_leaves_no_backup_and_the_next_one_cleans_up(
    path: Path, tmp_path: Path
) -> None:
    code = (
        "import sys, time; from pathlib import Path; import db.backup as b\n"
        "b.check = lambda *_, **__: (print('copied', flush=True), time.sleep(60))\n"
        "b.back_up(*map(Path, sys.argv[1:]))"
    )
    add_user(path, "ana")
    words = [sys.executable, "-c", code, str(path), str(tmp_path / "killed.sqlite3")]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"copied\n"
        process.send_signal(signal.SIGKILL)
    (left,) = tmp_path.glob(".*.part")
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    back_up(path, tmp_path / "soon.sqlite3")
    assert left.exists()  # it might be another backup, under way
    os.utime(left, (0, 0))
    back_up(path, tmp_path / "later.sqlite3")
    assert not left.exists()
    assert not (tmp_path / "killed.sqlite3").exists()
    assert names(path) == ["ana"]
