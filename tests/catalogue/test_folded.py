import numpy as np
import pytest

from segue.base.arrays import AnyArray
from segue.base.strings import Strings
from segue.catalogue.folded import FoldedNames
from segue.catalogue.likeness import BEGINNING

TITLES = ["halo", "", "must be the moon", "봄날"]
ARTISTS = ["beyonce", "nobody", "", "방탄소년단"]
TEXTS = "catalogue.search.names"


@pytest.fixture(scope="module")
def names() -> FoldedNames:
    return FoldedNames.build(Strings.of(TITLES), Strings.of(ARTISTS))


def test_both_names_of_songs_are_read_in_the_order_asked_for(names: FoldedNames) -> None:
    assert names.read([3, 1, 2]) == (["봄날", "", "must be the moon"], ["방탄소년단", "nobody", ""])


def test_a_release_that_has_them_apart_opens_the_same(names: FoldedNames) -> None:
    apart: dict[str, AnyArray] = {
        **Strings.of(TITLES).arrays("catalogue.search.titles"),
        **Strings.of(ARTISTS).arrays("catalogue.search.artists"),
    }
    for arrays in (names.arrays(), apart):
        opened = FoldedNames.from_arrays(arrays)
        opened.check()
        assert opened.read(range(4)) == (TITLES, ARTISTS)
        np.testing.assert_array_equal(opened.outlines, names.outlines)


def test_lengths_and_beginnings_promise_what_a_name_may_count(names: FoldedNames) -> None:
    promised = names.promised(np.array([0, 1, 2], np.int32), b"halo")
    assert promised.tolist() == pytest.approx([BEGINNING, -2 / 10, -4 / 12])
    assert names.promised(np.array([0], np.int32), b"beyonce halo").item() == pytest.approx(0)
    assert names.promised(np.array([2], np.int32), b"must be the night").item() == BEGINNING


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({f"{TEXTS}.outlines": np.zeros((3, 3), np.uint64)}, "outlines"),
        (Strings.of(["a\nb", "c", "d\ne\nf", "g\nh"]).arrays(TEXTS), "two of each"),
        (Strings.of(["a\nb", "c\nd", "e", "f\ng"]).arrays(TEXTS), "two of each"),
    ],
)
def test_names_that_are_not_two_of_each_song_are_refused(
    names: FoldedNames, changed: dict[str, AnyArray], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        FoldedNames.from_arrays(names.arrays() | changed).check()
