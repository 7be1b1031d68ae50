from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from segue.base.arrays import Rows
from segue.base.progress import SILENT
from segue.factors.interactions import Interactions
from segue.training import breakdowns
from segue.training.breakdowns import BANDS, KNOWN_SONGS, RARE, by_activity, by_known_songs, by_popularity
from segue.training.scores import Breakdown
from tests.training.pairs import pairs

N_SONGS = 40


@dataclass
class Oracle:
    """Ranks the song that follows each known one, and remembers what it was asked."""

    asked: list[Interactions] = field(default_factory=list)

    def rank(self, history: Interactions, depth: int) -> Iterator[Rows]:
        self.asked.append(history)
        for row in range(history.n_users):
            heard, _ = history.of(row)
            yield np.setdiff1d(heard + 1, heard)[:depth].astype(np.int32)


def swept(histories: list[list[int]], truths: list[list[int]]) -> tuple[Breakdown, Oracle]:
    oracle = Oracle()
    history, truth = (pairs(songs, n_songs=N_SONGS) for songs in (histories, truths))
    with SILENT.task("") as task:
        breakdown = by_known_songs({"oracle": oracle}, history, truth, 0, task)
    return breakdown, oracle


def of(breakdown: Breakdown, metric: str) -> dict[str, float]:
    return {level.label: level.systems["oracle"][metric].mean for level in breakdown.levels}


def test_each_level_knows_so_many_songs_and_those_of_the_one_before() -> None:
    evens = list(range(0, 40, 2))
    _, oracle = swept([evens, evens[:4]], [[1], [3]])
    sizes = [np.diff(asked.indptr).tolist() for asked in oracle.asked]
    assert sizes == [[min(known, 20), min(known, 4)] for known in (*KNOWN_SONGS, 40)]
    for fewer, more in zip(oracle.asked, oracle.asked[1:], strict=False):
        for row in (0, 1):
            assert set(fewer.of(row)[0].tolist()) <= set(more.of(row)[0].tolist())


def test_the_same_listeners_and_songs_to_find_stand_at_every_level() -> None:
    evens, odds = list(range(0, 40, 2)), list(range(1, 40, 2))
    breakdown, _ = swept([evens] * 5, [odds] * 5)
    assert [level.label for level in breakdown.levels] == [*map(str, KNOWN_SONGS), "all"]
    assert {level.n_listeners for level in breakdown.levels} == {5}
    assert of(breakdown, "recall@20") == pytest.approx(
        {**{str(known): known / 20 for known in KNOWN_SONGS}, "all": 1.0}
    )


def test_no_more_listeners_are_swept_than_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breakdowns, "SWEPT_LISTENERS", 3)
    breakdown, oracle = swept([[0]] * 9, [[1]] * 9)
    assert {level.n_listeners for level in breakdown.levels} == {3}
    assert breakdowns.sweep_size(pairs([[0]] * 9, n_songs=1)) == sum(asked.n_users for asked in oracle.asked)


def test_bands_hold_a_third_of_all_pairs_each_and_the_rare_songs_apart() -> None:
    popularity = np.array([30, 10, 10, 10, RARE + 5, RARE + 5, RARE, RARE])
    truth = pairs([[0], [1, 2], [3, 4], [6], [7]], n_songs=8)
    found = {"oracle": np.array([[0], [1], [4], [7], [7]], np.int32)}
    breakdown = by_popularity(found, truth, popularity, seed=0)
    assert [level.label for level in breakdown.levels] == list(BANDS)
    assert [level.n_listeners for level in breakdown.levels] == [1, 2, 1, 2]
    assert of(breakdown, "recall@20") == dict(zip(BANDS, [1, 0.25, 1, 0.5], strict=True))


def test_a_band_with_nothing_to_find_is_left_out() -> None:
    popularity = np.array([30, 10, 10, 10, 9, 9, 1])
    breakdown = by_popularity({"oracle": np.array([[0]], np.int32)}, pairs([[0]], n_songs=7), popularity, 0)
    assert [level.label for level in breakdown.levels] == [BANDS[0]]


def test_activity_splits_listeners_into_thirds_by_what_they_know() -> None:
    values = {"recall@20": np.arange(9) / 10, "ndcg@20": np.zeros(9)}
    breakdown = by_activity({"oracle": values}, np.array([9, 9, 9, 1, 2, 3, 4, 4, 6]), seed=0)
    assert [(level.label, level.n_listeners) for level in breakdown.levels] == [
        ("1 to 3 songs", 3),
        ("4 to 6 songs", 3),
        ("9 songs", 3),
    ]
    assert of(breakdown, "recall@20") == pytest.approx(
        {"1 to 3 songs": 0.4, "4 to 6 songs": 0.7, "9 songs": 0.1}
    )


def test_listeners_who_know_equally_many_stay_together() -> None:
    values = {"recall@20": np.ones(5), "ndcg@20": np.ones(5)}
    for known, label in ((8, "8 songs"), (1, "1 song")):
        breakdown = by_activity({"oracle": values}, np.full(5, known), seed=0)
        assert [(level.label, level.n_listeners) for level in breakdown.levels] == [(label, 5)]
