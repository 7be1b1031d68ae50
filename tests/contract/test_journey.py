"""A client's whole life over real HTTP, written from the contract alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.servers import GUNICORN, UVICORN, Server, environment, run
from tests.services.databases import Postgres

SONG, OTHER = "Björk - River", "Blur - Glass"
CREDENTIALS = {"username": "Ada Lovelace", "password": "correct horse battery"}
ITEM = {"song_id": str, "title": str, "artist": str}


@pytest.fixture(scope="module", params=["uvicorn", "gunicorn"])
def server(
    request: pytest.FixtureRequest, artifacts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One uvicorn on SQLite; gunicorn with two workers on Postgres."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "uvicorn":
        env = environment(artifacts, f"sqlite:///{folder / 'segue.sqlite3'}")
        with run(UVICORN, folder / "log", env) as running:
            yield running
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    name = postgres.create()
    with run(GUNICORN, folder / "log", environment(artifacts, postgres.database_url(name))) as running:
        yield running
    postgres.drop(name)


@pytest.fixture
def phone(server: Server) -> Iterator[httpx.Client]:
    """A client app: one base address, and a token once it has one."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=10) as phone:
        yield phone


def as_items(values: list[dict[str, Any]]) -> list[str]:
    """The ids of items, each of which has what a page shows."""
    for value in values:
        assert {name: type(value[name]) for name in ITEM} == ITEM
        assert value["cover_url"] is None or isinstance(value["cover_url"], str)
        assert isinstance(value["distance"], float)
    return [value["song_id"] for value in values]


def test_a_query_holds_as_many_songs_as_a_route_takes(phone: httpx.Client) -> None:
    skipped = [f"{'Artist' * 5} - {'Title' * 8} {number}" for number in range(500)]
    answer = phone.get("/catalog/onboarding", params={"skipped": skipped})
    assert answer.status_code == 200, answer.text


def test_a_whole_life(phone: httpx.Client) -> None:
    looks_around(phone)
    signs_up(phone)
    names_two_songs(phone)
    first, second = opens_the_page(phone)
    plays_and_likes(phone, first, second)
    makes_mistakes(phone)
    comes_back(phone, likes=[second, first])


def looks_around(phone: httpx.Client) -> None:
    health = phone.get("/health")
    assert (health.status_code, health.json()["status"]) == (200, "ok")
    assert isinstance(health.json()["songs_indexed"], int)
    assert phone.get("/me/seeds").json() == {"seeds": None}
    assert phone.get("/likes").status_code == 401
    buckets = phone.get("/recommendations/categories").json()["buckets"]
    assert [bucket["label"] for bucket in buckets] == ["Because you like", "More from your vibe", "Fresh mix"]
    assert [bucket["seed_used"] for bucket in buckets] == [None, None, None]
    for bucket in buckets:
        assert len(as_items(bucket["items"])) == 8


def signs_up(phone: httpx.Client) -> None:
    answer = phone.post("/auth/signup", json=CREDENTIALS)
    assert (answer.status_code, answer.json()["token_type"]) == (201, "bearer")
    again = phone.post("/auth/signup", json=CREDENTIALS)
    assert (again.status_code, again.json()["detail"]) == (400, "Username already exists")
    phone.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def names_two_songs(phone: httpx.Client) -> None:
    assert phone.get("/me/seeds").json() == {"seeds": None}
    hits = phone.get("/catalog/search", params={"q": "bjork river", "limit": 50}).json()
    assert hits[0]["song_id"] == SONG
    assert set(hits[0]) >= {"song_id", "title", "artist", "album", "cover_url", "preview_url"}
    assert len(hits) <= 25
    assert phone.get("/search", params={"q": "bjork river"}).json()[0]["song_id"] == SONG
    assert phone.get("/cover", params={"artist": "Björk", "track": "River"}).json() is None
    body = {"seeds": [SONG, "BLUR - glass (Remastered 2012)"]}
    started = phone.post("/recommendations/cold-start", json=body).json()
    assert started["seed_count"] == 2
    assert len(as_items(started["results"])) == 10
    assert phone.get("/me/seeds").json() == {"seeds": [SONG, OTHER]}


def opens_the_page(phone: httpx.Client) -> list[str]:
    buckets = phone.get("/recommendations/categories", params={"limit": 5}).json()["buckets"]
    assert [bucket["seed_used"] for bucket in buckets] == ["your taste", "your taste", None]
    shown = [song for bucket in buckets for song in as_items(bucket["items"])]
    assert len(set(shown)) == len(shown) == 15
    assert not {SONG, OTHER} & set(shown)
    return shown[:2]


def plays_and_likes(phone: httpx.Client, first: str, second: str) -> None:
    for song, liked in ((first, True), (second, True), (second, False), (second, True)):
        assert phone.post("/likes/toggle", json={"song_id": song}).json() == {"liked": liked}
    assert phone.get("/likes").json() == {"likes": [second, first]}
    queue = phone.post("/recommendations/similar", json={"song": first, "limit": 20, "seed": None}).json()
    assert queue["seed_count"] == 1
    assert len(as_items(queue["results"])) == 20
    assert not {first, second, SONG, OTHER} & set(as_items(queue["results"]))


def makes_mistakes(phone: httpx.Client) -> None:
    for path, body, detail in (
        ("/recommendations/similar", {"song": "X - Y"}, "Song 'X - Y' not in model catalogue."),
        ("/likes/toggle", {"song_id": "X - Y"}, "Song not in catalogue"),
    ):
        refused = phone.post(path, json=body)
        assert (refused.status_code, refused.json()["detail"]) == (400, detail)


def comes_back(phone: httpx.Client, likes: list[str]) -> None:
    phone.headers["Authorization"] = "Bearer expired.or.invalid"
    for path in ("/me/seeds", "/recommendations/categories", "/likes"):
        refused = phone.get(path)
        assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    del phone.headers["Authorization"]
    wrong = phone.post("/auth/login", data=CREDENTIALS | {"password": "wrong horse battery"})
    assert (wrong.status_code, wrong.json()["detail"]) == (400, "Incorrect username or password")
    signed_in = phone.post("/auth/login", data=CREDENTIALS | {"username": "ada lovelace"})
    assert (signed_in.status_code, signed_in.json()["token_type"]) == (200, "bearer")
    phone.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
    assert phone.get("/me/seeds").json() == {"seeds": [SONG, OTHER]}
    assert phone.get("/likes").json() == {"likes": likes}
    fallen_back = phone.post("/recommendations/cold-start", json={"seeds": []})
    assert (fallen_back.status_code, fallen_back.json()["seed_count"]) == (200, 2)


def test_up_next_is_the_same_on_every_worker(phone: httpx.Client) -> None:
    body = {"song": SONG, "seed": "session-7", "limit": 50}
    contents = set()
    for _ in range(12):
        with httpx.Client(base_url=phone.base_url, trust_env=False) as other_connection:
            contents.add(other_connection.post("/recommendations/similar", json=body).content)
    assert len(contents) == 1


@pytest.mark.parametrize("in_chunks", [False, True], ids=["at once", "in chunks"])
def test_who_sends_too_much_is_told_so_and_may_go_on(phone: httpx.Client, *, in_chunks: bool) -> None:
    for size in [70_000, 1_000_000, 3_000_000] * 3:
        content = iter([b"x" * 10_000] * (size // 10_000)) if in_chunks else b"x" * size
        refused = phone.post("/recommendations/cold-start", content=content)
        assert (refused.status_code, refused.json()["type"]) == (413, "content-too-large")
        assert phone.get("/health/live").status_code == 200


def test_neither_queries_nor_passwords_reach_the_logs(server: Server, phone: httpx.Client) -> None:
    assert phone.get("/catalog/search", params={"q": "verysecretquery"}).status_code == 200
    phone.post("/auth/login", data={"username": "ada", "password": "verysecretpassword"})
    logs = server.log.read_text()
    assert '"route":"/catalog/search"' in logs
    assert "verysecret" not in logs


def test_an_answer_says_no_more_of_its_server_than_it_must(phone: httpx.Client) -> None:
    names = phone.get("/health/live").headers.get("Server")
    assert names in {None, "uvicorn"}  # which names itself unless its command line says otherwise
