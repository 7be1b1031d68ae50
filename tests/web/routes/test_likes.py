from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest

from tests.web.conftest import OTHER, SONG, Person, sign_up


def test_a_heart_goes_on_and_off(ada: Person) -> None:
    states = [ada.post("/likes/toggle", {"song_id": SONG}).json() for _ in range(3)]
    assert states == [{"liked": True}, {"liked": False}, {"liked": True}]
    assert ada.get("/likes").json() == {"likes": [SONG]}


def test_the_newest_like_stands_first(ada: Person) -> None:
    for song in (SONG, OTHER, "Pulp - Paper"):
        ada.post("/likes/toggle", {"song_id": song})
    assert ada.get("/likes").json() == {"likes": ["Pulp - Paper", OTHER, SONG]}


@pytest.mark.parametrize(
    "written", ["bjork - RIVER", "Björk - River (Remastered 2011)", "BJÖRK - river - Live"]
)
def test_a_loosely_written_song_is_the_same_song(ada: Person, written: str) -> None:
    assert ada.post("/likes/toggle", {"song_id": written}).json() == {"liked": True}
    assert ada.post("/likes/toggle", {"song_id": SONG}).json() == {"liked": False}


def test_a_song_outside_the_catalogue_is_refused(ada: Person) -> None:
    answer = ada.post("/likes/toggle", {"song_id": "Nobody - Nothing"})
    assert (answer.status_code, answer.json()["detail"]) == (400, "Song not in catalogue")


def test_likes_belong_to_whoever_asks(client: httpx.Client, ada: Person) -> None:
    ada.post("/likes/toggle", {"song_id": SONG})
    assert sign_up(client).get("/likes").json() == {"likes": []}


def test_many_toggles_at_once_lose_none(ada: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        states = list(pool.map(lambda _: ada.post("/likes/toggle", {"song_id": SONG}).json(), range(20)))
    assert states.count({"liked": True}) == states.count({"liked": False}) == 10
    assert ada.get("/likes").json() == {"likes": []}


def test_a_song_is_liked_and_unliked_by_name_any_number_of_times(ada: Person) -> None:
    for _ in range(3):
        answer = ada.put(f"/likes/{quote(SONG, safe='')}")
        assert (answer.status_code, answer.json()) == (200, {"liked": True})
    assert ada.get("/likes").json() == {"likes": [SONG]}
    for _ in range(3):
        answer = ada.delete("/likes/bjork%20-%20river")
        assert (answer.status_code, answer.json()) == (200, {"liked": False})
    assert ada.get("/likes").json() == {"likes": []}


def test_a_song_liked_again_keeps_its_place(ada: Person) -> None:
    for song in (SONG, OTHER, SONG):
        ada.put(f"/likes/{song}")
    assert ada.get("/likes").json() == {"likes": [OTHER, SONG]}


@pytest.mark.parametrize("song_id", ["Nobody - Nothing", "", "%20", "a/b/c", "toggle", "%F0%9F%8E%B8", "%FF"])
def test_only_a_song_of_the_catalogue_can_be_liked(ada: Person, song_id: str) -> None:
    answer = ada.put(f"/likes/{song_id}")
    assert (answer.status_code, answer.json()["detail"]) == (400, "Song not in catalogue")
    assert ada.delete(f"/likes/{song_id}").json() == {"liked": False}


@pytest.mark.parametrize("song_id", ["%00", "x" * 1025])
def test_a_name_that_cannot_be_stored_is_refused(ada: Person, song_id: str) -> None:
    for answer in (ada.put(f"/likes/{song_id}"), ada.delete(f"/likes/{song_id}")):
        assert answer.status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/likes"), ("POST", "/likes/toggle"), ("PUT", "/likes/x"), ("DELETE", "/likes/x")],
)
def test_hearts_need_a_token(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path, json={"song_id": SONG})
    assert (answer.status_code, answer.json()["detail"]) == (401, "Authentication required")
