"""The online report as one JSON object: what the command line prints and administrators are sent."""

from datetime import timedelta
from typing import Any

from segue.online.intervals import Rate
from segue.online.notes import notes
from segue.online.reception import Reception
from segue.online.report import OnlineReport


def document(report: OnlineReport) -> dict[str, Any]:
    """Times are ISO 8601 in UTC, rates shares in 0 … 1 with their 95 % intervals, NaN of nothing."""
    return {
        "since": report.span.since.isoformat(),
        "until": report.span.until.isoformat(),
        "window_hours": report.span.window / timedelta(hours=1),
        "made_at": report.at.isoformat(),
        "last_event": None if report.last_event is None else report.last_event.isoformat(),
        "lists_in_experiments": report.n_compared,
        "notes": notes(report),
        "releases": [
            {
                "release": shift.release,
                "first_list": shift.first.isoformat(),
                "last_list": shift.last.isoformat(),
                "received": [_received(one) for one in report.of(shift.release)],
            }
            for shift in report.shifts
        ],
    }


def _received(one: Reception) -> dict[str, Any]:
    return {
        "surface": one.group.surface,
        "ranks": one.group.band and str(one.group.band),
        "lists": one.lists,
        "songs": one.songs,
        "listeners": one.listeners,
        "is_enough": one.is_enough,
        "like": _rate(one.like),
        "play": _rate(one.play),
        "skip": _rate(one.skip),
        "dislike": _rate(one.dislike),
        "reciprocal_rank": None if one.reciprocal_rank is None else _rate(one.reciprocal_rank),
    }


def _rate(rate: Rate) -> dict[str, float]:
    return {"value": rate.value, "low": rate.low, "high": rate.high}
