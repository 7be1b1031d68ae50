"""Counts of attempts as they are stored, shared by all workers and kept over restarts.

Every change is one statement, so that attempts at the same moment all count. Keys are digests: the table
names neither people nor addresses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, text

from db.tables import UtcDateTime
from db.tables import attempts as table
from segue.accounts.allowances import FORGOTTEN_AFTER, HALVED_AFTER, Allowance, Tally
from segue.accounts.usernames import username_key
from segue.base.ids import AccountId
from segue.base.keys import derived

ADDRESS, NAME, PAIR, TAKEN, MADE = "address", "name", "pair", "taken", "made"
"""What is counted, see :class:`segue.accounts.allowances.AttemptLimits`."""
KNOWN = "known"
"""Not a count: the address has signed in to the account before."""

KNOWN_FOR = timedelta(days=90)
MOST_SWEPT = 100
"""Old rows of a scope that are removed in passing."""

_LABEL = b"segue: attempts, version 1"
_DIGEST_BYTES = 16

_COUNT = text("""
    INSERT INTO attempts (scope, key, failures, last_at) VALUES (:scope, :key, 1, :now)
    ON CONFLICT (scope, key) DO UPDATE SET
        failures = 1 + CASE
            WHEN attempts.last_at < :forgotten THEN 0
            WHEN attempts.last_at < :halved THEN attempts.failures / 2
            ELSE attempts.failures
        END,
        last_at = excluded.last_at
""").bindparams(*(bindparam(name, type_=UtcDateTime) for name in ("now", "forgotten", "halved")))

_CLAIM = text("""
    UPDATE attempts SET last_at = :now WHERE scope = :scope AND key = :key AND last_at = :seen
""").bindparams(bindparam("now", type_=UtcDateTime), bindparam("seen", type_=UtcDateTime))

_REMEMBER = text("""
    INSERT INTO attempts (scope, key, failures, last_at) VALUES (:scope, :key, 0, :now)
    ON CONFLICT (scope, key) DO UPDATE SET last_at = excluded.last_at
""").bindparams(bindparam("now", type_=UtcDateTime))

_CLEAR = text("DELETE FROM attempts WHERE scope = :scope AND key = :key")

_FORGET_PAIRS = text("""
    DELETE FROM attempts WHERE scope = :scope AND substr(key, 1, :length) = :key
""")

_OLD = (
    select(table.c.key)
    .where(table.c.scope == bindparam("swept"), table.c.last_at < bindparam("before"))
    .order_by(table.c.last_at)
    .limit(MOST_SWEPT)
    # Those who sweep wait for nobody, so that nobody waits for them in a circle.
    .with_for_update(skip_locked=True)
)
_SWEEP = delete(table).where(table.c.scope == bindparam("swept"), table.c.key.in_(_OLD))


@dataclass(frozen=True)
class Counter:
    """One count.

    Attributes:
        scope: what is counted.
        key: the digest of whom it is counted for.
        allowance: how high it may rise.
    """

    scope: str
    key: str
    allowance: Allowance


class AttemptKeys:
    """Makes keys nobody can compute, or compare with a list of names, who does not know the secret.

    Args:
        secret: of the settings; another one begins all counts anew.
    """

    def __init__(self, secret: str) -> None:
        self._key = derived(secret, _LABEL)

    def name(self, username: str) -> str:
        """One key for all spellings of a name, whether anyone has it or could have it."""
        return self._digest(b"name", username_key(username))

    def account(self, user_id: AccountId) -> str:
        """The key of an account."""
        return self._digest(b"account", str(user_id))

    def address(self, address: str) -> str:
        """The key of an address."""
        return self._digest(b"address", address)

    def _digest(self, kind: bytes, content: str) -> str:
        encoded = content.encode("utf-8", "surrogatepass")
        return blake2b(encoded, digest_size=_DIGEST_BYTES, key=self._key, person=kind).hexdigest()


def pair(key: str, address_key: str) -> str:
    """The key of a name or an account tried from an address; begins with that of the name or account."""
    return f"{key}.{address_key}"


def tallies(connection: Connection, places: Sequence[tuple[str, str]]) -> dict[str, Tally]:
    """What is stored of some scopes and keys, by scope; each scope is asked for once. Missing: no attempt."""
    # spelt out: SQLite looks for pairs in a list without its index
    wanted = or_(*(and_(table.c.scope == scope, table.c.key == key) for scope, key in places))
    rows = connection.execute(select(table.c.scope, table.c.failures, table.c.last_at).where(wanted))
    return {row.scope: Tally(row.failures, row.last_at) for row in rows}


def count(connection: Connection, counters: Sequence[Counter], now: datetime) -> None:
    """Count one attempt for each, in the order given, and remove some old rows of the same scopes."""
    faded = {"now": now, "forgotten": now - FORGOTTEN_AFTER, "halved": now - HALVED_AFTER}
    for counter in counters:
        connection.execute(_COUNT, {"scope": counter.scope, "key": counter.key, **faded})
    for counter in counters:
        connection.execute(_SWEEP, {"swept": counter.scope, "before": now - FORGOTTEN_AFTER})


def claim(connection: Connection, counter: Counter, seen: Tally, now: datetime) -> bool:
    """Take the one attempt that a delay which is over allows; false when somebody else just has."""
    values = {"scope": counter.scope, "key": counter.key, "seen": seen.last_at, "now": now}
    return connection.execute(_CLAIM, values).rowcount == 1


def succeed(connection: Connection, pair_key: str, now: datetime) -> None:
    """Forget the failures of a name from an address, and remember that it belongs there."""
    connection.execute(_CLEAR, {"scope": PAIR, "key": pair_key})
    connection.execute(_REMEMBER, {"scope": KNOWN, "key": pair_key, "now": now})
    connection.execute(_SWEEP, {"swept": KNOWN, "before": now - KNOWN_FOR})


def forget(connection: Connection, key: str) -> None:
    """Remove all that is stored of a name or an account, as when it is deleted."""
    connection.execute(_CLEAR, {"scope": NAME, "key": key})
    for scope in (PAIR, KNOWN):  # in the order in which they are written
        connection.execute(_FORGET_PAIRS, {"scope": scope, "key": key, "length": len(key)})
