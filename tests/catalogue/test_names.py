import numpy as np
import pytest

from segue.base.arrays import Float32
from segue.base.strings import Strings
from segue.catalogue.identity import label_key
from segue.catalogue.names import Names, numbered

COLUMN = Strings.of(["Hip Hop", "", "Jazz", "hip-hop", "  "])
POPULARITY = np.array([1, 9, 2, 3, 9], np.float32)


def names_of(column: Strings = COLUMN, popularity: Float32 = POPULARITY) -> Names:
    return Names.build(column, label_key, numbered(column, label_key), popularity)


def test_spellings_of_one_name_share_a_number_in_order_of_first_appearance() -> None:
    assert numbered(COLUMN, label_key).tolist() == [0, -1, 1, 0, -1]


def test_a_name_is_found_however_it_is_written() -> None:
    assert [names_of().number(text) for text in ("HIP.HOP", "jazz", "rock", "", "?")] == [
        0,
        1,
        None,
        None,
        None,
    ]


def test_the_most_popular_song_shows_how_a_name_is_spelt_of_equals_the_first() -> None:
    assert [names_of().name(number) for number in (0, 1)] == ["hip-hop", "Jazz"]
    assert names_of(popularity=np.zeros(5, np.float32)).name(0) == "Hip Hop"


@pytest.mark.parametrize("number", [-1, 2])
def test_a_number_without_a_name_is_an_error(number: int) -> None:
    with pytest.raises(IndexError):
        names_of().name(number)


def test_names_open_as_they_were_stored() -> None:
    stored = names_of().arrays("n")
    opened = Names.from_arrays(stored, "n", COLUMN, label_key)
    assert (len(opened), opened.number("Jazz"), opened.name(0)) == (2, 1, "hip-hop")


def test_names_never_stored_are_none() -> None:
    opened = Names.from_arrays({}, "n", COLUMN, label_key)
    assert (len(opened), opened.number("Jazz")) == (0, None)


@pytest.mark.parametrize(
    "leaders", [np.array([5, 0], np.int32), np.array([0, 1]), np.zeros((2, 1), np.int32)]
)
def test_leaders_that_do_not_fit_are_refused(leaders: np.ndarray) -> None:
    with pytest.raises(ValueError, match="names 'n'"):
        Names.from_arrays(names_of().arrays("n") | {"n.leaders": leaders}, "n", COLUMN, label_key).check("n")
