"""Ids in order of appearance."""

import pyarrow as pa

from segue.listening.values.texts import read_ids
from segue.listening.vocabulary import Vocabulary


def test_ids_are_numbered_as_they_turn_up() -> None:
    vocabulary = Vocabulary()
    assert vocabulary.learn(read_ids(pa.array(["b", "a", "b"]), "song")).tolist() == [0, 1, 0]
    assert vocabulary.learn(read_ids(pa.array(["c", "a"]), "song")).tolist() == [2, 1]
    assert (vocabulary.ids, len(vocabulary)) == (["b", "a", "c"], 3)


def test_the_order_of_a_dictionary_does_not_matter() -> None:
    column = pa.DictionaryArray.from_arrays(pa.array([2, 0, 2], pa.int8()), ["a", "unused", "b"])
    vocabulary = Vocabulary()
    assert vocabulary.learn(read_ids(column, "song")).tolist() == [0, 1, 0]
    assert vocabulary.ids == ["b", "a"]


def test_texts_that_differ_in_outer_blanks_are_one_id() -> None:
    assert Vocabulary().learn(read_ids(pa.array(["a", " a", "a "]), "song")).tolist() == [0, 0, 0]


def test_looking_up_learns_nothing() -> None:
    vocabulary = Vocabulary(["a", "b"])
    assert vocabulary.look_up(read_ids(pa.array(["b", "x", None]), "song")).tolist() == [1, -1, -1]
    assert len(vocabulary) == 2
