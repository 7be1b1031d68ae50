from typing import Any

import httpx
import pytest

from segue.web.schemas.base import ITEM
from tests.web.conftest import OTHER, SONG, Person
from tests.web.world import ARTISTS


def ids(answer: httpx.Response) -> list[str]:
    return [item["song_id"] for item in answer.json()["results"]]


def start(client: httpx.Client | Person, **body: Any) -> httpx.Response:
    path = "/recommendations/cold-start"
    return client.post(path, body) if isinstance(client, Person) else client.post(path, json=body)


def after(client: httpx.Client | Person, **body: Any) -> httpx.Response:
    path = "/recommendations/similar"
    return client.post(path, body) if isinstance(client, Person) else client.post(path, json=body)


class TestColdStart:
    def test_seeds_are_resolved_counted_once_and_left_out(self, client: httpx.Client) -> None:
        answer = start(client, seeds=["bjork - river", SONG, "nobody - nothing", OTHER], limit=50)
        assert answer.json()["seed_count"] == 2
        assert len(set(ids(answer))) == 50
        assert not {SONG, OTHER} & set(ids(answer))

    def test_items_hold_what_a_page_shows(self, client: httpx.Client) -> None:
        (item,) = start(client, seeds=[SONG], limit=1).json()["results"]
        assert set(item) == {*ITEM}
        assert (item["genre"], item["year"]) == (None, 1997)
        assert item["song_id"] == f"{item['artist']} - {item['title']}"
        assert item["artist"] in ARTISTS

    def test_by_relevance_distances_never_fall(self, client: httpx.Client) -> None:
        answer = start(client, seeds=[SONG], limit=50, order="relevance")
        distances = [item["distance"] for item in answer.json()["results"]]
        assert distances == sorted(distances)
        assert len(set(distances)) > 40

    def test_a_balanced_answer_is_the_default_and_another_one(self, client: httpx.Client) -> None:
        plain, balanced = (start(client, seeds=[SONG], order=order) for order in ("relevance", "balanced"))
        assert start(client, seeds=[SONG]).content == balanced.content != plain.content

    def test_ten_songs_are_the_default(self, client: httpx.Client) -> None:
        assert len(ids(start(client, seeds=[SONG]))) == 10

    def test_five_hundred_seeds_are_taken_and_one_more_is_not(self, client: httpx.Client) -> None:
        assert start(client, seeds=[SONG] * 500).json()["seed_count"] == 1
        assert start(client, seeds=[SONG] * 501).status_code == 422

    @pytest.mark.parametrize("seeds", [[], ["", "  "]])
    def test_without_any_seed_there_is_no_answer(self, client: httpx.Client, seeds: list[str]) -> None:
        answer = start(client, seeds=seeds)
        assert (answer.status_code, answer.json()["detail"]) == (400, "At least one seed is required.")

    def test_without_a_known_seed_there_is_no_answer(self, client: httpx.Client) -> None:
        answer = start(client, seeds=["nobody - nothing"])
        assert answer.status_code == 400
        assert answer.json()["detail"] == "No valid seeds found in model catalogue."


class TestStoredSeeds:
    def test_an_account_keeps_the_first_seeds_it_names(self, ada: Person) -> None:
        assert ada.get("/me/seeds").json() == {"seeds": None}
        start(ada, seeds=["bjork - RIVER", "nobody - nothing", OTHER])
        assert ada.get("/me/seeds").json() == {"seeds": [SONG, OTHER]}
        start(ada, seeds=["Pulp - Paper"])
        assert ada.get("/me/seeds").json() == {"seeds": [SONG, OTHER]}

    def test_stored_seeds_never_come_back_even_when_others_are_named(self, ada: Person) -> None:
        start(ada, seeds=[SONG, OTHER])
        results = start(ada, seeds=["Pulp - Paper"], limit=50).json()["results"]
        assert not {SONG, OTHER} & {item["song_id"] for item in results}

    @pytest.mark.parametrize("seeds", [[], ["nobody - nothing"]])
    def test_a_request_without_usable_seeds_falls_back_on_them(self, ada: Person, seeds: list[str]) -> None:
        first = start(ada, seeds=[SONG, OTHER])
        assert start(ada, seeds=seeds).content == first.content

    @pytest.mark.parametrize(
        ("seeds", "detail"),
        [([], "At least one seed is required."), (["x - y"], "No valid seeds found in model catalogue.")],
    )
    def test_an_account_without_any_is_told_what_is_missing(
        self, ada: Person, seeds: list[str], detail: str
    ) -> None:
        answer = start(ada, seeds=seeds)
        assert (answer.status_code, answer.json()["detail"]) == (400, detail)
        assert ada.get("/me/seeds").json() == {"seeds": None}

    def test_seeds_of_nobody_are_not_stored(self, client: httpx.Client) -> None:
        start(client, seeds=[SONG])
        assert client.get("/me/seeds").json() == {"seeds": None}

    def test_likes_count_too_and_never_come_back(self, ada: Person) -> None:
        before = start(ada, seeds=[SONG], limit=50)
        ada.post("/likes/toggle", {"song_id": OTHER})
        liking = start(ada, seeds=[SONG], limit=50)
        assert OTHER not in ids(liking)
        assert ids(liking) != ids(before)


class TestSimilar:
    def test_the_song_itself_is_left_out_and_the_limit_filled(self, client: httpx.Client) -> None:
        answer = after(client, song="blur - GLASS", limit=50)
        assert answer.json()["seed_count"] == 1
        assert len(set(ids(answer))) == 50
        assert OTHER not in ids(answer)

    def test_an_unknown_song_is_named(self, client: httpx.Client) -> None:
        answer = after(client, song='No "such" — song')
        assert answer.status_code == 400
        assert answer.json()["detail"] == "Song 'No \"such\" — song' not in model catalogue."

    @pytest.mark.parametrize("character", ["x", "\x01", "\U0001f4a5"])
    def test_a_long_unknown_song_is_named_in_part(self, client: httpx.Client, character: str) -> None:
        answer = client.post("/recommendations/similar", json={"song": character * 1024})
        assert answer.json()["detail"] == f"Song '{character * 500}' not in model catalogue."
        assert len(answer.content) < 4096

    def test_a_seed_varies_the_answer_in_one_way(self, client: httpx.Client) -> None:
        answers = {seed: after(client, song=SONG, seed=seed).content for seed in (None, "", "a", "b")}
        assert len(set(answers.values())) == 4
        for seed, content in answers.items():
            assert after(client, song=SONG, seed=seed).content == content

    def test_the_listener_knows_their_own_songs(self, client: httpx.Client, ada: Person) -> None:
        first, second, *_ = ids(after(client, song=SONG))
        start(ada, seeds=[first])
        ada.post("/likes/toggle", {"song_id": second})
        assert not {first, second} & set(ids(after(ada, song=SONG, limit=50)))

    def test_a_seed_that_is_a_song_does_not_come_back(self, client: httpx.Client) -> None:
        first, *_ = ids(after(client, song=SONG))
        assert first not in ids(after(client, song=SONG, seed=first, limit=50))


@pytest.mark.parametrize("limit", [0, 51, -1, True, "5", 5.0, None, 10**30])
@pytest.mark.parametrize("path", ["cold-start", "similar"])
def test_a_limit_in_a_body_is_a_json_integer(client: httpx.Client, path: str, limit: object) -> None:
    body = {"seeds": [SONG], "song": SONG, "limit": limit}
    answer = client.post(f"/recommendations/{path}", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["body", "limit"])
