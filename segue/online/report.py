"""The online report: what came of what was shown, for each release."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from db.database import Database
from segue.online.attribution import credited
from segue.online.blocks import Block
from segue.online.reading import Names, Span, microseconds, read_blocks
from segue.online.reception import BANDS, Group, Reception, Totals


@dataclass(frozen=True)
class Shift:
    """When a release was shown, within what is reported on: its first and its last list."""

    release: str
    first: datetime
    last: datetime


@dataclass(frozen=True)
class OnlineReport:
    """How what was shown was received.

    Attributes:
        span: what is reported on.
        at: when it was made.
        shifts: a release each, the one shown last first.
        receptions: of each release in that order: all it showed, then each band, then each surface, by the
            number of songs, and its bands.
        n_compared: lists left out because they were part of an experiment: two releases had a share in them.
        last_event: the last like, play, skip or dislike of those accounts; ``None`` without any.
    """

    span: Span
    at: datetime
    shifts: tuple[Shift, ...]
    receptions: tuple[Reception, ...]
    n_compared: int
    last_event: datetime | None

    def of(self, release: str) -> list[Reception]:
        """The receptions of one release."""
        return [reception for reception in self.receptions if reception.group.release == release]

    def only(self, releases: Collection[str]) -> "OnlineReport":
        """What it says of some releases; one that was not shown is left out."""
        shifts = tuple(shift for shift in self.shifts if shift.release in releases)
        receptions = tuple(one for one in self.receptions if one.group.release in releases)
        return replace(self, shifts=shifts, receptions=receptions)


def online_report(database: Database, span: Span, now: datetime) -> OnlineReport:
    """Read, attribute and add up, one block of accounts at a time. Raises :class:`Unavailable`."""
    names, gathered = Names(), _Gathered(span)
    for block in read_blocks(database, span, names):
        gathered.add(block, microseconds(span.until))
    shifts = sorted(gathered.shifts(list(names.releases)), key=lambda shift: shift.last, reverse=True)
    place = {shift.release: number for number, shift in enumerate(shifts)}
    receptions = list(gathered.totals.receptions(list(names.releases), list(names.surfaces)))
    return OnlineReport(
        span,
        now,
        tuple(shifts),
        tuple(_ordered(receptions, place)),
        gathered.n_compared,
        None if gathered.last_event is None else _moment(gathered.last_event),
    )


@dataclass
class _Gathered:
    """What is known after some blocks."""

    span: Span
    totals: Totals = field(default_factory=Totals)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    n_compared: int = 0
    last_event: int | None = None

    def add(self, block: Block, until: int) -> None:
        shown = block.shown
        window = self.span.window // timedelta(microseconds=1)
        self.totals.add(block, credited(block, window))
        self.n_compared += int((~shown.counts & (shown.at < until)).sum())
        if len(block.done.at):
            self.last_event = max(self.last_event or 0, int(block.done.at.max()))
        for release in np.unique(shown.releases[shown.counts]).tolist():
            at = shown.at[shown.counts & (shown.releases == release)]
            first, last = self.spans.get(release, (int(at.min()), int(at.max())))
            self.spans[release] = (min(first, int(at.min())), max(last, int(at.max())))

    def shifts(self, releases: Sequence[str]) -> Iterator[Shift]:
        for release, (first, last) in self.spans.items():
            yield Shift(releases[release], _moment(first), _moment(last))


def _ordered(receptions: Sequence[Reception], place: Mapping[str, int]) -> list[Reception]:
    whole = {one.group: one.songs for one in receptions if one.group.band is None}

    def key(one: Reception) -> tuple[int, bool, int, str, int]:
        release, surface, band = one.group.release, one.group.surface, one.group.band
        rank = 0 if band is None else 1 + BANDS.index(band)
        return place[release], surface is not None, -whole[Group(release, surface)], surface or "", rank

    return sorted(receptions, key=key)


def _moment(microseconds_since: int) -> datetime:
    return datetime.fromtimestamp(microseconds_since / 1_000_000, UTC)
