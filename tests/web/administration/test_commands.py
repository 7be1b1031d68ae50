import os
import time
from pathlib import Path
from threading import Timer

import pytest

from segue.base.errors import Conflict, Unavailable
from segue.base.settings import Settings
from segue.releases.locks import try_lock
from segue.web.administration.commands import Finished, _environment, alone, run

REFUSAL = "It is at work."


def test_a_command_is_run_and_told_as_it_ended(settings: Settings, tmp_path: Path) -> None:
    with alone(tmp_path / "lock", REFUSAL) as lock:
        done = run(settings, ["promote", "nobody", "--reason=-ü"], seconds=60, lock=lock)
    assert (done.code, done.output) == (2, b"")
    assert done.sentence.startswith("There is no release 'nobody'")


def test_one_that_takes_too_long_is_stopped_and_frees_its_lock(settings: Settings, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable), alone(tmp_path / "lock", REFUSAL) as lock:
        run(settings, ["report", "online"], seconds=0.05, lock=lock)
    assert time.monotonic() - began < 5
    with alone(tmp_path / "lock", REFUSAL):
        pass


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    with (
        alone(tmp_path / "lock", REFUSAL),
        pytest.raises(Conflict, match=REFUSAL),
        alone(tmp_path / "lock", REFUSAL),
    ):
        pass


def test_a_lock_may_be_waited_for(tmp_path: Path) -> None:
    held = try_lock(tmp_path / "lock")
    assert held is not None
    timer = Timer(0.15, os.close, [held])
    timer.start()
    with alone(tmp_path / "lock", REFUSAL, patience_seconds=10):
        pass
    timer.join()


def test_a_folder_that_can_not_be_written_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="may not write"), alone(tmp_path / "nowhere" / "lock", REFUSAL):
        pass


def test_keys_are_not_handed_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_SECRET_KEY", "API_SECRET_KEY_PREVIOUS", "REDIS_URL"):
        monkeypatch.setenv(name, "a-secret")
    assert "a-secret" not in _environment(settings).values()
    assert _environment(settings)["PATH"] == os.environ["PATH"]


def test_the_last_line_is_the_sentence() -> None:
    assert Finished(3, b"", "reading 100 %\nerror: Away.\n").sentence == "Away."
    assert Finished(-9, b"", "").sentence == ""
