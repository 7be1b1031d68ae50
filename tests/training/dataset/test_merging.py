"""Small worlds whose merged log can be told by hand."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from segue.accounts.erasures import listener_id
from segue.accounts.signals import Signal
from segue.base.errors import DataError
from segue.base.ids import AccountId
from segue.catalogue.catalogue import Catalogue
from segue.listening.log import ListeningLog, read_log
from segue.training.dataset.held import Held
from segue.training.dataset.merging import merge, no_log
from segue.training.dataset.people import People
from segue.training.dataset.weights import SignalWeights

DAY = 86_400
PLAYS = """user,song,title,artist,timestamp
u1,a,Alpha,Ana,86400
u1,b,Beta,Ben,172800
u2,a,Alpha,Ana,86400
u2,a,Alpha,Ana,259200
u2,c,Gamma,Cat,86400
"""


@pytest.fixture
def log(tmp_path: Path) -> ListeningLog:
    return read(tmp_path, PLAYS)


def read(folder: Path, text: str) -> ListeningLog:
    (folder / "plays.csv").write_text(text)
    return read_log(folder / "plays.csv")


def held(*signals: tuple[int, str, Signal, int], n_private: int = 0) -> Held:
    return Held.of(((account, song, kind, day * DAY) for account, song, kind, day in signals), n_private)


def told(log: ListeningLog) -> Counter[tuple[str, str, float, int | None]]:
    """(listener, song, weight, day) → how often."""
    events = log.events
    days = [None] * len(events) if events.times is None else (events.times // DAY).tolist()
    rows = zip(
        events.user_rows.tolist(), events.song_rows.tolist(), events.weights.tolist(), days, strict=True
    )
    return Counter(
        (log.users.id(user), log.songs.ids.id(song), weight, day) for user, song, weight, day in rows
    )


def catalogue_of(log: ListeningLog) -> Catalogue:
    return Catalogue.build(log.songs, np.ones(len(log.songs), np.float32))


def test_accounts_that_hold_nothing_leave_a_log_as_it_is(log: ListeningLog) -> None:
    merged = merge(log, held(), None)
    assert merged.fingerprint == log.fingerprint
    assert merged.report == log.report
    assert [source.rows for source in merged.sources] == [5, 0]


def test_a_play_counts_as_one_and_a_like_as_four_each_at_its_time(log: ListeningLog) -> None:
    merged = merge(
        log, held((7, "a", Signal.PLAY, 9), (7, "a", Signal.LIKE, 10), (9, "c", Signal.LIKE, 11)), None
    )
    added = told(merged) - told(log)
    assert added == {("account:7", "a", 1, 9): 1, ("account:7", "a", 4, 10): 1, ("account:9", "c", 4, 11): 1}
    assert told(log) - told(merged) == {}
    assert merged.report.last_date == "1970-01-12"


def test_a_skip_takes_a_play_away_but_never_a_like(log: ListeningLog) -> None:
    merged = merge(
        log,
        held(
            *[(7, "a", Signal.PLAY, day) for day in (1, 2)],
            (7, "a", Signal.SKIP, 3),
            (7, "b", Signal.PLAY, 1),
            *[(7, "b", Signal.SKIP, day) for day in (2, 3)],
            (8, "a", Signal.LIKE, 1),
            (8, "a", Signal.SKIP, 2),
            (8, "b", Signal.SKIP, 2),
        ),
        None,
    )
    assert told(merged) - told(log) == {
        ("account:7", "a", 0.5, 1): 1,
        ("account:7", "a", 0.5, 2): 1,
        ("account:8", "a", 4, 1): 1,
    }


def test_a_disliked_song_is_never_its_listeners(log: ListeningLog) -> None:
    merged = merge(
        log, held(*[(7, song, Signal.PLAY, 1) for song in "ab"], (7, "a", Signal.DISLIKE, 2)), None
    )
    assert told(merged) - told(log) == {("account:7", "b", 1, 1): 1}


def test_every_row_that_was_read_is_accounted_for(log: ListeningLog) -> None:
    signals = [
        *[(7, song, Signal.PLAY, 1) for song in "abcx"],
        *[(7, song, Signal.SKIP, 2) for song in "bx"],
        (7, "c", Signal.DISLIKE, 2),
        (8, "a", Signal.LIKE, 2),
    ]
    merged = merge(log, held(*signals, n_private=3), None)
    report = merged.report
    assert report.rows_read == 5 + len(signals) == report.rows_kept + sum(report.dropped.values())
    assert dict(report.dropped) == {
        "of a song that neither the log nor the release in service knows": 2,
        "a skip, taken off the plays": 1,
        "a dislike": 1,
        "of a song its listener dislikes": 1,
        "of a song skipped as often as played": 1,
    }
    file, accounts = merged.sources
    assert (file.listeners, file.songs, file.pairs, file.kinds) == (2, 3, 4, {"plays": 5})
    assert (accounts.rows, accounts.listeners, accounts.songs, accounts.pairs) == (8, 2, 1, 2)
    assert accounts.kinds == {"plays": 3, "likes": 1, "skips": 1, "dislikes": 1}
    assert accounts.left_out["private accounts"] == 3


def test_a_log_without_dates_stays_so(tmp_path: Path) -> None:
    undated = read(tmp_path, "user,song\nu1,a\nu1,b\nu2,a\n")
    merged = merge(undated, held((7, "b", Signal.LIKE, 9)), None)
    assert merged.events.times is None
    assert "no dates" in merged.report.notes[-1]


@pytest.mark.parametrize("people", [None, People({}, frozenset(), {})])
def test_a_listener_of_a_log_is_never_taken_for_an_account(tmp_path: Path, people: People | None) -> None:
    log = read(tmp_path, f"user,song\n{listener_id(AccountId(7))},a\nu1,b\nu2,a\n")
    with pytest.raises(DataError, match="named like an account"):
        merge(log, held((7, "b", Signal.LIKE, 9)), None, people=people)


def test_accounts_alone_take_their_songs_from_the_release_in_service(log: ListeningLog) -> None:
    merged = merge(
        no_log(catalogue_of(log)),
        held((7, "a", Signal.PLAY, 9), (7, "c", Signal.LIKE, 10), (9, "c", Signal.LIKE, 11)),
        catalogue_of(log),
        release_id="20260102T030405Z-0123abcd",
    )
    assert list(merged.songs.title) == ["Alpha", "Gamma"]
    assert list(merged.users.ids) == ["account:7", "account:9"]
    assert merged.report.format == "accounts"
    assert [source.catalogue for source in merged.sources] == ["20260102T030405Z-0123abcd"]


def test_too_little_to_learn_from_is_one_sentence(log: ListeningLog) -> None:
    with pytest.raises(DataError, match="1 listeners and 1 songs"):
        merge(no_log(catalogue_of(log)), held((7, "a", Signal.PLAY, 9)), catalogue_of(log))


def test_weights_are_stated_and_can_be_others(log: ListeningLog) -> None:
    weights = SignalWeights(play=2, like=3, skip=1)
    merged = merge(
        log,
        held((7, "a", Signal.PLAY, 9), (7, "a", Signal.SKIP, 9), (7, "b", Signal.LIKE, 9)),
        None,
        weights=weights,
    )
    assert told(merged) - told(log) == {("account:7", "a", 1, 9): 1, ("account:7", "b", 3, 9): 1}
    with pytest.raises(DataError, match="more than 0"):
        SignalWeights(like=0)
