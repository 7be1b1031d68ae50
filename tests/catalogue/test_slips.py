import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from segue.catalogue.slips import Near, Slips
from tests.catalogue.test_vocabulary import vocabulary_of


def slips_of(*words: str) -> Slips:
    return Slips.build(vocabulary_of(*words))


some = st.lists(st.text("abcdefgh", min_size=3, max_size=7), min_size=1)
typed = st.text("abcdefgh", min_size=4, max_size=7)


@given(some, typed)
def test_every_word_one_edit_away_is_found(words: list[str], asked: str) -> None:
    slips = slips_of(*words)
    found = {slips.vocabulary.words[near.word] for near in slips.near(asked, partial=False, limit=1000)}
    assert found == {word for word in words if OSA.distance(word, asked) == 1}


@given(some, typed)
def test_every_beginning_one_edit_away_is_found(words: list[str], asked: str) -> None:
    slips = slips_of(*words)
    found = {slips.vocabulary.words[near.word] for near in slips.near(asked, partial=True, limit=1000)}
    sizes = (len(asked) - 1, len(asked), len(asked) + 1)
    assert found == {
        word
        for word in words
        if not word.startswith(asked) and min(OSA.distance(word[:size], asked) for size in sizes) == 1
    }


@pytest.mark.parametrize(
    "typed", ["nirvanna", "nirvna", "nirvaba", "nivrana", "inrvana", "nirvnaa", "mirvana"]
)
def test_an_error_of_each_kind_is_forgiven(typed: str) -> None:
    slips = slips_of("nirvana", "neander", "nirvanas")
    assert slips.near(typed, partial=False, limit=1) == [
        Near(slips.vocabulary.number("nirvana") or 0, 1, False)
    ]


def test_long_words_may_have_two_errors() -> None:
    slips = slips_of("tchaikovsky")
    assert slips.near("chaikowsky", partial=False, limit=1) == [Near(0, 2, False)]
    assert slips.near("chaikowski", partial=False, limit=1) == []


def test_a_word_in_the_making_is_compared_by_its_beginning() -> None:
    slips = slips_of("bohemian")
    assert slips.near("bohme", partial=True, limit=1) == [Near(0, 1, True)]
    assert slips.near("bohme", partial=False, limit=1) == []


def test_short_words_are_taken_as_they_stand() -> None:
    assert slips_of("abc").near("abd", partial=False, limit=1) == []


def test_no_words_are_near_nothing() -> None:
    assert slips_of().near("abcdef", partial=True, limit=5) == []


@given(some, typed)
def test_arrays_round_trip_gives_the_same_answers(words: list[str], asked: str) -> None:
    built = slips_of(*words)
    for arrays in (built.arrays(), dict[str, np.ndarray]()):  # a release without spellings files them anew
        opened = Slips.from_arrays(arrays, built.vocabulary)
        opened.check()
        assert opened.near(asked, partial=True, limit=9) == built.near(asked, partial=True, limit=9)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("words", lambda column: column[:-1]),
        ("words", lambda column: column.astype(np.int64)),
        ("words", lambda column: column + np.int32(1)),
        ("spellings", lambda column: column[::-1].copy()),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name: str, change: object) -> None:
    slips = slips_of("nirvana", "zebra")
    arrays = slips.arrays()
    assert callable(change)
    with pytest.raises(ValueError, match="spellings"):
        Slips.from_arrays(
            arrays | {f"catalogue.words.slips.{name}": change(arrays[f"catalogue.words.slips.{name}"])},
            slips.vocabulary,
        ).check()
