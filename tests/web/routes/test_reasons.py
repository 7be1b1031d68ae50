"""Why a song is recommended, over HTTP."""

from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segue.recommend.candidates import listener_vector
from segue.recommend.listener import Listener
from segue.recommend.signals import seeds
from segue.web.serving import Serving
from tests.web.conftest import OTHER, SONG, Person, sign_up
from tests.web.world import ARTISTS, WORDS

SONGS = [f"{artist} - {word}" for artist in ARTISTS for word in WORDS]
NAMED = [SONG, OTHER, "Pulp - Paper"]


def why(client: httpx.Client | Person, **body: Any) -> dict[str, Any]:
    asked = body | {"song": body.get("song", "Björk - Glass")}
    if isinstance(client, Person):
        answer = client.post("/recommendations/reasons", asked)
    else:
        answer = client.post("/recommendations/reasons", json=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ranks_without(explanation: dict[str, Any]) -> dict[str, int]:
    return {
        reason["song_id"]: reason["rank_without"]
        for reason in explanation["reasons"]
        if reason["rank_without"] is not None
    }


def place_served(asker: Person, song: str, **body: Any) -> int:
    """Where a cold start by relevance shows a song, the first at 1."""
    answer = asker.post("/recommendations/cold-start", body | {"order": "relevance", "limit": 50})
    return 1 + [item["song_id"] for item in answer.json()["results"]].index(song)


def test_items_carry_reasons_only_where_asked(client: httpx.Client) -> None:
    plain, asked = (
        client.post("/recommendations/cold-start", json={"seeds": NAMED} | more).json()["results"]
        for more in ({}, {"reasons": True})
    )
    assert not any("reasons" in item or "score" in item for item in plain)
    for item in asked:
        assert sum(reason["share"] for reason in item["reasons"]) == pytest.approx(item["score"], rel=1e-5)
        *named, rest = item["reasons"]
        assert 1 <= len(named) <= 3
        assert {reason["song_id"] for reason in named} <= set(NAMED)
        assert (rest["song_id"], rest["title"], rest["text"]) == (None, None, None)


def test_the_score_is_the_one_the_order_goes_by(client: httpx.Client, serving: Serving) -> None:
    body = {"seeds": NAMED, "order": "relevance", "reasons": True, "limit": 50}
    items = client.post("/recommendations/cold-start", json=body).json()["results"]
    scores = [item["score"] for item in items]
    assert scores == sorted(scores, reverse=True)
    rows = [serving.catalogue.songs.ids.row(song) for song in NAMED]
    vector = listener_vector(serving.snapshot, Listener.of(seeds([row for row in rows if row is not None])))
    assert vector is not None
    for item in items:
        row = serving.catalogue.songs.ids.row(item["song_id"])
        assert item["score"] == pytest.approx(
            float(serving.snapshot.space.item_vectors[row] @ vector), rel=1e-5
        )


def test_a_reason_is_worded_by_what_was_done(ada: Person) -> None:
    ada.post("/recommendations/cold-start", {"seeds": [SONG, OTHER]})
    ada.post("/likes/toggle", {"song_id": "Pulp - Paper"})
    ada.post("/likes/toggle", {"song_id": OTHER})
    explained = {
        reason["song_id"]: reason
        for song in ("Björk - Morning", "Blur - Morning", "Pulp - Morning")
        for reason in why(ada, song=song)["reasons"]
        if reason["text"]
    }
    assert {song: reason["text"] for song, reason in explained.items()} == {
        SONG: "Because you named River",
        OTHER: "Because you like Glass",
        "Pulp - Paper": "Because you like Paper",
    }


@settings(max_examples=15)
@given(
    named=st.sets(st.sampled_from(SONGS), max_size=4),
    liked=st.sets(st.sampled_from(SONGS), max_size=4),
    played=st.sets(st.sampled_from(SONGS), max_size=4),
    song=st.sampled_from(SONGS),
)
def test_no_reason_is_worded_from_data_that_was_not_used(
    running: httpx.Client, named: set[str], liked: set[str], played: set[str], song: str
) -> None:
    if not named | liked | played:
        return
    ada = sign_up(running)
    if named:
        assert ada.client.put("/me/seeds", json={"seeds": sorted(named)}, headers=ada.headers).is_success
    for liking in liked:
        ada.post("/likes/toggle", {"song_id": liking})
    events = [
        {"event_id": each, "kind": "play", "song_id": each, "at": "2026-01-01T00:00:00Z"} for each in played
    ]
    assert ada.post("/feedback", {"events": events}).is_success
    signals = {"like": liked, "named": named, "played": played}
    before = why(ada, song=song)
    for reason in before["reasons"]:
        if reason["text"] is not None:
            word = reason["text"].removesuffix(f" {reason['title']}").removeprefix("Because you ")
            assert reason["song_id"] in signals[word]
            assert reason["share"] > 0
    assert sum(reason["share"] for reason in before["reasons"]) == pytest.approx(before["score"], rel=1e-5)


def test_taking_a_worded_song_away_changes_the_score(ada: Person) -> None:
    for song in NAMED:
        ada.post("/likes/toggle", {"song_id": song})
    before = why(ada)
    for reason in before["reasons"]:
        if reason["text"] is None:
            continue
        ada.post("/likes/toggle", {"song_id": reason["song_id"]})
        assert why(ada)["score"] != before["score"]
        ada.post("/likes/toggle", {"song_id": reason["song_id"]})
        assert why(ada)["score"] == before["score"]


@pytest.mark.parametrize("song", ["Björk - Glass", "Blur - River", "Pulp - Glass"])
def test_the_rank_without_a_like_is_what_is_served_once_it_is_taken_back(ada: Person, song: str) -> None:
    ada.client.put("/me/seeds", json={"seeds": ["Air - River"]}, headers=ada.headers)
    for liked in NAMED:
        ada.post("/likes/toggle", {"song_id": liked})
    before = why(ada, song=song)
    tried = {liked: rank for liked, rank in ranks_without(before).items() if liked in NAMED}
    assert 1 <= len(tried) <= 3
    for liked, rank in tried.items():
        ada.post("/likes/toggle", {"song_id": liked})
        after = why(ada, song=song, exclude=[liked])  # so that the same songs are eligible
        assert (after["rank"], after["eligible_count"]) == (rank, before["eligible_count"])
        if rank <= 50:
            assert place_served(ada, song, exclude=[liked]) == rank
        ada.post("/likes/toggle", {"song_id": liked})
    assert why(ada, song=song) == before


def test_one_song_to_try_without_is_enough(client: httpx.Client) -> None:
    explanation = why(client, seeds=NAMED, without="blur - glass")
    assert set(ranks_without(explanation)) == {OTHER}
    alone = why(client, seeds=[SONG, "Pulp - Paper"], exclude=[OTHER])
    assert ranks_without(explanation)[OTHER] == alone["rank"]


def test_without_their_only_song_a_listener_is_a_stranger(client: httpx.Client) -> None:
    (rank,) = ranks_without(why(client, seeds=[SONG], song="Björk - Glass")).values()
    assert rank == 1  # the most popular song but the seed


def test_songs_that_must_not_come_back_are_ranked_all_the_same(client: httpx.Client) -> None:
    explanation = why(client, seeds=NAMED, song=SONG)
    assert explanation["eligible"] is False
    assert explanation["eligible_count"] == len(SONGS) - len(NAMED)
    assert why(client, seeds=NAMED)["eligible"] is True


def test_a_filter_decides_what_counts_in_ranks(client: httpx.Client) -> None:
    explanation = why(client, seeds=NAMED, song="Air - Static", filter={"artists": ["Air"]})
    assert explanation["eligible_count"] == len(WORDS)
    assert 1 <= explanation["rank"] <= len(WORDS)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"song": "nobody - nothing", "seeds": [SONG]}, "Song not in catalogue"),
        ({"song": SONG}, "Nothing is known of this listener yet"),
        ({"song": SONG, "seeds": ["nobody - nothing"]}, "Nothing is known of this listener yet"),
        ({"song": SONG, "seeds": [OTHER], "without": "Pulp - Paper"}, "The song to try without is none"),
        ({"song": SONG, "seeds": [OTHER], "without": "x - y"}, "Song not in catalogue"),
    ],
)
def test_what_cannot_be_explained_says_why(client: httpx.Client, body: dict[str, Any], sentence: str) -> None:
    answer = client.post("/recommendations/reasons", json=body)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(sentence)


def test_an_explanation_of_an_account_is_private(client: httpx.Client, ada: Person) -> None:
    ada.post("/likes/toggle", {"song_id": SONG})
    body = {"song": OTHER, "seeds": [SONG]}
    assert "private" in ada.post("/recommendations/reasons", body).headers["Cache-Control"]
    assert "public" in client.post("/recommendations/reasons", json=body).headers["Cache-Control"]


def test_songs_on_shelves_carry_reasons_where_asked(ada: Person) -> None:
    for song in NAMED:
        ada.post("/likes/toggle", {"song_id": song})
    plain, asked = (
        ada.get("/recommendations/categories", **more).json()["buckets"] for more in ({}, {"reasons": "true"})
    )
    assert not any("reasons" in item for bucket in plain for item in bucket["items"])
    for bucket in asked:
        for item in bucket["items"]:
            found = why(ada, song=item["song_id"])
            assert item["score"] == pytest.approx(found["score"])
            assert sum(reason["share"] for reason in item["reasons"]) == pytest.approx(item["score"])
            assert {reason["song_id"] for reason in item["reasons"]} <= {*NAMED, None}


def test_a_newcomers_shelves_have_none(client: httpx.Client) -> None:
    buckets = client.get("/recommendations/categories?reasons=true").json()["buckets"]
    assert buckets
    assert not any("reasons" in item for bucket in buckets for item in bucket["items"])


def test_a_playlist_goes_on_for_reasons_that_stand_in_it(ada: Person) -> None:
    ada.post("/likes/toggle", {"song_id": "Air - Static"})
    body = {"songs": NAMED, "reasons": True}
    for item in ada.post("/recommendations/playlist", body).json()["results"]:
        *named, _ = item["reasons"]
        assert named
        for reason in named:
            assert reason["song_id"] in NAMED
            assert reason["text"] == f"Because {reason['title']} is on the list"
        assert sum(reason["share"] for reason in item["reasons"]) == pytest.approx(item["score"], rel=1e-5)
