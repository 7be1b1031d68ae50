import numpy as np

from segue.recommend.ranking import Ranking
from segue.web.items import items
from segue.web.serving import Serving


def test_distances_have_six_digits_rounded_as_python_rounds(serving: Serving) -> None:
    drawn = np.random.default_rng(0).random(200) * 2
    halves = (np.arange(200) + 0.5) / 1e6
    distances = np.concatenate([drawn, halves, [0, 2, 1 / 3]]).astype(np.float32)
    rows = np.zeros(len(distances), np.int32)
    shown = items(serving.catalogue, Ranking(rows, distances, distances))
    assert [item["distance"] for item in shown] == [round(float(each), 6) for each in distances]
