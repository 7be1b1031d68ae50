"""Ids as they turn up while a log is read, numbered in that order."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count

import numpy as np

from segue.base.arrays import Rows
from segue.listening.values.texts import Texts


class Vocabulary:
    """Ids and their rows 0 … n − 1, in order of first appearance.

    Args:
        ids: Known from the start, each once.
    """

    def __init__(self, ids: Iterable[str] = ()) -> None:
        # a missing id takes the next number on being asked for, in C: a log asks for millions
        self._rows: defaultdict[str, int] = defaultdict(count().__next__)
        for text in ids:
            self._rows[text]

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def ids(self) -> list[str]:
        """Every id, in order of rows."""
        return list(self._rows)

    def learn(self, texts: Texts) -> Rows:
        """int32 (n,): the row of each text; a text not seen before gets the next one."""
        places = np.arange(len(texts.codes))
        first = np.empty(len(texts.values), np.int64)
        first[texts.codes[::-1]] = places[::-1]  # of equal codes the last one assigned stands
        used = texts.codes[
            first[texts.codes] == places
        ]  # a dictionary's order is not always that of the rows
        rows = np.empty(len(texts.values), np.int32)
        rows[used] = np.fromiter(map(self._rows.__getitem__, _texts(texts, used)), np.int32, len(used))
        return rows[texts.codes]

    def look_up(self, texts: Texts) -> Rows:
        """int32 (n,): the row of each text; −1 for one that is not known."""
        used = np.unique(texts.codes)
        rows = np.full(len(texts.values), -1, np.int32)
        rows[used] = [self._rows.get(text, -1) for text in _texts(texts, used)]
        return rows[texts.codes]


def _texts(texts: Texts, codes: Rows) -> list[str]:
    taken: list[str] = texts.values.take(codes).to_pylist()
    return taken
