"""One question asked by hand; what is recorded is replayed in tests/contract/test_replay.py."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from segue.base.errors import DataError, NotFound
from segue.cli.replay import replay
from segue.releases.store import ReleaseStore
from segue.web.records.states import store_state
from tests.web.records.asking import liking
from tests.web.world import make_release, make_songs

BODY = json.dumps({"song": "Björk - River", "limit": 3, "seed": "x"})


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("artifacts")
    ReleaseStore(root).promote(make_release(root, make_songs()))
    return root


def run(artifacts: Path, *words: object) -> Result:
    return CliRunner().invoke(replay, list(map(str, words)), env={"ARTIFACTS_DIR": str(artifacts)})


def answer(artifacts: Path, *words: object) -> dict[str, Any]:
    result = run(artifacts, *words, "--json")
    assert result.exception is None, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_question_by_hand_is_answered_from_the_current_release(artifacts: Path) -> None:
    found = answer(artifacts, "--route", "up-next", "--body", BODY)
    assert len(found["results"]) == 3
    current = ReleaseStore(artifacts).current_id()
    assert answer(artifacts, "--route", "up-next", "--body", BODY, "--release", current) == found


def test_it_is_answered_as_of_a_day(artifacts: Path) -> None:
    words = ["--route", "shelves", "--body", "{}", "--at"]
    first, same, other = (answer(artifacts, *words, f"2026-06-{day:02}") for day in (1, 1, 2))
    assert first == same
    assert first != other


def test_it_is_answered_as_to_a_listener_of_a_stored_state(artifacts: Path, tmp_path: Path) -> None:
    taste = liking("Björk - Glass", "Björk - Morning")
    store_state(tmp_path, taste.state, taste.encoded)
    words = [tmp_path, "--route", "cold-start", "--body", '{"seeds": ["Björk - River"], "limit": 50}']
    stranger, known = answer(artifacts, *words), answer(artifacts, *words, "--state", taste.state)
    songs = [{item["song_id"] for item in found["results"]} for found in (stranger, known)]
    assert "Björk - Glass" in songs[0] - songs[1]


def test_a_person_is_shown_a_table(artifacts: Path) -> None:
    result = run(artifacts, "--route", "up-next", "--body", BODY)
    assert "song_id" in result.stdout
    assert "distance" in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--route", "up-next"],
        ["--route", "horoscope", "--body", "{}"],
        ["--body", "{}"],
        ["--route", "up-next", "--body", BODY, "--state", "0" * 32],
        ["records", "--at", "2026-06-01"],
    ],
)
def test_what_does_not_go_together_is_a_usage_error(artifacts: Path, words: list[str]) -> None:
    assert run(artifacts, *words).exit_code == 2


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--route", "up-next", "--body", '{"song": 7}'], DataError),
        (["--route", "up-next", "--body", "{"], DataError),
        (["--route", "up-next", "--body", BODY, "--release", "none"], NotFound),
        (["/nowhere"], DataError),
        ([".", "--route", "up-next", "--body", BODY, "--state", "0" * 32], NotFound),
    ],
)
def test_what_cannot_be_carried_out_is_one_sentence(
    artifacts: Path, words: list[str], error: type[Exception]
) -> None:
    assert isinstance(run(artifacts, *words).exception, error)
