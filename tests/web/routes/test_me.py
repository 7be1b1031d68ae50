import asyncio
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from sqlalchemy import text

from db.database import Database
from segue.accounts.attempts import ADDRESS, MADE
from segue.accounts.erasures import digest_of, erase, erased_since, listener_id
from segue.base.ids import AccountId, IdMap
from segue.releases.store import ReleaseStore
from segue.releases.writer import write_folder
from segue.web.app import create_app
from segue.web.errands import Errands
from segue.web.process import Process
from segue.web.routes.me import GONE, KEPT, UNREAD, _farewell, _holders
from segue.web.schemas.me import Export
from tests.accounts.holdings import HOLDERS, fill, held
from tests.releases.world import draft, song_arrays
from tests.web.conftest import OTHER, SONG, Logged, Person, sign_up
from tests.web.world import make_settings, serve

PASSWORD = "correct horse battery"  # as in tests.web.conftest


def leave(person: Person, password: object = PASSWORD) -> httpx.Response:
    return person.client.request(
        "DELETE", "/me", json={"password": password}, headers=person.headers, timeout=30
    )


def export(person: Person) -> dict[str, Any]:
    document: dict[str, Any] = person.get("/me/export").json()
    return document


@dataclass(frozen=True)
class Place:
    """A server with artifacts and a database of its own."""

    client: httpx.Client
    store: ReleaseStore
    database: Database


@contextmanager
def opened(artifacts: Path, database_url: str, root: Path) -> Iterator[Place]:
    shutil.copytree(artifacts, root, symlinks=True)
    database = Database(database_url)
    with serve(create_app(make_settings(root, database_url))) as client:
        yield Place(client, ReleaseStore(root), database)
    database.close()


@pytest.fixture
def place(artifacts: Path, database_url: str, tmp_path: Path) -> Iterator[Place]:
    with opened(artifacts, database_url, tmp_path / "artifacts") as place:
        yield place


@pytest.fixture
def sqlite_place(artifacts: Path, sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    """For what no database has a say in."""
    with opened(artifacts, sqlite_url, tmp_path / "artifacts") as place:
        yield place


def test_an_account_says_what_it_is(ada: Person) -> None:
    ada.post("/recommendations/cold-start", {"seeds": [SONG, OTHER]})
    ada.put(f"/likes/{SONG}")
    ada.put("/me/blocks/artists/Moby")
    ada.put("/me/preferences", {"private": True})
    found = ada.get("/me").json()
    assert found["username"].startswith("ada-")
    assert (found["is_admin"], found["private"]) == (False, True)
    assert found["counts"] == {
        "seeds": 2,
        "likes": 1,
        "dislikes": 0,
        "blocks": 1,
        "feedback": 0,
        "sessions": 1,
    }


def test_an_export_is_a_file_of_everything(ada: Person) -> None:
    event = {"event_id": "e1", "kind": "play", "song_id": SONG, "at": "2026-03-01T12:00:00Z"}
    ada.post("/feedback", {"events": [event]})
    for _ in range(2):
        ada.post("/likes/toggle", {"song_id": OTHER})
    answer = ada.get("/me/export")
    document = answer.json()
    Export.model_validate_json(answer.content)
    day = document["exported_at"][:10]
    assert answer.headers["content-disposition"] == f'attachment; filename="segue-account-{day}.json"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert document["account"]["username"] == ada.get("/me").json()["username"]
    assert [(like["song_id"], like["liked"]) for like in document["likes"]] == [(OTHER, False)]
    assert [event["event_id"] for event in document["feedback"]] == ["e1"]
    assert [heard["plays"] for heard in document["heard"]] == [1]
    assert ada.token not in answer.text
    assert "$argon2" not in answer.text


@pytest.mark.parametrize(("method", "path"), [("GET", "/me"), ("GET", "/me/export"), ("DELETE", "/me")])
def test_all_of_it_needs_a_token(client: httpx.Client, method: str, path: str) -> None:
    assert client.request(method, path, json={"password": PASSWORD}).status_code == 401


def test_a_token_alone_does_not_delete_an_account(ada: Person, logged: Logged) -> None:
    answer = leave(ada, "correct horse batterz")
    assert (answer.status_code, answer.json()["detail"]) == (400, "Incorrect password")
    assert ada.client.request("DELETE", "/me", headers=ada.headers).status_code == 422
    unusable: tuple[object, ...] = (None, 7, "x" * 1025, "a\0b", {})
    for wrong in unusable:
        assert leave(ada, wrong).status_code == 422
    assert ada.get("/me").status_code == 200
    assert not any("username" in fields for fields in logged.named("segue.web.routes.me"))


def test_a_deleted_account_is_gone_at_once_and_whole(place: Place) -> None:
    ada, ben = sign_up(place.client), sign_up(place.client)
    stranger = place.client.get("/recommendations/categories").json()
    account = export(ada)["account"]
    with place.database.transaction(write=True) as connection:
        fill(connection, AccountId(account["id"]), 3)
    invitation = ada.post("/me/invitations", {}).json()["invitation"]
    assert set(held(place.database, account["id"])) == {"users", *(table.name for table in HOLDERS)}
    answer = leave(ada)
    assert answer.json() == {"deleted": True, "releases": [], "candidates": [], "unread": [], "note": GONE}
    assert held(place.database, account["id"]) == {}
    for path in ("/me", "/likes", "/me/seeds", "/recommendations/categories"):
        assert ada.get(path).status_code == 401
    assert leave(ada).status_code == 401
    assert place.client.get("/recommendations/categories").json() == stranger
    assert ben.get("/me").status_code == 200
    members = [{"invitation": invitation}, {"seeds": [SONG]}]
    assert ben.post("/recommendations/together", {"members": members}).status_code == 400
    with place.database.transaction() as connection:
        assert set(erased_since(connection)) == {digest_of(account["username"])}


def test_the_name_belongs_to_whoever_takes_it_next(place: Place) -> None:
    body = {"username": f"ada-{uuid.uuid4().hex}", "password": PASSWORD}
    first = Person(place.client, place.client.post("/auth/signup", json=body).json()["access_token"])
    first.put(f"/likes/{SONG}")
    assert leave(first).status_code == 200
    refused = place.client.post("/auth/login", data=body)
    assert (refused.status_code, refused.json()["detail"]) == (400, "Incorrect username or password")
    second = Person(place.client, place.client.post("/auth/signup", json=body).json()["access_token"])
    assert second.get("/likes").json() == {"likes": []}
    assert first.get("/likes").status_code == 401


def test_the_reply_names_what_was_trained_on_the_account(sqlite_place: Place) -> None:
    ada = sign_up(sqlite_place.client)
    listeners = IdMap.of([listener_id(AccountId(export(ada)["account"]["id"])), "somebody else"])
    arrays = song_arrays() | listeners.arrays("model/user_ids")
    with_ada = write_folder(sqlite_place.store, "candidate", arrays, {}, draft())
    broken = write_folder(sqlite_place.store, "candidate", arrays, {}, draft())
    (sqlite_place.store.candidate_path(broken) / "model" / "user_ids.rows.npy").unlink()
    answer = leave(ada).json()
    assert (answer["candidates"], answer["unread"], answer["releases"]) == ([with_ada], [broken], [])
    assert answer["note"] == f"{GONE} {KEPT} {UNREAD}"


def test_a_search_that_nobody_has_time_for_does_not_fail_the_deletion(artifacts: Path) -> None:
    errands = Errands()
    errands.close()
    process = SimpleNamespace(settings=make_settings(artifacts, "sqlite://"), errands=errands)
    found = asyncio.run(_holders(cast("Process", process), AccountId(1)))
    assert found is None
    farewell = _farewell(found)
    assert (farewell["deleted"], farewell["releases"], farewell["note"]) == (True, [], f"{GONE} {UNREAD}")


def test_guessing_the_password_is_slowed_down_and_counts_for_nobody_afterwards(place: Place) -> None:
    ada = sign_up(place.client)
    assert leave(ada, "a wrong password").status_code == 400
    assert leave(ada).status_code == 200
    with place.database.transaction() as connection:
        scopes = set(connection.scalars(text("SELECT scope FROM attempts")))
    assert scopes <= {ADDRESS, MADE}  # of where they came from, not of whose they were
    ben = sign_up(place.client)
    statuses = [leave(ben, f"a wrong password {number}").status_code for number in range(12)]
    assert set(statuses) == {400, 429}
    assert statuses == sorted(statuses)


def test_nothing_comes_back_and_nothing_fails_while_an_account_is_deleted(place: Place) -> None:
    numbers = count()

    def requests(username: str, ada: Person, refresh: str) -> list[Callable[[], httpx.Response]]:
        def event() -> dict[str, str]:
            said = {"kind": "dislike", "song_id": SONG, "at": "2026-03-01T12:00:00Z"}
            return {"event_id": f"e{next(numbers)}", **said}

        signing_in = {"username": username, "password": PASSWORD}
        return [
            lambda: ada.post("/likes/toggle", {"song_id": OTHER}),
            lambda: ada.post("/feedback", {"events": [event()]}),
            lambda: ada.post("/recommendations/cold-start", {"seeds": [SONG]}),
            lambda: ada.put("/me/preferences", {"discovery": 0.1}),
            lambda: ada.put("/me/blocks/artists/Blur"),
            lambda: ada.put("/me/seeds", {"seeds": [OTHER]}),
            lambda: ada.get("/me/export"),
            lambda: place.client.post("/auth/refresh", json={"refresh_token": refresh}),
            lambda: place.client.post("/auth/login", data=signing_in),
        ]

    def keep_asking(ask: Callable[[], httpx.Response], ended: Event) -> set[int]:
        statuses = set()
        while not ended.is_set():
            statuses.add(ask().status_code)
        return statuses

    for _ in range(2):
        body = {"username": f"ada-{uuid.uuid4().hex}", "password": PASSWORD, "session": True}
        tokens = place.client.post("/auth/signup", json=body).json()
        ada, ended = Person(place.client, tokens["access_token"]), Event()
        user_id = export(ada)["account"]["id"]
        asked = requests(str(body["username"]), ada, tokens["refresh_token"])
        with ThreadPoolExecutor(len(asked)) as threads:
            asking = [threads.submit(keep_asking, ask, ended) for ask in asked]
            try:
                answer = leave(ada)
            finally:
                ended.set()
        assert answer.status_code == 200, answer.text
        assert set().union(*(each.result() for each in asking)) <= {200, 400, 401}
        assert held(place.database, user_id) == {}


def test_who_waits_for_a_deletion_finds_nobody(place: Place) -> None:
    changes: list[tuple[str, str, Any]] = [
        ("POST", "/likes/toggle", {"song_id": SONG}),
        ("PUT", "/me/preferences", {}),
        ("PUT", "/me/blocks/artists/Blur", {}),
        ("POST", "/recommendations/cold-start", {"seeds": [SONG]}),
    ]
    ada = sign_up(place.client)
    user_id = export(ada)["account"]["id"]
    with ThreadPoolExecutor(len(changes)) as threads:
        with place.database.transaction(write=True) as connection:
            erase(connection, user_id, "ada", datetime.now(UTC))
            waiting = [
                threads.submit(place.client.request, method, path, json=body, headers=ada.headers)
                for method, path, body in changes
            ]
            time.sleep(0.2)  # they have read the account, and wait to change it
            assert not any(each.done() for each in waiting)
        assert {each.result().status_code for each in waiting} == {401}
    assert held(place.database, user_id) == {}
