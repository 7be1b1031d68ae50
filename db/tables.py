"""The tables: what is stored about people and tracks. Migrations in ``db/migrations`` build exactly these.

Song ids are text, not rows: a like or a seed that the current release does not know is kept for one that
does. Times are timezone-aware UTC on the way in and out.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    false,
)
from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time. SQLite stores no zone, so UTC is written and read there; a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's interface
        """Bring a value to UTC. Raises ``ValueError`` for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a timezone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's interface
        """Give a value back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite numbers rows by itself only in a column of the exact type INTEGER.
_RowNumber = BigInteger().with_variant(Integer, "sqlite")

users = Table(
    "users",
    metadata,
    Column("id", _RowNumber, primary_key=True, autoincrement=True),
    Column("username", Text, nullable=False),  # as typed
    Column("username_key", Text, nullable=False, unique=True),  # one per person in any case or Unicode form
    Column("password_hash", Text, nullable=False),
    Column("token_version", Integer, nullable=False),  # raised to end all tokens signed before
    Column("created_at", UtcDateTime, nullable=False),
    Column("is_admin", Boolean, nullable=False, server_default=false()),
    # A random number, another one after every change of seeds, likes, heard, dislikes, blocks or preferences:
    # triggers see to that (migration 0004), whoever makes it, the release before this one among them. No
    # counter: after a restore it would meet an old number with other songs. Null: not known.
    Column("taste_mark", BigInteger),
    sqlite_autoincrement=True,  # an id is never used again, so an old token can't meet a new account
)

sessions = Table(
    "sessions",  # one per sign-in, for as long as its tokens are good; signing out removes it
    metadata,
    Column("id", Text, primary_key=True),  # random; stands in the tokens
    Column("user_id", _RowNumber, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("generation", Integer, nullable=False),  # of its refresh token: an older one is a stolen one
    Column("created_at", UtcDateTime, nullable=False),
    Column("refreshed_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index(None, "user_id"),
    Index(None, "expires_at"),
)

attempts = Table(
    "attempts",  # failed sign-ins and the like, so that all workers know of them
    metadata,
    Column("scope", Text, primary_key=True),  # what is counted
    Column("key", Text, primary_key=True),  # a digest of the name or address it is counted for
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Index(None, "scope", "last_at"),
)

erasures = Table(
    "erasures",  # deleted accounts, so that a log which still names one is not trained on again
    metadata,
    Column("digest", Text, primary_key=True),  # of the username; nothing else is left
    Column("erased_at", UtcDateTime, nullable=False),
)

seeds = Table(
    "seeds",
    metadata,
    Column("user_id", _RowNumber, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),  # 0, 1, … in the order given
    Column("song_id", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

likes = Table(
    "likes",
    metadata,
    Column("user_id", _RowNumber, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("song_id", Text, primary_key=True),
    Column("liked", Boolean, nullable=False),
    Column(
        "change_number", BigInteger, nullable=False
    ),  # rises with each change of one user; clocks may jump
    Column("changed_at", UtcDateTime, nullable=False),
    Index(None, "user_id", "change_number"),
)

feedback = Table(
    "feedback",  # every event as it was sent, for training; requests are answered from `heard` and `dislikes`
    metadata,
    Column("user_id", _RowNumber, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("event_id", Text, primary_key=True),  # of the client's making: the same event sent again is one
    Column("kind", Text, nullable=False),  # play, skip or dislike
    Column("song_id", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),  # by the client's clock, never after received_at
    Column("received_at", UtcDateTime, nullable=False),
    Column("played_ms", BigInteger),
)

heard = Table(
    "heard",  # what `feedback` adds up to, so that a request stays cheap for somebody with 100 000 plays
    metadata,
    Column("user_id", _RowNumber, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("song_id", Text, primary_key=True),
    Column("plays", BigInteger, nullable=False),
    Column("skips", BigInteger, nullable=False),
    Column("played_at", UtcDateTime),  # the last time
    Column("skipped_at", UtcDateTime),
    Column("heard_at", UtcDateTime, nullable=False),  # the later of the two
    Index(None, "user_id", "heard_at", "song_id"),
)

dislikes = Table(
    "dislikes",
    metadata,
    Column("user_id", _RowNumber, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("song_id", Text, primary_key=True),
    Column("disliked_at", UtcDateTime, nullable=False),
)

blocks = Table(
    "blocks",
    metadata,
    Column("user_id", _RowNumber, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),  # song, artist or genre
    Column(
        "key", Text, primary_key=True
    ),  # the song id, or the name with case, accents and signs folded away
    Column("name", Text, nullable=False),  # as shown
    Column("until", UtcDateTime),  # null: for good
    Column("blocked_at", UtcDateTime, nullable=False),
)

preferences = Table(
    "preferences",  # null: the default of the API
    metadata,
    Column(
        "user_id",
        _RowNumber,
        ForeignKey("users.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("discovery", Float(53)),
    Column("explicit", Boolean),
    Column("diversity", Float(53)),
    # true: what is stored serves the account alone; no training, no impressions
    Column("private", Boolean, nullable=False, server_default=false()),
)

impressions = Table(
    "impressions",  # lists of songs as they were shown, for measuring releases; a row per list
    metadata,
    Column("id", _RowNumber, primary_key=True, autoincrement=True),
    Column("user_id", _RowNumber, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("shown_at", UtcDateTime, nullable=False),
    Column("release_id", Text, nullable=False),
    Column("surface", Text, nullable=False),  # the id of a shelf, or the name of the reply
    Column("song_ids", Text, nullable=False),  # a JSON list, best first
    Column("experiment", Text),  # null: none was running for this listener
    Column("arms", Text),  # a letter per song: A, B, or = for neither; null without an experiment
    Index(None, "shown_at"),
    Index(None, "user_id", "shown_at"),
)

covers = Table(
    "covers",
    metadata,
    Column("artist_key", Text, primary_key=True),
    Column("track_key", Text, primary_key=True),
    Column("url", Text),  # null: asked, and there is none
    Column("source", Text, nullable=False),  # who answered
    Column("fetched_at", UtcDateTime, nullable=False),
)
