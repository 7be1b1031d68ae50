"""Tastes of accounts that asked lately, so that one which has not changed need not be read again."""

from dataclasses import dataclass
from datetime import datetime

from db.database import Database
from segue.accounts.stored import StoredTaste, is_unchanged, taste
from segue.accounts.taste import Preferences, Taste
from segue.accounts.tokens import Claims
from segue.base.errors import Unauthorized
from segue.base.ids import AccountId
from segue.base.recent import Recent

MOST_BYTES = 3_000_000
"""Some 700 accounts with 50 likes."""
BYTES_BESIDE = 700
"""What a remembered taste takes beside its bytes."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    """A taste that was read, in few bytes.

    Attributes:
        since: when that was.
        until: when the first of its blocks ends; ``None`` where none does.
    """

    since: datetime
    until: datetime | None
    _mark: int
    _preferences: Preferences
    _encoded: bytes
    _state: str
    _n_songs: int

    @classmethod
    def of(cls, mark: int, taste: Taste, since: datetime) -> "_Remembered":
        until = min((block.until for block in taste.blocks if block.until is not None), default=None)
        # a copy: what orjson writes takes up to 4 KB more than its length
        encoded = bytes(memoryview(taste.encoded))
        return cls(since, until, mark, taste.preferences, encoded, taste.state, taste.n_songs)

    @property
    def taste(self) -> StoredTaste:
        """A new one each time: its parts, once they are made, take ten times as much memory."""
        return StoredTaste(
            self._mark,
            self._preferences,
            encoded=self._encoded,
            state=self._state,
            n_songs=self._n_songs,
        )

    @property
    def n_bytes(self) -> int:
        return len(self._encoded) + BYTES_BESIDE

    def holds(self, now: datetime) -> bool:
        """Whether no block ends between, so that the mark alone tells whether anything has changed."""
        return self.since <= now and (self.until is None or now < self.until)


class Tastes:
    """Reads tastes, and remembers them with the marks of their accounts.

    Every reading is one question to the database, which has the last word on the token and on the mark: a
    change counts from the next one on, whoever made it. Where the mark is the one that is remembered the
    answer is short, and on SQLite asked in place: 11 µs instead of 94 for 50 likes (docs/decisions/0035).
    """

    def __init__(self) -> None:
        self._remembered: Recent[AccountId, _Remembered] = Recent(MOST_BYTES)

    async def of(self, database: Database, claims: Claims, now: datetime) -> Taste:
        """What is stored of an account, in its turn where that takes one. Raises what :func:`taste` does."""
        remembered = self._remembered.get(claims.user_id)
        known = remembered.taste if remembered is not None and remembered.holds(now) else None
        if known is not None and is_unchanged(database, claims, now, known):
            return known

        def read() -> tuple[StoredTaste, _Remembered | None]:
            found = taste(database, claims, now, known)
            if found is known or found.mark is None:
                return found, None
            return found, _Remembered.of(found.mark, found, now)

        try:
            found, anew = await database.call(read, account=claims.user_id)
        except Unauthorized:
            self._remembered.drop(claims.user_id)  # it may have been deleted
            raise
        if anew is not None:
            self._remembered.keep(claims.user_id, anew, anew.n_bytes)
        return found
