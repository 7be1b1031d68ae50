"""The file of an inverted index: arrays one behind the other, and lists of codes with the songs they are of.

Whatever is not as it must be is refused before FAISS is shown anything.
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from segue.base.arrays import AnyArray, Float32, Int64, UInt8
from segue.base.errors import ReleaseRefused
from segue.releases.files import Write

BLOCK: Final = 32
"""Codes of a list are compared in blocks of so many songs; the last one is filled up."""
_MAGIC: Final = b"SEGUEIV2"
_HEADER: Final = struct.Struct("<8s8Q")
_FIRST_MAGIC: Final = b"SEGUEIVF"
_FIRST_HEADER: Final = struct.Struct("<8s7Q")
"""Of files as they were at first: two coordinates share a code, and lists have no margins."""
_ALIGNMENT: Final = 64
_MOST: Final = 1 << 40  # no count in a header is larger; products of two stay exact


@dataclass(frozen=True)
class Shape:
    """The numbers everything in the file follows from.

    Attributes:
        songs: n.
        dimensions: d of a query.
        coordinates: m of a centre, a multiple of 4.
        lists: how many.
        probes: into how many of them a query for few songs looks.
        spare: how many times 50 songs beyond those wanted are compared by their vectors.
        blocks: of all lists together.
        code_coordinates: 1 or 2, coordinates that share one code of 4 bits.
    """

    songs: int
    dimensions: int
    coordinates: int
    lists: int
    probes: int
    spare: int
    blocks: int
    code_coordinates: int

    @property
    def code_bytes(self) -> int:
        """Of one song."""
        return self.coordinates // self.code_coordinates // 2

    def parts(self) -> dict[str, tuple[str, tuple[int, ...]]]:
        """Dtype and shape of every array, in the order of the file; blocks of codes with their ids last."""
        m, shared = self.coordinates, self.code_coordinates
        return {
            "asking": ("<f4", (self.dimensions, m)),
            "centres": ("<f4", (self.lists, m)),
            "margins": ("<f4", (self.lists,)),
            "codebooks": ("<f4", (m // shared, 16, shared)),
            "sizes": ("<i8", (self.lists,)),
            "blocks": ("|u1", (self.blocks * BLOCK * (self.code_bytes + 8),)),
        }


@dataclass(frozen=True, eq=False)
class Inverted:
    """What the file holds.

    Attributes:
        shape: see there.
        asking: float32 (d, m), by which a query is multiplied.
        centres: float32 (lists, m).
        margins: float32 (lists,), by how much a song may score higher than the centre of its list, for a
            query of length 1: a list is looked into for what it may hold.
        codebooks: float32 (m / code_coordinates, 16, code_coordinates).
        sizes: int64 (lists,), songs of each list.
        blocks: uint8, list after list: its codes as FAISS packs them, then its ids, int64, −1 in free places.
    """

    shape: Shape
    asking: Float32
    centres: Float32
    margins: Float32
    codebooks: Float32
    sizes: Int64
    blocks: UInt8

    def write(self, write: Write) -> None:
        """Hand the file over piece by piece."""
        shape, at = self.shape, _HEADER.size
        write(
            _HEADER.pack(
                _MAGIC,
                shape.songs,
                shape.dimensions,
                shape.coordinates,
                shape.lists,
                shape.probes,
                shape.spare,
                shape.blocks,
                shape.code_coordinates,
            )
        )
        for name, (dtype, _) in shape.parts().items():
            data = np.ascontiguousarray(getattr(self, name), dtype).reshape(-1).view(np.uint8).data
            write(bytes(-at % _ALIGNMENT))
            at += -at % _ALIGNMENT
            write(data)
            at += len(data)


def read_inverted(path: Path, *, songs: int, dimensions: int, known: bool = False) -> Inverted:
    """Map the file of an index over so many songs and dimensions.

    Args:
        path: of the file.
        songs: it must hold each of them once.
        dimensions: of its queries.
        known: this very file has been checked before, and is not read again.

    Raises :class:`ReleaseRefused` for anything else.
    """
    with path.open("rb") as file:
        start = file.read(_HEADER.size)
        header = _header(start)
        if header is None:
            raise ReleaseRefused(f"{path.name} holds an index of another type than ivf")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    shape = Shape(*header)
    if (shape.songs, shape.dimensions) != (songs, dimensions):
        raise ReleaseRefused(f"{path.name} is not an inner-product index over the item vectors")
    held = Inverted(shape, **_arrays(path, shape, mapped, first=start.startswith(_FIRST_MAGIC)))
    if int(held.sizes.min()) < 0 or int(held.sizes.max()) > songs or int(held.sizes.sum()) != songs:
        raise ReleaseRefused(f"{path.name} does not have one row per song")
    if int(((held.sizes + BLOCK - 1) // BLOCK).sum()) != shape.blocks:
        raise ReleaseRefused(f"{path.name} is longer or shorter than its lists")
    if not known and not _whole(held):
        raise ReleaseRefused(f"{path.name} does not hold every song once")
    return held


def _header(start: bytes) -> tuple[int, ...] | None:
    if start.startswith(_FIRST_MAGIC) and len(start) >= _FIRST_HEADER.size:
        return *_FIRST_HEADER.unpack_from(start)[1:], 2
    if start.startswith(_MAGIC) and len(start) >= _HEADER.size:
        return _HEADER.unpack(start)[1:]
    return None


def _arrays(path: Path, shape: Shape, mapped: mmap.mmap, *, first: bool) -> dict[str, Any]:
    counts = (shape.coordinates, shape.lists, shape.probes, shape.spare)
    likely = max(*counts, shape.blocks) <= _MOST and min(counts) >= 1 and shape.coordinates % 4 == 0
    if not likely or shape.code_coordinates not in (1, 2):
        raise ReleaseRefused(f"{path.name} has a header that can't be")
    parts, arrays, at = shape.parts(), dict[str, AnyArray](), (_FIRST_HEADER if first else _HEADER).size
    if first:
        arrays["margins"] = np.zeros(parts.pop("margins")[1], np.float32)
    for name, (dtype, sides) in parts.items():
        at += -at % _ALIGNMENT
        size = np.dtype(dtype).itemsize * int(np.prod(sides, dtype=object))
        if at + size > len(mapped):
            raise ReleaseRefused(f"{path.name} is shorter than its header says")
        arrays[name] = np.ndarray(sides, dtype, buffer=mapped, offset=at)
        at += size
    if at != len(mapped):
        raise ReleaseRefused(f"{path.name} is longer than its header says")
    return arrays


def _whole(held: Inverted) -> bool:
    """Whether the lists hold every song once, and all that is searched is finite."""
    numbers = (held.asking, held.centres, held.margins, held.codebooks)
    if not all(bool(np.isfinite(array).all()) for array in numbers):
        return False
    seen = np.zeros(held.shape.songs, np.bool_)
    for size, _, ids in lists_of(held):
        own = ids[:size]
        if size and (own.min() < 0 or own.max() >= len(seen)):
            return False
        seen[own] = True
    return bool(seen.all())


def lists_of(held: Inverted) -> Iterator[tuple[int, UInt8, Int64]]:
    """For each list its size, its codes, and its ids with what fills the last block."""
    at, code_bytes = 0, held.shape.code_bytes
    for size in held.sizes.tolist():
        capacity = -(-size // BLOCK) * BLOCK
        ids_at = at + capacity * code_bytes
        end = ids_at + capacity * 8
        yield size, held.blocks[at:ids_at], held.blocks[ids_at:end].view(np.int64)
        at = end
