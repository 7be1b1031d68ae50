"""Songs a person is likely to know: the most played, each by another artist."""

import numpy as np

from segue.base.arrays import Rows
from segue.training.report.material import Material


def well_known(material: Material, count: int) -> Rows:
    """int32 (k,), k ≤ ``count``: the most played song of each artist, most listeners first."""
    order = np.argsort(-material.popularity, kind="stable")
    _, first = np.unique(material.artist_rows[order], return_index=True)
    rows: Rows = order[np.sort(first)[:count]].astype(np.int32)
    return rows
