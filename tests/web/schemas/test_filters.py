from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from segue.web.schemas.filters import MOST_NAMES, FilterWish, asks_something
from tests.web.conftest import SONG


def start(client: httpx.Client, **filters: Any) -> httpx.Response:
    body = {"seeds": [SONG], "limit": 50, "filter": filters}
    return client.post("/recommendations/cold-start", json=body)


def test_only_songs_that_pass_come_back(client: httpx.Client) -> None:
    answer = start(client, artists=["BLUR", "the suede"]).json()
    assert {item["artist"] for item in answer["results"]} == {"Blur", "Suede"}
    assert answer["eligible_count"] == 20


@pytest.mark.parametrize("filters", [{"genres": ["Zydeco"]}, {"years": [1998, None]}, {"languages": ["en"]}])
def test_a_filter_nothing_passes_gives_an_empty_answer(client: httpx.Client, filters: dict[str, Any]) -> None:
    answer = start(client, **filters)
    assert (answer.status_code, answer.json()["results"], answer.json()["eligible_count"]) == (200, [], 0)


def test_songs_of_which_nobody_knows_whether_they_are_explicit_pass(client: httpx.Client) -> None:
    assert start(client, explicit=False).json()["eligible_count"] == 119


@pytest.mark.parametrize(
    "filters",
    [
        {"years": [2001, 2000]},
        {"years": [1990]},
        {"years": ["1990", None]},
        {"years": [0, None]},
        {"genres": "jazz"},
        {"genres": ["x"] * (MOST_NAMES + 1)},
        {"artists": ["a\x00b"]},
        {"explicit": "no"},
        {"genre": ["jazz"]},
    ],
)
def test_a_filter_that_is_not_understood_is_refused(client: httpx.Client, filters: dict[str, Any]) -> None:
    assert start(client, **filters).status_code == 422


def test_a_filter_can_be_written_down_and_read_again() -> None:
    wish = FilterWish(years=(1990, None), genres=["Jazz"], explicit=False)
    assert FilterWish.model_validate_json(wish.model_dump_json()) == wish
    with pytest.raises(ValidationError):
        FilterWish.model_validate({"year": [1990, None]})


def test_a_wish_asks_something_where_some_song_may_not_pass() -> None:
    asking: list[dict[str, Any]] = [
        {"explicit": False},
        {"years": (1990, None)},
        {"genres": ["Pop"]},
        {"languages": ["en"]},
    ]
    assert all(asks_something(FilterWish.model_validate(said)) for said in asking)
    silent: list[dict[str, Any]] = [{}, {"genres": [], "artists": None}]
    assert not any(asks_something(FilterWish.model_validate(said)) for said in silent)
    assert not asks_something(None)
