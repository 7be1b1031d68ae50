import numpy as np

from segue.recommend.chance import shuffled, uniforms
from segue.recommend.ranking import Ranking

ROWS = np.arange(10_000, dtype=np.int32)


def pool(n: int) -> Ranking:
    return Ranking(
        np.arange(n, dtype=np.int32), np.linspace(1, 0, n, dtype=np.float32), np.zeros(n, np.float32)
    )


def test_draws_are_fixed_for_a_key() -> None:
    # pinned: the same on every machine and in every version of numpy
    drawn = uniforms(np.arange(3, dtype=np.int32), "release", "seed")
    assert drawn.tolist() == [0.2019182565564776, 0.4056691948057825, 0.8809550670803197]


def test_draws_look_uniform_and_differ_between_keys() -> None:
    first, second = uniforms(ROWS, "a"), uniforms(ROWS, "b")
    assert abs(first.mean() - 0.5) < 0.01
    assert first.min() > 0
    assert first.max() < 1
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.05


def test_the_parts_of_a_key_do_not_run_together() -> None:
    assert uniforms(ROWS[:1], "ab", "c") != uniforms(ROWS[:1], "a", "bc")


def test_shuffling_keeps_every_song_once() -> None:
    assert sorted(shuffled(pool(50), 1.0, "k").rows) == list(range(50))


def test_a_small_spread_stays_near_the_order_and_a_large_one_does_not() -> None:
    near = shuffled(pool(100), 0.01, "k").rows
    far = shuffled(pool(100), 10.0, "k").rows
    assert near[:5].tolist() == [0, 1, 2, 3, 4]
    assert np.abs(far - np.arange(100)).mean() > 20
