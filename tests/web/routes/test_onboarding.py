from typing import Any

import httpx
import pytest

from tests.web.conftest import SONG, Person
from tests.web.world import ARTISTS

PATH = "/catalog/onboarding"


def ask(client: httpx.Client, **params: Any) -> list[dict[str, Any]]:
    answer = client.get(PATH, params=params)
    assert answer.status_code == 200, answer.text
    songs: list[dict[str, Any]] = answer.json()["results"]
    return songs


@pytest.mark.parametrize("kind", ["songs", "artists"])
def test_twelve_songs_by_as_many_artists_are_shown(client: httpx.Client, kind: str) -> None:
    assert {song["artist"] for song in ask(client, kind=kind)} == set(ARTISTS)
    assert len(ask(client, kind=kind)) == 12


def test_nothing_shown_already_comes_back_nor_does_its_artist(client: httpx.Client) -> None:
    first = ask(client, limit=4)
    ids = [song["song_id"] for song in first]
    more = ask(client, limit=50, chosen=ids[0], skipped=ids[1:])
    assert len(more) == len(ARTISTS) - 4
    assert not {song["artist"] for song in first} & {song["artist"] for song in more}


def test_choices_are_written_loosely_counted_once_and_what_is_unknown_counts_for_nothing(
    client: httpx.Client,
) -> None:
    params = {"chosen": ["bjork - river", SONG, "nobody - nothing"], "skipped": [SONG, "Blur - Glass"]}
    answer = client.get(PATH, params=params).json()
    assert (answer["chosen_count"], answer["skipped_count"]) == (1, 1)


def test_what_was_chosen_decides_what_comes_next(client: httpx.Client) -> None:
    nexts = [
        [song["song_id"] for song in ask(client, limit=10, chosen=f"{artist} - River")] for artist in ARTISTS
    ]
    assert len({tuple(sorted(ids)) for ids in nexts}) > len(ARTISTS) / 2
    assert len({ids[0] for ids in nexts}) > 1


def test_strangers_may_keep_the_answer_and_hold_it_for_good(client: httpx.Client, ada: Person) -> None:
    answer = client.get(PATH)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["X-Release"]
    again = client.get(PATH, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert ada.get(PATH).content == answer.content


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=51",
        "kind=albums",
        "chosen=%00",
        "chosen=" + "x" * 1025,
        "&".join(["skipped=a"] * 501),
    ],
)
def test_what_can_not_be_meant_is_refused(client: httpx.Client, query: str) -> None:
    assert client.get(f"{PATH}?{query}").status_code == 422
