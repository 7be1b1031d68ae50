from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from segue.base.ids import ReleaseId
from segue.base.settings import Settings
from segue.releases.store import ReleaseStore
from segue.web.app import create_app
from segue.web.cursor import Cursor, CursorKey
from tests.web.conftest import OTHER, SONG, Person
from tests.web.world import eventually, make_release, make_settings, make_songs, serve

PATH = "/recommendations/similar"
CATALOGUE = 120


def after(client: httpx.Client | Person, **body: Any) -> httpx.Response:
    return client.post(PATH, body) if isinstance(client, Person) else client.post(PATH, json=body)


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["song_id"] for item in answer.json()["results"]]


def pages(client: httpx.Client | Person, limits: list[int], **body: Any) -> list[str]:
    """The songs of pages asked for one after another."""
    songs: list[str] = []
    cursor = None
    for limit in limits:
        answer = after(client, limit=limit, cursor=cursor, **body)
        songs += ids(answer)
        cursor = answer.json()["cursor"]
    return songs


class TestCursor:
    @pytest.mark.parametrize(
        "body", [{}, {"seed": "a"}, {"discovery": 0.9}, {"history": [{"song": OTHER, "outcome": "skipped"}]}]
    )
    def test_pages_of_any_size_joined_are_one_long_answer(
        self, client: httpx.Client, body: dict[str, Any]
    ) -> None:
        long = pages(client, [50, 50], song=SONG, **body)
        assert pages(client, [1, 7, 50, 30, 12], song=SONG, **body) == long
        assert len(set(long)) == 100

    def test_the_queue_ends_with_the_catalogue(self, client: httpx.Client) -> None:
        first = after(client, song=SONG, limit=50)
        second = after(client, song=SONG, limit=50, cursor=first.json()["cursor"])
        third = after(client, song=SONG, limit=50, cursor=second.json()["cursor"])
        assert len({*ids(first), *ids(second), *ids(third)}) == CATALOGUE - 1
        assert third.json()["cursor"] is None
        assert "one_per_work" not in first.json()["relaxed"]

    def test_the_song_that_plays_may_be_one_of_the_queue(self, client: httpx.Client) -> None:
        first = after(client, song=SONG, limit=20)
        history = [{"song": SONG, "outcome": "played"}]
        second = after(client, song=ids(first)[0], history=history, limit=20, cursor=first.json()["cursor"])
        assert not {SONG, *ids(first)} & set(ids(second))

    def test_likes_and_dislikes_between_pages_act_and_nothing_comes_twice(self, ada: Person) -> None:
        first = after(ada, song=SONG, limit=10)
        cursor = first.json()["cursor"]
        unchanged = ids(after(ada, song=SONG, limit=30, cursor=cursor))
        ada.post("/likes/toggle", {"song_id": unchanged[0]})
        changed = ids(after(ada, song=SONG, limit=30, cursor=cursor))
        assert unchanged[0] not in changed
        assert not set(ids(first)) & set(changed)

    def test_it_is_of_no_use_once_changed(self, client: httpx.Client) -> None:
        cursor = after(client, song=SONG).json()["cursor"]
        payload, _, signature = cursor.partition(".")
        for text in (
            f"{payload}A.{signature}",
            f"{payload}.{signature[::-1]}",
            payload,
            "",
            "é",
            "\U0001f4a5",
        ):
            answer = after(client, song=SONG, cursor=text)
            assert answer.status_code == 400
            assert answer.json()["detail"].startswith("This cursor can't be used.")

    @pytest.mark.parametrize("row", [CATALOGUE, 2**31 - 1])
    def test_one_that_holds_songs_no_release_has_is_refused(
        self, client: httpx.Client, settings: Settings, row: int
    ) -> None:
        release_id = ReleaseId(after(client, song=SONG).headers["X-Release"])
        payload = Cursor(release_id, np.array([row], np.int32)).payload()
        signed = CursorKey([settings.signing_secret]).signed(payload)
        assert after(client, song=SONG, cursor=signed).status_code == 400

    def test_one_too_long_is_refused(self, client: httpx.Client) -> None:
        assert after(client, song=SONG, cursor="x" * 40_001).status_code == 422


class TestHistory:
    def test_its_songs_do_not_come_again_and_unknown_ones_do_not_count(self, client: httpx.Client) -> None:
        plain = ids(after(client, song=SONG, limit=5))
        history = [{"song": plain[0], "outcome": "skipped"}, {"song": OTHER, "outcome": "played"}]
        answer = after(client, song=SONG, limit=50, history=history)
        assert not {plain[0], OTHER, SONG} & set(ids(answer))
        unknown = [{"song": "nobody - nothing", "outcome": "played"}]
        assert ids(after(client, song=SONG, limit=5, history=unknown)) == plain

    def test_what_was_played_changes_the_answer(self, client: httpx.Client) -> None:
        history = [{"song": OTHER, "outcome": "played"}]
        assert ids(after(client, song=SONG)) != ids(after(client, song=SONG, history=history))

    @pytest.mark.parametrize(
        "history",
        [
            [{"song": SONG}],
            [{"song": SONG, "outcome": "loved"}],
            [{"song": 7, "outcome": "played"}],
            [{"song": SONG, "outcome": "played"}] * 201,
            "Blur - Glass",
        ],
    )
    def test_another_shape_is_refused(self, client: httpx.Client, history: object) -> None:
        assert after(client, song=SONG, history=history).status_code == 422


class TestReasons:
    def test_shares_of_the_session_and_of_likes_sum_to_the_score(self, ada: Person) -> None:
        ada.post("/likes/toggle", {"song_id": OTHER})
        history = [{"song": "Pulp - Paper", "outcome": "played"}]
        for item in after(ada, song=SONG, history=history, reasons=True).json()["results"]:
            assert sum(reason["share"] for reason in item["reasons"]) == pytest.approx(
                item["score"], abs=1e-5
            )
            said = {reason["song_id"]: reason["text"] for reason in item["reasons"] if reason["text"]}
            assert said.get(SONG, "Because River is playing") == "Because River is playing"
            assert (
                said.get("Pulp - Paper", "Because you just played Paper") == "Because you just played Paper"
            )
            assert said.get(OTHER, "Because you like Glass") == "Because you like Glass"

    def test_they_are_not_there_unless_asked_for(self, client: httpx.Client) -> None:
        asked = after(client, song=SONG, reasons=True).json()["results"]
        assert [item["reasons"][0]["song_id"] for item in asked] == [SONG] * 10
        assert "reasons" not in after(client, song=SONG).json()["results"][0]


class TestSwap:
    """Two releases with different songs; the pages of a queue are of one of them."""

    def test_a_queue_keeps_to_its_release_and_begins_anew_when_that_is_gone(
        self, tmp_path: Path, sqlite_url: str
    ) -> None:
        store = ReleaseStore(tmp_path)
        old, new = (make_release(tmp_path, make_songs(), seed=seed) for seed in (0, 1))
        store.promote(old)
        with serve(create_app(make_settings(tmp_path, sqlite_url))) as client:
            long = pages(client, [50, 40], song=SONG)
            first = after(client, song=SONG, limit=13)
            store.promote(new)
            eventually(lambda: client.get("/health").json()["release"] == new)
            assert ids(after(client, song=SONG, limit=50)) != long[:50]
            second = after(client, song=SONG, limit=50, cursor=first.json()["cursor"])
            assert second.headers["X-Release"] == old
            assert [*ids(first), *ids(second)] == long[:63]
            assert not second.json()["restarted"]
            store.prune(keep=1)
            store.promote(make_release(tmp_path, make_songs(), seed=2))
            store.prune(keep=1)
            assert old not in store.releases()
            anew = after(client, song=SONG, limit=13, cursor=second.json()["cursor"])
            assert anew.headers["X-Release"] != old
            assert anew.json()["restarted"]
            assert len(ids(anew)) == 13

    def test_a_song_that_its_release_does_not_know_begins_a_new_queue(
        self, tmp_path: Path, sqlite_url: str
    ) -> None:
        store = ReleaseStore(tmp_path)
        old, new = (make_release(tmp_path, make_songs(titles)) for titles in ("Alpha", "Beta"))
        store.promote(old)
        with serve(create_app(make_settings(tmp_path, sqlite_url))) as client:
            first = after(client, song="Björk - River Alpha")
            store.promote(new)
            eventually(lambda: client.get("/health").json()["release"] == new)
            second = after(client, song="Björk - River Beta", cursor=first.json()["cursor"])
            assert second.json()["restarted"]
            assert all(song.endswith("Beta") for song in ids(second))
