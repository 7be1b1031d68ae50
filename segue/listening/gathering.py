"""Clean rows, batch after batch, until they are a whole log."""

from collections import Counter
from dataclasses import replace

import numpy as np

from segue.base.arrays import AnyArray, Bool, Float32, Int64, Rows
from segue.base.ids import IdMap
from segue.base.songs import Songs
from segue.base.strings import Strings
from segue.factors.interactions import Events
from segue.listening.cleaning import CleanRows
from segue.listening.reasons import Reason
from segue.listening.songbook import Songbook
from segue.listening.spelling import group_spellings
from segue.listening.vocabulary import Vocabulary


class Gathering:
    """What has been taken from a log so far.

    Attributes:
        users: ids of listeners.
        songs: ids of songs.
        songbook: what is known of the songs.
        dropped: rows not used, by reason.
        rows_kept: rows used.
    """

    def __init__(self) -> None:
        self.users = Vocabulary()
        self.songs = Vocabulary()
        self.songbook = Songbook()
        self.dropped: Counter[Reason] = Counter()
        self.rows_kept = 0
        self._user_rows: list[Rows] = []
        self._song_rows: list[Rows] = []
        self._weights: list[Float32] = []
        self._times: list[Int64] = []

    @property
    def rows_read(self) -> int:
        """Rows of the file, used or not."""
        return self.rows_kept + self.dropped.total()

    def add(self, rows: CleanRows) -> None:
        """Take in a batch."""
        song_rows = self.songs.learn(rows.songs)
        self.songbook.learn(song_rows, rows.facts, rows.built, len(self.songs))
        self._user_rows.append(self.users.learn(rows.users))
        self._song_rows.append(song_rows)
        self._weights.append(rows.weights)
        if rows.times is not None:
            self._times.append(rows.times)
        self.rows_kept += len(song_rows)
        self.dropped += rows.dropped

    def take_events(self) -> Events:
        """The events, in the order of the file. Gives them away: they are held once, not twice."""
        times = _joined(self._times, np.int64) if self._times else None
        return Events(
            _joined(self._user_rows, np.int32),
            _joined(self._song_rows, np.int32),
            _joined(self._weights, np.float32),
            times,
            len(self.users),
            len(self.songs),
        )


def _joined(parts: list[AnyArray], kind: type[np.generic]) -> AnyArray:
    whole = np.concatenate(parts) if parts else np.zeros(0, kind)
    parts.clear()
    return whole


def join_spellings(events: Events, ids: list[str], songbook: Songbook) -> tuple[Events, list[str]]:
    """Make one song of those that differ in spelling alone; ``songbook`` is rearranged to fit.

    Returns:
        The events and the ids, in the new numbering. The most frequent spelling gives the id; ties go to the
        one seen first.
    """
    built: Bool = np.array(songbook.built.values, bool)
    if not built.any():
        return events, ids
    artist, title = songbook.labels["artist"].values, songbook.labels["title"].values
    counts = np.bincount(events.song_rows, minlength=len(ids))
    spellings = group_spellings(artist, title, built, counts)
    if spellings.n_songs == len(ids):
        return events, ids
    new_rows = spellings.new_rows[spellings.order]
    songbook.rearrange(spellings.order, new_rows, spellings.n_songs)
    leaders = spellings.order[np.searchsorted(new_rows, np.arange(spellings.n_songs))]
    song_rows = spellings.new_rows[events.song_rows]
    joined = replace(events, song_rows=song_rows, n_songs=spellings.n_songs)
    return joined, [ids[row] for row in leaders.tolist()]


def make_songs(ids: list[str], songbook: Songbook) -> Songs:
    """The columns of songs; one without a title shows its id."""
    labels = {name: column.values for name, column in songbook.labels.items()}
    titles = [title or song_id for title, song_id in zip(labels["title"], ids, strict=True)]
    return Songs(
        IdMap.of(ids),
        title=Strings.of(titles),
        artist=Strings.of(labels["artist"]),
        album=Strings.of(labels["album"]),
        genre=Strings.of(labels["genre"]),
        language=Strings.of(labels["language"]),
        year=np.array(songbook.years.values, np.int16),
        duration_seconds=np.array(songbook.durations.values, np.float32),
        explicit=np.array(songbook.explicit.values, np.int8),
    )
