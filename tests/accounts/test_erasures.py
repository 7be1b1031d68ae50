from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from db.database import Database
from segue.accounts.erasures import digest_of, erase, erase_again, erased_since, listener_id, record_erasure
from segue.accounts.users import find_credentials
from segue.base.ids import AccountId
from tests.accounts.holdings import HOLDERS, fill, held
from tests.accounts.people import NOON, make_user


def test_an_account_is_called_by_its_id_among_listeners() -> None:
    assert listener_id(AccountId(7)) == "account:7"


def test_all_spellings_of_a_name_have_one_digest_that_does_not_show_it() -> None:
    assert digest_of("Ana") == digest_of("ANA") == digest_of("\uff21\uff4e\uff41")
    assert digest_of("Ana") != digest_of("Anna")
    assert len(digest_of("Ana")) == 64
    assert digest_of("any text of a log \ud800")


def test_a_deleted_account_leaves_the_digest_of_its_name(database: Database) -> None:
    ana, ben = make_user(database, "Ana"), make_user(database, "Ben")
    with database.transaction(write=True) as connection:
        erase(connection, ana.id, ana.username, NOON)
    with database.transaction() as connection:
        assert erased_since(connection) == {digest_of("ana"): NOON}
        assert find_credentials(connection, "ana") is None
        assert find_credentials(connection, "ben") is not None
        assert connection.scalar(text("SELECT count(*) FROM users WHERE id = :id"), {"id": ben.id}) == 1


def test_no_table_holds_a_deleted_account_and_nothing_of_others_goes(database: Database) -> None:
    ana, ben = make_user(database, "Ana"), make_user(database, "Ben")
    with database.transaction(write=True) as connection:
        for somebody in (ana, ben):
            fill(connection, somebody.id, 3)
    of_ben = held(database, ben.id)
    assert set(held(database, ana.id)) == set(of_ben) == {"users", *(table.name for table in HOLDERS)}
    with database.transaction(write=True) as connection:
        erase(connection, ana.id, ana.username, NOON)
    assert held(database, ana.id) == {}
    assert held(database, ben.id) == of_ben


def test_an_account_that_is_gone_is_noted_all_the_same(database: Database) -> None:
    with database.transaction(write=True) as connection:
        for _ in range(2):
            erase(connection, AccountId(7), "Ana", NOON)
        assert erased_since(connection) == {digest_of("ana"): NOON}


def test_the_name_can_be_taken_again_by_somebody_who_gets_nothing_of_the_old(database: Database) -> None:
    ana = make_user(database, "Ana")
    with database.transaction(write=True) as connection:
        fill(connection, ana.id)
        erase(connection, ana.id, ana.username, NOON)
    again = make_user(database, "ANA")
    assert again.id > ana.id
    assert held(database, again.id) == {"users": 1}


def test_of_two_erasures_of_a_name_the_later_counts(database: Database) -> None:
    with database.transaction(write=True) as connection:
        for hours in (1, 3, 2):
            record_erasure(connection, digest_of("ana"), NOON + timedelta(hours=hours))
        assert erased_since(connection) == {digest_of("ana"): NOON + timedelta(hours=3)}


def test_an_earlier_state_of_the_database_loses_again_who_was_erased_since(database: Database) -> None:
    make_user(database, "Ana")  # made at noon, erased later
    make_user(database, "Ben")  # made at noon; another Ben was erased before
    erased = {
        digest_of("ana"): NOON + timedelta(days=1),
        digest_of("ben"): NOON - timedelta(days=1),
        digest_of("cleo"): NOON,
    }
    for gone in (1, 0):
        with database.transaction(write=True) as connection:
            assert erase_again(connection, erased) == gone
            assert erased_since(connection) == erased
            assert connection.scalars(text("SELECT username FROM users")).all() == ["Ben"]


def test_nothing_is_left_in_free_pages_of_the_file(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    ana = make_user(database, "Ana of the many plays")
    with database.transaction(write=True) as connection:
        fill(connection, ana.id, 200)
    _rewrite(database)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    assert b"Ana of the many plays" in path.read_bytes()
    with database.transaction(write=True) as connection:
        erase(connection, ana.id, ana.username, NOON)
    _rewrite(database)
    for trace in ("many plays", f"event_id 7 of {ana.id}", f"song_id 7 of {ana.id}"):
        assert trace.encode() not in path.read_bytes()
    database.close()


def _rewrite(database: Database) -> None:
    """Let all changes be in the file itself (sqlite.org/wal.html, "Checkpointing")."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        connection.exec_driver_sql("BEGIN")
    assert not busy
