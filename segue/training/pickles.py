"""Models of teams that use plain Surprise: read theirs, write ours the way they can open.

A pickle runs its writer's code when it is opened. Nothing here is imported by serving, no release holds a
pickle, and reading one is asked for by name.
"""

import pickle
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from surprise import SVD, Trainset

from segue.base.arrays import Float32, Int64, Rows
from segue.base.errors import DataError
from segue.base.files import whole_file
from segue.base.ids import IdMap
from segue.factors.fold_in import RidgeFoldIn
from segue.factors.interactions import Events, Interactions
from segue.factors.space import ItemSpace
from segue.factors.svd import SvdConfig

_NOT_A_MODEL = (
    "holds no trained Surprise model; expected one of SVD, SVDpp or NMF, fitted, or a surprise.dump of it"
)


@dataclass(frozen=True, eq=False)
class FactorModel:
    """A factor model with its listeners, as it goes into a pickle and comes out of one.

    Attributes:
        algorithm: its name, such as ``"SVD"``.
        space: item factors, the bias as a last coordinate where the model is biased; ridge fold-in.
        song_ids: raw item ids, as text.
        user_ids: raw user ids, as text.
        pairs: the ratings it was trained on, as positive weights.
        user_vectors: float32 (n_users, d), the model's own listener factors.
    """

    algorithm: str
    space: ItemSpace
    song_ids: IdMap
    user_ids: IdMap
    pairs: Interactions
    user_vectors: Float32


def read_pickle(path: Path, *, trusted: bool) -> FactorModel:
    """Open a pickled Surprise model (``pickle.dump(algo)`` or ``surprise.dump.dump``).

    Raises :class:`DataError` when it is not trusted, can't be opened, or is not a factor model.
    """
    if not path.is_file():
        raise DataError(f"There is no model file {path.name!r}.")
    if not trusted:
        raise DataError(
            f"{path.name} is a pickle, and opening one runs whatever its writer put in it. "
            "If you made it yourself, say so with --trust-pickle."
        )
    try:
        with path.open("rb") as file:
            loaded = pickle.load(file)  # noqa: S301 - asked for with --trust-pickle
    except Exception as error:  # a pickle may raise anything at all
        raise DataError(f"{path.name} can't be opened as a pickle: {type(error).__name__}.") from error
    algorithm = loaded.get("algo") if isinstance(loaded, dict) else loaded
    if not all(hasattr(algorithm, name) for name in ("qi", "pu", "trainset")):
        raise DataError(f"{path.name} {_NOT_A_MODEL}.")
    return _converted(algorithm, path.name)


def _converted(algorithm: Any, name: str) -> FactorModel:
    factors = np.asarray(algorithm.qi, np.float32)
    biased = bool(getattr(algorithm, "biased", False))
    item_vectors = np.column_stack([factors, algorithm.bi]).astype(np.float32) if biased else factors
    if not np.isfinite(item_vectors).all():
        raise DataError(f"{name} holds factors that are not finite numbers; train it again.")
    defaults = SvdConfig()
    fold_in = RidgeFoldIn.of(
        np.ascontiguousarray(item_vectors),
        defaults.unobserved_weight,
        defaults.fold_in_regularization,
        bias=biased,
    )
    trainset = algorithm.trainset
    users = [str(trainset.to_raw_uid(row)) for row in range(trainset.n_users)]
    songs = [str(trainset.to_raw_iid(row)) for row in range(trainset.n_items)]
    try:
        song_ids, user_ids = IdMap.of(songs), IdMap.of(users)
    except ValueError as error:
        raise DataError(f"{name} holds two ids that read the same as text, such as 1 and '1'.") from error
    return FactorModel(
        type(algorithm).__name__,
        ItemSpace(fold_in.item_vectors, fold_in),
        song_ids,
        user_ids,
        _pairs(trainset),
        np.asarray(algorithm.pu, np.float32),
    )


def _pairs(trainset: Any) -> Interactions:
    rated = trainset.ur  # listener → [(song, rating), …]
    sizes = [len(songs) for songs in rated.values()]
    users = np.repeat(np.fromiter(rated, np.int32, len(sizes)), sizes)
    numbers = chain.from_iterable(chain.from_iterable(rated.values()))
    songs, ratings = np.fromiter(numbers, np.float64, 2 * sum(sizes)).reshape(-1, 2).T
    # log counts and ratings may be 0 or below; a weight of ours may not
    weights = np.maximum(ratings.astype(np.float32), np.finfo(np.float32).eps)
    return Events(users, songs.astype(np.int32), weights, None, trainset.n_users, trainset.n_items).combine()


def write_pickle(path: Path, model: FactorModel) -> None:
    """Write a fitted ``surprise.SVD`` as ``surprise.dump.dump`` would: ``{"predictions": None, "algo": …}``.

    ``algo.predict(user, song).est`` is then the inner product of listener and item vector, whatever trainer
    the vectors come from. A failure leaves no half file.
    """
    algorithm = SVD(n_factors=model.space.dimensions, biased=False)
    algorithm.trainset = _trainset(model.song_ids, model.user_ids, model.pairs)
    algorithm.pu = model.user_vectors.astype(np.float64)
    algorithm.qi = model.space.item_vectors.astype(np.float64)
    algorithm.bu = np.zeros(len(model.user_ids))
    algorithm.bi = np.zeros(len(model.song_ids))
    with whole_file(path) as unfinished, unfinished.open("wb") as file:
        unfinished.chmod(0o600)  # it names listeners
        pickle.dump({"predictions": None, "algo": algorithm}, file, protocol=pickle.HIGHEST_PROTOCOL)


def _trainset(song_ids: IdMap, user_ids: IdMap, pairs: Interactions) -> Trainset:
    by_song = np.argsort(pairs.song_rows, kind="stable")
    return Trainset(
        _rated(pairs.indptr, pairs.song_rows, pairs.weights),
        _rated(np.append(0, np.cumsum(pairs.song_counts)), pairs.user_rows[by_song], pairs.weights[by_song]),
        len(user_ids),
        len(song_ids),
        len(pairs),
        (-np.inf, np.inf),  # Surprise clips an estimate to the rating scale; scores have none
        {user: row for row, user in enumerate(user_ids.ids)},
        {song: row for row, song in enumerate(song_ids.ids)},
    )


def _rated(ends: Int64, rows: Rows, weights: Float32) -> dict[int, list[tuple[int, float]]]:
    """For each i whose run from ``ends[i]`` to ``ends[i + 1]`` is not empty, its (row, weight) pairs."""
    listed = list(zip(rows.tolist(), weights.tolist(), strict=True))
    runs = enumerate(pairwise(ends.tolist()))
    return defaultdict(list, {at: listed[start:end] for at, (start, end) in runs if start < end})
