from concurrent.futures import ThreadPoolExecutor

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


@pytest.mark.parametrize(("method", "path"), [("GET", "/likes"), ("POST", "/likes/toggle")])
def test_hearts_need_a_token(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path, json={"song_id": SONG})
    assert (answer.status_code, answer.json()["detail"]) == (401, "Authentication required")
