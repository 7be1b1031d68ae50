import numpy as np
import pytest

from segue.factors import metrics
from segue.factors.snapshot import Snapshot
from segue.recommend.coldstart import cold_start
from segue.recommend.diversity import MOST_VARIETY, NEUTRAL_VARIETY, variety_weight
from segue.recommend.wishes import Wishes
from tests.recommend.conftest import make_listener


def test_the_dial_runs_from_relevance_alone_over_the_default_to_the_most() -> None:
    weights = [variety_weight(dial) for dial in (0, 0.25, 0.5, 1)]
    assert weights == [0, NEUTRAL_VARIETY / 2, NEUTRAL_VARIETY, MOST_VARIETY]


@pytest.mark.parametrize("limit", [10, 20])
def test_songs_differ_more_the_higher_the_dial(snapshot: Snapshot, limit: int) -> None:
    def difference(dial: float) -> float:
        answers = (
            cold_start(snapshot, make_listener(seeds=(row, row + 7)), Wishes(limit=limit, diversity=dial))
            for row in range(0, 200, 10)
        )
        lists = metrics.padded((answer.ranking.rows for answer in answers), limit)
        return float(metrics.diversity(lists, snapshot.space.item_vectors).mean())

    found = [difference(dial) for dial in (0, 0.25, 0.5, 0.75, 1)]
    assert np.all(np.diff(found) > 0)
