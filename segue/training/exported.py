"""A release as plain Surprise knows models: one vector per song and one per listener."""

import numpy as np

from segue.base.arrays import Float32
from segue.base.ids import IdMap
from segue.factors.fold_in import RidgeFoldIn
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.releases.reader import OpenRelease
from segue.training.candidate import stored_pairs, stored_space
from segue.training.pickles import FactorModel


def factor_model_of(release: OpenRelease) -> FactorModel:
    """What the trainer of a release learned. What is popular among similar listeners does not come along."""
    space = stored_space(release.manifest.fold_in, release.arrays).personal
    pairs = stored_pairs(release.arrays, len(space))
    return FactorModel(
        release.manifest.trainer.name,
        space,
        IdMap.from_arrays(release.arrays, "song_ids"),
        IdMap.from_arrays(release.arrays, "model/user_ids"),
        pairs,
        _listener_vectors(release, space, pairs),
    )


def _listener_vectors(release: OpenRelease, space: ItemSpace, pairs: Interactions) -> Float32:
    """The trainer's own vectors of its listeners, else those their songs fold in to: float32 (m, d)."""
    own = release.arrays.get("model/user_vectors")
    if own is None:
        return space.listeners(pairs.as_seeds())
    if isinstance(space.fold_in, RidgeFoldIn) and space.fold_in.bias:
        return np.hstack([own, np.ones((len(own), 1), np.float32)])  # a listener's coordinate beside a bias
    return own
