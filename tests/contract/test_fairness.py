"""One account that asks for far too much: others are answered as if it were not there."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from db.database import Database
from segue.accounts.users import account_named, take_turn
from segue.web.app import create_app
from tests.web.conftest import SONG, Person, logging_kept, sign_up
from tests.web.world import make_settings, serve

MOST_SECONDS = 1.0
"""For an answer to somebody else, while calls wait for a lock."""
MOST_OF_A_FLOOD = 0.35
"""The part of what a flood takes that an answer to somebody else may: it takes 0.05 to 0.25, and 0.38 to 0.6
where nobody waits for a turn."""

N_LIKES = 11_300
LIKES = text("""
    INSERT INTO likes (user_id, song_id, liked, change_number, changed_at)
    VALUES (:user_id, :song_id, TRUE, :number, '2026-03-01')
""")

Asked = tuple[str, str, dict[str, Any]]


class Greedy:
    """Somebody who likes thousands of songs, and 52 threads to ask with."""

    def __init__(self, client: httpx.Client, database: Database) -> None:
        self._person = sign_up(client)
        name = self._person.get("/me").json()["username"]
        with database.transaction(write=True) as connection:
            self.id = account_named(connection, name).id
            rows = [{"user_id": self.id, "song_id": f"song {n}", "number": n} for n in range(1, N_LIKES + 1)]
            connection.execute(LIKES, rows)

    @contextmanager
    def asking(self, asked: list[Asked]) -> Iterator[list[Future[httpx.Response]]]:
        """All of it at once, while the block runs, and what became of it."""
        address, limits = str(self._person.client.base_url), httpx.Limits(max_connections=52)
        with (
            httpx.Client(base_url=address, trust_env=False, limits=limits, timeout=60) as client,
            ThreadPoolExecutor(52) as threads,
        ):
            yield [
                threads.submit(client.request, method, path, headers=self._person.headers, **options)
                for method, path, options in asked
            ]


@contextmanager
def world(artifacts: Path, url: str) -> Iterator[tuple[Person, Greedy, Database]]:
    """Somebody, somebody greedy, and the database both are in."""
    with logging_kept():
        app = create_app(make_settings(artifacts, url))
    with serve(app) as client, closing(Database(url)) as database:
        yield sign_up(client), Greedy(client, database), database


def batch(number: int) -> Asked:
    moment = {"kind": "play", "song_id": SONG, "at": "2026-03-01T12:30:00Z"}
    events = [{"event_id": f"{number}-{event}"} | moment for event in range(250)]
    return "POST", "/feedback", {"json": {"events": events}}


def slowest_answer(person: Person, until: list[Future[httpx.Response]], least: int = 3) -> float:
    """Ask little, one after another, until all that was asked beside it is answered; in seconds."""
    asks: list[Callable[[], httpx.Response]] = [
        lambda: person.get("/me"),
        lambda: person.put(f"/likes/{SONG}"),
        lambda: person.post("/recommendations/similar", {"song": SONG}),
    ]
    slowest, rounds = 0.0, 0
    while rounds < least or not all(future.done() for future in until):
        for ask in asks:
            begun = time.monotonic()
            answer = ask()
            slowest = max(slowest, time.monotonic() - begun)
            assert answer.is_success, answer.text
        rounds += 1
    return slowest


def test_a_flood_of_one_account_is_answered_and_keeps_nobody_waiting(
    artifacts: Path, database_url: str
) -> None:
    with world(artifacts, database_url) as (ada, greedy, _):
        flood = [batch(number) for number in range(40)]
        flood += [("GET", "/likes", {}), ("GET", "/recommendations/categories", {})] * 6
        begun = time.monotonic()
        with greedy.asking(flood) as answers:
            slowest = slowest_answer(ada, answers)
        assert slowest < MOST_OF_A_FLOOD * (time.monotonic() - begun)
        assert {answer.result().status_code for answer in answers} == {200}


def test_who_waits_for_a_lock_on_their_account_is_refused_alone(artifacts: Path, postgres_url: str) -> None:
    with world(artifacts, postgres_url) as (ada, greedy, database):
        with database.transaction(write=True) as elsewhere:
            take_turn(elsewhere, greedy.id)
            toggle = ("POST", "/likes/toggle", {"json": {"song_id": SONG}})
            with greedy.asking([toggle] * 40) as answers:
                assert slowest_answer(ada, answers) < MOST_SECONDS
        assert {answer.result().status_code for answer in answers} == {503}
        assert all(answer.result().elapsed.total_seconds() < 2 for answer in answers)
