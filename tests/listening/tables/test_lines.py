"""Blocks of whole lines."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.listening.tables.lines import blocks, joined, lines_of


def text_of(data: bytes, *, size: int = 8, longest: int = 1000) -> tuple[bytes, int]:
    cut = list(blocks(io.BytesIO(data), longest=longest, size=size))
    assert all(block.data.endswith(b"\n") for block in cut if block.data)
    return b"".join(block.data for block in cut), sum(block.too_long for block in cut)


@given(st.lists(st.text('abé,"', max_size=9), max_size=9), st.integers(1, 40), st.booleans())
def test_blocks_together_are_the_file(lines: list[str], size: int, ended: bool) -> None:  # noqa: FBT001
    data = "\n".join(lines).encode() + (b"\n" if ended else b"")
    whole = data if data.endswith(b"\n") or not data else data + b"\n"
    assert text_of(data, size=size) == (whole, 0)


@given(st.lists(st.integers(0, 30), max_size=9), st.integers(1, 40))
def test_lines_that_are_too_long_are_left_out_and_counted(lengths: list[int], size: int) -> None:
    data = b"".join(b"x" * length + b"\n" for length in lengths)
    kept = b"".join(b"x" * length + b"\n" for length in lengths if length < 20)
    assert text_of(data, size=size, longest=20) == (kept, sum(length >= 20 for length in lengths))


def test_a_line_without_end_is_never_held_whole() -> None:
    class Endless(io.RawIOBase):
        left = 1000

        def read(self, size: int = -1) -> bytes:
            self.left -= 1
            return b"x" * size if self.left else b""

    cut = list(blocks(Endless(), longest=100, size=64))
    assert [(block.data, block.too_long) for block in cut] == [(b"", 1)]


def test_a_byte_order_mark_is_no_text() -> None:
    assert text_of(b"\xef\xbb\xbfa,b\n")[0] == b"a,b\n"


@pytest.mark.parametrize(("data", "expected"), [(b"a\rb\rc", b"a\nb\nc\n"), (b"a\r\nb\r\n", b"a\r\nb\r\n")])
def test_a_carriage_return_alone_ends_lines_where_nothing_else_does(data: bytes, expected: bytes) -> None:
    assert text_of(data, size=100)[0] == expected


def test_lines_share_memory_and_join_again() -> None:
    lines = lines_of(b"a\n\nbc\n")
    assert lines.to_pylist() == [b"a\n", b"\n", b"bc\n"]
    assert joined(lines.slice(1)) == b"\nbc\n"
    assert joined(lines.slice(3)) == b""
