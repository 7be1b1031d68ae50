"""Whether the parts of a release speak of the same songs, and the index answers as exact search does."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from segue.base.arrays import AnyArray, Float32
from segue.base.errors import ReleaseRefused
from segue.base.ids import IdMap
from segue.factors.space import ItemSpace
from segue.releases.index import Searchable
from segue.releases.manifest import IndexEntry, Manifest
from segue.releases.npy import all_finite

_KNOWN_QUERIES: Final = 8
_KNOWN_ANSWERS: Final = 10
_TOLERANCE: Final = 1e-5  # float32 sums of some hundred terms added in another order, relative to their bound
_LEAST_OF_LISTS: Final = 0.1  # where nothing was to be learned of a log, a sound index found 0.3


def check_arrays(manifest: Manifest, arrays: Mapping[str, AnyArray]) -> None:
    """Check that vectors and id map agree with each other and the manifest, and that every number is finite.

    Raises :class:`ReleaseRefused` with the first thing that does not.
    """
    rows, columns = manifest.n_songs, manifest.dimensions
    vectors, queries = arrays.get("item_vectors"), arrays.get("query_vectors")
    if vectors is None:
        raise ReleaseRefused("it has no item vectors")
    if vectors.dtype != np.float32 or vectors.shape != (rows, columns):
        raise ReleaseRefused(f"item_vectors is not float32 with {rows} rows and {columns} columns")
    # narrower where coordinates are appended to what the trainer learned
    if queries is not None and (
        queries.dtype != np.float32 or queries.ndim != 2 or len(queries) != rows or queries.shape[1] > columns
    ):
        raise ReleaseRefused(f"query_vectors is not float32 with {rows} rows and up to {columns} columns")
    _check_ids(manifest, arrays)
    for name, array in arrays.items():
        if not all_finite(array):
            raise ReleaseRefused(f"{name} holds numbers that are not finite")


def check_index(manifest: Manifest, arrays: Mapping[str, AnyArray], index: Searchable) -> None:
    """Put a few known queries to the index and compare with exact search over the item vectors.

    Every score must be the inner product it claims to be. An exact index must find the best songs; a graph at
    least half the share it found when it was measured; lists, which are made for listeners' queries and may
    miss much of what these songs ask, a tenth.
    Raises :class:`ReleaseRefused` otherwise.
    """
    item_vectors = arrays["item_vectors"]
    rows = np.linspace(0, manifest.n_songs - 1, min(_KNOWN_QUERIES, manifest.n_songs)).astype(np.int64)
    asking = arrays.get("query_vectors", item_vectors)
    queries = np.zeros((len(rows), manifest.dimensions), np.float32)
    queries[:, : asking.shape[1]] = asking[rows]
    with np.errstate(over="ignore", invalid="ignore"):  # products too large for float32 are refused below
        true_scores = queries @ item_vectors.T
    if not np.isfinite(true_scores).all():
        raise ReleaseRefused("its vectors are so long that scores are not finite")
    scores, found = index.search(queries, _KNOWN_ANSWERS)
    # |q · v| <= Σ |qᵢ| · max |vᵢ|
    largest = max(float(item_vectors.max()), -float(item_vectors.min()))
    slack = _TOLERANCE * largest * np.abs(queries).sum(axis=1, keepdims=True)
    if (np.abs(np.take_along_axis(true_scores, found, axis=1) - scores) > slack).any():
        raise ReleaseRefused("the index gives scores that are not those of the item vectors")
    share = _share_found(true_scores, scores, slack)
    if manifest.index is not None and share < _least_share(manifest.index):
        raise ReleaseRefused(f"the index finds only {share:.0%} of the answers to known queries")


def check_likeness(entry: IndexEntry, space: ItemSpace, index: Searchable) -> None:
    """Ask the index of likeness for songs like a few songs, and compare with what comparing every song gives.

    Raises :class:`ReleaseRefused` where it finds less than half the share it found when it was measured.
    """
    songs = np.linspace(0, len(space) - 1, min(_KNOWN_QUERIES, len(space))).astype(np.int32)
    queries = np.stack([space.likeness_query(song[None], np.ones(1, np.float32)) for song in songs])
    true_scores = np.stack([space.likeness_scores(query) for query in queries])
    if not np.isfinite(true_scores).all():
        raise ReleaseRefused("likeness of its songs is not finite")
    scores, _ = index.search(queries, _KNOWN_ANSWERS)
    share = _share_found(true_scores, scores, np.full((len(songs), 1), _TOLERANCE, np.float32))
    if share < _least_share(entry):
        raise ReleaseRefused(f"the index of likeness finds only {share:.0%} of the answers to known queries")


def _check_ids(manifest: Manifest, arrays: Mapping[str, AnyArray]) -> None:
    try:
        ids = IdMap.from_arrays(arrays, "song_ids")
        ids.check("song_ids")
    except (KeyError, ValueError) as error:
        raise ReleaseRefused(f"its song ids can't be used ({error})") from error
    if len(ids) != manifest.n_songs:
        raise ReleaseRefused(f"it has {len(ids)} song ids for {manifest.n_songs} songs")
    if ids.checksum != manifest.id_map_checksum:
        raise ReleaseRefused("its song ids are not those the manifest was written for")
    sample = np.linspace(0, len(ids) - 1, min(100, len(ids))).astype(int)
    if any(ids.row(ids.id(row)) != row for row in sample.tolist()):
        raise ReleaseRefused("its song ids do not lead back to their rows")


def _share_found(true_scores: Float32, scores: Float32, slack: Float32) -> float:
    k = min(_KNOWN_ANSWERS, true_scores.shape[1])
    last = np.partition(true_scores, -k, axis=1)[:, -k][:, None]
    return float((scores >= last - slack).sum() / (k * len(true_scores)))


def _least_share(entry: IndexEntry) -> float:
    if entry.kind == "flat":
        return 1.0
    if entry.kind == "ivf":
        return _LEAST_OF_LISTS
    return 0.5 if entry.recall is None else entry.recall / 2
