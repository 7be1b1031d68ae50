"""Keeps guessing slow: who has failed often is told to wait, and no password is hashed meanwhile."""

import logging
import math
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from db.database import Database
from segue.accounts import attempts
from segue.accounts.allowances import HALVED_AFTER, AttemptLimits, Tally
from segue.accounts.attempts import ADDRESS, KNOWN, MADE, NAME, PAIR, TAKEN, AttemptKeys, Counter
from segue.base.errors import BadRequest, TooManyRequests, Unavailable
from segue.base.ids import AccountId
from segue.base.quotas import Quota

REFUSAL = "Too many attempts. Wait a while before you try again."

_NOTED_AGAIN_AFTER = timedelta(days=1)
_ANNOUNCED = {PAIR: "sign-in", TAKEN: "sign-up"}

logger = logging.getLogger(__name__)

Announce = Callable[[Quota], None]


class AttemptGuard:
    """Counts attempts to sign in and to sign up, and refuses those that come too fast.

    An unknown name is counted as a known one, and refused with the same words.

    Args:
        secret: of the settings; keys of what is stored are derived from it.
        limits: how much is free.
        clock: the time now, with a timezone; shared by all workers, so not a monotonic one.
    """

    def __init__(
        self,
        secret: str,
        limits: AttemptLimits | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keys = AttemptKeys(secret)
        self._limits = limits or AttemptLimits()
        self._clock = clock

    def password(
        self, database: Database, username: str, address: str, announce: Announce
    ) -> AbstractAsyncContextManager[None]:
        """A block that checks a password and raises :class:`BadRequest` for a wrong one, which is counted.

        A block that ends well clears the count of this name and address, and from then on only that count
        holds for them: neither failures from elsewhere nor others at the same address keep an owner out.

        Args:
            database: where counts are kept.
            username: as it was sent; any text.
            address: of the client.
            announce: told how this name and address stand.

        Raises :class:`TooManyRequests` instead of beginning, and :class:`Unavailable` without the database.
        """
        return self._guarded(database, self._keys.name(username), address, announce)

    def confirmation(
        self, database: Database, user_id: AccountId, address: str, announce: Announce
    ) -> AbstractAsyncContextManager[None]:
        """The same for somebody signed in who is asked for the password once more.

        They do not wait for what others at the same address got wrong: each account takes a token of its own.
        """
        return self._guarded(database, self._keys.account(user_id), address, announce, signed_in=True)

    @asynccontextmanager
    async def _guarded(
        self, database: Database, key: str, address: str, announce: Announce, *, signed_in: bool = False
    ) -> AsyncIterator[None]:
        address_key = self._keys.address(address)
        pair = Counter(PAIR, attempts.pair(key, address_key), self._limits.pair)
        others = [
            Counter(ADDRESS, address_key, self._limits.address),
            Counter(NAME, key, self._limits.name),
        ]
        places = [(counter.scope, counter.key) for counter in [*others, pair]] + [(KNOWN, pair.key)]
        seen = await database.run(lambda connection: attempts.tallies(connection, places))
        known = seen.get(KNOWN)
        at_home = known is not None and self._clock() - known.last_at < attempts.KNOWN_FOR
        asked = [] if at_home else [each for each in others if not (signed_in and each.scope == ADDRESS)]
        await self._admit(database, [*asked, pair], seen, pair, announce)
        try:
            yield
        except BadRequest:
            await self._count(database, [*others, pair])
            announce(self._quota(pair, seen, more=1))
            raise
        announce(self._quota(pair, {}))
        now = self._clock()
        if known is None or PAIR in seen or now - known.last_at > _NOTED_AGAIN_AFTER:
            await _note(database, lambda connection: attempts.succeed(connection, pair.key, now))

    @asynccontextmanager
    async def sign_up(
        self, database: Database, username: str, address: str, announce: Announce
    ) -> AsyncIterator[None]:
        """A block that makes an account and raises :class:`BadRequest` for a name that is taken.

        Both are counted for the address, each for itself. Arguments and errors are those of :meth:`password`.
        """
        taken = Counter(TAKEN, self._keys.address(address), self._limits.taken)
        made = Counter(MADE, taken.key, self._limits.made)
        places = [(counter.scope, counter.key) for counter in (taken, made)]
        seen = await database.run(lambda connection: attempts.tallies(connection, places))
        await self._admit(database, [taken, made], seen, taken, announce)
        try:
            yield
        except BadRequest:
            await self._count(database, [taken])
            announce(self._quota(taken, seen, more=1))
            raise
        pair_key, now = attempts.pair(self._keys.name(username), taken.key), self._clock()

        def keep(connection: Connection) -> None:
            attempts.count(connection, [made], now)
            attempts.succeed(connection, pair_key, now)

        await _note(database, keep)

    def forget(self, connection: Connection, username: str, user_id: AccountId) -> None:
        """Remove all that is stored of an account that is deleted."""
        attempts.forget(connection, self._keys.name(username))
        attempts.forget(connection, self._keys.account(user_id))

    async def _admit(
        self,
        database: Database,
        counters: Sequence[Counter],
        seen: dict[str, Tally],
        announced: Counter,
        announce: Announce,
    ) -> None:
        """Refuse who has to wait; of many who waited for the same delay, let one through."""
        now = self._clock()
        met = [(counter, seen[counter.scope]) for counter in counters if counter.scope in seen]
        wait = max((tally.wait_seconds(counter.allowance, now) for counter, tally in met), default=0.0)
        delayed = [(counter, tally) for counter, tally in met if tally.faded(now) >= counter.allowance.free]
        try:
            if wait > 0:
                raise _refusal(wait)
            if delayed:
                await database.run(lambda connection: _claim(connection, delayed, now), write=True)
        except TooManyRequests as error:
            announce(self._quota(announced, seen, wait_seconds=error.retry_after_seconds))
            logger.info("attempt refused", extra={"fields": {"limits": [c.scope for c, _ in delayed]}})
            raise
        announce(self._quota(announced, seen))

    async def _count(self, database: Database, counters: Sequence[Counter]) -> None:
        now = self._clock()
        await database.run(lambda connection: attempts.count(connection, counters, now), write=True)

    def _quota(
        self, counter: Counter, seen: dict[str, Tally], *, more: int = 0, wait_seconds: int = 0
    ) -> Quota:
        """How one count stands; the others are nobody's business but ours."""
        tally = seen.get(counter.scope)
        failures = more + (tally.faded(self._clock()) if tally else 0)
        wait = wait_seconds or (math.ceil(counter.allowance.delay_seconds(failures)) if more else 0)
        window = round(HALVED_AFTER.total_seconds())
        return Quota(
            name=_ANNOUNCED[counter.scope],
            limit=counter.allowance.free,
            window_seconds=window,
            remaining=0 if wait else max(0, counter.allowance.free - failures),
            reset_seconds=wait or window,
        )


async def _note(database: Database, keep: Callable[[Connection], None]) -> None:
    """Store what follows from a success, which stands whether or not that can be stored."""
    try:
        await database.run(keep, write=True)
    except Unavailable:
        logger.warning("a success was not noted")


def _claim(connection: Connection, delayed: Sequence[tuple[Counter, Tally]], now: datetime) -> None:
    """Take the attempt that the end of every delay allows, or none of them and be refused."""
    for counter, tally in delayed:
        if not attempts.claim(connection, counter, tally, now):
            raise _refusal(counter.allowance.delay_seconds(tally.failures))


def _refusal(wait_seconds: float) -> TooManyRequests:
    return TooManyRequests(REFUSAL, retry_after_seconds=math.ceil(wait_seconds))
