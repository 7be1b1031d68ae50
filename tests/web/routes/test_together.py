"""Hearing music together, over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text

from db.database import Database
from segue.accounts.stored import StoredTaste, taste
from segue.accounts.tokens import INVITATION, Claims, Tokens
from segue.base.ids import AccountId
from segue.base.keys import DEVELOPMENT_SECRET
from segue.base.settings import Settings
from segue.web.app import create_app
from tests.web.conftest import OTHER, SONG, Person, sign_up
from tests.web.world import serve

PULP, AIR = {"seeds": ["Pulp - Paper", "Pulp - River"]}, {"seeds": ["Air - Static"]}


def together(client: httpx.Client | Person, *members: dict[str, Any], **body: Any) -> httpx.Response:
    asked = {"members": members} | body
    if isinstance(client, Person):
        return client.post("/recommendations/together", asked)
    return client.post("/recommendations/together", json=asked)


def invitation_of(person: Person) -> dict[str, str]:
    return {"invitation": str(person.post("/me/invitations", {}).json()["invitation"])}


def artists(answer: httpx.Response) -> set[str]:
    return {item["artist"] for item in answer.json()["results"]}


def test_two_seed_lists_both_find_songs_of_theirs(client: httpx.Client) -> None:
    answer = together(client, PULP, AIR, limit=10)
    assert answer.status_code == 200
    assert {"Pulp", "Air"} <= artists(answer)
    items = answer.json()["results"]
    assert len(items) == 10
    assert not {item["song_id"] for item in items} & {*PULP["seeds"], *AIR["seeds"]}
    for item in items:
        assert len(item["fits"]) == 2
        assert all(0 <= fit <= 1 for fit in item["fits"])
    assert max(item["fits"][0] for item in items) > 0.9
    assert max(item["fits"][1] for item in items) > 0.9


def test_strangers_get_an_answer_caches_may_keep_and_members_of_accounts_do_not(
    client: httpx.Client, ada: Person
) -> None:
    assert "public" in together(client, PULP, AIR).headers["Cache-Control"]
    ada.post("/likes/toggle", {"song_id": SONG})
    answer = together(client, invitation_of(ada), AIR)
    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]


def test_whoever_asks_takes_part_as_me(ada: Person) -> None:
    ada.post("/likes/toggle", {"song_id": SONG})
    assert "Björk" in artists(together(ada, {"me": True}, AIR))


def test_an_invitation_brings_the_taste_of_the_account_that_gave_it(
    ada: Person, client: httpx.Client
) -> None:
    ben = sign_up(client)
    ada.post("/likes/toggle", {"song_id": SONG})
    ben.post("/likes/toggle", {"song_id": OTHER})
    answer = together(ben, {"me": True}, invitation_of(ada), limit=50)
    assert {"Björk", "Blur"} <= artists(answer)
    assert not {SONG, OTHER} & {item["song_id"] for item in answer.json()["results"]}


def test_what_a_guest_keeps_away_nobody_is_given(ada: Person, client: httpx.Client) -> None:
    ada.post("/likes/toggle", {"song_id": SONG})
    headers = ada.headers
    assert ada.client.put("/me/blocks/artists/Air", json={}, headers=headers).is_success
    event = {"event_id": "1", "kind": "dislike", "song_id": "Pulp - Glass", "at": "2026-01-01T00:00:00Z"}
    assert ada.post("/feedback", {"events": [event]}).is_success
    answer = together(client, AIR, PULP, invitation_of(ada), exclude=["Blur - River"], limit=50)
    found = {item["song_id"] for item in answer.json()["results"]}
    assert "Air" not in artists(answer)
    assert not found & {SONG, "Pulp - Glass", "Blur - River", *PULP["seeds"]}
    assert answer.json()["eligible_count"] == 120 - 10 - len({SONG, "Pulp - Glass", "Blur - River"}) - 2


def test_an_account_that_is_invited_many_times_is_read_once(
    ada: Person, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada.post("/likes/toggle", {"song_id": SONG})
    given = [invitation_of(ada) for _ in range(7)]
    read: list[Claims] = []

    def counted(database: Database, claims: Claims, now: datetime, known: StoredTaste | None) -> StoredTaste:
        read.append(claims)
        return taste(database, claims, now, known)

    monkeypatch.setattr("segue.accounts.tastes.taste", counted)
    answer = together(client, AIR, *given)
    assert answer.status_code == 200
    assert {len(item["fits"]) for item in answer.json()["results"]} == {8}
    assert len(read) == 1


def test_an_invitation_says_when_it_ends(ada: Person) -> None:
    before = datetime.now(UTC)
    answer = ada.post("/me/invitations", {})
    assert answer.status_code == 201
    ends = datetime.fromisoformat(answer.json()["expires_at"])
    assert timedelta(hours=23, minutes=59) < ends - before <= timedelta(hours=24)


def test_an_invitation_signs_nobody_in_and_a_token_invites_nobody(ada: Person) -> None:
    ada.post("/likes/toggle", {"song_id": SONG})
    guest = Person(ada.client, invitation_of(ada)["invitation"])
    for path in ("/likes", "/me/seeds", "/recommendations/categories"):
        assert guest.get(path).status_code == 401
    refused = together(ada, AIR, {"invitation": ada.token})
    assert refused.status_code == 400
    assert refused.json()["detail"] == "Member 2: the invitation is not valid any more. Ask for a new one."


@pytest.mark.parametrize("invitation", ["", "x", "a.b.c", "é" * 1024])
def test_an_invitation_that_is_none_is_refused_by_its_number(client: httpx.Client, invitation: str) -> None:
    answer = together(client, PULP, AIR, {"invitation": invitation})
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-request")
    assert answer.json()["detail"].startswith("Member 3: the invitation")


def test_an_invitation_ends_after_its_time_and_with_the_tokens_of_its_account(settings: Settings) -> None:
    with serve(create_app(settings)) as client:
        ada = sign_up(client)
        ada.post("/likes/toggle", {"song_id": SONG})
        signing = Tokens([DEVELOPMENT_SECRET], clock=lambda: datetime.now(UTC), purpose=INVITATION)
        late = signing.sign(Claims(AccountId(1), 0), until=datetime.now(UTC) - timedelta(minutes=1))
        assert together(client, AIR, {"invitation": late}).status_code == 400
        given = invitation_of(ada)
        assert together(client, AIR, given).status_code == 200
        engine = create_engine(settings.resolved_database_url)
        with engine.begin() as connection:
            connection.execute(text("UPDATE users SET token_version = token_version + 1"))
        engine.dispose()
        assert together(client, AIR, given).status_code == 400


def test_a_member_of_whom_nothing_is_known_is_named(client: httpx.Client, ada: Person) -> None:
    unknown = together(client, PULP, {"seeds": ["nobody - nothing"]})
    assert (unknown.status_code, unknown.json()["detail"]) == (
        400,
        "Member 2: nothing is known of their taste; name songs of the catalogue.",
    )
    assert together(ada, {"me": True}, PULP).json()["detail"].startswith("Member 1: nothing is known")


def test_me_without_a_token_is_nobody(client: httpx.Client) -> None:
    assert together(client, {"me": True}, PULP).status_code == 401


@pytest.mark.parametrize(
    "members",
    [
        [],
        [PULP],
        [PULP] * 9,
        [PULP, {}],
        [PULP, {"seeds": []}],
        [PULP, {"seeds": ["x"] * 51}],
        [PULP, {"me": False}],
        [PULP, {"me": True, "seeds": ["x"]}],
        [PULP, {"invitation": "x" * 1025}],
        [PULP, {"invitation": None}],
    ],
)
def test_members_are_bounded(client: httpx.Client, members: list[dict[str, Any]]) -> None:
    assert together(client, *members).status_code == 422


def test_where_no_song_is_left_for_all_there_is_none(client: httpx.Client) -> None:
    answer = together(client, PULP, AIR, filter={"artists": ["nobody"]})
    assert answer.status_code == 200
    assert (answer.json()["results"], answer.json()["eligible_count"]) == ([], 0)


def test_songs_for_several_say_no_reasons(ada: Person) -> None:
    ada.post("/likes/toggle", {"song_id": SONG})
    items = together(ada, AIR, invitation_of(ada), reasons=True).json()["results"]
    assert items
    assert not any("reasons" in item or "score" in item for item in items)
