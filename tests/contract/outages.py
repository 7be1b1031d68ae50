"""Outages of a database, real ones: each lasts as long as its block."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from tests.services import postgres


class SqliteOutages:
    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """By another process."""
        code = (
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); "
            "c.execute('BEGIN EXCLUSIVE'); print(flush=True); sys.stdin.read()"
        )
        words = [sys.executable, "-c", code, str(self.path)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            yield
            process.communicate()

    @contextmanager
    def full(self) -> Iterator[None]:
        """No file may grow: what a full disk is to SQLite."""
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    @contextmanager
    def gone(self) -> Iterator[None]:
        away = self.path.with_name("away")
        self.path.rename(away)
        yield
        away.rename(self.path)

    @contextmanager
    def altered(self) -> Iterator[None]:
        with altered_tables(self._execute):
            yield

    def _execute(self, statement: str) -> None:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute(statement)


class PostgresOutages:
    """Of a server of its own."""

    def __init__(self, server: postgres.Server) -> None:
        self.server = server
        self._execute("CREATE ROLE app LOGIN")
        self._execute("CREATE DATABASE app OWNER app")

    @property
    def url(self) -> str:
        return f"postgresql://app@/app?host={self.server.folder}"

    @contextmanager
    def hung(self) -> Iterator[None]:
        """It takes connections and says nothing."""
        (postmaster, *_) = (self.server.folder / "data" / "postmaster.pid").read_text().split()
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        pids = [int(pid) for pid in (postmaster, *children)]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.server.pause()
        yield
        self.server.resume()

    @contextmanager
    def locked(self) -> Iterator[None]:
        with psycopg.connect(self._url("app")) as holder:
            holder.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
            yield
            holder.rollback()

    @contextmanager
    def crowded(self) -> Iterator[None]:
        """No connection is left."""
        self._execute("ALTER ROLE app CONNECTION LIMIT 0")
        self._execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'")
        yield
        self._execute("ALTER ROLE app CONNECTION LIMIT -1")

    @contextmanager
    def altered(self) -> Iterator[None]:
        with altered_tables(lambda statement: self._execute(statement, "app")):
            yield

    def _execute(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self._url(database), autocommit=True) as connection:
            connection.execute(statement)

    def _url(self, database: str) -> str:
        return self.server.url.replace("/postgres?", f"/{database}?")


@contextmanager
def altered_tables(execute: Callable[[str], None]) -> Iterator[None]:
    execute("ALTER TABLE users RENAME COLUMN token_version TO tokens")
    yield
    execute("ALTER TABLE users RENAME COLUMN tokens TO token_version")
