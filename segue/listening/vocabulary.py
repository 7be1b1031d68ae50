"""Ids as they turn up while a log is read, numbered in that order."""

from collections.abc import Iterable

import numpy as np

from segue.base.arrays import Rows
from segue.listening.values.texts import Texts


class Vocabulary:
    """Ids and their rows 0 … n − 1, in order of first appearance."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._rows = {text: row for row, text in enumerate(ids)}

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def ids(self) -> list[str]:
        """Every id, in order of rows."""
        return list(self._rows)

    def learn(self, texts: Texts) -> Rows:
        """int32 (n,): the row of each text; a text not seen before gets the next one."""
        used, first = np.unique(texts.codes, return_index=True)
        order = np.argsort(first)  # a dictionary's order is not always that of the rows
        rows = np.zeros(len(texts.values), np.int32)
        known = self._rows
        found = [known.setdefault(text, len(known)) for text in _texts(texts, used[order])]
        rows[used[order]] = found
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
