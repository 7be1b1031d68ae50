"""Reports made by hand."""

from datetime import timedelta

from segue.online.intervals import Rate
from segue.online.reading import Span
from segue.online.reception import Band, Group, Reception
from segue.online.report import OnlineReport, Shift
from tests.accounts.people import NOON

DAY = timedelta(days=1)
SPAN = Span(NOON, NOON + 28 * DAY, DAY)
RATE = Rate(0.05, 0.04, 0.0625)
MEAN = Rate(0.3, 0.25, 0.35)


def reception(
    release: str,
    surface: str | None = None,
    band: Band | None = None,
    *,
    listeners: int = 100,
    like: Rate = RATE,
) -> Reception:
    mean = MEAN if band is None else None
    return Reception(Group(release, surface, band), 500, 5000, listeners, like, RATE, RATE, RATE, mean)


def report_of(
    *shifts: Shift,
    listeners: int = 100,
    n_compared: int = 0,
    days_later: float = 10,
    surface: str = "fresh-mix",
) -> OnlineReport:
    received = [
        reception(shift.release, where, band, listeners=listeners)
        for shift in shifts
        for where in (None, surface)
        for band in (None, *Band)
    ]
    return OnlineReport(SPAN, SPAN.until + days_later * DAY, shifts, tuple(received), n_compared, None)


def shift(release: str, first_day: float, last_day: float) -> Shift:
    return Shift(release, NOON + first_day * DAY, NOON + last_day * DAY)
