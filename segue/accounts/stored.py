"""A taste as it is stored: one question to the database, in one round trip."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import orjson

from db.database import Database
from db.questions import Question
from segue.accounts.taste import Block, BlockKind, Heard, Mark, Preferences, Taste
from segue.accounts.tokens import REFUSAL, Claims
from segue.base.errors import Unauthorized

MOST_HEARD = 300
"""Songs heard that a request looks at, the latest; more find no more (docs/recommending/listener.md)."""


_STANDS = """
    users.id = :user_id AND token_version = :token_version AND (
        CAST(:session AS TEXT) IS NULL OR EXISTS (
            SELECT 1 FROM sessions WHERE id = :session AND user_id = :user_id AND expires_at > :now
        )
    )
"""
"""Of an account that stands by a token."""


def _statement(listed: Callable[[str], str], thing: str, day: Callable[[str], str]) -> str:
    """One row: the mark of an account's taste, its preferences and, as JSON, all it said. No value is in it.

    The lists are null where the mark is the one that is known: neither database looks for them then.

    Args:
        listed: The text of a JSON list of what an expression gives for each row, in their order.
        thing: The function that makes a JSON object of names and values.
        day: The day of a moment.
    """
    mark, liked = (
        f"{thing}('song_id', song_id, 'day', {day(moment)})" for moment in ("created_at", "changed_at")
    )
    days = f"'played_on', {day('played_at')}, 'skipped_on', {day('skipped_at')}"
    heard = f"{thing}('song_id', song_id, 'plays', plays, 'skips', skips, {days})"
    blocked = f"{thing}('kind', kind, 'name', name, 'until', until)"
    wanted = "CASE WHEN COALESCE(taste_mark <> :known, TRUE) THEN"
    return f"""
    SELECT taste_mark, discovery, explicit, diversity, private,
        {wanted} (SELECT {listed(mark)} FROM (
            SELECT song_id, created_at FROM seeds WHERE user_id = :user_id ORDER BY position
        ) AS ordered) END,
        {wanted} (SELECT {listed(liked)} FROM (
            SELECT song_id, changed_at FROM likes WHERE user_id = :user_id AND liked
            ORDER BY change_number DESC
        ) AS ordered) END,
        {wanted} (SELECT {listed(heard)} FROM (
            SELECT song_id, plays, skips, played_at, skipped_at FROM heard WHERE user_id = :user_id
            ORDER BY heard_at DESC, song_id DESC LIMIT :most_heard
        ) AS ordered) END,
        {wanted} (SELECT {listed("song_id")} FROM (
            SELECT song_id FROM dislikes WHERE user_id = :user_id ORDER BY disliked_at DESC, song_id
        ) AS ordered) END,
        {wanted} (SELECT {listed(blocked)} FROM (
            SELECT kind, name, until FROM blocks WHERE user_id = :user_id AND (until IS NULL OR until > :now)
            ORDER BY blocked_at DESC, kind, name
        ) AS ordered) END
    FROM users LEFT JOIN preferences ON preferences.user_id = users.id
    WHERE {_STANDS}
    """  # noqa: S608 - built of the names above alone


_TASTE = Question(
    sqlite=_statement("json_group_array({})".format, "json_object", "substr({}, 1, 10)".format),
    # as text: psycopg would read it with Python's own `json`
    postgres=_statement("CAST(json_agg({}) AS TEXT)".format, "json_build_object", "date({})".format),
)

_MARK = Question(*[f"SELECT taste_mark FROM users WHERE {_STANDS}"] * 2)  # noqa: S608 - likewise
"""In the middle of requests, with cold caches, it takes 24 µs where the whole question took 33."""


class StoredTaste(Taste):
    """A taste as a database tells it, whose parts are made when they are asked for.

    An answer that is ready for its state needs none: to make those of 55 songs takes 30 µs.

    Args:
        mark: the account's: another one after every change of it; ``None`` where there is none.
        preferences: of the account.
        known: what is there of other attributes: all can be made of ``encoded``, or of ``_lists``, what JSON
            has for each field but the preferences, in their order.
    """

    mark: int | None

    def __init__(self, mark: int | None, preferences: Preferences, **known: object) -> None:
        self.__dict__.update(known, mark=mark, preferences=preferences)

    @cached_property
    def _lists(self) -> dict[str, list[Any]]:
        parts = orjson.loads(self.encoded)
        return {name: parts[name] for name in _LISTS}

    @cached_property
    def n_songs(self) -> int:
        """How many song ids it holds."""
        return sum(map(len, self._lists.values()))

    @cached_property
    def seeds(self) -> tuple[Mark, ...]:
        """In the order given."""
        return _marks(self._lists["seeds"])

    @cached_property
    def likes(self) -> tuple[Mark, ...]:
        """The one liked last first."""
        return _marks(self._lists["likes"])

    @cached_property
    def heard(self) -> tuple[Heard, ...]:
        """The one heard last first."""
        return tuple(
            [
                Heard(
                    song["song_id"],
                    song["plays"],
                    song["skips"],
                    _day(song["played_on"]),
                    _day(song["skipped_on"]),
                )
                for song in self._lists["heard"]
            ]
        )

    @cached_property
    def disliked(self) -> tuple[str, ...]:
        """The last first."""
        return tuple(self._lists["disliked"])

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Those that had not ended."""
        return tuple(
            [
                Block(BlockKind(each["kind"]), each["name"], _moment(each["until"]))
                for each in self._lists["blocks"]
            ]
        )

    @cached_property
    def encoded(self) -> bytes:
        """As JSON, the same bytes as of an equal taste."""
        return orjson.dumps({**self._lists, "preferences": self.preferences})


def taste(database: Database, claims: Claims, now: datetime, known: StoredTaste | None = None) -> StoredTaste:
    """What is stored of the account a valid token speaks for, without blocks that have ended by ``now``.

    One round trip, of a few bytes where the account's mark is still that of the taste that is ``known``,
    which is the answer then. The token may be an invitation, which has no session. Raises
    :class:`Unauthorized` when the account is gone, or has ended its earlier tokens or the session of this
    one, and what :meth:`Database.ask` does.
    """
    mark_known = None if known is None else known.mark
    row = database.ask(_TASTE, {**_values(claims, now), "most_heard": MOST_HEARD, "known": mark_known})
    if row is None:
        raise Unauthorized(REFUSAL)
    mark, discovery, explicit, diversity, private, *texts = row
    if known is not None and mark == known.mark:
        return known
    lists = {name: orjson.loads(text) if text else [] for name, text in zip(_LISTS, texts, strict=True)}
    for block in lists["blocks"]:
        until = _moment(block["until"])
        block["until"] = None if until is None else until.isoformat()
    truth = None if explicit is None else bool(explicit)  # SQLite has numbers for it
    return StoredTaste(mark, Preferences(discovery, truth, diversity, bool(private)), _lists=lists)


def is_unchanged(database: Database, claims: Claims, now: datetime, known: StoredTaste) -> bool:
    """Whether the database says at a glance that the token is good and the known taste is the stored one.

    For the event loop. ``False`` where it does not, or where that is not to be had at a glance.
    """
    row = database.glance(_MARK, _values(claims, now))
    return row is not None and row[0] == known.mark


def _values(claims: Claims, now: datetime) -> Mapping[str, object]:
    return {
        "user_id": claims.user_id,
        "token_version": claims.token_version,
        "session": claims.session,
        "now": now,
    }


_LISTS = ("seeds", "likes", "heard", "disliked", "blocks")
"""As they stand in the answer, and among the fields of a taste."""


def _marks(told: list[dict[str, str]]) -> tuple[Mark, ...]:
    return tuple([Mark(mark["song_id"], date.fromisoformat(mark["day"])) for mark in told])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    """A moment as either database writes it to JSON; SQLite leaves out that it is UTC."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
