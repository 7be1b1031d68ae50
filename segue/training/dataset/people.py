"""The people behind a log whose listeners are named as their accounts are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from sqlalchemy import Boolean, Connection, column, text

from segue.accounts.erasures import digest_of, erased_since, listener_id
from segue.accounts.usernames import username_key
from segue.base.ids import AccountId
from segue.factors.interactions import Events
from segue.training.dataset.reasons import Reason

_NEVER = np.iinfo(np.int64).min

_ACCOUNTS = text("""
    SELECT id, username_key, COALESCE(private, FALSE) AS private
    FROM users LEFT JOIN preferences ON preferences.user_id = users.id
""").columns(column("id"), column("username_key"), column("private", Boolean))


@dataclass(frozen=True)
class People:
    """Who has an account, and who had one.

    Attributes:
        accounts: key of the username → account.
        private: the accounts nothing is to be learned from.
        erased: digest of a username → when its account was deleted.
    """

    accounts: Mapping[str, AccountId]
    private: frozenset[AccountId]
    erased: Mapping[str, datetime]

    @classmethod
    def read(cls, connection: Connection) -> "People":
        """All there are in a database."""
        accounts, private = {}, set()
        for row in connection.execute(_ACCOUNTS):
            accounts[row.username_key] = AccountId(row.id)
            if row.private:
                private.add(AccountId(row.id))
        return cls(accounts, frozenset(private), erased_since(connection))


@dataclass(frozen=True, eq=False)
class Joined:
    """A log whose listeners are known as accounts.

    Attributes:
        names: (m,) listener ids, each once: that of the account where the name has one.
        events: over these listeners.
        dropped: reason → events left out.
    """

    names: list[str]
    events: Events
    dropped: Counter[str]


def join_people(names: list[str], events: Events, people: People) -> Joined:
    """Take the listeners of a log for the accounts of the same names, in any spelling.

    What an erased account did before it was deleted is left out, or all of it where the log has no dates;
    what a private one did is left out whole.
    """
    wanted: dict[str, int] = {}
    rows = np.empty(len(names), np.int32)
    private = np.zeros(len(names), np.bool_)
    until = np.full(len(names), _NEVER, np.int64)
    for row, name in enumerate(names):
        account = people.accounts.get(username_key(name))
        rows[row] = wanted.setdefault(name if account is None else listener_id(account), len(wanted))
        private[row] = account in people.private
        erased_at = people.erased.get(digest_of(name))
        if erased_at is not None:
            until[row] = int(erased_at.timestamp())
    is_private = private[events.user_rows]
    moments = until[events.user_rows]
    before = moments > _NEVER if events.times is None else events.times <= moments
    is_erased = before & ~is_private
    kept = events.where(~(is_private | is_erased))
    dropped = Counter[str]({Reason.PRIVATE: int(is_private.sum()), Reason.ERASED: int(is_erased.sum())})
    renumbered = replace(kept, user_rows=rows[kept.user_rows], n_users=len(wanted))
    return Joined(list(wanted), renumbered, +dropped)
