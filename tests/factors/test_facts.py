import numpy as np
import pytest

from segue.base.arrays import Int64
from segue.factors.facts import Facts, first_days
from segue.factors.interactions import Events

DAY = 86_400


def events(song_rows: list[int], times: Int64 | None, n_songs: int = 3) -> Events:
    n = len(song_rows)
    return Events(
        np.zeros(n, np.int32), np.array(song_rows, np.int32), np.ones(n, np.float32), times, 1, n_songs
    )


def test_facts_open_as_they_were_stored() -> None:
    one = np.array([1, -1], np.int32)
    facts = Facts(
        one, one, np.array([1999, 0], np.int16), np.array([1, 0], np.int8), np.array([9, 0], np.int32)
    )
    opened = Facts.from_arrays(facts.arrays(), 2)
    assert (opened.years.tolist(), opened.explicit.tolist()) == ([1999, 0], [1, 0])
    assert (opened.genre_rows.tolist(), opened.first_days.tolist()) == ([1, -1], [9, 0])


def test_what_a_release_does_not_hold_is_unknown() -> None:
    opened = Facts.from_arrays({"facts.years": np.array([1999, 2000], np.int16)}, 2)
    assert opened.years.tolist() == [1999, 2000]
    assert (opened.genre_rows.tolist(), opened.explicit.tolist()) == ([-1, -1], [-1, -1])
    assert opened.first_days.tolist() == [0, 0]


def test_a_column_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match=r"facts\.years"):
        Facts.from_arrays({"facts.years": np.zeros(3, np.int16)}, 2)


def test_the_first_day_is_that_of_the_earliest_play() -> None:
    times = np.array([12 * DAY + 5, 10 * DAY, 11 * DAY - 1], np.int64)
    assert first_days(events([0, 0, 1], times)).tolist() == [10, 10, 0]


def test_without_dates_no_first_day_is_known() -> None:
    assert first_days(events([0, 1], None)).tolist() == [0, 0, 0]
