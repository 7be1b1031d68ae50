"""The database as the API process holds it: it may be away, now or from the start."""

import asyncio
import logging
import time

from sqlalchemy import Connection

from db.database import Database
from db.migrate import migrate
from db.outages import REFUSAL
from db.schema import check_tables
from segue.base.errors import DataError, Unavailable

RETRY_SECONDS = 2.0
PROBE_SECONDS = 1.0
"""How long the answer of a probe is believed, and the longest wait for one."""

logger = logging.getLogger(__name__)


class Storage:
    """A database that is brought to the schema of this code as soon as it answers.

    Args:
        url: as in ``DATABASE_URL``. Raises :class:`DataError` for one that can't be used.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self._ready = False
        self._trying: asyncio.Task[None] | None = None
        self._probe: asyncio.Task[bool] | None = None
        self._probed_at = 0.0

    @property
    def database(self) -> Database:
        """The database. Raises :class:`Unavailable` while its tables are not known to be ours."""
        if not self._ready:
            raise Unavailable(REFUSAL)
        return self._database

    async def open(self) -> None:
        """Migrate; where the database is away, go on trying in the background.

        Raises :class:`DataError` for a schema newer than this code.
        """
        try:
            await self._prepare()
        except Unavailable:
            logger.warning("started without the database; trying again")
            self._trying = asyncio.create_task(self._keep_trying())

    async def answers(self) -> bool:
        """Whether the database answers, asked at most once a second however many want to know."""
        if self._probe is None or time.monotonic() - self._probed_at > PROBE_SECONDS:
            if self._probe is None or self._probe.done():
                self._probe = asyncio.create_task(self._ask())
            self._probed_at = time.monotonic()
        await asyncio.wait({self._probe}, timeout=PROBE_SECONDS)
        return self._probe.done() and self._probe.result()

    async def close(self) -> None:
        """Stop trying, let transactions under way finish and close all connections."""
        tasks = [task for task in (self._trying, self._probe) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(self._database.close)

    async def _prepare(self) -> None:
        await asyncio.to_thread(migrate, self._database)
        self._ready = True

    async def _keep_trying(self) -> None:
        while not self._ready:
            await asyncio.sleep(RETRY_SECONDS)
            try:
                await self._prepare()
            except Unavailable:
                continue  # logged where it was noticed
            except DataError as error:
                logger.error("the database can't be used", extra={"fields": {"reason": str(error)}})  # noqa: TRY400 - one sentence says it
                return
            except Exception:  # a mistake of ours must not end the trying unheard
                logger.exception("the database can't be prepared")

    async def _ask(self) -> bool:
        try:
            await self.database.run(_ping)
        except Unavailable:
            return False
        return True


def _ping(connection: Connection) -> None:
    check_tables(connection)
