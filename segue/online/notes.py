"""What a reader of an online report must know before comparing its figures."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from segue.online.reception import ENOUGH_LISTENERS
from segue.online.report import OnlineReport, Shift

SIDE_BY_SIDE = 0.5
"""Share of the shorter time of two releases in which both were shown, from which on they are compared."""


def notes(report: OnlineReport) -> list[str]:
    """Sentences, what matters most first; none where nothing stands against comparing."""
    return [*_little(report), *_apart(report.shifts), *_fresh(report), *_left_out(report)]


def _little(report: OnlineReport) -> Iterator[str]:
    if not report.shifts:
        yield (
            "Nothing was shown to a signed-in listener in this time. IMPRESSION_DAYS=0 keeps no record; "
            "private accounts and strangers never leave one."
        )
        return
    for whole in report.receptions:
        if whole.group.surface is None and whole.group.band is None and not whole.is_enough:
            yield (
                f"{whole.group.release}: too little to tell, {whole.listeners} of at least "
                f"{ENOUGH_LISTENERS} listeners."
            )


def _apart(shifts: tuple[Shift, ...]) -> Iterator[str]:
    """Releases shown at different times may differ by the weeks alone."""
    apart = [
        f"{one.release} and {other.release}"
        for other, one in combinations(shifts, 2)
        if not _beside(one, other)
    ]
    if apart:
        named = ", ".join(apart[:3]) + (f" and {len(apart) - 3} more pairs" if len(apart) > 3 else "")
        yield (
            f"Not shown at the same time: {named}. Their rates differ by the days and by who came as well; "
            "`main.py experiment` compares two releases on the same listeners."
        )


def _beside(one: Shift, other: Shift) -> bool:
    common = min(one.last, other.last) - max(one.first, other.first)
    shorter = min(one.last - one.first, other.last - other.first)
    return common >= timedelta(0) and common >= SIDE_BY_SIDE * shorter


def _fresh(report: OnlineReport) -> Iterator[str]:
    if report.shifts and report.at < report.span.until + report.span.window:
        hours = report.span.window / timedelta(hours=1)
        yield f"Lists of the last {hours:g} hours are counted, and more may still come of them."


def _left_out(report: OnlineReport) -> Iterator[str]:
    if report.n_compared:
        yield (
            f"{report.n_compared:,} lists were part of an experiment and are not counted: two releases had "
            "a share in each."
        )
