"""Reading a database as it was at one moment, however long that takes."""

from sqlalchemy import Connection, text


def take_snapshot(connection: Connection) -> None:
    """Let all that a transaction reads from here on be of one moment; to be called before it reads anything.

    SQLite does so by itself (sqlite.org/isolation.html), Postgres has to be asked (its manual, 13.2.2).
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
