"""Arrays as ``.npy`` files whose header is known beforehand.

The header follows from dtype and shape alone, so a file is checked by comparing bytes: nothing a file says is
ever parsed, and object arrays (pickles) have no spelling here. The format is NEP 1, version 1.0, and NumPy's
own reader opens these files.
"""

import math
import mmap
import struct
from pathlib import Path
from typing import Final

import numpy as np

from segue.base.arrays import AnyArray
from segue.base.errors import ReleaseRefused

DTYPES: Final = frozenset(
    {"|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"},
)
"""What an array may hold: booleans, integers and floats, little-endian."""

MAX_DIMENSIONS: Final = 8
_MAGIC: Final = b"\x93NUMPY\x01\x00"
_ALIGNMENT: Final = 64  # the data begins at a multiple of it, so that a mapped array is aligned


def header(dtype: str, shape: tuple[int, ...]) -> bytes:
    """The bytes before the data. Raises ``ValueError`` for a dtype or a shape that is not stored."""
    if dtype not in DTYPES:
        raise ValueError(f"the dtype {dtype!r:.20} is not stored in releases")
    if len(shape) > MAX_DIMENSIONS:
        raise ValueError(f"an array has more than {MAX_DIMENSIONS} dimensions")
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    unpadded = len(_MAGIC) + 2 + len(text) + 1
    text += " " * (-unpadded % _ALIGNMENT) + "\n"
    return _MAGIC + struct.pack("<H", len(text)) + text.encode()


def file_size(dtype: str, shape: tuple[int, ...]) -> int:
    """Bytes of the whole file. Raises ``ValueError`` as :func:`header` does."""
    return len(header(dtype, shape)) + np.dtype(dtype).itemsize * math.prod(shape)


def storable(array: AnyArray) -> AnyArray:
    """The array as it is stored: C order, little-endian.

    Raises ``ValueError`` for another kind of array (objects, text, complex numbers) and for NaN or infinity.
    """
    stored = np.asarray(array, array.dtype.newbyteorder("<"), order="C")
    header(stored.dtype.str, stored.shape)
    if not all_finite(stored):
        raise ValueError("not all numbers are finite")
    return stored


def data_bytes(stored: AnyArray) -> memoryview:
    """The bytes of a C-ordered array after the header, without a copy."""
    return stored.reshape(-1).view(np.uint8).data


def map_array(path: Path, dtype: str, shape: tuple[int, ...]) -> AnyArray:
    """Map a file as a read-only array; pages are shared between processes.

    Raises :class:`ReleaseRefused` where the file is not exactly an array of this dtype and shape.
    """
    expected = header(dtype, shape)
    with path.open("rb") as file:
        if file.read(len(expected)) != expected:
            raise ReleaseRefused(f"{path.name} is not the array the manifest describes")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if len(mapped) != file_size(dtype, shape):
        raise ReleaseRefused(f"{path.name} is longer or shorter than its shape")
    return np.ndarray(shape, dtype, buffer=mapped, offset=len(expected))


def all_finite(array: AnyArray) -> bool:
    """Whether no number is NaN or infinite; looks a block at a time, so that little memory is taken."""
    if array.dtype.kind != "f":
        return True
    flat = array.reshape(-1)
    block = 1 << 20
    return all(bool(np.isfinite(flat[at : at + block]).all()) for at in range(0, flat.size, block))
