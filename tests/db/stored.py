"""What tests of backups put into a SQLite file, and read from one."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

ADD_USER = (
    "INSERT INTO users (username, username_key, password_hash, token_version, created_at) "
    "VALUES (?, ?, 'not a hash', 0, '2026-03-01 12:00:00.000000')"
)
ADD_COVER = "INSERT INTO covers VALUES (?, 't', NULL, 's', '2026-03-01 12:00:00.000000')"


def do(path: Path, statement: str, *values: Any) -> None:
    """Commit one statement, in a connection of its own."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(statement, values)


def add_user(path: Path, name: str) -> None:
    """An account."""
    do(path, ADD_USER, name, name)


def read(path: Path, statement: str) -> list[Any]:
    """The first column of what is asked."""
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(statement)]


def names(path: Path) -> list[str]:
    """Accounts."""
    return read(path, "SELECT username FROM users ORDER BY id")


def path_of(url: str) -> Path:
    """Of a ``sqlite:///`` URL."""
    return Path(url.removeprefix("sqlite:///"))
