"""Signing in tells nobody whether a name is known: neither by words, status and headers nor by its time."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from db.database import Database
from segue.accounts.allowances import Allowance, AttemptLimits
from segue.accounts.passwords import Cost, Passwords
from segue.web.app import create_app
from tests.web.conftest import logging_kept
from tests.web.world import NO_ATTEMPT_LIMITS, make_settings, serve

PASSWORD, WRONG = "correct horse battery", "wrong horse battery"
KNOWN, DAMAGED, OLDER = "ada", "grace", "edith"
UNKNOWN = "alan"
MOST_APART_SECONDS = 0.005
"""Of two medians over :data:`TRIES`."""
TRIES = 200
FEW = AttemptLimits(pair=Allowance(free=3, longest_seconds=900))


def prepared(client: httpx.Client, url: str) -> httpx.Client:
    """Signs people up, damages the stored hash of one and gives another the hash of a cheaper past."""
    for name in (KNOWN, DAMAGED, OLDER):
        assert client.post("/auth/signup", json={"username": name, "password": PASSWORD}).status_code == 201
    older = Passwords(Cost(memory_kib=8 * 1024, passes=1))
    hashes = {DAMAGED: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA", OLDER: older._argon2.hash(PASSWORD)}
    older.close()
    database = Database(url)
    with database.transaction(write=True) as connection:
        for name, stored in hashes.items():
            changed = text("UPDATE users SET password_hash = :stored WHERE username = :name")
            assert connection.execute(changed, {"stored": stored, "name": name}).rowcount == 1
    database.close()
    return client


@pytest.fixture
def asked(artifacts: Path, database_url: str) -> Iterator[httpx.Client]:
    """A server that slows nobody down, on SQLite, then Postgres."""
    with ExitStack() as closing:
        with logging_kept():
            app = create_app(make_settings(artifacts, database_url), NO_ATTEMPT_LIMITS)
            client = closing.enter_context(serve(app))
        yield prepared(client, database_url)


@pytest.fixture
def guarded(artifacts: Path, database_url: str) -> Iterator[httpx.Client]:
    """One that does after three failures."""
    with ExitStack() as closing:
        with logging_kept():
            client = closing.enter_context(serve(create_app(make_settings(artifacts, database_url), FEW)))
        yield prepared(client, database_url)


def sign_in(client: httpx.Client, name: str) -> httpx.Response:
    return client.post(
        "/auth/login",
        data={"username": name, "password": WRONG},
        headers={"X-Request-ID": "the-same"},
    )


def told(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that is sent, but for the time of day."""
    headers = [(name, value) for name, value in answer.headers.items() if name != "date"]
    return answer.status_code, answer.content, headers


def test_every_refusal_is_the_same_to_the_byte(asked: httpx.Client) -> None:
    forms = [(KNOWN, UNKNOWN), (KNOWN.upper(), UNKNOWN.upper()), (wide(KNOWN), wide(UNKNOWN))]
    refused = [(told(sign_in(asked, known)), told(sign_in(asked, unknown))) for known, unknown in forms]
    for known, unknown in refused:
        assert known == unknown
    first = refused[0][0]
    assert first[0] == 400
    for name in (DAMAGED, OLDER, "a", "ada\u200b", "a" * 51):  # a name nobody can have is one nobody has
        assert told(sign_in(asked, name)) == first, ascii(name)


def wide(name: str) -> str:
    """Another form of the same name, by NFKC."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in name)


@pytest.mark.slow
def test_every_refusal_takes_as_long(asked: httpx.Client) -> None:
    names = (UNKNOWN, KNOWN, DAMAGED, OLDER)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(TRIES):
        for place in range(len(names)):  # each is first, second … as often as the others
            name = names[(turn + place) % len(names)]
            begun = time.perf_counter()
            assert sign_in(asked, name).status_code == 400
            seconds[name].append(time.perf_counter() - begun)
    medians = {name: statistics.median(each) for name, each in seconds.items()}

    apart = [abs(median - medians[UNKNOWN]) for median in medians.values()]
    assert max(apart) < MOST_APART_SECONDS, medians


@pytest.mark.slow
def test_known_and_unknown_names_wait_alike(guarded: httpx.Client) -> None:
    told_of: dict[str, list[tuple[int, str | None]]] = {name: [] for name in (KNOWN, UNKNOWN, DAMAGED, OLDER)}
    for turn in range(7):
        if turn == 5:
            time.sleep(1.1)  # the first delay: one more try is allowed, then the second begins
        for name, seen in told_of.items():
            answer = sign_in(guarded, name)
            seen.append((answer.status_code, answer.headers.get("Retry-After")))
    waits = [(400, None)] * 3 + [(429, "1")] * 2 + [(400, None), (429, "2")]
    assert told_of == dict.fromkeys(told_of, waits)
