"""Impressions of one process: what it answers accounts with is kept, off the way of a request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from segue.accounts.impressions import Impression, forget_impressions, store_impressions
from segue.base.batches import Batches
from segue.base.errors import Unavailable
from segue.base.ids import AccountId
from segue.web.records.record import Answered
from segue.web.storage import Storage

MOST_WAITING = 20_000
"""Lists that wait to be stored, some 1 kB each; one more is dropped."""
MOST_AT_ONCE = 200
"""Lists in one transaction: SQLite has one writer, and likes must not wait long for it."""
GATHER_SECONDS = 1.0
RETRY_SECONDS = 5.0
MOST_FORGOTTEN = 1000
"""Lists removed in one transaction because they are too old."""


@dataclass(frozen=True)
class Compared:
    """The experiment an answer is part of.

    Attributes:
        experiment: its id.
        arms: for each surface of the answer a letter per song, ``A``, ``B`` or ``=``: whose it is.
    """

    experiment: str
    arms: Mapping[str, str]


class Impressions(Batches[Impression]):
    """Keeps what is shown to accounts, for as long as settings say; see :class:`Batches`.

    Args:
        storage: the database; what is shown while it is away waits for it.
        days: for how long it is kept; at least 1.
    """

    def __init__(self, storage: Storage, *, days: int) -> None:
        self._storage = storage
        self._kept = timedelta(days=days)
        super().__init__(
            "impressions",
            self._store,
            passing=(Unavailable,),
            most_waiting=MOST_WAITING,
            most_at_once=MOST_AT_ONCE,
            gather_seconds=GATHER_SECONDS,
            retry_seconds=RETRY_SECONDS,
        )

    def note(self, answered: Answered, account: AccountId, compared: Compared | None = None) -> None:
        """Have the lists of an answer kept; returns at once. Called from one thread.

        Nothing is kept of an answer that reads the taste of a private account, the caller's or a guest's.
        """
        if not any(taste.preferences.private for taste in answered.ask.tastes):
            self.hand_over(impressions_of(answered, account, compared))

    def _store(self, shown: Sequence[Impression]) -> None:
        with self._storage.database.transaction(write=True) as connection:
            store_impressions(connection, shown)
            forget_impressions(connection, datetime.now(UTC) - self._kept, most=MOST_FORGOTTEN)


def impressions_of(
    answered: Answered, account: AccountId, compared: Compared | None = None
) -> Iterator[Impression]:
    """The lists of an answer that hold a song, top first; reasons, for example, have none."""
    for surface, items in _lists(answered.name, answered.content):
        if items:
            yield Impression(
                user_id=account,
                shown_at=answered.ask.moment,
                release_id=answered.release_id,
                surface=surface,
                song_ids=tuple(item["song_id"] for item in items),
                experiment=compared.experiment if compared else None,
                arms=compared.arms.get(surface) if compared else None,
            )


def _lists(name: str, content: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    """The surface and the songs of each list: the shelves of a page, or the one list of another reply."""
    for shelf in content.get("buckets", ()):
        yield shelf["id"], shelf["items"]
    if "results" in content:
        yield name, content["results"]
