from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, event, func, select

from db.database import Database
from db.tables import covers
from segue.catalogue.covers import find_cover, find_covers, store_cover

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
URL = "https://covers.example/halo.jpg"


def store(connection: Connection, artist: str, track: str, url: str | None = URL) -> None:
    store_cover(connection, artist, track, url=url, source="test", fetched_at=NOON)


def test_a_cover_is_found_under_any_spelling(database: Database) -> None:
    with database.transaction(write=True) as connection:
        store(connection, "Beyoncé", "Halo")
    with database.transaction() as connection:
        assert find_cover(connection, "BEYONCE", "halo (feat. Nobody)") == URL
        assert find_cover(connection, "Depeche Mode", "Halo") is None


def test_a_newer_answer_takes_the_place_of_the_older(database: Database) -> None:
    with database.transaction(write=True) as connection:
        store(connection, "A", "B", "http://one.example/1")
        store(connection, "a", "b", None)
        assert find_cover(connection, "A", "B") is None
        store(connection, "A", "b", URL)
        assert find_cover(connection, "A", "B") == URL
        assert connection.scalar(select(func.count()).select_from(covers)) == 1


def test_many_covers_come_in_order_from_one_statement(database: Database) -> None:
    statements: list[str] = []
    with database.transaction(write=True) as connection:
        store(connection, "A", "B")
        store(connection, "C", "D", "https://covers.example/2")
        event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        asked = [("C", "D"), ("A", "D"), ("", "B"), ("a", "b"), ("A", "B")]
        assert find_covers(connection, asked) == ["https://covers.example/2", None, None, URL, URL]
        assert len(statements) == 1


def test_no_songs_ask_nothing(database: Database) -> None:
    with database.transaction() as connection:
        event.listen(connection, "before_cursor_execute", lambda *_: pytest.fail("a statement was sent"))
        assert find_covers(connection, []) == []
        assert find_covers(connection, [("", "Intro"), ("Various Artists", "Intro")]) == [None, None]


def test_a_thousand_songs_are_asked_at_once(database: Database) -> None:
    asked = [(f"artist {number}", f"song {number}") for number in range(1000)]
    with database.transaction(write=True) as connection:
        store(connection, *asked[500])
        assert [at for at, url in enumerate(find_covers(connection, asked)) if url] == [500]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:image/png;base64,x", "", "//x", "https://" + "x" * 2048]
)
def test_an_address_that_is_none_is_refused(database: Database, url: str) -> None:
    with database.transaction(write=True) as connection, pytest.raises(ValueError, match="http"):
        store(connection, "A", "B", url)


@pytest.mark.parametrize(("artist", "track"), [("", "Intro"), ("Various Artists", "Intro"), ("A", " ")])
def test_a_song_of_nobody_known_has_no_cover(database: Database, artist: str, track: str) -> None:
    with database.transaction(write=True) as connection, pytest.raises(ValueError, match="known artist"):
        store(connection, artist, track)


@pytest.mark.parametrize("name", ["\0x\ud800", "'; DROP TABLE covers --", "%_%", "ж" * 5000])
def test_hostile_names_are_names(database: Database, name: str) -> None:
    with database.transaction(write=True) as connection:
        store(connection, name, name)
        assert find_cover(connection, name, name) == URL
        assert find_cover(connection, "other", name) is None


def test_long_names_fit_the_index_of_the_database_and_stay_apart(database: Database) -> None:
    # letters that no compression shortens below what an index entry may hold
    long = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(1000))
    with database.transaction(write=True) as connection:
        store(connection, long, long)
        assert find_cover(connection, long, long) == URL
        assert find_cover(connection, long, long[:-1]) is None
