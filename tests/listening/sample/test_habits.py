from datetime import UTC, datetime

import numpy as np
import pytest

from segue.listening.sample.habits import DAY_SECONDS, Sessions, make_sessions
from segue.listening.sample.settings import LOG_END, LOG_START, SampleSettings


@pytest.fixture(scope="module")
def sessions() -> Sessions:
    return make_sessions(SampleSettings(n_listeners=800, plays_per_listener=150))


def test_sessions_stand_by_listener_then_by_start(sessions: Sessions) -> None:
    assert np.array_equal(np.lexsort((sessions.starts, sessions.listener_rows)), np.arange(len(sessions)))


def test_every_listener_plays_and_all_within_the_log(sessions: Sessions) -> None:
    assert len(np.unique(sessions.listener_rows)) == 800
    assert sessions.n_plays.min() >= 1
    assert sessions.starts.min() >= LOG_START
    assert sessions.starts.max() < LOG_END


def test_a_few_listeners_play_far_more_than_most(sessions: Sessions) -> None:
    plays = np.bincount(sessions.listener_rows, sessions.n_plays)
    assert plays.min() >= 5
    assert 100 < plays.mean() < 210
    assert np.median(plays) < 0.6 * plays.mean()
    assert plays.max() > 8 * np.median(plays)


def test_evenings_and_weekends_see_more_listening_than_nights_and_mondays(sessions: Sessions) -> None:
    moments = [datetime.fromtimestamp(start, UTC) for start in sessions.starts[::5]]
    hours = np.bincount([moment.hour for moment in moments], minlength=24)
    weekdays = np.bincount([moment.weekday() for moment in moments], minlength=7)
    assert hours[16:24].sum() > 1.5 * hours[0:8].sum()
    assert weekdays[5] > 1.1 * weekdays[0]


def test_some_listeners_join_late_and_some_leave_early(sessions: Sessions) -> None:
    days = (sessions.starts - LOG_START) // DAY_SECONDS
    first = np.full(800, 10_000)
    last = np.zeros(800, np.int64)
    np.minimum.at(first, sessions.listener_rows, days)
    np.maximum.at(last, sessions.listener_rows, days)
    assert 0.2 < (first > 90).mean() < 0.7
    assert 0.1 < (last < 400).mean() < 0.6
