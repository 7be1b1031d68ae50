from typing import Any

import httpx
import pytest

from segue.web.schemas.shelves import ShelvesQuery
from tests.web.conftest import OTHER, SONG, Person

PATH = "/recommendations/categories"
FIXED = ["because-you-like", "more-from-your-vibe", "fresh-mix"]
CATALOGUE = 120


def summary(answer: httpx.Response) -> list[tuple[str, str | None, int]]:
    return [(shelf["label"], shelf["seed_used"], len(shelf["items"])) for shelf in answer.json()["buckets"]]


def by_id(answer: httpx.Response) -> dict[str, list[str]]:
    return {shelf["id"]: [item["song_id"] for item in shelf["items"]] for shelf in answer.json()["buckets"]}


def songs(answer: httpx.Response) -> list[str]:
    return [song for shelf in by_id(answer).values() for song in shelf]


def asked(client: httpx.Client, **query: Any) -> httpx.Response:
    return client.get(PATH, params=query)


def test_somebody_new_gets_shelves_that_claim_nothing(client: httpx.Client) -> None:
    answer = asked(client)
    assert summary(answer) == [
        ("Because you like", None, 8),
        ("More from your vibe", None, 8),
        ("Fresh mix", None, 8),
    ]
    assert list(by_id(answer)) == FIXED
    assert not any("your" in shelf["reason"] for shelf in answer.json()["buckets"])
    assert answer.json()["eligible_count"] == CATALOGUE


def test_somebody_known_gets_shelves_of_their_taste(ada: Person) -> None:
    ada.post("/recommendations/cold-start", {"seeds": [SONG]})
    ada.post("/likes/toggle", {"song_id": OTHER})
    answer = ada.get(PATH, limit=20)
    assert summary(answer) == [
        ("Because you like", "your taste", 20),
        ("More from your vibe", "your taste", 20),
        ("Fresh mix", None, 20),
    ]
    first, second, _ = answer.json()["buckets"]
    assert first["reason"] == "Near 2 of your songs."
    assert sorted(second["reason"].removeprefix("Like ").removesuffix(".").split(" and ")) == [
        "Glass",
        "River",
    ]
    assert answer.json()["eligible_count"] == CATALOGUE - 2


def test_all_songs_of_a_small_catalogue_are_given_out_once(ada: Person) -> None:
    ada.post("/recommendations/cold-start", {"seeds": [SONG]})
    shown = songs(ada.get(PATH, limit=50))
    assert len(shown) == len(set(shown)) == CATALOGUE - 1
    assert SONG not in shown


def test_a_seed_that_is_a_song_counts_as_taste(client: httpx.Client) -> None:
    answer = asked(client, seed=SONG)
    assert summary(answer)[0] == ("Because you like", "your taste", 8)
    assert SONG not in answer.text


def test_any_other_seed_only_varies(client: httpx.Client) -> None:
    first, again, other = (asked(client, seed=seed) for seed in ("17", "17", "18"))
    assert first.content == again.content != other.content
    assert summary(first)[0] == ("Because you like", None, 8)


def test_one_shelf_alone_begins_with_what_the_page_shows(client: httpx.Client) -> None:
    page = by_id(asked(client, seed=SONG))
    for shelf in FIXED:
        alone = by_id(asked(client, seed=SONG, only=shelf, limit=35))
        assert list(alone) == [shelf]
        assert len(alone[shelf]) == 35
        assert alone[shelf][:8] == page[shelf]


def test_shelves_are_picked_by_id(client: httpx.Client) -> None:
    page = by_id(asked(client))
    assert by_id(asked(client, **{"except": ["fresh-mix", "no-such"]})) == {
        name: page[name] for name in FIXED[:2]
    }
    assert by_id(asked(client, only=FIXED[1:])) == {name: page[name] for name in FIXED[1:]}
    assert by_id(asked(client, only=FIXED, **{"except": FIXED[1:]})) == {FIXED[0]: page[FIXED[0]]}
    assert by_id(asked(client, only="no-such")) == {}


def test_excluded_songs_stand_on_no_shelf(client: httpx.Client) -> None:
    shown = by_id(asked(client, only="fresh-mix"))["fresh-mix"]
    answer = asked(client, exclude=[*shown, "nobody - nothing"], limit=50)
    assert not set(shown) & set(songs(answer))
    assert answer.json()["eligible_count"] == CATALOGUE - 8


def test_what_was_just_shown_sinks(client: httpx.Client) -> None:
    shown = by_id(asked(client))["because-you-like"]
    assert not set(shown) & set(by_id(asked(client, shown=shown))["because-you-like"])


def test_filters_hold_for_every_shelf(client: httpx.Client) -> None:
    answer = asked(client, artist=["blur", "BJORK"], limit=50)
    assert len(songs(answer)) == answer.json()["eligible_count"] == 20
    assert {song.partition(" - ")[0] for song in songs(answer)} == {"Blur", "Björk"}
    assert by_id(asked(client, year_from=1998)) == by_id(asked(client, genre="no such")) == {}
    assert len(songs(asked(client, year_from=1997, year_to=1997))) == 24
    assert asked(client, explicit="false", genre="", artist=[""]).content == asked(client).content


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("limit", text)
            for text in ("0", "51", "-1", "+5", "5.0", " 5", "\N{ARABIC-INDIC DIGIT FIVE}", "1_0", "true", "")
        ),
        *(
            ("discovery", text)
            for text in ("-0.1", "1.01", "nan", "1e-3", ".5", "\N{ARABIC-INDIC DIGIT FIVE}", "")
        ),
        ("diversity", "2"),
        *(("year_from", text) for text in ("0", "10000", "1997.0", "")),
        *(("explicit", text) for text in ("1", "True", "no", "")),
        ("only", "x" * 1025),
        ("genre", "\x00"),
    ],
)
def test_every_part_of_a_query_is_bounded(client: httpx.Client, name: str, value: str) -> None:
    answer = asked(client, **{name: value})
    assert (answer.status_code, answer.json()["errors"][0]["loc"][:2]) == (422, ["query", name])


@pytest.mark.parametrize(
    ("name", "most"),
    [("only", 50), ("except", 50), ("genre", 50), ("artist", 50), ("language", 50), ("exclude", 500)],
)
def test_every_list_of_a_query_is_bounded(client: httpx.Client, name: str, most: int) -> None:
    assert asked(client, **{name: ["x"] * most}).status_code == 200
    assert asked(client, **{name: ["x"] * (most + 1)}).status_code == 422


def test_years_stand_in_order(client: httpx.Client) -> None:
    answer = asked(client, year_from=2001, year_to=2000)
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["query", "year_to"])


def test_dials_reach_the_answer() -> None:
    wished = ShelvesQuery.model_validate({"discovery": "0.25", "diversity": "1", "explicit": "true"}).wished()
    assert (wished.discovery, wished.diversity) == (0.25, 1)
    assert wished.filter is not None
    assert wished.filter.explicit is True
