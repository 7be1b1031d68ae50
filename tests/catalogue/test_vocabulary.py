import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from segue.catalogue.vocabulary import Near, Vocabulary


def vocabulary_of(*words: str) -> Vocabulary:
    distinct = sorted(set(words), key=str.encode)
    return Vocabulary.build(distinct, np.ones(len(distinct), np.float32))


short_words = st.text("abcdé玄", min_size=1, max_size=12)


@given(st.lists(short_words), short_words)
def test_exactly_the_words_it_holds_are_found(words: list[str], asked: str) -> None:
    vocabulary = vocabulary_of(*words)
    for word in words:
        number = vocabulary.number(word)
        assert number is not None
        assert vocabulary.words[number] == word
    assert (vocabulary.number(asked) is None) == (asked not in words)


@given(st.lists(short_words), short_words)
def test_beginnings_find_all_words_that_begin_so(words: list[str], prefix: str) -> None:
    vocabulary = vocabulary_of(*words)
    found = {vocabulary.words[number] for number in vocabulary.beginning_with(prefix, 1000)}
    assert found == {word for word in words if word.startswith(prefix)}


def test_the_heaviest_beginnings_come_first() -> None:
    vocabulary = Vocabulary.build(["bea", "beb", "bec"], np.array([1, 3, 2], np.float32))
    assert vocabulary.beginning_with("be", 2) == [1, 2]


@given(
    st.lists(st.text("abcdefgh", min_size=4, max_size=7), min_size=1),
    st.text("abcdefgh", min_size=4, max_size=7),
)
def test_every_word_one_edit_away_is_found(words: list[str], typed: str) -> None:
    vocabulary = vocabulary_of(*words)
    found = {vocabulary.words[near.word] for near in vocabulary.near(typed, partial=False, limit=1000)}
    assert found == {word for word in words if OSA.distance(word, typed) == 1}


@pytest.mark.parametrize("typed", ["nirvanna", "nirvna", "nirvaba", "nivrana"])
def test_an_error_of_each_kind_is_forgiven(typed: str) -> None:
    vocabulary = vocabulary_of("nirvana", "neander", "nirvanas")
    assert vocabulary.near(typed, partial=False, limit=1) == [
        Near(vocabulary.number("nirvana") or 0, 1, False)
    ]


def test_long_words_may_have_two_errors() -> None:
    vocabulary = vocabulary_of("tchaikovsky")
    assert vocabulary.near("chaikowsky", partial=False, limit=1) == [Near(0, 2, False)]
    assert vocabulary.near("chaikowski", partial=False, limit=1) == []


def test_a_word_in_the_making_is_compared_by_its_beginning() -> None:
    vocabulary = vocabulary_of("bohemian")
    assert vocabulary.near("bohme", partial=True, limit=1) == [Near(0, 1, True)]
    assert vocabulary.near("bohme", partial=False, limit=1) == []


def test_short_words_are_taken_as_they_stand() -> None:
    assert vocabulary_of("abc").near("abd", partial=False, limit=1) == []


def test_an_empty_vocabulary_finds_nothing() -> None:
    vocabulary = vocabulary_of()
    assert vocabulary.number("a") is None
    assert vocabulary.beginning_with("a", 5) == []
    assert vocabulary.near("abcdef", partial=True, limit=5) == []


@given(st.lists(short_words), short_words)
def test_arrays_round_trip_gives_the_same_answers(words: list[str], asked: str) -> None:
    built = vocabulary_of(*words)
    opened = Vocabulary.from_arrays(built.arrays())
    assert opened.number(asked) == built.number(asked)
    assert opened.near(asked, partial=True, limit=9) == built.near(asked, partial=True, limit=9)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("weights", lambda column: column[:-1]),
        ("weights", lambda column: column.astype(np.float64)),
        ("pair_offsets", lambda column: column[::-1].copy()),
        ("pair_words", lambda column: column + np.int32(1)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name: str, change: object) -> None:
    arrays = vocabulary_of("one", "two").arrays()
    assert callable(change)
    with pytest.raises(ValueError, match=r"vocabulary|offsets"):
        Vocabulary.from_arrays(
            arrays | {f"catalogue.words.{name}": change(arrays[f"catalogue.words.{name}"])}
        ).check()
