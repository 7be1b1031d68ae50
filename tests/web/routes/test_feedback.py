from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from segue.web.routes.feedback import TOO_FAR_AHEAD
from tests.web.conftest import OTHER, SONG, Person


def happened(event_id: str, kind: str = "play", song_id: str = SONG, **fields: Any) -> dict[str, Any]:
    moment = {"at": datetime.now(UTC).isoformat()}
    return {"event_id": event_id, "kind": kind, "song_id": song_id} | moment | fields


def send(person: Person, *events: dict[str, Any], **fields: Any) -> Any:
    answer = person.post("/feedback", {"events": list(events)} | fields)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_answer_says_what_became_of_the_events(ada: Person) -> None:
    sent = [
        happened("1"),
        happened("1"),
        happened("2", "skip", "blur - GLASS", played_ms=0),
        happened("3", "play", "Nobody - Nothing"),
    ]
    assert send(ada, *sent) == {"stored": 2, "repeated": 1, "unknown": 1}
    assert send(ada, *sent) == {"stored": 0, "repeated": 3, "unknown": 1}
    assert send(ada) == {"stored": 0, "repeated": 0, "unknown": 0}


def test_batches_sent_at_once_count_each_event_once(ada: Person) -> None:
    events = [happened(str(number)) for number in range(30)]
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(lambda start: send(ada, *events[start : start + 20]), [0, 10, 5, 0, 10]))
    assert sum(count["stored"] for count in counts) == 30
    assert all(count["stored"] + count["repeated"] == 20 for count in counts)


def test_of_a_private_batch_nothing_is_stored(ada: Person) -> None:
    private = [happened("1", "dislike"), happened("2", song_id="Nobody - Nothing")]
    assert send(ada, *private, private=True) == {"stored": 0, "repeated": 0, "unknown": 1}
    assert ada.get("/me/dislikes").json() == {"dislikes": []}
    assert send(ada, *private) == {"stored": 1, "repeated": 0, "unknown": 1}


def test_the_largest_batch_there_is_comes_through(ada: Person) -> None:
    events = [happened("€" * 96 + f"{number:04}", song_id="€" * 500) for number in range(500)]
    assert send(ada, *events) == {"stored": 0, "repeated": 0, "unknown": 500}
    assert ada.post("/feedback", {"events": [*events, happened("one more")]}).status_code == 422


def test_a_player_whose_clock_is_a_little_ahead_is_heard_one_far_ahead_is_told(ada: Person) -> None:
    for hours, status in ((-1, 200), (23, 200), (25, 422)):
        moment = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
        answer = ada.post("/feedback", {"events": [happened(f"{hours}", at=moment)]})
        assert answer.status_code == status
    assert answer.json()["detail"] == TOO_FAR_AHEAD


def test_a_moment_may_be_told_in_any_zone(ada: Person) -> None:
    moments = ("2026-03-01T12:30:00Z", "2026-03-01t23:30:00.123456+11:00", "2000-01-01T13:00:00+13:00")
    assert send(ada, *(happened(moment, at=moment) for moment in moments))["stored"] == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"at": "2026-03-01T12:30:00"},
        {"at": "2026-03-01"},
        {"at": "1999-12-31T23:59:59Z"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"at": "9999-12-31T23:59:59-14:00"},
        {"at": 1772368200},
        {"at": "1772368200"},
        {"at": None},
        {"at": "T" * 41},
        {"kind": "love"},
        {"event_id": ""},
        {"event_id": "x" * 101},
        {"event_id": 7},
        {"event_id": "\0"},
        {"played_ms": -1},
        {"played_ms": 86_400_001},
        {"played_ms": 1.5},
        {"song_id": "x" * 1025},
    ],
)
def test_an_event_that_cannot_be_is_refused_with_its_place(ada: Person, fields: dict[str, Any]) -> None:
    answer = ada.post("/feedback", {"events": [happened("fine"), happened("x") | fields]})
    assert answer.status_code == 422
    (name,) = fields
    assert answer.json()["errors"][0]["loc"] == ["body", "events", 1, name]
    assert send(ada, happened("fine"))["stored"] == 1


@pytest.mark.parametrize("private", ["true", 1, None])
def test_private_is_a_plain_yes_or_no(ada: Person, private: object) -> None:
    assert ada.post("/feedback", {"events": [], "private": private}).status_code == 422


def test_a_dislike_is_listed_until_it_is_taken_back_or_the_song_is_liked(ada: Person) -> None:
    ada.put(f"/likes/{SONG}")
    send(ada, happened("1", "dislike"), happened("2", "dislike", OTHER))
    assert ada.get("/likes").json() == {"likes": []}
    assert sorted(ada.get("/me/dislikes").json()["dislikes"]) == [SONG, OTHER]
    for _ in range(2):
        assert ada.delete("/me/dislikes/bjork%20-%20river").json() == {"disliked": False}
    assert ada.get("/me/dislikes").json() == {"dislikes": [OTHER]}
    ada.post("/likes/toggle", {"song_id": OTHER})
    assert ada.get("/me/dislikes").json() == {"dislikes": []}


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/feedback"), ("GET", "/me/dislikes"), ("DELETE", "/me/dislikes/x")]
)
def test_what_a_listener_says_needs_a_token(client: httpx.Client, method: str, path: str) -> None:
    assert client.request(method, path, json={"events": []}).status_code == 401
