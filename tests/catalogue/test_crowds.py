import numpy as np
import pytest

from segue.catalogue.crowds import MANY, Crowds, held
from segue.catalogue.search import SearchIndex
from tests.catalogue.test_search import crowded


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex.build(*crowded(5000))


def test_every_beginning_held_by_many_has_a_head_of_its_best(index: SearchIndex) -> None:
    vocabulary, postings, crowds = index.book.vocabulary, index.book.postings, index.book.crowds
    for beginning in ("a", "ao", "aove", "b"):
        span = vocabulary.span(beginning)
        head = crowds.head(*span)
        assert postings.count(*span) > MANY
        assert head is not None
        assert ((postings.offsets[span[0]] <= head) & (head < postings.offsets[span[1]])).all()
    assert crowds.head(0, 0) is None


def test_of_one_word_the_head_holds_the_greatest_impacts_then_the_most_popular(index: SearchIndex) -> None:
    word = index.book.vocabulary.number("aove") or 0
    ranks, impacts = index.book.postings.run(word)
    head = index.book.crowds.head(word, word + 1)
    assert head is not None
    best = np.lexsort((ranks, -impacts.astype(int)))[: len(head)]
    assert index.book.postings.ranks[head].tolist() == ranks[best].tolist()


def test_bits_say_which_songs_hold_a_common_beginning(index: SearchIndex) -> None:
    span = index.book.vocabulary.span("ao")
    bits = index.book.crowds.holding(*span)
    assert bits is not None
    ranks = np.arange(len(index.order), dtype=np.int32)
    offsets = index.book.postings.offsets
    holders = index.book.postings.ranks[offsets[span[0]] : offsets[span[1]]]
    assert held(bits, ranks).tolist() == np.isin(ranks, holders).tolist()


@pytest.mark.parametrize("query", ["aove", "ao", "aove bight", "aove bight ca", "aobe bight"])
def test_a_release_that_picked_nothing_beforehand_finds_songs_as_well(index: SearchIndex, query: str) -> None:
    new = ("catalogue.crowds", "catalogue.words.slips", "catalogue.words.keys")
    old = SearchIndex.from_arrays({k: v for k, v in index.arrays().items() if not k.startswith(new)})
    found = old.search(query, 10)
    assert len(found) == 10
    assert max(found.values()) == pytest.approx(max(index.search(query, 1).values()), abs=0.1)


def test_arrays_that_do_not_fit_are_refused(index: SearchIndex) -> None:
    arrays, name = index.book.crowds.arrays(), "catalogue.crowds.heads"
    with pytest.raises(ValueError, match="different lengths"):
        Crowds.from_arrays(arrays | {name: arrays[name][:-1]}, 5000)
    with pytest.raises(ValueError, match="wrong kind"):
        Crowds.from_arrays(arrays | {name: arrays[name].astype(np.int64)}, 5000)
    with pytest.raises(ValueError, match="not there"):
        Crowds.from_arrays(arrays | {name: arrays[name] + np.int32(10**8)}, 5000).check(10**6)
