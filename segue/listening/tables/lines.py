"""A stream of bytes as blocks of whole lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

UTF8_BOM = b"\xef\xbb\xbf"


class Readable(Protocol):
    """Anything bytes can be read from."""

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes; none at the end."""


@dataclass(frozen=True)
class Block:
    """Whole lines, each ending in a line feed.

    Attributes:
        data: the lines.
        too_long: lines of this stretch of the file that were longer than allowed, and left out.
    """

    data: bytes
    too_long: int = 0


def blocks(stream: Readable, *, longest: int, size: int) -> Iterator[Block]:
    """Cut a stream at line ends; a byte order mark is taken off and the last line is given its line feed.

    Lines end in LF or CRLF, or in CR alone where no LF stands among the first ``size`` bytes. A line longer
    than ``longest`` bytes is skipped without ever being held whole.
    """
    data = stream.read(size).removeprefix(UTF8_BOM)
    cr_only = b"\n" not in data and b"\r" in data[:-1]
    rest, skipping, too_long = b"", False, 0
    while data:
        if cr_only:
            data = data.replace(b"\r", b"\n")
        cut = data.rfind(b"\n") + 1
        whole, rest = (rest + data[:cut], data[cut:]) if cut else (b"", rest + data)
        if whole and skipping:
            whole, skipping = whole[whole.find(b"\n") + 1 :], False
        if len(rest) > longest:
            too_long += not skipping
            skipping, rest = True, b""
        if whole:
            yield Block(*_without_long_lines(whole, longest, too_long))
            too_long = 0
        data = stream.read(size)
    if (rest and not skipping) or too_long:
        yield Block(rest + b"\n" if rest and not skipping else b"", too_long)


def _without_long_lines(data: bytes, longest: int, too_long: int) -> tuple[bytes, int]:
    lines = lines_of(data)
    long = np.diff(line_offsets(lines)) > longest
    if not long.any():
        return data, too_long
    return joined(lines.filter(pa.array(~long))), too_long + int(long.sum())


def lines_of(data: bytes) -> pa.BinaryArray:
    """The lines of a block, line ends included; the array shares the block's memory."""
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")) + 1
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    return pa.Array.from_buffers(
        pa.binary(), len(ends), [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(data)]
    )


def line_offsets(lines: pa.BinaryArray) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """int32 (n + 1,): where each line begins in the array's data, and where the last one ends."""
    offsets = np.frombuffer(lines.buffers()[1], np.int32)
    return offsets[lines.offset : lines.offset + len(lines) + 1]


def joined(lines: pa.BinaryArray) -> bytes:
    """The lines one after the other, as one block."""
    if len(lines) == 0:
        return b""
    offsets = line_offsets(lines)
    data: bytes = lines.buffers()[2][int(offsets[0]) : int(offsets[-1])].to_pybytes()
    return data
