import sys
from collections import deque
from types import FrameType

import numpy as np
import pytest

from segue.base.progress import SILENT
from segue.factors import svd
from segue.factors.interactions import Interactions
from segue.factors.svd import SampledTrainset, SvdConfig

CONFIG = SvdConfig(negatives=3, seed=5)


def epochs_of(pairs: Interactions, count: int) -> list[list[tuple[int, int, float]]]:
    with SILENT.task("") as task:
        trainset = SampledTrainset(pairs, CONFIG, task)
        return [list(trainset.all_ratings()) for _ in range(count)]


def slow_epochs(pairs: Interactions, count: int, chunk: int) -> list[list[tuple[int, int, float]]]:
    """The same draws, one pair and one zero at a time."""
    generator = np.random.default_rng(CONFIG.seed)
    chances = np.sqrt(pairs.song_counts)
    edges = np.cumsum(chances) / chances.sum()
    epochs: list[list[tuple[int, int, float]]] = []
    for _ in range(count):
        epoch, order = [], generator.permutation(len(pairs))
        for start in range(0, len(order), chunk):
            samples = []
            for pair in order[start : start + chunk]:
                user = int(pairs.user_rows[pair])
                samples.append((user, int(pairs.song_rows[pair]), 1.0))
                draws = generator.random(CONFIG.negatives)
                samples += [(user, int((edges <= draw).sum()), 0.0) for draw in draws]
            epoch += [samples[place] for place in generator.permutation(len(samples))]
        epochs.append(epoch)
    return epochs


@pytest.mark.parametrize("chunk", [7, 100_000])
def test_an_epoch_is_what_a_plain_loop_draws(
    checkerboard: Interactions, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(svd, "_CHUNK_PAIRS", chunk)
    assert epochs_of(checkerboard, 2) == slow_epochs(checkerboard, 2, chunk)


def test_an_epoch_holds_every_pair_once_and_fresh_zeros(checkerboard: Interactions) -> None:
    first, second = epochs_of(checkerboard, 2)
    heard = sorted(zip(checkerboard.user_rows.tolist(), checkerboard.song_rows.tolist(), strict=True))
    for epoch in (first, second):
        assert sorted((user, song) for user, song, target in epoch if target) == heard
        assert sum(target == 0 for _, _, target in epoch) == CONFIG.negatives * len(heard)
    assert first != second


def test_no_python_runs_per_sample(checkerboard: Interactions) -> None:
    entered = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal entered
        entered += event == "call"

    with SILENT.task("") as task:
        ratings = SampledTrainset(checkerboard, CONFIG, task).all_ratings()
        sys.setprofile(count)
        try:
            deque(ratings, maxlen=0)
        finally:
            sys.setprofile(None)
    assert entered < 50 < len(checkerboard)
