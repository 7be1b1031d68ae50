from datetime import UTC, datetime, timedelta

import httpx
import pytest

from segue.web.routes.blocks import ENDED
from tests.web.conftest import SONG, Person


def soon(seconds: float = 3600) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


def test_a_block_is_put_listed_and_taken_back(ada: Person) -> None:
    assert ada.put("/me/blocks/artists/BJORK").json() == {"kind": "artist", "name": "Björk", "until": None}
    until = soon()
    snoozed = ada.put("/me/blocks/songs/bjork%20-%20river", {"until": until}).json()
    assert snoozed == {"kind": "song", "name": SONG, "until": until}
    assert [one["name"] for one in ada.get("/me/blocks").json()["blocks"]] == [SONG, "Björk"]
    for _ in range(2):
        assert ada.delete("/me/blocks/songs/bjork - River").json() == {"blocked": False}
        assert ada.delete("/me/blocks/artists/björk").json() == {"blocked": False}
    assert ada.get("/me/blocks").json() == {"blocks": []}


def test_a_block_put_again_has_the_new_end(ada: Person) -> None:
    for until in (soon(), None, soon(7200)):
        assert ada.put("/me/blocks/artists/Blur", {"until": until}).status_code == 200
        (one,) = ada.get("/me/blocks").json()["blocks"]
        assert one["until"] == until


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("songs/Nobody - Nothing", "Song not in catalogue"),
        ("artists/Nobody", "Artist not in catalogue"),
        ("artists/", "Artist not in catalogue"),
        ("genres/Polka", "Genre not in catalogue"),
    ],
)
def test_only_what_the_catalogue_holds_can_be_blocked(ada: Person, path: str, detail: str) -> None:
    answer = ada.put(f"/me/blocks/{path}")
    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
    assert ada.delete(f"/me/blocks/{path}").json() == {"blocked": False}


def test_a_block_does_not_end_in_the_past(ada: Person) -> None:
    answer = ada.put("/me/blocks/artists/Blur", {"until": soon(-1)})
    assert (answer.status_code, answer.json()["detail"]) == (422, ENDED)


@pytest.mark.parametrize("until", ["tomorrow", "2999-01-01T00:00:00Z", "2026-12-01", 1, {}, []])
def test_an_end_is_a_moment_in_reach(ada: Person, until: object) -> None:
    assert ada.put("/me/blocks/artists/Blur", {"until": until}).status_code == 422


def test_there_are_no_blocks_of_anything_else(ada: Person) -> None:
    assert ada.put("/me/blocks/albums/OK Computer").status_code == 422
    assert ada.put("/me/blocks/artists").status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_blocks_need_a_token(client: httpx.Client, method: str) -> None:
    path = "/me/blocks" if method == "GET" else "/me/blocks/artists/Blur"
    assert client.request(method, path).status_code == 401
