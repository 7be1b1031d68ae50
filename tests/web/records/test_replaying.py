from pathlib import Path
from typing import Any

import pytest

from segue.base.errors import DataError, NotFound, ReleaseRefused
from segue.web.records.record import Record, line_of
from segue.web.records.replaying import Outcome, Replayer, body_of, difference, registered_as
from segue.web.records.states import store_state
from segue.web.serving import Serving
from tests.web.records.asking import answered, liking

TASTE = liking("Blur - Glass", "Pulp - River")
ASKED: list[tuple[str, dict[str, Any]]] = [
    ("up-next", {"song": "Björk - River", "seed": "monday"}),
    ("cold-start", {"seeds": ["Moby - Paper"], "exclude": ["Air - Glass"], "limit": 7}),
    ("shelves", {"seed": "Björk - River", "limit": 5}),
]


def recorded(serving: Serving, folder: Path, name: str = "up-next", **body: Any) -> Record:
    given = answered(serving, name, taste=TASTE, **body)
    store_state(folder, TASTE.state, TASTE.encoded)
    return Record.model_validate_json(line_of(given, [TASTE.state]))


@pytest.mark.parametrize(("name", "body"), ASKED, ids=[name for name, _ in ASKED])
def test_the_same_question_has_the_same_answer(
    serving: Serving, tmp_path: Path, name: str, body: dict[str, Any]
) -> None:
    record = recorded(serving, tmp_path, name, **body)
    replayed = Replayer(lambda _: serving, tmp_path).replay(record)
    assert (replayed.outcome, replayed.note) == (Outcome.IDENTICAL, "")
    assert replayed.content is not None


def test_a_release_is_opened_once(serving: Serving, tmp_path: Path) -> None:
    opened: list[str] = []

    def open_(release: str) -> Serving:
        opened.append(release)
        return serving

    replayer, record = Replayer(open_, tmp_path), recorded(serving, tmp_path)
    for release in ("a", "b", "a", "b"):
        replayer.replay(record.model_copy(update={"release": release}))
    assert opened == ["a", "b"]


def test_another_request_or_weight_or_digest_is_a_difference(serving: Serving, tmp_path: Path) -> None:
    record = recorded(serving, tmp_path, song="Björk - River", limit=5)
    changes: list[dict[str, Any]] = [
        {"body": {"song": "Moby - River", "limit": 5}},
        {"digest": "0" * 32},
        {"state": None},
    ]
    replayer = Replayer(lambda _: serving, tmp_path)
    for change in changes:
        replayed = replayer.replay(record.model_copy(update=change))
        assert replayed.outcome is Outcome.DIFFERENT, change
        assert replayed.note


@pytest.mark.parametrize("error", [NotFound("gone"), ReleaseRefused("changed")])
def test_a_release_that_cannot_be_opened_is_gone(serving: Serving, tmp_path: Path, error: Exception) -> None:
    def refuse(_: str) -> Serving:
        raise error

    replayed = Replayer(refuse, tmp_path).replay(recorded(serving, tmp_path))
    assert (replayed.outcome, replayed.note) == (Outcome.RELEASE_GONE, str(error))


def test_a_state_that_is_not_there_is_gone(serving: Serving, tmp_path: Path) -> None:
    record = recorded(serving, tmp_path)
    (tmp_path / "states" / f"{TASTE.state}.json").unlink()
    assert Replayer(lambda _: serving, tmp_path).replay(record).outcome is Outcome.STATE_GONE


@pytest.mark.parametrize(
    "change",
    [
        {"name": "horoscope"},
        {"body": {"limit": 51, "song": "x"}},
        {"body": {"song": "no such song"}},
        {"name": "together", "body": {"members": [{"invitation": "x"}, {"invitation": "y"}]}},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    serving: Serving, tmp_path: Path, change: dict[str, Any]
) -> None:
    record = recorded(serving, tmp_path).model_copy(update=change)
    replayed = Replayer(lambda _: serving, tmp_path).replay(record)
    assert replayed.outcome is Outcome.REFUSED
    assert replayed.note


def test_the_first_song_that_differs_is_named() -> None:
    now = {"results": [{"song_id": "a"}, {"song_id": "c"}]}
    assert difference(("a", "b"), now) == "song 2 was b, is c"
    assert difference(("a",), now) == "song 2 was nothing, is c"
    assert difference(("a", "c", "d"), now) == "song 3 was d, is nothing"
    assert difference(("a", "c"), now).startswith("the same songs")


def test_what_cannot_be_asked_says_which_field() -> None:
    with pytest.raises(DataError, match="there are cold-start"):
        registered_as("horoscope")
    with pytest.raises(DataError, match="up-next can't be asked so: limit: Input should be"):
        body_of(registered_as("up-next"), b'{"song": "x", "limit": 51}')
    with pytest.raises(DataError, match="the body"):
        body_of(registered_as("up-next"), b"{")
