import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.arrays import AnyArray
from segue.base.errors import ReleaseRefused
from segue.releases import npy
from tests.releases.world import array_bytes

shapes = st.lists(st.integers(0, 5), max_size=npy.MAX_DIMENSIONS).map(tuple)


@given(st.sampled_from(sorted(npy.DTYPES)), shapes)
def test_numpy_reads_what_we_write(dtype: str, shape: tuple[int, ...]) -> None:
    array = np.arange(np.prod(shape, dtype=int)).astype(dtype).reshape(shape)
    data = array_bytes(npy.storable(array))
    assert len(data) == npy.file_size(dtype, shape)
    read = np.load(io.BytesIO(data), allow_pickle=False)
    assert read.dtype == np.dtype(dtype)
    np.testing.assert_array_equal(read, array)


def test_a_mapped_array_is_the_one_written_and_can_not_be_changed(tmp_path: Path) -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    (tmp_path / "a.npy").write_bytes(array_bytes(array))
    mapped = npy.map_array(tmp_path / "a.npy", "<f4", (2, 3))
    np.testing.assert_array_equal(mapped, array)
    assert mapped.ctypes.data % 64 == 0
    with pytest.raises(ValueError, match="read-only"):
        mapped[0, 0] = 1


def test_an_empty_array_can_be_mapped(tmp_path: Path) -> None:
    (tmp_path / "a.npy").write_bytes(npy.header("|u1", (0,)))
    assert npy.map_array(tmp_path / "a.npy", "|u1", (0,)).shape == (0,)


def test_arrays_are_stored_in_one_order_and_byte_order() -> None:
    array = np.asfortranarray(np.arange(6, dtype=">f4").reshape(2, 3))
    stored = npy.storable(array)
    assert stored.flags.c_contiguous
    assert stored.dtype.str == "<f4"
    np.testing.assert_array_equal(stored, array)


@pytest.mark.parametrize(
    "array",
    [
        np.array([{}], object),
        np.array(["text"]),
        np.array([b"bytes"]),
        np.array([1j]),
        np.array([1], "datetime64[s]"),
        np.array([(1, 2)], [("a", "i4"), ("b", "i4")]),
        np.zeros([1] * 9),
        np.array([np.nan]),
        np.array([1, -np.inf], np.float16),
    ],
)
def test_other_kinds_of_array_and_other_numbers_are_not_stored(array: AnyArray) -> None:
    with pytest.raises(ValueError, match=r"dtype|dimensions|finite"):
        npy.storable(array)


@pytest.mark.parametrize("change", [b"x", b""], ids=["longer", "shorter"])
def test_a_file_of_another_length_is_refused(tmp_path: Path, change: bytes) -> None:
    data = array_bytes(np.arange(3, dtype=np.int64))
    (tmp_path / "a.npy").write_bytes(data + change if change else data[:-1])
    with pytest.raises(ReleaseRefused, match="longer or shorter"):
        npy.map_array(tmp_path / "a.npy", "<i8", (3,))


def test_a_header_with_another_shape_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.npy").write_bytes(array_bytes(np.zeros((2, 3), np.float32)))
    with pytest.raises(ReleaseRefused, match="not the array"):
        npy.map_array(tmp_path / "a.npy", "<f4", (3, 2))


def test_a_last_number_that_is_not_finite_is_found() -> None:
    array = np.zeros((1 << 20) + 1, np.float32)
    assert npy.all_finite(array)
    array[-1] = np.inf
    assert not npy.all_finite(array)
