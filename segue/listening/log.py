"""Reading a listening log: the one way from a stranger's file to events, songs and a report."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from segue.base.errors import DataError
from segue.base.files import sha256_of
from segue.base.ids import IdMap
from segue.base.progress import SILENT, Progress, Task
from segue.base.songs import Songs
from segue.base.source import Source
from segue.factors.interactions import Events
from segue.listening.cleaning import CleanRows, clean_batch
from segue.listening.dating import tell_day_order
from segue.listening.files import shown_name
from segue.listening.formats.choice import choose
from segue.listening.formats.columns import ColumnMap, Header
from segue.listening.formats.format import LogFormat
from segue.listening.gathering import Gathering, join_spellings, make_songs
from segue.listening.limits import Limits
from segue.listening.notes import make_notes, unread_notes
from segue.listening.reasons import ADVICE
from segue.listening.report import DataReport, make_report
from segue.listening.tables.opening import open_table
from segue.listening.tables.table import Batch, Table
from segue.listening.titles import read_titles
from segue.listening.vocabulary import Vocabulary

_TOLERATED_CLOCK_ERROR_SECONDS = 2 * 86_400


@dataclass(frozen=True, eq=False)
class ListeningLog:
    """A listening log, read and cleaned.

    Attributes:
        users: ids of the listeners, in order of first appearance.
        songs: the songs, in order of first appearance.
        events: one per usable row, in the order of the file.
        report: what was read and what was dropped.
        fingerprint: hex hash of ids and events: equal for equal content, whatever file it came from.
        sources: the file, then the separate one of titles if there was one, then the accounts if they are
            part of it.
    """

    users: IdMap
    songs: Songs
    events: Events
    report: DataReport
    fingerprint: str
    sources: tuple[Source, ...]


def read_log(
    path: Path,
    *,
    format: LogFormat | None = None,  # noqa: A002 - the word of the command line
    columns: ColumnMap = ColumnMap(),
    songs_path: Path | None = None,
    limits: Limits = Limits(),
    licence: str | None = None,
    now: float | None = None,
    progress: Progress = SILENT,
) -> ListeningLog:
    """Read a listening log of any known format.

    Memory is bounded by 20 bytes per usable row, the distinct ids with what is known of their songs, and one
    batch. Equal pairs are kept as separate events.

    Args:
        path: The file: CSV and its kin or JSON lines (plain, gzip, zstd), or Parquet.
        format: What to read it as; ``None`` looks at the file.
        columns: Columns named by the operator.
        songs_path: A CSV or Parquet file that knows the songs by their ids; what it says wins.
        limits: Bounds on what is taken in.
        licence: Under which the data may be used, as the operator says; kept with the sources.
        now: Seconds since 1970; later dates (by more than two days) are in the future. ``None``: the clock.
        progress: Told how many bytes are read.

    Raises:
        DataError: The file can't be used; one sentence says why and what to change.
    """
    table = open_table(path, limits)
    header = Header(table.name, table.header)
    chosen = choose(table, header, format)
    layout = chosen.layout(header, columns)
    latest = (time.time() if now is None else now) + _TOLERATED_CLOCK_ERROR_SECONDS
    size = path.stat().st_size
    day_order = tell_day_order(table, layout.time, size, progress)
    clean = partial(clean_batch, layout=layout, latest=latest, day_order=day_order)
    with progress.task(f"reading {table.name}", size) as task:
        gathered = _gather(table, sorted(set(layout.places.values())), clean, limits, task)
    _refuse_unusable(table.name, gathered, limits)
    n_spellings = len(gathered.songs)
    songbook = gathered.songbook
    events, ids = join_spellings(gathered.take_events(), gathered.songs.ids, songbook)
    notes = make_notes(header, layout, n_spellings - len(ids))
    sources = [_source(path, str(chosen.name), licence, gathered.rows_read)]
    if songs_path is not None:
        titles = read_titles(songs_path, Vocabulary(ids), columns, limits, progress)
        songbook.overlay(titles.songbook)
        notes.append(
            f"{titles.songbook.n_described:,} of {len(ids):,} songs stand in {shown_name(songs_path)}."
        )
        sources.append(_source(songs_path, "titles", licence, titles.n_rows))
    notes += unread_notes(songbook.unread)
    songs = make_songs(ids, songbook)
    users = IdMap.of(gathered.users.ids)
    return ListeningLog(
        users,
        songs,
        events,
        make_report(str(chosen.name), layout.named(table.header), gathered, events, notes),
        fingerprint_of(users, songs.ids, events),
        tuple(sources),
    )


def _gather(
    table: Table, wanted: Sequence[int], clean: Callable[[Batch], CleanRows], limits: Limits, task: Task
) -> Gathering:
    gathered = Gathering()
    for batch in table.batches(wanted, task):
        gathered.add(clean(batch))
        task.note(f"{gathered.rows_read:,} rows")
        if gathered.rows_read > limits.rows:
            raise DataError(f"{table.name} has more than {limits.rows:,} rows; give a smaller part of it.")
    return gathered


def _refuse_unusable(name: str, gathered: Gathering, limits: Limits) -> None:
    n_bad, n_read = gathered.dropped.total(), gathered.rows_read
    if n_read == 0:
        raise DataError(f"{name} has a header, but no row.")
    if n_bad > limits.bad_share * n_read:
        reason, count = gathered.dropped.most_common(1)[0]
        advice = f"; {ADVICE[reason]}" if reason in ADVICE else ""
        raise DataError(
            f"{name} has {n_bad:,} unusable rows of {n_read:,}, more than the "
            f"{limits.bad_share:.0%} allowed; most often: {reason} ({count:,}){advice}."
        )
    if len(gathered.users) < limits.minimum_listeners:
        raise DataError(
            f"{name} has too few listeners ({len(gathered.users)} of at least {limits.minimum_listeners}): "
            "what goes together is learned from several."
        )
    if len(gathered.songs) < limits.minimum_songs:
        raise DataError(
            f"{name} has too few songs ({len(gathered.songs)} of at least {limits.minimum_songs}): "
            "there is nothing to recommend."
        )


def fingerprint_of(users: IdMap, songs: IdMap, events: Events) -> str:
    """The fingerprint of a log: hex BLAKE2b-128 over both id maps and the events' columns, little-endian."""
    digest = hashlib.blake2b(f"{users.checksum} {songs.checksum}".encode(), digest_size=16)
    for column in (events.user_rows, events.song_rows, events.weights, events.times):
        if column is not None:
            digest.update(np.ascontiguousarray(column, column.dtype.newbyteorder("<")).data)
    return digest.hexdigest()


def _source(path: Path, format_name: str, licence: str | None, n_rows: int) -> Source:
    return Source(
        name=shown_name(path), format=format_name, licence=licence, sha256=sha256_of(path), rows=n_rows
    )
