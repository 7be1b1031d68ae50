"""From a raw batch to rows that can be used, and why the others can't."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from segue.base.arrays import AnyArray, Bool, Float32, Float64, Int64, UInt8
from segue.listening.formats.columns import FactColumns, Layout
from segue.listening.reasons import LARGEST_COUNT, Reason
from segue.listening.tables.table import Batch
from segue.listening.values.dates import read_moments, read_times_of_day
from segue.listening.values.dayorder import DayOrder
from segue.listening.values.languages import read_languages
from segue.listening.values.numbers import read_durations, read_numbers, read_years
from segue.listening.values.parts import UNREADABLE
from segue.listening.values.texts import Fault, Texts, join_labels, read_ids, read_labels
from segue.listening.values.truths import Truth, read_truths

LABELS = ("title", "artist", "album", "genre", "language")

_LABEL_READERS = {name: read_languages if name == "language" else read_labels for name in LABELS}
_LISTENER_REASONS = (
    Reason.NO_LISTENER,
    Reason.LISTENER_CONTROLS,
    Reason.LISTENER_TOO_LONG,
    Reason.LISTENER_ENCODING,
)
_SONG_REASONS = (Reason.NO_SONG, Reason.SONG_CONTROLS, Reason.SONG_TOO_LONG, Reason.SONG_ENCODING)
_END_OF_2099 = 4_102_444_800


@dataclass(frozen=True, eq=False)
class Facts:
    """What the rows say about their songs; n rows each.

    Attributes:
        labels: title, artist, album, genre and language; empty where unknown.
        years: int64, 0 where unknown.
        durations: float32 seconds, 0 where unknown.
        explicit: int8, a :class:`Truth` each.
    """

    labels: dict[str, Texts]
    years: Int64
    durations: Float32
    explicit: NDArray[np.int8]

    def where(self, mask: Bool) -> "Facts":
        """The rows at which ``mask`` is true."""
        labels = {name: texts.where(mask) for name, texts in self.labels.items()}
        return Facts(labels, self.years[mask], self.durations[mask], self.explicit[mask])


@dataclass(frozen=True, eq=False)
class CleanRows:
    """Rows that can be used; n rows each.

    Attributes:
        users: ids of the listeners.
        songs: ids of the songs.
        built: bool, whether the song's id was built from artist and title.
        weights: float32, above 0.
        times: int64 seconds since 1970 UTC; ``None`` where the log has no date column.
        facts: about the songs.
        dropped: rows of the batch that can't be used, by reason.
    """

    users: Texts
    songs: Texts
    built: Bool
    weights: Float32
    times: Int64 | None
    facts: Facts
    dropped: Counter[Reason]


def clean_batch(
    batch: Batch, layout: Layout, *, latest: float, day_order: DayOrder | None = None
) -> CleanRows:
    """Check every row of a batch.

    Args:
        batch: Holds at least the columns of ``layout``.
        layout: Which column means what.
        latest: Seconds since 1970 after which a date is in the future.
        day_order: How dates such as ``03/04/2024`` are meant; ``None``: they are not understood.
    """
    verdicts = _Verdicts(batch.n_rows)
    users = read_ids(batch.columns[layout.user], "listener")
    facts = read_facts(batch, layout.facts)
    songs, built = _songs(batch, layout, facts)
    verdicts.texts(users.row_faults, _LISTENER_REASONS)
    verdicts.texts(songs.row_faults, _SONG_REASONS)
    weights = _weights(batch, layout, verdicts)
    times = _times(batch, layout, verdicts, latest, day_order)
    keep = verdicts.kept
    return CleanRows(
        users.where(keep),
        songs.where(keep),
        built[keep],
        weights[keep],
        None if times is None else times[keep],
        facts.where(keep),
        verdicts.counts() + Counter(batch.unusable),
    )


def read_facts(batch: Batch, columns: FactColumns) -> Facts:
    """Titles and the like of every row of a batch; what can't be read is unknown, never a reason to drop."""
    places = columns.places
    labels = {
        name: _LABEL_READERS[name](batch.columns[places[name]])
        if name in places
        else Texts.none(batch.n_rows)
        for name in LABELS
    }
    explicit = np.full(batch.n_rows, Truth.UNKNOWN, np.int8)
    years, durations = np.zeros(batch.n_rows, np.int64), np.zeros(batch.n_rows, np.float32)
    if columns.year is not None:
        years = read_years(batch.columns[columns.year])
    if columns.duration is not None:
        column = batch.columns[columns.duration]
        durations = read_durations(column, milliseconds=columns.duration_is_milliseconds)
    if columns.explicit is not None:
        explicit = read_truths(batch.columns[columns.explicit])
    return Facts(labels, years, durations, explicit)


def _songs(batch: Batch, layout: Layout, facts: Facts) -> tuple[Texts, Bool]:
    """The id of each row's song, and whether it was built."""
    if layout.song is None:
        return join_labels(facts.labels["artist"], facts.labels["title"]), np.ones(batch.n_rows, bool)
    are_names = layout.song in (layout.facts.title, layout.facts.artist)
    own = read_ids(batch.columns[layout.song], "song", are_names=are_names)
    missing = own.row_faults == Fault.EMPTY
    if not (layout.builds_missing_ids and missing.any()):
        return own, np.zeros(batch.n_rows, bool)
    joined = join_labels(facts.labels["artist"], facts.labels["title"])
    codes = np.where(missing, joined.codes + len(own.values), own.codes)
    values = pa.concat_arrays([own.values, joined.values])
    return Texts(codes, values, np.concatenate([own.faults, joined.faults])), missing


def _weights(batch: Batch, layout: Layout, verdicts: "_Verdicts") -> Float32:
    if layout.count is None:
        return np.ones(batch.n_rows, np.float32)
    counts: Float64 = read_numbers(batch.columns[layout.count])
    verdicts.drop(np.isnan(counts), Reason.COUNT_UNREADABLE)
    verdicts.drop(counts > LARGEST_COUNT, Reason.COUNT_TOO_LARGE)
    weights = np.clip(np.nan_to_num(counts), 0, LARGEST_COUNT).astype(np.float32)
    verdicts.drop(weights == 0, Reason.COUNT_NOT_POSITIVE)
    return weights


def _times(
    batch: Batch, layout: Layout, verdicts: "_Verdicts", latest: float, day_order: DayOrder | None
) -> Int64 | None:
    if layout.time is None:
        return None
    times = read_moments(batch.columns[layout.time], day_order)
    unreadable = times == UNREADABLE
    if layout.clock is not None:
        clock = read_times_of_day(batch.columns[layout.clock])
        unreadable |= clock == UNREADABLE
        times = np.where(unreadable, 0, times) + np.where(unreadable, 0, clock)
    verdicts.drop(unreadable, Reason.DATE_UNREADABLE)
    verdicts.drop((times < 0) | (times >= min(latest, _END_OF_2099)), Reason.DATE_OUT_OF_RANGE)
    return times


class _Verdicts:
    """The first reason against each row."""

    _REASONS = tuple(Reason)

    def __init__(self, n_rows: int) -> None:
        self._codes: UInt8 = np.zeros(n_rows, np.uint8)

    def drop(self, mask: Bool, reason: Reason) -> None:
        """Drop the rows of ``mask`` that are not dropped yet."""
        self._codes[mask & (self._codes == 0)] = self._REASONS.index(reason) + 1

    def texts(self, faults: UInt8, reasons: Sequence[Reason]) -> None:
        """Drop rows whose text has a fault; ``reasons`` in the order of :class:`Fault` from 1 on."""
        for fault, reason in enumerate(reasons, start=1):
            self.drop(faults == fault, reason)

    @property
    def kept(self) -> Bool:
        """Which rows have no reason against them."""
        unmarked: Bool = self._codes == 0
        return unmarked

    def counts(self) -> Counter[Reason]:
        """Dropped rows by reason."""
        counted: AnyArray = np.bincount(self._codes, minlength=len(self._REASONS) + 1)[1:]
        return Counter({r: int(n) for r, n in zip(self._REASONS, counted, strict=True) if n})
