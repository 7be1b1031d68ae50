"""What is read from a real database, on both kinds."""

from datetime import datetime, timedelta

import pytest

from db.database import Database
from segue.accounts.feedback import Event, EventKind, store
from segue.accounts.likes import like, toggle
from segue.accounts.preferences import store_preferences
from segue.accounts.signals import Signal
from segue.accounts.taste import Preferences
from segue.base.ids import AccountId
from segue.online.reading import Names, Span, read_blocks
from segue.online.reception import Group
from segue.online.report import OnlineReport, online_report
from tests.accounts.people import NOON, make_user
from tests.accounts.shown import Shown, store_shown

HOUR = timedelta(hours=1)
SPAN = Span(NOON, NOON + 48 * HOUR, 24 * HOUR)


def show(
    database: Database,
    user_id: AccountId,
    *song_ids: str,
    at: datetime = NOON,
    release: str = "r1",
    surface: str = "up-next",
    experiment: str | None = None,
) -> None:
    arms = "A" * len(song_ids) if experiment else None
    with database.transaction(write=True) as connection:
        store_shown(connection, [Shown(user_id, at, release, surface, song_ids, experiment, arms)])


def do(database: Database, user_id: AccountId, kind: EventKind, song_id: str, at: datetime) -> None:
    event = Event(f"{kind} {song_id} {at}", kind, song_id, at)
    with database.transaction(write=True) as connection:
        store(connection, user_id, [event], at)


def reported(database: Database, span: Span = SPAN) -> OnlineReport:
    return online_report(database, span, NOON + 100 * HOUR)


def test_likes_plays_skips_and_dislikes_meet_the_lists_that_led_to_them(database: Database) -> None:
    ana = make_user(database).id
    show(database, ana, "a", "b", "c", "d")
    with database.transaction(write=True) as connection:
        like(connection, ana, "a", NOON + HOUR)
        toggle(connection, ana, "b", NOON + HOUR)
        toggle(connection, ana, "b", NOON + 2 * HOUR)  # taken back: no like
    do(database, ana, EventKind.PLAY, "b", NOON + 3 * HOUR)
    do(database, ana, EventKind.SKIP, "c", NOON + 4 * HOUR)
    do(database, ana, EventKind.DISLIKE, "d", NOON + 5 * HOUR)
    do(database, ana, EventKind.PLAY, "c", NOON + 25 * HOUR)  # a day later: of its own accord
    report = reported(database)
    whole = next(one for one in report.receptions if one.group == Group("r1"))
    assert (whole.lists, whole.songs, whole.listeners) == (1, 4, 1)
    assert [rate.value for rate in (whole.like, whole.play, whole.skip, whole.dislike)] == [0.25] * 4
    assert report.last_event == NOON + 25 * HOUR


def test_the_report_orders_releases_surfaces_and_bands(database: Database) -> None:
    ana = make_user(database).id
    show(database, ana, "a", release="old", surface="fresh-mix")
    show(database, ana, "a", "b", release="new", surface="your-rock", at=NOON + HOUR)
    show(database, ana, "a", release="new", surface="because-of-pulp", at=NOON + 2 * HOUR)
    show(database, ana, "a", release="new", surface="up-next", at=NOON + 3 * HOUR)
    report = reported(database)
    groups = [(one.group.release, one.group.surface, one.group.band, one.songs) for one in report.receptions]
    assert groups == [
        ("new", None, None, 4),
        ("new", None, "1", 3),
        ("new", None, "2-3", 1),
        ("new", "taste", None, 3),
        ("new", "taste", "1", 2),
        ("new", "taste", "2-3", 1),
        ("new", "up-next", None, 1),
        ("new", "up-next", "1", 1),
        ("old", None, None, 1),
        ("old", None, "1", 1),
        ("old", "fresh-mix", None, 1),
        ("old", "fresh-mix", "1", 1),
    ]
    assert [(shift.first, shift.last) for shift in report.shifts] == [
        (NOON + HOUR, NOON + 3 * HOUR),
        (NOON, NOON),
    ]
    assert [shift.release for shift in report.only(["old"]).shifts] == ["old"]
    assert {one.group.release for one in report.only(["old"]).receptions} == {"old"}


def test_lists_of_an_experiment_and_after_the_end_take_events_but_are_not_reported(
    database: Database,
) -> None:
    ana, end = make_user(database).id, SPAN.until
    show(database, ana, "a", "b", "c", at=end - 3 * HOUR)
    show(database, ana, "a", at=end - 2 * HOUR, experiment="e")
    show(database, ana, "b", at=end)
    for song_id in ("a", "b", "c"):
        do(database, ana, EventKind.PLAY, song_id, end + HOUR)
    report = reported(database)
    whole = report.receptions[0]
    assert (whole.lists, whole.songs) == (1, 3)
    assert whole.play.value == pytest.approx(1 / 3)
    assert report.n_compared == 1


def test_what_was_shown_before_or_to_private_accounts_is_not_read(database: Database) -> None:
    ana, ben = make_user(database, "ana").id, make_user(database, "ben").id
    show(database, ana, "a", at=NOON - HOUR)
    show(database, ben, "a")
    with database.transaction(write=True) as connection:
        store_preferences(connection, ben, Preferences(private=True))
    report = reported(database)
    assert (report.shifts, report.receptions, report.last_event) == ((), (), None)


def test_some_accounts_at_a_time_are_read_whole(database: Database) -> None:
    users = [make_user(database, f"u{n}").id for n in range(7)]
    for user_id in users:
        show(database, user_id, "a", "b")
        do(database, user_id, EventKind.PLAY, "b", NOON + HOUR)
    names = Names()
    blocks = list(read_blocks(database, SPAN, names, accounts=2))
    assert [len(block.shown.at) for block in blocks] == [2, 2, 2, 1]
    assert [block.done.kinds.tolist() for block in blocks] == [[Signal.PLAY] * n for n in (2, 2, 2, 1)]
    assert list(names.releases) == ["r1"]
