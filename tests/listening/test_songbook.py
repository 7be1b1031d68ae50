"""The first word that is not empty."""

import numpy as np
import pyarrow as pa

from segue.listening.cleaning import LABELS, Facts
from segue.listening.songbook import FirstKnown, Songbook
from segue.listening.values.texts import read_labels


def facts(titles: list[str], years: list[int]) -> Facts:
    labels = {name: read_labels(pa.array([""] * len(titles))) for name in LABELS}
    labels["title"] = read_labels(pa.array(titles))
    return Facts(
        labels, np.array(years), np.zeros(len(titles), np.float32), np.full(len(titles), -1, np.int8)
    )


def test_for_each_song_the_first_known_value_stays() -> None:
    book = Songbook()
    rows = np.array([0, 1, 0, 1], np.int32)
    book.learn(rows, facts(["", "b", "a", "B"], [0, 0, 0, 1998]), np.zeros(4, bool), 2)
    book.learn(np.array([0, 2], np.int32), facts(["A", "c"], [1999, 0]), np.zeros(2, bool), 3)
    assert book.labels["title"].values == ["a", "b", "c"]
    assert book.years.values == [1999, 1998, 0]
    assert book.n_described == 3


def test_an_overlay_replaces_what_it_knows() -> None:
    below, above = Songbook(), Songbook()
    below.learn(np.array([0, 1], np.int32), facts(["a", "b"], [1990, 1991]), np.zeros(2, bool), 2)
    above.learn(np.array([1], np.int32), facts(["B"], [0]), np.zeros(1, bool), 2)
    below.overlay(above)
    assert (below.labels["title"].values, below.years.values) == (["a", "B"], [1990, 1991])


def test_rearranged_rows_take_the_first_known_value() -> None:
    column = FirstKnown("")
    column.grow(4)
    column.put(np.array([1, 2, 3], np.int32), ["one", "two", "three"])
    column.rearrange(np.array([0, 1, 3, 2], np.int32), np.array([0, 0, 1, 1], np.int32), 2)
    assert column.values == ["one", "three"]
