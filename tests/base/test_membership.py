import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from segue.base.membership import contained, joined_by

NUMBERS = st.lists(st.integers(-5, 20), max_size=12)


@given(NUMBERS, NUMBERS)
def test_numbers_are_told_apart_by_whether_they_stand_there(numbers: list[int], held: list[int]) -> None:
    found = contained(np.array(numbers, np.int32), np.array(sorted(held), np.int32))
    assert found.dtype == np.bool_
    assert found.tolist() == [number in held for number in numbers]


@given(st.sets(st.integers(-5, 20)), st.integers(-5, 20))
def test_a_number_joins_others_in_its_place_and_once(held: set[int], number: int) -> None:
    joined = joined_by(np.array(sorted(held), np.int32), number)
    assert joined.dtype == np.int32
    assert joined.tolist() == sorted({*held, number})
