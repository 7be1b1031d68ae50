"""The express lane: it answers plain requests as FastAPI would, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from segue.base.settings import Settings
from segue.web import express
from segue.web.app import create_app
from segue.web.express import MOST_BYTES, Express
from segue.web.process import process_of
from segue.web.work import Work
from tests.web.conftest import OTHER, SONG, Logged, sign_up
from tests.web.drawn import Drawn, operations
from tests.web.recommending import recommending_paths
from tests.web.world import eventually, make_settings, serve

DOCUMENT = create_app().openapi()
PATHS = recommending_paths() | {"/catalog/search", "/search", "/catalog/onboarding"}
OPERATIONS = [each for each in operations(DOCUMENT) if each.path in PATHS]
TEXTS = {
    "": [SONG, OTHER, "Pulp - Paper", "moby engine", "nobody - nothing", "", "é"],
    "cursor": ["x"],
}
LONG_WAY = {"POST": {"Content-Type": "application/long-way+json"}, "GET": {"Content-Length": "0"}}
"""What makes a request go the long way, and means the same."""


class Taken:
    """Counts what the lane answers."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def none(self) -> Iterator[None]:
        before = self.count
        yield
        assert self.count == before, "the lane took it"

    @contextmanager
    def one(self) -> Iterator[None]:
        before = self.count
        yield
        assert self.count == before + 1, "the lane did not take it"


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Taken:
    taken, answered = Taken(), express._response

    async def counted(*args: Any) -> Any:
        response = await answered(*args)
        taken.count += response is not None
        return response

    monkeypatch.setattr(express, "_response", counted)
    return taken


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for everything that is computed."""
    found: list[object] = []
    run = Work.run

    async def counted(self: Work, *args: Any, **options: Any) -> Any:
        found.append(args)
        return await run(self, *args, **options)

    monkeypatch.setattr(Work, "run", counted)
    return found


def comparable(answer: httpx.Response) -> tuple[Any, ...]:
    headers = {name: value for name, value in answer.headers.items() if name not in ("date", "x-request-id")}
    content = answer.json() if answer.content else None
    if isinstance(content, dict):
        content.pop("instance", None)
    if answer.status_code >= 400:
        headers.pop("content-length")  # of a problem, whose instance is the request's id
    return answer.status_code, headers, content, answer.status_code >= 400 or answer.content


def test_every_route_that_answers_from_a_release_has_a_lane() -> None:
    assert Express(create_app()).lanes.keys() == PATHS


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_both_ways_answer_alike(client: httpx.Client, taken: Taken, logged: Logged, operation: Any) -> None:
    someone = sign_up(client)
    someone.put("/me/seeds", {"seeds": [SONG, OTHER]})
    someone.post("/likes/toggle", {"song_id": "Pulp - Paper"})
    someone.put("/me/blocks/artists/Moby")
    invitation = someone.post("/me/invitations", {}).json()["invitation"]
    texts = TEXTS | {"invitation": [invitation] * 3 + ["x.y.z"]}
    drawn = Drawn(Random(str(operation)), texts, DOCUMENT["components"]["schemas"])
    statuses = set()
    for _ in range(12):
        method, path, options = operation.drawn(drawn)
        lists = any(value and isinstance(value, list) for value in options.get("params", {}).values())
        for headers in ({}, someone.headers):
            logged.records.clear()
            before = taken.count
            first, again = (client.request(method, path, headers=headers, **options) for _ in range(2))
            by_lane = taken.count - before
            long = client.request(method, path, headers=headers | LONG_WAY[method], **options)
            assert comparable(first) == comparable(again) == comparable(long)
            assert by_lane == (0 if first.status_code == 422 or lists else 2)
            assert taken.count == before + by_lane
            eventually(lambda: len(logged.named("segue.access")) == 3)
            lines = [line | {"ms": 0, "request_id": ""} for line in logged.named("segue.access")]
            assert lines[0] == lines[1] == lines[2]
            assert lines[0]["route"] == operation.path
            statuses.add(first.status_code)
    assert 200 in statuses


@pytest.mark.parametrize("token", ["", "x", "Bearer x", "Basic eDp5", "bearer a.b.c"])
def test_a_token_that_is_not_valid_is_refused_the_long_way(
    client: httpx.Client, taken: Taken, logged: Logged, token: str
) -> None:
    with taken.one() if not token else taken.none():
        headers = {"Authorization": token}
        answer = client.post("/recommendations/similar", json={"song": SONG}, headers=headers)
    assert answer.status_code == (401 if token else 200)
    assert len(logged.named("segue.accounts.tokens")) == (1 if token.lower().startswith("bearer") else 0)


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": "text/plain"}, b'{"song": "Blur - Glass"}', 422),
        ({"Content-Type": "application/json; charset=utf-16"}, b'{"song": "Blur - Glass"}', 200),
        ({}, '{"song": "Blur - Glass"}'.encode("utf-16"), 200),
        ({}, b'{"song": "Blur - Glass", "exclude": ["%b"]}' % (b"x" * MOST_BYTES), 422),
        ({}, b'{"song": "Blur - Glass", "more": "%b"}' % (b"x" * MOST_BYTES), 200),
        ({}, b'{"song": "\\ud800"}', 422),
        ({}, b'{"song": "Blur - Glass", "more": NaN}', 200),
        ({}, b'{"song": "Blur - Glass"', 422),
        ({}, b"[]", 422),
        ({}, b"", 422),
    ],
)
def test_bodies_that_are_not_plain_go_the_long_way(
    client: httpx.Client, taken: Taken, headers: dict[str, str], body: bytes, status: int
) -> None:
    with taken.none():
        answer = client.post("/recommendations/similar", content=body, headers=headers)
    assert answer.status_code == status


def test_a_body_in_pieces_goes_the_long_way_whole(client: httpx.Client, taken: Taken) -> None:
    pieces = (piece for piece in (b'{"song": ', b'"Blur - Glass"}'))
    assert client.post("/recommendations/similar", content=pieces).status_code == 200
    assert taken.count <= 1  # the server may hand both over at once


@pytest.mark.parametrize(
    ("query", "status"), [("seed=a&seed=b", 200), ("only=x", 200), ("utm_source=x", 200), ("limit=0", 422)]
)
def test_queries_that_are_not_plain_go_the_long_way(
    client: httpx.Client, taken: Taken, query: str, status: int
) -> None:
    with taken.none():
        assert client.get(f"/recommendations/categories?{query}").status_code == status


def test_other_methods_go_the_long_way(client: httpx.Client, taken: Taken) -> None:
    with taken.none():
        assert client.head("/recommendations/categories").status_code == 405
        assert client.get("/recommendations/similar").headers["Allow"] == "POST"


def test_what_a_stranger_asks_again_is_not_computed_again(
    settings: Settings, taken: Taken, computed: list[object]
) -> None:
    with serve(create_app(settings)) as client:
        answers = [
            (client.get("/recommendations/categories?seed=x"), client.get("/search?q=river"))
            for _ in range(3)
        ]
        assert len(computed) == 2
        tag = answers[0][0].headers["ETag"]
        held = client.get("/recommendations/categories?seed=x", headers={"If-None-Match": tag})
    assert (held.status_code, held.content, len(computed)) == (304, b"", 2)
    assert taken.count == 7
    assert {tuple(answer.content for answer in pair) for pair in answers} == {
        tuple(answer.content for answer in answers[0])
    }


def test_an_account_is_answered_by_what_is_stored_of_it(settings: Settings, computed: list[object]) -> None:
    with serve(create_app(settings)) as client:
        stranger = client.get("/recommendations/categories")
        ada, ben = sign_up(client), sign_up(client)
        for person in (ada, ben):
            person.put("/me/seeds", {"seeds": [SONG]})
        computed.clear()
        first = ada.get("/recommendations/categories")
        again = ada.get("/recommendations/categories")
        assert len(computed) == 1
        assert first.content == again.content != stranger.content
        assert first.headers["X-Listener-State"] == again.headers["X-Listener-State"]
        ada.post("/likes/toggle", {"song_id": OTHER})
        assert ada.get("/recommendations/categories").headers["ETag"] != first.headers["ETag"]
        assert len(computed) == 2
        assert client.get("/recommendations/categories").content == stranger.content


def test_tomorrow_is_computed_anew(settings: Settings, computed: list[object]) -> None:
    app, now = create_app(settings), [datetime.now(UTC)]
    with serve(app) as client:
        app.state.process = replace(process_of(app), clock=lambda: now[0])
        pages = [client.get("/recommendations/categories").content for _ in range(2)]
        now[0] += timedelta(days=1)
        client.get("/recommendations/categories")
    assert len(computed) == 2
    assert pages[0] == pages[1]


def test_the_first_seeds_an_account_names_are_stored_though_the_answer_is_at_hand(
    settings: Settings,
) -> None:
    with serve(create_app(settings)) as client:
        for person in (sign_up(client), sign_up(client)):
            assert person.post("/recommendations/cold-start", {"seeds": [SONG]}).status_code == 200
            assert person.get("/me/seeds").json() == {"seeds": [SONG]}


def test_guests_are_read_every_time(settings: Settings) -> None:
    with serve(create_app(settings)) as client:
        guest = sign_up(client)
        guest.put("/me/seeds", {"seeds": [SONG]})
        invitation = guest.post("/me/invitations", {}).json()["invitation"]
        body = {"members": [{"invitation": invitation}, {"seeds": [OTHER]}]}
        assert client.post("/recommendations/together", json=body).status_code == 200
        guest.post("/auth/logout-all", {})
        assert client.post("/recommendations/together", json=body).status_code == 400


def test_pages_of_a_queue_after_the_first_are_computed(settings: Settings, computed: list[object]) -> None:
    with serve(create_app(settings)) as client:
        cursor = client.post("/recommendations/similar", json={"song": SONG}).json()["cursor"]
        body = {"song": SONG, "cursor": cursor}
        answers = {client.post("/recommendations/similar", json=body).content for _ in range(2)}
    assert len(answers) == 1
    assert len(computed) == 3


def test_every_answer_is_recorded_where_answers_are(
    artifacts: Path, sqlite_url: str, tmp_path: Path, taken: Taken
) -> None:
    app = create_app(make_settings(artifacts, sqlite_url, record_dir=tmp_path / "records"))
    with serve(app) as client:
        ids = [client.get("/recommendations/categories").headers["X-Request-ID"] for _ in range(3)]
    (file,) = (tmp_path / "records").glob("*.jsonl")
    assert [request_id in file.read_text() for request_id in ids] == [True] * 3
    assert taken.count == 3


def test_a_mistake_of_ours_is_told_as_ever(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, logged: Logged, taken: Taken
) -> None:
    async def broken(*_: object, **__: object) -> Any:
        raise RuntimeError("password=hunter2")

    with serve(create_app(settings)) as client:
        monkeypatch.setattr(Work, "run", broken)
        with taken.one():
            answer = client.post("/recommendations/similar", json={"song": SONG})
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert "hunter2" not in answer.text
    (entry,) = [record for record in logged.records if record.levelname == "ERROR"]
    assert vars(entry)["fields"]["request_id"] == answer.headers["X-Request-ID"]
