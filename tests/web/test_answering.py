"""Every recommendation answer says from which release and which listener state it came."""

import re

import httpx

from tests.web.conftest import OTHER, SONG, Person


def states(person: Person) -> list[str]:
    answers = [
        person.get("/recommendations/categories"),
        person.post("/recommendations/cold-start", {"seeds": [SONG]}),
        person.post("/recommendations/similar", {"song": OTHER}),
    ]
    return [answer.headers["X-Listener-State"] for answer in answers]


def test_the_state_of_a_listener_is_a_hash_that_moves_with_what_is_known(ada: Person) -> None:
    before = ada.get("/recommendations/categories").headers["X-Listener-State"]
    assert re.fullmatch("[0-9a-f]{32}", before)
    ada.post("/likes/toggle", {"song_id": SONG})
    after = ada.get("/recommendations/categories").headers["X-Listener-State"]
    assert after != before


def test_every_answer_to_one_listener_carries_the_same_state(ada: Person) -> None:
    ada.post("/recommendations/cold-start", {"seeds": [SONG]})
    assert len(set(states(ada))) == 1


def test_the_state_stands_beside_an_answer_that_is_held_already(ada: Person) -> None:
    first = ada.get("/recommendations/categories")
    held = ada.client.get(
        "/recommendations/categories", headers={**ada.headers, "If-None-Match": first.headers["ETag"]}
    )
    assert held.status_code == 304
    assert held.headers["X-Listener-State"] == first.headers["X-Listener-State"]


def test_a_stranger_has_no_state(client: httpx.Client) -> None:
    assert "X-Listener-State" not in client.get("/recommendations/categories").headers
