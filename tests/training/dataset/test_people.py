from datetime import UTC, datetime

import numpy as np

from segue.accounts.erasures import digest_of
from segue.base.arrays import Int64
from segue.base.ids import AccountId
from segue.factors.interactions import Events
from segue.training.dataset.people import People, join_people
from segue.training.dataset.reasons import Reason

ANA, BEN = AccountId(3), AccountId(4)
ERASED_AT = 1000


def people() -> People:
    erased = {digest_of("Cleo"): datetime.fromtimestamp(ERASED_AT, UTC)}
    return People({"ana": ANA, "ben": BEN}, frozenset({BEN}), erased)


def events(*rows: tuple[int, int], times: Int64 | None = None) -> Events:
    users, songs = np.array(rows, np.int32).T
    return Events(users, songs, np.ones(len(rows), np.float32), times, 4, 3)


def test_a_listener_named_like_an_account_is_that_account_in_any_spelling() -> None:
    joined = join_people(["ANA", "ana", "dora"], events((0, 0), (1, 1), (2, 2)), people())
    assert joined.names == ["account:3", "dora"]
    assert joined.events.user_rows.tolist() == [0, 0, 1]
    assert not joined.dropped


def test_nothing_of_a_private_account_is_kept() -> None:
    joined = join_people(["ben", "dora"], events((0, 0), (0, 1), (1, 2)), people())
    assert joined.events.song_rows.tolist() == [2]
    assert joined.dropped == {Reason.PRIVATE: 2}


def test_of_an_erased_name_only_what_came_after_is_kept() -> None:
    times = np.array([1, ERASED_AT, ERASED_AT + 1])
    joined = join_people(["cleo"], events((0, 0), (0, 1), (0, 2), times=times), people())
    assert joined.events.song_rows.tolist() == [2]
    assert joined.dropped == {Reason.ERASED: 2}


def test_of_an_erased_name_in_a_log_without_dates_nothing_is_kept() -> None:
    joined = join_people(["CLEO", "dora"], events((0, 0), (1, 1)), people())
    assert joined.events.song_rows.tolist() == [1]
    assert joined.dropped == {Reason.ERASED: 1}
