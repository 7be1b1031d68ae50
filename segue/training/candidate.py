"""What a training leaves on disk: a candidate, whole but for its index."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np

from segue.base.arrays import AnyArray, Float32, Rows
from segue.base.ids import IdMap, ReleaseId
from segue.base.songs import Songs
from segue.catalogue.catalogue import Catalogue
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.factors.trainer import Model
from segue.releases.manifest import Data, FoldIn, ManifestDraft, Trainer
from segue.releases.store import ReleaseStore
from segue.releases.writer import write_folder
from segue.training.exam import Exam

LIBRARIES = ("numpy", "scipy", "scikit-surprise", "faiss-cpu", "pyarrow")
"""What the numbers of a training depend on."""

EXTRAS = ("implicit",)
"""The same, where they are installed."""


def write_candidate(
    store: ReleaseStore,
    model: Model,
    songs: Songs,
    listeners: IdMap,
    pairs: Interactions,
    *,
    trainer: Trainer,
    seed: int,
    data: Data,
    metrics: Mapping[str, Any],
    holdout: Mapping[str, Any] | None = None,
    threads: int | None = None,
    first_days: Rows | None = None,
    exam: Exam | None = None,
    files: Mapping[str, bytes] | None = None,
    notes: Iterable[str] = (),
) -> ReleaseId:
    """Write everything a release holds but the index.

    Args:
        store: where.
        model: its space has one row per song.
        songs: n songs.
        listeners: m ids.
        pairs: m listeners over n songs; what the model learned from.
        trainer: name and every parameter.
        seed: what the training drew from.
        data: the log, its sources and report.
        metrics: of the evaluation; empty when there was none.
        holdout: fraction, seed and refit of the training; ``None`` when there was no training.
        threads: that linear algebra had; ``None`` when there was no training.
        first_days: as in :class:`segue.factors.facts.Facts`; ``None`` when plays have no dates.
        exam: the holdout and the model measured on it; ``None`` when nothing was held out.
        files: what else belongs to it, by file name, such as ``study.json``.
        notes: sentences for the operator.

    Raises what :func:`segue.releases.writer.write_folder` raises.
    """
    popularity: Float32 = pairs.song_counts.astype(np.float32)
    arrays: dict[str, AnyArray] = {
        **model.space.arrays(),
        **Catalogue.build(songs, popularity, first_days).arrays(),
        "popularity": popularity,
        **listeners.arrays("model/user_ids"),
        "model/pairs.indptr": pairs.indptr,
        "model/pairs.song_rows": pairs.song_rows,
        "model/pairs.weights": pairs.weights,
        **{f"model/{name}": array for name, array in model.state.items()},
        **({} if exam is None else exam.arrays()),
    }
    draft = ManifestDraft(
        trainer=trainer,
        fold_in=FoldIn(**model.space.fold_in.describe()),
        seed=seed,
        data=data,
        libraries=library_versions(),
        threads=threads,
        metrics=dict(metrics),
        holdout=dict(holdout or {}),
        exam=None if exam is None else exam.entry,
        notes=tuple(notes),
    )
    return write_folder(store, "candidate", arrays, files or {}, draft)


def library_versions() -> dict[str, str]:
    """Version by name of each of :data:`LIBRARIES`, and of those of :data:`EXTRAS` that are installed."""
    extras = [name for name in EXTRAS if find_spec(name) is not None]
    return {name: version(name) for name in (*LIBRARIES, *extras)}


def stored_pairs(arrays: Mapping[str, AnyArray], n_songs: int) -> Interactions:
    """The pairs a candidate or release was trained on. Raises ``KeyError`` when it holds none."""
    return Interactions(
        arrays["model/pairs.indptr"], arrays["model/pairs.song_rows"], arrays["model/pairs.weights"], n_songs
    )


def stored_space(fold_in: FoldIn, arrays: Mapping[str, AnyArray]) -> ItemSpace:
    """The item space of a candidate or release."""
    return ItemSpace.from_arrays(fold_in.model_dump(), arrays)


def stored_exam(manifest: ManifestDraft, arrays: Mapping[str, AnyArray]) -> Exam | None:
    """The exam of a candidate or release; ``None`` where nothing was held out."""
    if manifest.exam is None:
        return None
    return Exam.from_arrays(manifest.exam, arrays, stored_space(manifest.fold_in, arrays))
