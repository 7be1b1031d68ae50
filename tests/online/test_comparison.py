"""What an experiment finds in a real database, on both kinds."""

from datetime import datetime, timedelta

from db.database import Database
from segue.accounts.feedback import EventKind
from segue.accounts.likes import like
from segue.accounts.preferences import store_preferences
from segue.accounts.taste import Preferences
from segue.base.ids import AccountId, ReleaseId
from segue.online.comparison import shown_preferences, verdict_on
from segue.online.verdict import Outcome
from segue.releases.experiment import Experiment
from tests.accounts.people import NOON, make_user
from tests.accounts.shown import Shown, store_shown
from tests.online.test_reading import do

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EXPERIMENT = Experiment(
    id="e",
    control=ReleaseId("a"),
    challenger=ReleaseId("b"),
    share=1,
    first_look_days=2,
    started_at=NOON,
)


def show(
    database: Database,
    user_id: AccountId,
    song_ids: str,
    arms: str | None,
    *,
    at: datetime = NOON,
    experiment: str | None = "e",
) -> None:
    shown = Shown(user_id, at, "a", "up-next", tuple(song_ids), experiment if arms else None, arms)
    with database.transaction(write=True) as connection:
        store_shown(connection, [shown])


def shown(database: Database, until: datetime = NOON + DAY) -> list[float]:
    return list(map(float, shown_preferences(database, EXPERIMENT, until)))


def test_what_is_done_with_a_song_counts_for_the_side_that_gave_it(database: Database) -> None:
    ana, ben = make_user(database, "ana").id, make_user(database, "ben").id
    show(database, ana, "xyz", "AB=")
    show(database, ben, "xyz", "AB=")
    with database.transaction(write=True) as connection:
        like(connection, ana, "y", NOON + HOUR)
    do(database, ana, EventKind.SKIP, "z", NOON + HOUR)  # of neither side
    do(database, ben, EventKind.PLAY, "x", NOON + HOUR)
    assert shown(database) == [1, -1]


def test_the_list_that_showed_the_song_last_has_the_say(database: Database) -> None:
    ana = make_user(database).id
    show(database, ana, "x", "A")
    show(database, ana, "x", "B", at=NOON + HOUR)
    show(database, ana, "x", None, at=NOON + 3 * HOUR)
    do(database, ana, EventKind.PLAY, "x", NOON + 2 * HOUR)
    assert shown(database) == [1]
    do(database, ana, EventKind.DISLIKE, "x", NOON + 4 * HOUR)  # of a list outside the experiment
    assert shown(database) == [1]


def test_other_experiments_private_accounts_and_what_came_later_do_not_count(database: Database) -> None:
    ana, ben = make_user(database, "ana").id, make_user(database, "ben").id
    show(database, ana, "x", "A", experiment="another")
    show(database, ana, "y", "A")
    show(database, ana, "z", "A", at=NOON - HOUR)
    show(database, ben, "y", "A")
    for song in "xyz":
        do(database, ana, EventKind.PLAY, song, NOON + 20 * HOUR)
    do(database, ben, EventKind.PLAY, "y", NOON + HOUR)
    with database.transaction(write=True) as connection:
        store_preferences(connection, ben, Preferences(private=True))
    assert shown(database) == [-1]
    assert shown(database, NOON + 19 * HOUR) == []


def test_a_verdict_is_by_the_looks_that_were_due(database: Database) -> None:
    for number in range(24):
        somebody = make_user(database, f"listener {number}").id
        show(database, somebody, "xy", "AB")
        do(database, somebody, EventKind.PLAY, "y", NOON + HOUR)
        do(database, somebody, EventKind.SKIP, "x", NOON + 3 * DAY)  # after the first look
    early = verdict_on(database, EXPERIMENT, NOON + DAY)
    assert (early.outcome, early.next_look) == (Outcome.TOO_EARLY, NOON + 2 * DAY)
    found = verdict_on(database, EXPERIMENT, NOON + 9 * DAY)
    assert (found.outcome, len(found.looks)) == (Outcome.B_BETTER, 1)
    assert (found.looks[0].n_listeners, found.looks[0].preference) == (24, 1)
    stopped = verdict_on(database, EXPERIMENT, NOON + 9 * DAY, ended_at=NOON + DAY)
    assert (stopped.outcome, stopped.next_look) == (Outcome.TOO_EARLY, None)
