from sqlalchemy import text

from db.database import Database
from segue.accounts.preferences import preferences, store_preferences
from segue.accounts.stored import taste
from segue.accounts.taste import Preferences
from segue.accounts.tokens import Claims
from segue.base.ids import AccountId
from tests.accounts.people import NOON, make_user
from tests.accounts.shown import Shown, store_shown


def stored(database: Database, user_id: AccountId) -> Preferences:
    with database.transaction() as connection:
        found = preferences(connection, user_id)
    assert taste(database, Claims(user_id, 0), NOON).preferences == found
    return found


def store(database: Database, user_id: AccountId, wanted: Preferences) -> None:
    with database.transaction(write=True) as connection:
        store_preferences(connection, user_id, wanted)


def test_somebody_who_has_said_nothing_prefers_the_defaults(database: Database) -> None:
    ana = make_user(database)
    assert stored(database, ana.id) == Preferences()


def test_preferences_come_back_as_they_were_stored(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    for wanted in (
        Preferences(0.1, False, 1.0),
        Preferences(explicit=True),
        Preferences(1 / 3),
        Preferences(),
    ):
        store(database, ana.id, wanted)
        assert stored(database, ana.id) == wanted
    assert stored(database, ben.id) == Preferences()


def test_what_a_private_account_was_shown_is_forgotten(database: Database) -> None:
    ana, ben = make_user(database, "ana"), make_user(database, "ben")
    with database.transaction(write=True) as connection:
        for somebody in (ana, ben):
            store_shown(connection, [Shown(somebody.id, NOON, "r1", "fresh-mix", ("a",))])
        store_preferences(connection, ana.id, Preferences(explicit=False))
        assert connection.scalar(text("SELECT COUNT(*) FROM impressions")) == 2
        store_preferences(connection, ana.id, Preferences(private=True))
        assert connection.scalars(text("SELECT user_id FROM impressions")).all() == [ben.id]
