import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.base.varints import decode, encode

NUMBERS = st.lists(st.integers(0, 2**35 - 1), max_size=50)


def test_seven_bits_a_byte_the_lowest_first() -> None:
    assert encode([0, 127, 128, 300]) == bytes([0, 127, 0x80, 1, 0xAC, 2])
    assert encode([]) == b""


@given(NUMBERS)
def test_what_is_encoded_is_decoded(numbers: list[int]) -> None:
    assert decode(encode(numbers)) == numbers


@given(st.binary(max_size=30))
def test_any_bytes_are_numbers_or_refused(content: bytes) -> None:
    try:
        numbers = decode(content)
    except ValueError:
        return
    assert all(0 <= number < 2**35 for number in numbers)


@pytest.mark.parametrize("content", [b"\x80", b"\x01\xff", b"\x80\x80\x80\x80\x80\x01"])
def test_bytes_cut_short_or_without_end_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"cut short|too long"):
        decode(content)
