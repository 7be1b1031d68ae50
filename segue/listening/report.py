"""What a listening log turned out to hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from segue.factors.interactions import Events
from segue.listening.gathering import Gathering


@dataclass(frozen=True)
class DataReport:
    """The account of reading one log.

    Attributes:
        format: what the file was read as.
        columns: field → name of the column it was taken from.
        rows_read: rows of the file, header and blank lines aside.
        rows_kept: rows that became events.
        dropped: reason → rows, the most frequent first.
        users: distinct listeners.
        songs: distinct songs.
        pairs: distinct (listener, song) pairs.
        density: pairs / (users · songs), 0 … 1.
        first_date: ISO date (UTC) of the first event; ``None`` without dates.
        last_date: ISO date (UTC) of the last event; ``None`` without dates.
        notes: sentences a person should read.
    """

    format: str
    columns: Mapping[str, str]
    rows_read: int
    rows_kept: int
    dropped: Mapping[str, int]
    users: int
    songs: int
    pairs: int
    density: float
    first_date: str | None
    last_date: str | None
    notes: tuple[str, ...]

    def about(
        self, events: Events, *, n_more: int, dropped: Mapping[str, int], notes: Sequence[str]
    ) -> "DataReport":
        """The account of a log that has become these events, of which there is at least one.

        Args:
            events: instead of those the report was made of.
            n_more: rows that were read beside the file's.
            dropped: reason → rows, of either, that are not among the events.
            notes: to be read after those there are.
        """
        counted = Counter(self.dropped)
        counted.update(dropped)
        return replace(
            self,
            rows_read=self.rows_read + n_more,
            rows_kept=len(events),
            dropped=dict(counted.most_common()),
            notes=(*self.notes, *notes),
            **_described(events),
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values for a manifest and for ``--json``."""
        return vars(self) | {
            "columns": dict(self.columns),
            "dropped": dict(self.dropped),
            "notes": list(self.notes),
        }


def make_report(
    format_name: str, columns: Mapping[str, str], gathered: Gathering, events: Events, notes: Sequence[str]
) -> DataReport:
    """The account of a log that holds at least one event."""
    return DataReport(
        format=format_name,
        columns=columns,
        rows_read=gathered.rows_read,
        rows_kept=gathered.rows_kept,
        dropped={str(reason): count for reason, count in gathered.dropped.most_common()},
        notes=tuple(notes),
        **_described(events),
    )


def _described(events: Events) -> dict[str, Any]:
    """What a report says of events, of which there is at least one."""
    n_pairs, times = count_pairs(events), events.times
    return {
        "users": events.n_users,
        "songs": events.n_songs,
        "pairs": n_pairs,
        "density": n_pairs / (events.n_users * events.n_songs),
        "first_date": None if times is None else _day(times.min()),
        "last_date": None if times is None else _day(times.max()),
    }


def count_pairs(events: Events) -> int:
    """How many (listener, song) pairs there are, each counted once."""
    if len(events) == 0:
        return 0
    keys = events.user_rows.astype(np.int64) * events.n_songs + events.song_rows
    keys.sort()
    return int((np.diff(keys) > 0).sum()) + 1


def _day(seconds: np.int64) -> str:
    return str(np.datetime64(int(seconds), "s").astype("datetime64[D]"))
