"""Impressions of one process: what it answers accounts with is kept, off the way of a request."""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from segue.accounts.impressions import (
    Compared,
    Impression,
    Listed,
    forget_impressions,
    impressions_of,
    store_impressions,
)
from segue.base.batches import Batches
from segue.base.errors import Unavailable
from segue.base.ids import AccountId, ReleaseId
from segue.web.ask import Ask
from segue.web.storage import Storage
from segue.web.written import Lists

MOST_WAITING = 20_000
"""Lists that wait to be stored, some 1 kB each; one more is dropped."""
MOST_AT_ONCE = 200
"""Lists in one transaction: SQLite has one writer, and likes must not wait long for it; these take 5 ms. They
cost the process 27 µs each, where of 100 at once each costs 37."""
GATHER_SECONDS = 0.2
"""How long lists wait for more. A second of 2 000 pages of shelves, written 500 lists at a time and without a
rest, kept answers waiting: their p99 was 50 to 90 ms, and is 4 to 10."""
RETRY_SECONDS = 5.0
MOST_FORGOTTEN = 1000
"""Lists removed in one transaction because they are too old."""
FORGET_SECONDS = 60.0
"""Between two looks for such; as long as a look finds so many, the next batch looks again."""


class Impressions(Batches[Impression]):
    """Keeps what is shown to accounts, for as long as settings say; see :class:`Batches`.

    Args:
        storage: the database; what is shown while it is away waits for it.
        days: for how long it is kept; at least 1.
    """

    def __init__(self, storage: Storage, *, days: int) -> None:
        self._storage = storage
        self._kept = timedelta(days=days)
        self._forgetting_at = time.monotonic()  # used by the thread that stores
        super().__init__(
            "impressions",
            self._store,
            passing=(Unavailable,),
            most_waiting=MOST_WAITING,
            most_at_once=MOST_AT_ONCE,
            gather_seconds=GATHER_SECONDS,
            retry_seconds=RETRY_SECONDS,
        )

    def note(
        self,
        ask: Ask[Any],
        release_id: ReleaseId,
        account: AccountId,
        lists: Lists,
        compared: Compared | None = None,
    ) -> None:
        """Have the lists of an answer kept; returns at once. Called from one thread.

        Nothing is kept of an answer that reads the taste of a private account, the caller's or a guest's.
        """
        if not any(taste.preferences.private for taste in ask.tastes):
            self.hand_over(impressions_of(account, ask.moment, release_id, lists, compared))

    def _store(self, shown: Sequence[Impression]) -> None:
        with self._storage.database.transaction(write=True) as connection:
            store_impressions(connection, shown)
            if time.monotonic() >= self._forgetting_at:
                before = datetime.now(UTC) - self._kept
                if forget_impressions(connection, before, most=MOST_FORGOTTEN) < MOST_FORGOTTEN:
                    self._forgetting_at = time.monotonic() + FORGET_SECONDS


def lists_in(name: str, content: Mapping[str, Any]) -> Lists:
    """The shelves of a page, or the one list of another reply; reasons, for example, have none."""
    found = [(shelf["id"], shelf["items"]) for shelf in content.get("buckets", ())]
    if "results" in content:
        found.append((name, content["results"]))
    return tuple(
        [Listed.of(surface, [item["song_id"] for item in items]) for surface, items in found if items]
    )
