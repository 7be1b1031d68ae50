"""Failures that belong to no single route. The shape itself is held in ``tests/contract``."""

from collections.abc import Iterator

import httpx
import pytest

from tests.web.conftest import Person


@pytest.mark.parametrize("name", ["k" * 30_000, "\U0001f3b5" * 5_000, "\x01" * 5_000, "k" * 30])
def test_a_failure_is_small_whatever_an_unknown_field_is_called(client: httpx.Client, name: str) -> None:
    strangers = {f"{number}{name}"[: len(name)]: 1 for number in range(50 if len(name) == 30 else 1)}
    bodies = {
        "/recommendations/cold-start": {"seeds": ["a"], "filter": strangers},
        "/recommendations/together": {"members": [strangers, strangers]},
    }
    for path, body in bodies.items():
        answer = client.post(path, json=body)
        assert answer.status_code == 422
        assert len(answer.content) < 4096


def test_nothing_sent_comes_back(client: httpx.Client) -> None:
    many = {"seeds": ["private wish"], "limit": "private", "order": "private"}
    answer = client.post("/recommendations/cold-start", json=many)
    assert answer.status_code == 422
    assert {tuple(error["loc"]) for error in answer.json()["errors"]} == {
        ("body", "limit"),
        ("body", "order"),
    }
    assert "private" not in answer.text


def test_the_place_of_an_error_is_the_way_the_sender_knows(client: httpx.Client) -> None:
    seeds = {"seeds": ["a"]}
    wrong: list[tuple[object, list[str | int], str]] = [
        ({"me": "yes"}, ["me"], "Input should be True"),
        ({"seeds": ["a", 7]}, ["seeds", 1], "Input should be a valid string"),
        ({"me": True, "private wish": 1}, [], "Extra inputs are not permitted"),
        ({"private": "wish"}, [], 'A member should be {"seeds": […]}, {"me": true} or {"invitation": …}'),
        ("private wish", [], 'A member should be {"seeds": […]}, {"me": true} or {"invitation": …}'),
    ]
    for member, place, sentence in wrong:
        answer = client.post("/recommendations/together", json={"members": [seeds, member]})
        assert answer.json()["errors"] == [{"loc": ["body", "members", 1, *place], "msg": sentence}]
        assert "private" not in answer.text


@pytest.mark.parametrize("at", ["2026-03-01T12:30:00", "2026-13-01T12:30:00Z", "yesterday", "T", 7, None, ""])
def test_a_moment_that_is_none_is_told_in_one_sentence(ada: Person, at: object) -> None:
    event = {"event_id": "1", "kind": "play", "song_id": "a", "at": at}
    answer = ada.post("/feedback", {"events": [event]})
    sentence = "Input should be a date and time with its zone, such as 2026-03-01T12:30:00Z"
    assert answer.json()["errors"] == [{"loc": ["body", "events", 0, "at"], "msg": sentence}]


def test_a_list_is_checked_up_to_its_first_error(client: httpx.Client) -> None:
    answer = client.post("/recommendations/cold-start", json={"seeds": [1] * 20_000})
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 1
    assert answer.json()["detail"] == "seeds.0: Input should be a valid string"


def test_the_detail_counts_what_else_is_wrong(client: httpx.Client) -> None:
    answer = client.post("/auth/signup", json={})
    assert answer.json()["detail"] == "username: Field required (and 1 more)"


@pytest.mark.parametrize("size", ["declared", "unknown"])
@pytest.mark.parametrize("path", ["/recommendations/cold-start", "/auth/login", "/nowhere"])
def test_a_large_body_is_refused_whether_its_size_is_declared_or_not(
    client: httpx.Client, path: str, size: str
) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(70):
            yield b"x" * 1000

    body = b"".join(pieces()) if size == "declared" else pieces()
    kind = "application/x-www-form-urlencoded" if path == "/auth/login" else "application/json"
    answer = client.post(path, content=body, headers={"Content-Type": kind})
    reads_the_body = size == "declared" or path != "/nowhere"
    assert answer.status_code == (413 if reads_the_body else 404)
    assert answer.json()["type"] == ("content-too-large" if reads_the_body else "not-found")


def test_a_body_of_the_greatest_size_is_read(client: httpx.Client) -> None:
    body = b'{"seeds": []}'.ljust(65_536)
    answer = client.post(
        "/recommendations/cold-start", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.json()["detail"] == "At least one seed is required."


def test_a_wrong_method_is_told_the_right_ones(client: httpx.Client) -> None:
    answer = client.get("/likes/toggle")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "DELETE, POST, PUT")


def test_a_slash_at_the_end_leads_nowhere_and_to_no_other_host(client: httpx.Client) -> None:
    answer = client.get("/health/", headers={"Host": "evil.example"})
    assert answer.status_code == 404
    assert "evil.example" not in answer.text + str(answer.headers)
