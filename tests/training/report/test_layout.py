import numpy as np
import pytest

from segue.base.arrays import Float32
from segue.training.report.layout import FEWEST_FOR_TSNE, flattened


def islands(n: int, dimensions: int = 8) -> Float32:
    """Vectors near one of three axes, in turn."""
    noise = 0.1 * np.random.default_rng(0).standard_normal((n, dimensions))
    return (np.eye(dimensions)[np.arange(n) % 3] + noise).astype(np.float32)


@pytest.mark.parametrize("n", [30, FEWEST_FOR_TSNE + 30])
def test_songs_that_are_alike_lie_together(n: int) -> None:
    points = flattened(islands(n), seed=0)
    assert points.shape == (n, 2)
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = distances.argmin(axis=1)
    assert (nearest % 3 == np.arange(n) % 3).mean() > 0.95


def test_the_same_vectors_and_seed_give_the_same_points() -> None:
    vectors = islands(FEWEST_FOR_TSNE + 10)
    np.testing.assert_array_equal(flattened(vectors, seed=3), flattened(vectors, seed=3))


@pytest.mark.parametrize("shape", [(1, 5), (2, 1), (3, 3), (FEWEST_FOR_TSNE, 1), (FEWEST_FOR_TSNE, 4)])
def test_vectors_that_are_few_short_or_all_zero_are_laid_out_too(shape: tuple[int, int]) -> None:
    for vectors in (np.zeros(shape, np.float32), np.ones(shape, np.float32)):
        points = flattened(vectors, seed=0)
        assert points.shape == (shape[0], 2)
        assert np.isfinite(points).all()
