"""The database of a process: opened once, passed in, closed at the end."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from db.engines import Limits, open_engine
from db.glances import Glances
from db.outages import REFUSAL, as_unavailable
from db.questions import Question, Row, answer
from db.schema import Schema, check_free
from db.sqlite import BUSY_SECONDS, WRITE
from db.urls import database_url
from segue.base.errors import Late, Unavailable
from segue.base.ids import AccountId
from segue.base.threads import BoundedThreads
from segue.base.turns import Turns

T = TypeVar("T")

_MOST_WAITING = 4000
_AT_ONCE = 2
_OVERRUN = "Too many requests of this account are waiting. Send the next when some are answered."


class Database:
    """SQLite or Postgres, and the threads that wait for it.

    Making one connects to nothing: a process starts, and answers what needs no database, while it is down.

    Args:
        url: As in ``DATABASE_URL``. Raises :class:`DataError` for one that can't be used.
        limits: Connections and timeouts.
    """

    def __init__(self, url: str, limits: Limits | None = None) -> None:
        limits = limits or Limits()
        self.engine = open_engine(database_url(url), limits)
        self._schema = Schema(self.engine)
        self._glances = Glances(self.engine) if self.engine.dialect.name == "sqlite" else None
        self._threads = BoundedThreads(
            "database",
            threads=limits.connections,
            waiting=_MOST_WAITING,
            wait_seconds=limits.wait_seconds,
            answer_seconds=limits.answer_seconds,
            refusal=REFUSAL,
        )
        self._turns = Turns(
            at_once=_AT_ONCE,
            waiting=_MOST_WAITING // 2,
            waiting_in_all=_MOST_WAITING,
            wait_seconds=limits.wait_seconds,
            answer_seconds=limits.answer_seconds,
            refusal=REFUSAL,
            overrun=_OVERRUN,
        )

    @contextmanager
    def transaction(self, *, write: bool = False, busy_seconds: float | None = None) -> Iterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Without ``write`` a change is refused by the database itself. ``busy_seconds`` is how long it may wait
        for another writer on SQLite; default: as the limits say. Raises :class:`Unavailable` when the
        database is down, locked, too slow or lacks our tables; nothing was stored then.
        """
        options: dict[str, Any] = {WRITE: write, "postgresql_readonly": not write}
        if busy_seconds is not None:
            options[BUSY_SECONDS] = busy_seconds
        try:
            with self.engine.connect() as connection, connection.execution_options(**options).begin():
                yield connection
        except SQLAlchemyError as error:
            self._refuse(error, write=write)
            raise

    def ask(self, question: Question, values: Mapping[str, object]) -> Row | None:
        """The row a question finds, in one round trip; ``None`` where there is none.

        Raises :class:`Unavailable` as :meth:`transaction` does.
        """
        try:
            row = answer(self.engine, question, values)
        except SQLAlchemyError as error:
            self._refuse(error, write=False)
            raise
        if self._glances is not None:
            self._glances.prepare()
        return row

    def glance(self, question: Question, values: Mapping[str, object]) -> Row | None:
        """The row a question finds, asked in place on the event loop; only for a lookup by a key or two.

        ``None`` where there is none, and where it can't be had at once: always on Postgres, for one. Raises
        nothing that is the database's: :meth:`ask` in a thread finds out.
        """
        return None if self._glances is None else self._glances.ask(question, values)

    async def run(
        self, fn: Callable[[Connection], T], *, write: bool = False, account: AccountId | None = None
    ) -> T:
        """Call ``fn`` inside one :meth:`transaction`, in a thread, and give back what it returns.

        Raises what ``fn`` raises, and :class:`Unavailable` as :meth:`transaction` does, or when the answer
        takes too long. A change whose caller was told so is rolled back by its thread when it gets that far;
        it is stored only if the caller was told while the commit itself was under way.

        With ``account``, the one it is done for, it waits for the account's turn; see :meth:`for_account`.
        """
        given_up = Event()

        def unit() -> T:
            with self.transaction(write=write) as connection:
                result = fn(connection)
                if given_up.is_set():
                    raise Late(REFUSAL)
            return result

        try:
            return await self.call(unit, account=account)
        except Unavailable:
            given_up.set()
            raise

    async def call(self, work: Callable[[], T], *, account: AccountId | None = None) -> T:
        """Call ``work``, which asks this database, in a thread, and give back what it returns.

        Raises what ``work`` raises, and :class:`Unavailable` when the answer takes too long; ``work`` goes on
        then, unheard. With ``account`` it waits for the account's turn; see :meth:`for_account`.
        """
        if account is None:
            return await self._threads.run(work)
        return await self.for_account(account, self._threads, work)

    async def for_account(self, account: AccountId, threads: BoundedThreads, work: Callable[[], T]) -> T:
        """Call ``work``, which asks this database for an account, in one of the threads in its turn.

        Raises what :meth:`Turns.run` does.
        """
        return await self._turns.run(account, threads, work)

    def _refuse(self, error: SQLAlchemyError, *, write: bool) -> None:
        """Raise the 503 an error stands for; return where the fault may be ours."""
        outage = as_unavailable(error, write=write) or self._as_altered(error)
        if isinstance(outage, Late):
            outage = self._as_locked(write=write) or outage
        if outage is not None:
            raise outage from error

    def _as_locked(self, *, write: bool) -> Unavailable | None:
        """The 503 of all that need a table which is locked as a whole, else ``None``."""
        try:
            with self.engine.connect() as connection, connection.begin():
                check_free(connection, write=write)
        except SQLAlchemyError as failure:
            return Unavailable(REFUSAL) if as_unavailable(failure, write=write) else None
        return None

    def _as_altered(self, error: SQLAlchemyError) -> Unavailable | None:
        """The 503 an error stands for whose cause are tables that are not ours any more, else ``None``."""
        if not isinstance(error, DBAPIError):
            return None
        try:
            return Unavailable(REFUSAL) if self._schema.altered() else None
        except SQLAlchemyError as failure:
            return as_unavailable(failure, write=False)

    def close(self) -> None:
        """Let transactions under way finish and close all connections."""
        self._threads.close()
        if self._glances is not None:
            self._glances.close()
        self.engine.dispose()
