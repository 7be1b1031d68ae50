import numpy as np
import pytest

from segue.factors.lengths import Lengths

VECTORS = np.array([[3, 4, 0], [0, 0, 2], [0, 0, 0]], np.float32)
PARTS = [slice(0, 2), slice(2, 3)]


def test_each_part_has_its_own_lengths_and_zeros_divide_by_nothing() -> None:
    lengths = Lengths.of(VECTORS, PARTS)
    np.testing.assert_allclose(lengths.longest, [5, 5, 2])
    # length^0.25 · longest^0.75, with 1 for a length of 0
    np.testing.assert_allclose(lengths.scale, [[5, 2**0.75], [5**0.75, 2], [5**0.75, 2**0.75]], rtol=1e-6)


def test_what_is_stored_is_what_was_measured() -> None:
    lengths = Lengths.of(VECTORS, PARTS)
    found = Lengths.stored(lengths.arrays(), 3, 2)
    assert found is not None
    np.testing.assert_array_equal(found.scale, lengths.scale)
    assert Lengths.stored({}, 3, 2) is None


@pytest.mark.parametrize("shape", [(2, 2), (3, 1)])
def test_lengths_of_other_vectors_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Lengths.stored(Lengths.of(VECTORS, PARTS).arrays(), *shape)


def test_lengths_that_do_not_divide_are_refused() -> None:
    arrays = Lengths.of(VECTORS, PARTS).arrays()
    with pytest.raises(ValueError, match="above 0"):
        Lengths.stored(arrays | {"likeness.scale": np.zeros((3, 2), np.float32)}, 3, 2)
