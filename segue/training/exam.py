"""What a release keeps to be compared by: its holdout, and the model that has not seen it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from segue.base.arrays import AnyArray, Int64, Rows
from segue.base.ids import IdMap
from segue.factors.interactions import Interactions
from segue.factors.space import ItemSpace
from segue.listening.splits import Holdout
from segue.releases.manifest import ExamEntry, FoldIn

PREFIX = "exam/"


@dataclass(frozen=True, eq=False)
class MeasuredModel:
    """The model that was measured: the recipe of the release, learned without the holdout.

    Attributes:
        space: k songs.
        song_rows: int32 (k,), each song's row in the release, ascending.
        popularity: int64 (k,), listeners per song among those it learned from.
    """

    space: ItemSpace
    song_rows: Rows
    popularity: Int64

    def places(self, n_songs: int) -> Rows:
        """int32 (n_songs,): the row of each song of the release in ``space``, −1 for one it does not know."""
        found = np.full(n_songs, -1, np.int32)
        found[self.song_rows] = np.arange(len(self.song_rows), dtype=np.int32)
        return found


@dataclass(frozen=True, eq=False)
class Exam:
    """A holdout over the n songs of a release, and the model measured on it.

    Attributes:
        history: m listeners' songs that are known.
        truth: the same m listeners' songs to be found, as far as the measured model knew them.
        listeners: the ids of the m listeners.
        protocol: how the holdout was made, as the split describes it.
        measured: the model measured on it.
        refitted: whether the released model is another one, which has seen the holdout.
    """

    history: Interactions
    truth: Interactions
    listeners: IdMap
    protocol: dict[str, Any]
    measured: MeasuredModel
    refitted: bool

    @classmethod
    def of(
        cls,
        holdout: Holdout,
        users: IdMap,
        measured: MeasuredModel,
        rows: Rows,
        *,
        n_songs: int,
        refitted: bool,
    ) -> "Exam":
        """Carry the holdout of a log over to the songs of a release.

        Args:
            holdout: of the log.
            users: the listeners of the log.
            measured: the model that learned from ``holdout.train``.
            rows: int32, the row of each song of the log in the release, −1 for none.
            n_songs: of the release.
            refitted: whether the released model learned from the holdout too.
        """
        known = np.zeros(n_songs, np.bool_)
        known[measured.song_rows] = True
        to_find = np.where((rows >= 0) & known[rows], rows, np.int32(-1))
        return cls(
            holdout.history.with_songs(rows, n_songs).as_seeds(),
            holdout.truth.with_songs(to_find, n_songs).as_seeds(),
            IdMap.of(users.ids.take(holdout.listeners.tolist())),
            holdout.protocol,
            measured,
            refitted,
        )

    @classmethod
    def from_arrays(cls, entry: ExamEntry, arrays: Mapping[str, AnyArray], released: ItemSpace) -> "Exam":
        """Open what :meth:`entry` and :meth:`arrays` gave; ``released`` is the space of the release.

        Raises ``KeyError`` or ``ValueError`` for arrays that do not fit.
        """
        own = {name.removeprefix(PREFIX): array for name, array in arrays.items() if name.startswith(PREFIX)}
        space = released if entry.fold_in is None else ItemSpace.from_arrays(entry.fold_in.model_dump(), own)
        return cls(
            _pairs(own, "history", len(released)),
            _pairs(own, "truth", len(released)),
            IdMap.from_arrays(own, "listener_ids"),
            dict(entry.protocol),
            MeasuredModel(space, own["song_rows"], own["popularity"]),
            entry.fold_in is not None,
        )

    def take(self, listener_rows: Rows) -> "Exam":
        """The exam of the given listeners, in that order."""
        return replace(
            self,
            history=self.history.take(listener_rows),
            truth=self.truth.take(listener_rows),
            listeners=IdMap.of(self.listeners.ids.take(listener_rows.tolist())),
        )

    @property
    def entry(self) -> ExamEntry:
        """What the manifest keeps of it."""
        described = FoldIn(**self.measured.space.fold_in.describe()) if self.refitted else None
        return ExamEntry(protocol=self.protocol, fold_in=described)

    def arrays(self) -> dict[str, AnyArray]:
        """The arrays under the names a release stores them by; no model is there twice."""
        space = self.measured.space.arrays() if self.refitted else {}
        own: dict[str, AnyArray] = {
            **space,
            "song_rows": self.measured.song_rows,
            "popularity": self.measured.popularity,
            "history.indptr": self.history.indptr,
            "history.song_rows": self.history.song_rows,
            "truth.indptr": self.truth.indptr,
            "truth.song_rows": self.truth.song_rows,
            **self.listeners.arrays("listener_ids"),
        }
        return {f"{PREFIX}{name}": array for name, array in own.items()}


def _pairs(arrays: Mapping[str, AnyArray], name: str, n_songs: int) -> Interactions:
    song_rows = arrays[f"{name}.song_rows"]
    return Interactions(arrays[f"{name}.indptr"], song_rows, np.ones(len(song_rows), np.float32), n_songs)
