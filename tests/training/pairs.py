"""Small histories and truths."""

import numpy as np

from segue.base.progress import SILENT
from segue.factors.interactions import Interactions
from segue.training.rankers import Ranker, ranked


def pairs(songs: list[list[int]], *, n_songs: int) -> Interactions:
    """One listener per list; songs ascending."""
    rows = [song for own in songs for song in own]
    indptr = np.cumsum([0, *map(len, songs)]).astype(np.int64)
    return Interactions(indptr, np.array(rows, np.int32), np.ones(len(rows), np.float32), n_songs)


def lists(ranker: Ranker, history: Interactions, depth: int) -> list[list[int]]:
    """What a ranker answers, as plain lists, −1 past the end of a short one."""
    with SILENT.task("") as task:
        answered: list[list[int]] = ranked(ranker, history, depth, task).tolist()
    return answered
