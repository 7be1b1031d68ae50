"""What accounts are shown is kept, off the way of a request, and nothing of anybody else is."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from db.database import Database
from segue.accounts.impressions import Compared, Impression, impressions_of, store_impressions
from segue.accounts.taste import Preferences
from segue.base.ids import AccountId
from segue.base.settings import Settings
from segue.online.surfaces import reported_as
from segue.recommend.themes import Kind
from segue.web import impressions
from segue.web.app import create_app
from segue.web.impressions import Impressions, lists_in
from segue.web.records.record import Answered
from segue.web.serving import Serving
from segue.web.storage import Storage
from tests.accounts.people import make_user
from tests.accounts.shown import Shown, shown_lists
from tests.web.conftest import OTHER, SONG, sign_up
from tests.web.records.asking import NOON, answered, liking
from tests.web.world import eventually, make_settings, serve


@pytest.fixture
def kept(sqlite_url: str) -> Iterator[Database]:
    """The database of :func:`settings`, to look into."""
    database = Database(sqlite_url)
    yield database
    database.close()


def songs(answer: httpx.Response) -> tuple[str, ...]:
    return tuple(item["song_id"] for item in answer.json()["results"])


def note(keeping: Impressions, given: Answered, account: AccountId) -> None:
    keeping.note(given.ask, given.release_id, account, lists_in(given.name, given.content))


def shown(given: Answered, account: AccountId, compared: Compared | None = None) -> list[Impression]:
    lists = lists_in(given.name, given.content)
    return impressions_of(account, given.ask.moment, given.release_id, lists, compared)


def test_every_recommendation_to_an_account_is_kept_as_it_was_shown(
    settings: Settings, kept: Database
) -> None:
    with serve(create_app(settings)) as client:
        ada = sign_up(client)
        release = client.get("/health").json()["release"]
        single = {
            "cold-start": ada.post("/recommendations/cold-start", {"seeds": [SONG]}),
            "up-next": ada.post("/recommendations/similar", {"song": OTHER}),
            "playlist": ada.post("/recommendations/playlist", {"songs": [OTHER]}),
            "together": ada.post(
                "/recommendations/together", {"members": [{"me": True}, {"seeds": [OTHER]}]}
            ),
        }
        ada.post("/recommendations/reasons", {"song": OTHER})
        page = ada.get("/recommendations/categories")
        assert {answer.status_code for answer in (*single.values(), page)} == {200}
    found = shown_lists(kept)  # the server has ended: all that waited is stored
    assert {one.release_id for one in found} == {release}
    assert len({one.user_id for one in found}) == 1
    expected = [(name, songs(answer)) for name, answer in single.items()]
    expected += [
        (shelf["id"], tuple(item["song_id"] for item in shelf["items"])) for shelf in page.json()["buckets"]
    ]
    assert sorted((one.surface, one.song_ids) for one in found) == sorted(expected)
    assert {reported_as(one.surface) for one in found} <= {*single, *map(str, Kind)}


def test_a_page_that_is_held_already_is_shown_again(settings: Settings, kept: Database) -> None:
    with serve(create_app(settings)) as client:
        ada = sign_up(client)
        first = ada.get("/recommendations/categories")
        again = client.get(
            "/recommendations/categories", headers={**ada.headers, "If-None-Match": first.headers["ETag"]}
        )
        assert again.status_code == 304
    shelves = [shelf["id"] for shelf in first.json()["buckets"]]
    assert sorted(one.surface for one in shown_lists(kept)) == sorted(2 * shelves)


def test_nothing_is_kept_of_strangers_refusals_and_private_accounts(
    settings: Settings, kept: Database
) -> None:
    with serve(create_app(settings)) as client:
        ada = sign_up(client)
        client.get("/recommendations/categories")
        assert ada.post("/recommendations/similar", {"song": "nobody knows it"}).status_code == 400
        assert ada.put("/me/preferences", {"private": True}).status_code == 200
        ada.get("/recommendations/categories")
    assert shown_lists(kept) == []


def test_nothing_is_kept_where_it_is_turned_off(artifacts: Path, sqlite_url: str, kept: Database) -> None:
    with serve(create_app(make_settings(artifacts, sqlite_url, impression_days=0))) as client:
        sign_up(client).get("/recommendations/categories")
    assert shown_lists(kept) == []


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    """A database that is there, on both kinds."""
    storage = Storage(database_url)
    asyncio.run(storage.open())
    yield storage
    asyncio.run(storage.close())


def test_what_reads_the_taste_of_a_private_guest_is_not_kept(serving: Serving, storage: Storage) -> None:
    ana = make_user(storage.database).id
    plain = answered(serving, taste=liking(SONG))
    guest = replace(liking(OTHER), preferences=Preferences(private=True))
    with closing(Impressions(storage, days=3650)) as keeping:
        note(keeping, plain, ana)
        note(keeping, replace(plain, ask=replace(plain.ask, members=(liking(OTHER),))), ana)
        note(keeping, replace(plain, ask=replace(plain.ask, members=(guest,))), ana)
    assert len(shown_lists(storage.database)) == 2


def test_an_account_deleted_while_its_lists_wait_leaves_nothing_and_loses_nobody_elses(
    serving: Serving, storage: Storage
) -> None:
    ana, ben = (make_user(storage.database, name).id for name in ("ana", "ben"))
    given = answered(serving, taste=liking(SONG))
    with closing(Impressions(storage, days=3650)) as keeping:
        for user_id in (ana, ben, ana):
            note(keeping, given, user_id)
        with storage.database.transaction(write=True) as connection:
            connection.execute(text("DELETE FROM users WHERE id = :id"), {"id": ana})
    assert [one.user_id for one in shown_lists(storage.database)] == [ben]
    assert keeping.dropped == 0


def test_what_is_shown_while_the_database_is_away_waits_for_it(
    serving: Serving, sqlite_url: str, kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impressions, "RETRY_SECONDS", 0.02)
    monkeypatch.setattr(impressions, "GATHER_SECONDS", 0.0)
    ana, storage = make_user(kept).id, Storage(sqlite_url)  # not opened yet: as good as away
    with closing(Impressions(storage, days=3650)) as keeping:
        for _ in range(3):
            note(keeping, answered(serving, taste=liking(SONG)), ana)
        eventually(lambda: keeping.failing)
        asyncio.run(storage.open())
        eventually(lambda: not keeping.failing)
    assert len(shown_lists(kept)) == 3
    asyncio.run(storage.close())


def test_a_database_that_goes_away_shows_in_health(
    settings: Settings, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impressions, "GATHER_SECONDS", 0.3)
    with serve(create_app(settings)) as client:
        ada = sign_up(client)
        assert ada.get("/recommendations/categories").status_code == 200
        path = Path(sqlite_url.removeprefix("sqlite:///"))
        path.rename(path.with_suffix(".away"))
        eventually(lambda: "impressions" in client.get("/health").json()["degraded"])
        assert client.get("/recommendations/categories").status_code == 200


def test_what_is_older_than_it_may_be_is_forgotten(serving: Serving, storage: Storage) -> None:
    ana = make_user(storage.database).id
    old = answered(serving, taste=liking(SONG))
    now = replace(old, ask=replace(old.ask, moment=datetime.now(UTC)))
    with storage.database.transaction(write=True) as connection:
        store_impressions(connection, shown(old, ana))
    with closing(Impressions(storage, days=1)) as keeping:
        note(keeping, now, ana)
    assert [one.shown_at for one in shown_lists(storage.database)] == [now.ask.moment]


def test_what_is_too_old_is_looked_for_until_none_is_left_and_then_not_for_a_while(
    serving: Serving, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impressions, "GATHER_SECONDS", 0.0)
    monkeypatch.setattr(impressions, "MOST_FORGOTTEN", 2)
    ana = make_user(storage.database).id
    old = answered(serving, taste=liking(SONG))
    now = replace(old, ask=replace(old.ask, moment=datetime.now(UTC)))

    def add_old(count: int) -> None:
        with storage.database.transaction(write=True) as connection:
            store_impressions(connection, shown(old, ana) * count)

    def kept_days() -> list[datetime]:
        return [one.shown_at for one in shown_lists(storage.database)]

    add_old(3)
    with closing(Impressions(storage, days=1)) as keeping:
        note(keeping, now, ana)
        eventually(lambda: kept_days() == [NOON, now.ask.moment])
        note(keeping, now, ana)
        eventually(lambda: kept_days() == [now.ask.moment] * 2)
        add_old(1)
        note(keeping, now, ana)
    assert kept_days() == [NOON, *[now.ask.moment] * 3]


def test_what_is_stored_of_a_page(serving: Serving, storage: Storage) -> None:
    ana = make_user(storage.database).id
    page = answered(serving, "shelves", taste=liking(SONG), limit=3)
    compared = Compared("e1", {"fresh-mix": "ABA"})
    with storage.database.transaction(write=True) as connection:
        store_impressions(connection, shown(page, ana, compared))
    assert shown_lists(storage.database) == [
        Shown(
            ana,
            NOON,
            serving.release_id,
            shelf["id"],
            tuple(item["song_id"] for item in shelf["items"]),
            "e1",
            compared.arms.get(shelf["id"]),
        )
        for shelf in page.content["buckets"]
    ]


def test_an_empty_list_is_none(serving: Serving) -> None:
    given = answered(serving, taste=liking(SONG))
    given.content["results"] = []
    assert shown(given, AccountId(7)) == []
