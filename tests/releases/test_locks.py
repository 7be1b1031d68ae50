import os
import subprocess
import sys
import threading
from pathlib import Path

from segue.releases import locks

HOLD = "import sys, pathlib; from segue.releases import locks; \
locks.try_lock(pathlib.Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"


def test_a_second_holder_is_turned_away_until_the_first_lets_go(tmp_path: Path) -> None:
    first = locks.try_lock(tmp_path / "lock")
    assert first is not None
    assert locks.try_lock(tmp_path / "lock") is None
    os.close(first)
    second = locks.try_lock(tmp_path / "lock")
    assert second is not None
    os.close(second)


def test_a_lock_ends_with_its_holder_however_that_ends(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert locks.try_lock(tmp_path / "lock") is None
        holder.kill()
        holder.wait()
        descriptor = locks.try_lock(tmp_path / "lock")
    assert descriptor is not None
    os.close(descriptor)


def test_who_waits_for_a_lock_whose_file_is_removed_holds_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first = locks.try_lock(path)
    assert first is not None
    turned_away = []

    def wait() -> None:
        with locks.hold(path):
            turned_away.append(locks.try_lock(path))

    waiting = threading.Thread(target=wait)
    waiting.start()
    path.unlink()
    os.close(first)
    waiting.join(timeout=10)
    assert turned_away == [None]
