"""Preferences: how an account wants to be answered where a request does not say."""

from dataclasses import asdict

from sqlalchemy import Boolean, Connection, column, text

from segue.accounts.taste import Preferences
from segue.base.ids import AccountId

_STORE = text("""
    INSERT INTO preferences (user_id, discovery, explicit, diversity, private)
    VALUES (:user_id, :discovery, :explicit, :diversity, :private)
    ON CONFLICT (user_id) DO UPDATE SET
        discovery = excluded.discovery,
        explicit = excluded.explicit,
        diversity = excluded.diversity,
        private = excluded.private
""")

_FORGET_SHOWN = text("DELETE FROM impressions WHERE user_id = :user_id")

_STORED = text("""
    SELECT discovery, explicit, diversity, private FROM preferences WHERE user_id = :user_id
""").columns(
    column("discovery"), column("explicit", Boolean), column("diversity"), column("private", Boolean)
)


def store_preferences(connection: Connection, user_id: AccountId, wanted: Preferences) -> None:
    """Put preferences in the place of the stored ones. What a private account was shown is forgotten."""
    connection.execute(_STORE, {"user_id": user_id} | asdict(wanted))
    if wanted.private:
        connection.execute(_FORGET_SHOWN, {"user_id": user_id})


def preferences(connection: Connection, user_id: AccountId) -> Preferences:
    """What an account prefers; all defaults when it has said nothing."""
    found = connection.execute(_STORED, {"user_id": user_id}).one_or_none()
    return Preferences(*found) if found else Preferences()
