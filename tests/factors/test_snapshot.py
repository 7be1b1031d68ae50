import numpy as np
import pytest

from segue.factors.fold_in import LinearFoldIn
from segue.factors.snapshot import Snapshot
from segue.factors.space import ItemSpace

LINEAR = {"kind": "linear", "settings": {}}
VECTORS = np.eye(3, 2, dtype=np.float32)


class NoIndex:
    def search(self, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        raise NotImplementedError


def arrays() -> dict[str, np.ndarray]:
    space = ItemSpace(VECTORS, LinearFoldIn(VECTORS)).arrays()
    own = np.arange(3, dtype=np.int32)
    return space | {"popularity": np.array([1, 9, 9], np.float32), "artist_rows": own, "work_rows": own}


def test_a_snapshot_opens_from_arrays_and_orders_songs_by_their_listeners() -> None:
    snapshot = Snapshot.from_arrays("r", LINEAR, arrays(), NoIndex())
    assert len(snapshot) == 3
    assert snapshot.popular.tolist() == [1, 2, 0]


@pytest.mark.parametrize("name", ["popularity", "artist_rows", "work_rows"])
def test_arrays_of_another_length_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Snapshot.from_arrays("r", LINEAR, arrays() | {name: np.zeros(2)}, NoIndex())
