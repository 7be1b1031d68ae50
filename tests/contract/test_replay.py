"""What real servers answered over HTTP is answered again, byte for byte, in another process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from segue.cli.replay import replay
from segue.releases.reader import open_release
from segue.releases.store import ReleaseStore
from segue.web.app import create_app
from segue.web.records.files import RecordFiles
from segue.web.records.record import Answered
from segue.web.records.recorder import Recorder
from segue.web.replies.registry import BY_NAME
from segue.web.serving import load
from tests.contract.crowd import PEOPLE, Crowd
from tests.contract.servers import GUNICORN, ROOT, environment, run
from tests.web.records.asking import NOON, answered, liking
from tests.web.world import make_release, make_songs

DOCUMENT = create_app().openapi()


def replayed(env: Mapping[str, str], *words: object) -> tuple[int, dict[str, Any], str]:
    """`main.py replay … --json`: its exit code, what it printed, and what it said.

    In the environment the answers were given in: it may say which kernels linear algebra takes.
    """
    finished = subprocess.run(
        [sys.executable, "main.py", "replay", *map(str, words), "--json"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return finished.returncode, json.loads(finished.stdout or "{}"), finished.stderr


def recorded_over_http(folder: Path, artifacts: Path, database_url: str, answers: int) -> dict[str, str]:
    """Two workers answer a crowd and record; gives entity tags by request id."""
    env = environment(artifacts, database_url, RECORD_DIR=str(folder / "records"), LOG_LEVEL="WARNING")
    with run(GUNICORN, folder / "log", env) as server, httpx.Client(base_url=server.url) as client:
        return Crowd(client, DOCUMENT).ask(answers)


def check_answers_over_http(folder: Path, artifacts: Path, database_url: str, answers: int) -> None:
    """Have so many answers given over HTTP, and every one of them replayed."""
    tags = recorded_over_http(folder, artifacts, database_url, answers)
    code, found, said = replayed(environment(artifacts, ""), folder / "records")
    assert code == 0, said
    assert set(found["answers"]) == set(BY_NAME)
    assert [list(outcomes) for outcomes in found["answers"].values()] == [["identical"]] * len(BY_NAME)
    assert sum(outcomes["identical"] for outcomes in found["answers"].values()) == len(tags) == answers
    assert len(list((folder / "records" / "states").iterdir())) > 2 * PEOPLE


def test_answers_of_two_workers_are_identical_in_another_process(
    tmp_path: Path, artifacts: Path, sqlite_url: str
) -> None:
    check_answers_over_http(tmp_path, artifacts, sqlite_url, 60)


class Recorded:
    """Two releases and what they answered, a week long, to somebody and to a stranger."""

    def __init__(self, folder: Path) -> None:
        self.artifacts, self.records = folder / "artifacts", folder / "records"
        store = ReleaseStore(self.artifacts)
        self.releases = [make_release(self.artifacts, make_songs(), seed=seed) for seed in (1, 2)]
        store.promote(self.releases[0])
        recorder = Recorder(RecordFiles(self.records, most_bytes=10_000_000))
        self.taste = liking("Blur - Glass", "Pulp - River")
        for number, release in enumerate(self.releases):
            serving = load(open_release(store.path(release)))
            for day in range(7):
                for taste in (self.taste, None):
                    first = answered(serving, "shelves", taste=taste, limit=5)
                    ask = replace(first.ask, moment=NOON + timedelta(days=day))
                    content = BY_NAME["shelves"].reply(serving, ask)
                    recorder.note(Answered("shelves", release, f"{number}-{day}", ask, content))
        recorder.close()

    def replay(self, *words: object) -> tuple[bool, dict[str, int], str]:
        """Whether all were identical, how many ended how, and what was said; in this process."""
        given = [str(self.records), *map(str, words), "--json"]
        result = CliRunner().invoke(replay, given, env={"ARTIFACTS_DIR": str(self.artifacts)})
        return result.exception is None, json.loads(result.stdout)["answers"]["shelves"], result.stderr

    @property
    def file(self) -> Path:
        (file,) = self.records.glob("records-*.jsonl")
        return file


@pytest.fixture
def recorded(tmp_path: Path) -> Recorded:
    return Recorded(tmp_path)


def test_any_kept_release_and_any_day_is_answered_again(recorded: Recorded) -> None:
    assert recorded.replay()[:2] == (True, {"identical": 28})
    assert recorded.replay("--release", recorded.releases[1])[:2] == (True, {"identical": 14})
    assert recorded.replay("--request-id", "1-3")[:2] == (True, {"identical": 2})


def test_the_exit_code_says_whether_all_are_identical(recorded: Recorded) -> None:
    env = {**os.environ, "ARTIFACTS_DIR": str(recorded.artifacts)}
    change_digest(recorded)
    assert replayed(env, recorded.records)[0] == 1
    assert replayed(env, recorded.records / "nowhere")[0] == 2


def change_state(recorded: Recorded) -> None:
    (state,) = (recorded.records / "states").iterdir()
    state.write_bytes(state.read_bytes().replace(b"Pulp", b"Moby"))


def remove_state(recorded: Recorded) -> None:
    (state,) = (recorded.records / "states").iterdir()
    state.unlink()


def change_release(recorded: Recorded) -> None:
    vectors = recorded.artifacts / recorded.releases[0] / "item_vectors.npy"
    content = bytearray(vectors.read_bytes())
    content[-1] ^= 1
    vectors.unlink()
    vectors.write_bytes(content)


def change_digest(recorded: Recorded) -> None:
    first, *others = recorded.file.read_bytes().splitlines(keepends=True)
    line = json.loads(first) | {"digest": "0" * 32}
    recorded.file.write_bytes(json.dumps(line).encode() + b"\n" + b"".join(others))


def change_day(recorded: Recorded) -> None:
    first, *others = recorded.file.read_bytes().splitlines(keepends=True)
    line = json.loads(first) | {"moment": (NOON + timedelta(days=40)).isoformat()}
    recorded.file.write_bytes(json.dumps(line).encode() + b"\n" + b"".join(others))


@pytest.mark.parametrize(
    ("change", "found", "words"),
    [
        (change_state, {"identical": 14, "state gone": 14}, "was changed since it was stored"),
        (remove_state, {"identical": 14, "state gone": 14}, "There is no listener state"),
        (change_release, {"identical": 14, "release gone": 14}, "item_vectors.npy"),
        (change_digest, {"identical": 27, "different": 1}, "the same songs in the same order"),
        (change_day, {"identical": 27, "different": 1}, "song "),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_whatever_is_not_as_it_was_is_reported(
    recorded: Recorded, change: Callable[[Recorded], None], found: dict[str, int], words: str
) -> None:
    change(recorded)
    all_identical, outcomes, said = recorded.replay()
    assert (all_identical, outcomes) == (False, found)
    assert words in " ".join(said.split())
