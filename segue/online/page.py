"""The online report as one page that needs no network and runs no script."""

from collections.abc import Callable, Iterator
from datetime import datetime
from html import escape
from pathlib import Path

from segue.online.chart import COLOURS, Dot, Line, chart
from segue.online.intervals import Rate
from segue.online.notes import notes
from segue.online.reception import BANDS, Group, Reception
from segue.online.report import OnlineReport

MOST_DRAWN = len(COLOURS)
"""Releases in one picture, those shown last; the tables have all."""

_Part = Callable[[Reception], Rate | None]

_MEASURES: tuple[tuple[str, _Part, bool], ...] = (
    ("Liked, of the songs shown", lambda one: one.like, True),
    ("Played, of the songs shown", lambda one: one.play, True),
    ("Skipped, of the songs shown", lambda one: one.skip, True),
    ("Disliked, of the songs shown", lambda one: one.dislike, True),
    ("Mean reciprocal rank of the first song liked or played", lambda one: one.reciprocal_rank, False),
)
_COLUMNS = ("lists", "songs", "listeners", "like", "play", "skip", "dislike", "reciprocal rank")
_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
"""
_LEGEND = "Dots are rates, lines 95 % intervals over listeners; hollow dots have too few listeners to tell."


def page(report: OnlineReport) -> str:
    """HTML, every word that comes from the database escaped."""
    span = f"{minute(report.span.since)} to {minute(report.span.until)} UTC"
    style = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    parts = [
        _HEAD,
        f"<title>How it was received: {span}</title><style>{style}</style></head><body>",
        f'<h1>How what was shown was received</h1><p class="soft">{span}. {_LEGEND}</p>',
        *(f'<p class="note">{escape(note)}</p>' for note in notes(report)),
        *_key(report),
        *_pictures(report),
        *_tables(report),
        f'<p class="soft">Made {minute(report.at)} UTC.{_last_event(report)}</p></body></html>',
    ]
    return "".join(parts)


def _key(report: OnlineReport) -> Iterator[str]:
    """Which colour is which release."""
    drawn = report.shifts[:MOST_DRAWN]
    if drawn:
        yield '<ul class="key">'
        for number, shift in enumerate(drawn):
            shown = f"{minute(shift.first)} to {minute(shift.last)}"
            yield (
                f'<li><span class="dot" style="background:{COLOURS[number]}"></span>'
                f'{escape(shift.release)} <span class="soft">{shown}</span></li>'
            )
        yield "</ul>"


def _pictures(report: OnlineReport) -> Iterator[str]:
    of = {one.group: one for one in report.receptions}
    releases = [shift.release for shift in report.shifts[:MOST_DRAWN]]
    surfaces = list(dict.fromkeys(one.group.surface for one in report.receptions if one.group.surface))
    if not releases:
        return
    yield '<div class="pictures">'
    for title, part, percent in _MEASURES:
        rows = [("all", None), *((surface, surface) for surface in surfaces)]
        lines = [
            Line(label, _dots(of, [Group(release, surface) for release in releases], part))
            for label, surface in rows
        ]
        yield _figure(title, lines, percent=percent)
    for title, part, percent in _MEASURES[:3]:
        lines = [
            Line(f"rank {band}", _dots(of, [Group(release, None, band) for release in releases], part))
            for band in BANDS
        ]
        yield _figure(f"{title}, by rank", lines, percent=percent)
    yield "</div>"


def _dots(of: dict[Group, Reception], groups: list[Group], part: _Part) -> list[Dot]:
    found = [(number, of[group], part(of[group])) for number, group in enumerate(groups) if group in of]
    return [Dot(number, rate, one.is_enough) for number, one, rate in found if rate is not None]


def _figure(title: str, lines: list[Line], *, percent: bool) -> str:
    drawn = chart(title, [line for line in lines if line.dots], percent=percent)
    return f"<figure><figcaption>{escape(title)}</figcaption>{drawn}</figure>"


def _tables(report: OnlineReport) -> Iterator[str]:
    for shift in report.shifts:
        head = "".join(f'<th scope="col">{column}</th>' for column in ("surface", "rank", *_COLUMNS))
        rows = "".join(map(_row, report.of(shift.release)))
        yield f"<h2>{escape(shift.release)}</h2>"
        yield f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(one: Reception) -> str:
    named = escape(one.group.surface or "all") + ("" if one.is_enough else " (too few)")
    rank = one.reciprocal_rank
    cells = [
        str(one.group.band or ""),
        f"{one.lists:,}" if one.group.band is None else "",
        f"{one.songs:,}",
        f"{one.listeners:,}",
        *(_percent(rate) for rate in (one.like, one.play, one.skip, one.dislike)),
        "" if rank is None else f"{rank.value:.3f} [{rank.low:.3f}, {rank.high:.3f}]",
    ]
    return f'<tr><th scope="row">{named}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _percent(rate: Rate) -> str:
    return f"{100 * rate.value:.2f} % [{100 * rate.low:.2f}, {100 * rate.high:.2f}]"


def _last_event(report: OnlineReport) -> str:
    return "" if report.last_event is None else f" The last event is of {minute(report.last_event)} UTC."


def minute(moment: datetime) -> str:
    """A moment as a person reads it; that it is UTC is said beside it."""
    return f"{moment:%Y-%m-%d %H:%M}"
