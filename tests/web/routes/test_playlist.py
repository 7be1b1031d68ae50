from typing import Any

import httpx
import pytest

from tests.web.conftest import OTHER, SONG, Person


def go_on(client: httpx.Client, *songs: str, **body: Any) -> httpx.Response:
    return client.post("/recommendations/playlist", json={"songs": songs, **body})


def ids(answer: httpx.Response) -> list[str]:
    return [item["song_id"] for item in answer.json()["results"]]


def test_songs_to_add_are_none_of_the_playlist(client: httpx.Client) -> None:
    answer = go_on(client, "bjork - RIVER", OTHER, limit=50)
    assert len(set(ids(answer))) == 50
    assert not {SONG, OTHER} & set(ids(answer))
    assert answer.json()["unrecognised"] == []


def test_the_order_of_the_playlist_matters(client: httpx.Client) -> None:
    assert ids(go_on(client, SONG, OTHER)) != ids(go_on(client, OTHER, SONG))


def test_what_is_not_recognised_is_named_with_the_nearest_spelling(client: httpx.Client) -> None:
    said = go_on(client, SONG, "Blurr - Glas", "???", "Blurr - Glas").json()["unrecognised"]
    assert [missing["given"] for missing in said] == ["Blurr - Glas", "???"]
    assert said[0]["nearest"]["song_id"] == OTHER
    assert said[1]["nearest"] is None


def test_the_nearest_spelling_is_looked_for_a_few_times_only(client: httpx.Client) -> None:
    said = go_on(client, SONG, *(f"Blurr - Glas{number}" for number in range(499))).json()["unrecognised"]
    assert len(said) == 499
    assert [missing["nearest"] is not None for missing in said] == [True] * 20 + [False] * 479


@pytest.mark.parametrize("songs", [["nobody - nothing"], [""], [" - "] * 500])
def test_without_a_known_song_it_says_what_to_do(client: httpx.Client, songs: list[str]) -> None:
    answer = go_on(client, *songs)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("None of these songs is in the catalogue. Write them as")


def test_no_songs_and_too_many_are_refused(client: httpx.Client) -> None:
    assert go_on(client).status_code == 422
    assert go_on(client, *[SONG] * 501).status_code == 422


def test_songs_that_a_listener_dislikes_or_excludes_stay_away(client: httpx.Client, ada: Person) -> None:
    first, second, *_ = ids(go_on(client, SONG))
    ada.post("/likes/toggle", {"song_id": first})
    body = {"songs": [SONG], "limit": 50, "exclude": [second]}
    answer = ada.post("/recommendations/playlist", body)
    assert not {first, second} & {item["song_id"] for item in answer.json()["results"]}
