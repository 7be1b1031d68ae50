"""`main.py report online`: how what was shown was received."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from segue.base.files import require_folder, whole_file
from segue.cli.console import json_option, say, show_figures, show_json
from segue.cli.databases import open_accounts
from segue.online.document import document
from segue.online.intervals import Rate
from segue.online.notes import notes
from segue.online.page import minute, page
from segue.online.reading import Span
from segue.online.reception import ENOUGH_LISTENERS, Reception
from segue.online.report import OnlineReport, online_report

DAYS = 28
WINDOW_HOURS = 24.0

_RATES = ("like %", "play %", "skip %", "dislike %")
_TENTH = 0.1
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command()
@click.option(
    "--days", type=click.FloatRange(0, 3650, min_open=True), help=f"The last so many; default: {DAYS}."
)
@click.option("--since", type=_MOMENT, metavar="DATE", help="From then on, UTC; instead of --days.")
@click.option("--until", type=_MOMENT, metavar="DATE", help="Before then, UTC; default: now.")
@click.option(
    "--window",
    type=click.FloatRange(0, 24 * 30, min_open=True),
    default=WINDOW_HOURS,
    show_default=True,
    help="Hours after a list within which what is done with its songs counts for it.",
)
@click.option(
    "--release",
    "releases",
    multiple=True,
    metavar="ID",
    help="Show this one alone; may be given several times.",
)
@click.option(
    "--html", type=click.Path(path_type=Path), metavar="FILE", help="Write a page with pictures too."
)
@json_option
def online(
    *,
    days: float | None,
    since: datetime | None,
    until: datetime | None,
    window: float,
    releases: Sequence[str],
    html: Path | None,
    as_json: bool,
) -> None:
    """Say how what was shown to signed-in listeners was received, by release, surface and rank.

    Each like, play, skip and dislike counts for the list that showed the song last. Rates stand with 95 %
    intervals over listeners; docs/operating/online.md says how to read them, and why two releases that ran in
    different weeks are not compared by them. It is read from the database that DATABASE_URL names.

    \b
    Examples:
      python main.py report online
      python main.py report online --since 2026-06-01 --until 2026-07-01 --json
      python main.py report online --days 7 --html online.html
    """  # noqa: D301 - Click reads the backspace: keep these lines as they are
    if html is not None:
        require_folder(html)
    now = datetime.now(UTC)
    span = _span(now, days, since, until, window)
    with open_accounts() as database:
        report = online_report(database, span, now)
    if releases:
        shown = {shift.release for shift in report.shifts}
        for absent in (release for release in releases if release not in shown):
            say(f"note: {absent} was not shown in this time; `python main.py releases` lists the ids")
        report = report.only(releases)
    if html is not None:
        with whole_file(html) as file:
            file.write_text(page(report), encoding="utf-8")
        say(f"in a browser: {html.resolve().as_uri()}")
    if as_json:
        show_json(document(report))
    else:
        _show(report)


def _span(
    now: datetime, days: float | None, since: datetime | None, until: datetime | None, window: float
) -> Span:
    if days is not None and since is not None:
        raise click.UsageError("--days and --since say the same thing; give one of them.")
    end = now if until is None else until.replace(tzinfo=UTC)
    start = (
        end - timedelta(days=DAYS if days is None else days) if since is None else since.replace(tzinfo=UTC)
    )
    if start >= end:
        raise click.UsageError("--since is not before --until.")
    return Span(start, end, timedelta(hours=window))


def _show(report: OnlineReport) -> None:
    for shift in report.shifts:
        received = report.of(shift.release)
        show_figures(
            f"{shift.release}, shown {minute(shift.first)} to {minute(shift.last)} UTC",
            ["", "lists", "songs", "listeners", *_RATES, "reciprocal rank"],
            [_row(one) for one in received if one.group.band is None],
        )
        show_figures(
            "by rank, on all surfaces",
            ["", "songs", "listeners", *_RATES],
            [_band(one) for one in received if one.group.band is not None and one.group.surface is None],
        )
    if not all(one.is_enough for one in report.receptions):
        say(f"* fewer than {ENOUGH_LISTENERS} listeners: too few to tell")
    if report.last_event is not None:
        say(f"the last event is of {minute(report.last_event)} UTC")
    for note in notes(report):
        say(f"note: {note}")


def _row(one: Reception) -> list[str]:
    name = (one.group.surface or "all") + ("" if one.is_enough else " *")
    mean = one.reciprocal_rank
    rank = "" if mean is None else f"{mean.value:.3f} [{mean.low:.3f}, {mean.high:.3f}]"
    return [name, f"{one.lists:,}", f"{one.songs:,}", f"{one.listeners:,}", *_rates(one), rank]


def _band(one: Reception) -> list[str]:
    return [str(one.group.band), f"{one.songs:,}", f"{one.listeners:,}", *_rates(one)]


def _rates(one: Reception) -> list[str]:
    return [_percent(rate) for rate in (one.like, one.play, one.skip, one.dislike)]


def _percent(rate: Rate) -> str:
    value, low, high = (
        f"{100 * share:.{1 if share >= _TENTH else 2}f}" for share in (rate.value, rate.low, rate.high)
    )
    return f"{value} [{low}, {high}]"
