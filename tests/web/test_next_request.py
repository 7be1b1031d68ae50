"""Whatever a listener says acts on the very next request, everywhere, and no longer once it is taken back."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np
import pytest

from segue.base.ids import IdMap
from segue.base.songs import Songs
from segue.base.strings import Strings
from segue.releases.store import ReleaseStore
from segue.web.app import create_app
from tests.web.conftest import Person, logging_kept, sign_up
from tests.web.world import make_release, make_settings, make_songs, serve

TNT = "AC/DC - T.N.T."
SEEDS = ["Björk - River", "Moby - Engine"]
GENRES = ("Rock", "Trip-Hop", "Electronic")


def world() -> Songs:
    """Genres by artist, every third song explicit, and one whose id has a slash."""
    songs = make_songs()
    ids, artists, titles = ([*column] for column in (songs.ids.ids, songs.artist, songs.title))
    ids[1], artists[1], titles[1] = TNT, "AC/DC", "T.N.T."
    return replace(
        songs,
        ids=IdMap.of(ids),
        artist=Strings.of(artists),
        title=Strings.of(titles),
        genre=Strings.of(GENRES[row // 10 % 3] for row in range(len(songs))),
        explicit=(np.arange(len(songs)) % 3 == 0).astype(np.int8),
    )


WORLD = world()
ROWS = {song_id: row for row, song_id in enumerate(WORLD.ids.ids)}


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    root = tmp_path_factory.mktemp("next-request")
    ReleaseStore(root).promote(make_release(root, WORLD))
    with ExitStack() as closing:
        with logging_kept():
            app = create_app(make_settings(root, f"sqlite:///{root}/segue.sqlite3"))
            client = closing.enter_context(serve(app))
        yield client


@pytest.fixture
def ben(listening: httpx.Client) -> Person:
    """Somebody who has named two seeds."""
    person = sign_up(listening)
    person.put("/me/seeds", {"seeds": SEEDS})
    return person


Answers = dict[str, list[str]]


def asked(person: Person) -> Answers:
    """The song ids of every kind of recommendation, in order; shelves so long that they hold all songs."""
    bodies: dict[str, dict[str, Any]] = {
        "cold-start": {},
        "similar": {"song": "Air - Glass"},
        "playlist": {"songs": ["Air - Glass", "Pulp - Paper"]},
        "together": {"members": [{"me": True}, {"seeds": ["Pulp - Paper"]}]},
    }
    answers = {
        kind: [item["song_id"] for item in answered(person, kind, body)] for kind, body in bodies.items()
    }
    shelves = person.get("/recommendations/categories", limit=50).json()["buckets"]
    return answers | {"categories": [item["song_id"] for shelf in shelves for item in shelf["items"]]}


def answered(person: Person, kind: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    answer = person.post(f"/recommendations/{kind}", body | {"limit": 50})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["results"]
    return items


def everywhere(answers: Answers) -> set[str]:
    return set.intersection(*map(set, answers.values()))


def anywhere(answers: Answers) -> set[str]:
    return set().union(*answers.values())


def tell(person: Person, kind: str, *song_ids: str, days_ago: int = 0, private: bool = False) -> None:
    at = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    events = [
        {"event_id": f"{kind} {song_id}", "kind": kind, "song_id": song_id, "at": at} for song_id in song_ids
    ]
    assert person.post("/feedback", {"events": events, "private": private}).status_code == 200


@contextmanager
def only_meanwhile(person: Person) -> Iterator[Answers]:
    """What holds before holds again after; gives it."""
    before = asked(person)
    yield before
    assert asked(person) == before


def path(song_id: str) -> str:
    return quote(song_id, safe="")


def test_a_like(ben: Person) -> None:
    with only_meanwhile(ben) as before:
        song = min(everywhere(before))
        ben.put(f"/likes/{path(song)}")
        after = asked(ben)
        assert song not in anywhere(after)
        assert all(after[kind] != before[kind] for kind in before)
        ben.delete(f"/likes/{path(song)}")


def test_a_like_of_an_id_with_a_slash(ben: Person) -> None:
    with only_meanwhile(ben) as before:
        assert TNT in anywhere(before)
        assert ben.put("/likes/AC%2FDC%20-%20T.N.T.").json() == {"liked": True}
        assert ben.get("/likes").json() == {"likes": [TNT]}
        assert TNT not in anywhere(asked(ben))
        assert ben.delete("/likes/AC/DC - T.N.T.").json() == {"liked": False}


def test_a_dislike(ben: Person) -> None:
    with only_meanwhile(ben) as before:
        song = min(everywhere(before))
        tell(ben, "dislike", song)
        assert song not in anywhere(asked(ben))
        ben.delete(f"/me/dislikes/{path(song)}")


@pytest.mark.parametrize("kind", ["play", "skip"])
def test_a_song_heard_today_or_yesterday_rests(ben: Person, kind: str) -> None:
    today, yesterday, earlier, *_ = sorted(everywhere(asked(ben)))
    tell(ben, kind, today)
    tell(ben, kind, yesterday, days_ago=1)
    tell(ben, kind, earlier, days_ago=3)
    after = anywhere(asked(ben))
    assert {today, yesterday}.isdisjoint(after)
    assert earlier in after


def test_plays_draw_nearer_and_skips_push_away(ben: Person) -> None:
    artist = WORLD.artist[ROWS[answered(ben, "cold-start", {})[-1]["song_id"]]]
    own = [song_id for song_id, row in ROWS.items() if WORLD.artist[row] == artist]
    tell(ben, "play", *own[:4], days_ago=3)
    drawn = place(ben, own)
    tell(ben, "skip", *own[4:7], days_ago=3)
    assert place(ben, own) > drawn


def place(person: Person, song_ids: list[str]) -> float:
    """The mean distance of the last three of them."""
    ranked = answered(
        person, "cold-start", {"order": "relevance", "filter": {"artists": [WORLD.artist[ROWS[song_ids[0]]]]}}
    )
    distances = {item["song_id"]: item["distance"] for item in ranked}
    return float(np.mean([distances[song_id] for song_id in song_ids[7:]]))


def test_a_private_batch_touches_nothing(ben: Person) -> None:
    with only_meanwhile(ben) as before:
        for kind in ("play", "skip", "dislike"):
            tell(ben, kind, *everywhere(before), private=True)


def test_a_song_that_is_blocked(ben: Person) -> None:
    with only_meanwhile(ben) as before:
        song = min(everywhere(before))
        ben.put(f"/me/blocks/songs/{path(song)}")
        assert song not in anywhere(asked(ben))
        ben.delete(f"/me/blocks/songs/{path(song)}")


def test_an_artist_who_is_blocked(ben: Person) -> None:
    with only_meanwhile(ben) as before:
        for songs in before.values():
            assert "Portishead" in {WORLD.artist[ROWS[song_id]] for song_id in songs}
        ben.put("/me/blocks/artists/portishead")
        assert "Portishead" not in {WORLD.artist[ROWS[song_id]] for song_id in anywhere(asked(ben))}
        ben.delete("/me/blocks/artists/PORTISHEAD")


def test_a_genre_that_is_blocked(ben: Person) -> None:
    with only_meanwhile(ben) as before:
        for songs in before.values():
            assert "Trip-Hop" in {WORLD.genre[ROWS[song_id]] for song_id in songs}
        assert ben.put("/me/blocks/genres/trip hop").json()["name"] == "Trip-Hop"
        assert "Trip-Hop" not in {WORLD.genre[ROWS[song_id]] for song_id in anywhere(asked(ben))}
        ben.delete("/me/blocks/genres/TRIP HOP")


def test_a_block_until_a_moment(ben: Person) -> None:
    with only_meanwhile(ben) as before:
        song = min(everywhere(before))
        snooze(ben, song, seconds=3600)
        assert song not in anywhere(asked(ben))
        until = snooze(ben, song, seconds=0.3)
        time.sleep(max(0.0, (until - datetime.now(UTC)).total_seconds()) + 0.01)
        assert ben.get("/me/blocks").json() == {"blocks": []}


def snooze(person: Person, song_id: str, *, seconds: float) -> datetime:
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    assert person.put(f"/me/blocks/songs/{path(song_id)}", {"until": until.isoformat()}).status_code == 200
    return until


def test_preferences(ben: Person) -> None:
    with only_meanwhile(ben) as before:
        assert any(WORLD.explicit[ROWS[song_id]] for song_id in everywhere(before))
        ben.put("/me/preferences", {"explicit": False})
        assert not any(WORLD.explicit[ROWS[song_id]] for song_id in anywhere(asked(ben)))
        for dial in ({"discovery": 1.0}, {"diversity": 1.0}):
            ben.put("/me/preferences", dial)
            after = asked(ben)
            assert all(after[kind] != before[kind] for kind in before), dial
        ben.put("/me/preferences", {})


def test_seeds(ben: Person) -> None:
    with only_meanwhile(ben) as before:
        others = sorted(everywhere(before))[:3]
        ben.put("/me/seeds", {"seeds": others})
        after = asked(ben)
        assert set(others).isdisjoint(anywhere(after))
        assert all(after[kind] != before[kind] for kind in before)
        ben.delete("/me/seeds")
        assert ben.post("/recommendations/cold-start", {}).status_code == 400
        stranger = ben.client.get("/recommendations/categories", params={"limit": 20}).json()
        assert ben.get("/recommendations/categories", limit=20).json() == stranger
        ben.put("/me/seeds", {"seeds": SEEDS})
