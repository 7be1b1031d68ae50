import numpy as np
import pytest

from segue.base.arrays import AnyArray
from segue.factors.directions import directions


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_vectors_keep_their_direction_and_kind_and_zeros_have_none(dtype: type) -> None:
    found: AnyArray = directions(np.array([[3, 4], [0, 0]], dtype))
    np.testing.assert_allclose(found, np.array([[0.6, 0.8], [0, 0]]), rtol=1e-6)
    assert found.dtype == dtype
