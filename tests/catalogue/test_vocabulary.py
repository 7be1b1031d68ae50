import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segue.catalogue.vocabulary import AS_BEGINNING, Vocabulary


def vocabulary_of(*words: str) -> Vocabulary:
    distinct = sorted(set(words), key=str.encode)
    return Vocabulary.build(distinct, np.ones(len(distinct), np.float32))


texts = st.text("abcdé玄", min_size=1, max_size=12)


@given(st.lists(texts), texts)
def test_exactly_the_words_it_holds_are_found(words: list[str], asked: str) -> None:
    vocabulary = vocabulary_of(*words)
    for word in words:
        number = vocabulary.number(word)
        assert number is not None
        assert vocabulary.words[number] == word
    assert (vocabulary.number(asked) is None) == (asked not in words)


@given(st.lists(texts), texts)
def test_beginnings_find_all_words_that_begin_so_and_no_others(words: list[str], prefix: str) -> None:
    vocabulary = vocabulary_of(*words)
    found = [vocabulary.words[number] for number in range(*vocabulary.span(prefix))]
    assert found == sorted({word for word in words if word.startswith(prefix)}, key=str.encode)


def test_of_many_the_heaviest_are_tried() -> None:
    words = [f"be{number:03}" for number in range(60)]
    vocabulary = Vocabulary.build(words, np.arange(60).astype(np.float32))
    assert vocabulary.heaviest(*vocabulary.span("be")).tolist() == list(range(12, 60))
    assert vocabulary.heaviest(*vocabulary.span("be05")).tolist() == list(range(50, 60))


def test_a_beginning_fits_the_better_the_less_is_missing() -> None:
    vocabulary = vocabulary_of("love", "lovely", "loveless")
    fits = vocabulary.beginning_fits(np.arange(3, dtype=np.int32), len("love"))
    assert fits.tolist() == pytest.approx([1, AS_BEGINNING * 0.75, AS_BEGINNING * 5 / 6])


def test_an_empty_vocabulary_finds_nothing() -> None:
    vocabulary = vocabulary_of()
    assert vocabulary.number("a") is None
    assert vocabulary.span("a") == (0, 0)


@given(st.lists(texts), texts)
def test_arrays_round_trip_gives_the_same_answers(words: list[str], asked: str) -> None:
    built = vocabulary_of(*words)
    for arrays in (built.arrays(), {k: v for k, v in built.arrays().items() if not k.endswith(".keys")}):
        opened = Vocabulary.from_arrays(arrays)
        opened.check()
        assert opened.number(asked) == built.number(asked)
        assert opened.span(asked) == built.span(asked)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("weights", lambda column: column[:-1]),
        ("weights", lambda column: column.astype(np.float64)),
        ("keys", lambda column: column[:-1]),
        ("keys", lambda column: column[::-1].copy()),
        ("keys", lambda column: column + np.uint64(1)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name: str, change: object) -> None:
    arrays = vocabulary_of("one", "two").arrays()
    assert callable(change)
    with pytest.raises(ValueError, match="vocabulary"):
        Vocabulary.from_arrays(
            arrays | {f"catalogue.words.{name}": change(arrays[f"catalogue.words.{name}"])}
        ).check()
