"""A candidate or a release as the gate sees it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from segue.base.arrays import Int64, Rows
from segue.base.errors import ReleaseRefused
from segue.base.ids import IdMap, ReleaseId
from segue.factors.space import ItemSpace
from segue.releases.manifest import IndexEntry
from segue.releases.reader import OpenCandidate, OpenRelease
from segue.training.candidate import stored_exam, stored_pairs, stored_space
from segue.training.exam import Exam, MeasuredModel
from segue.training.rankers import Ranker, TranslatedRanker


@dataclass(frozen=True, eq=False)
class Contender:
    """What is compared: two models of each side, the one that serves and the one that was measured.

    Attributes:
        id: of the candidate or release.
        song_ids: n songs.
        listener_ids: those it was trained on.
        popularity: int64 (n,), listeners per song.
        space: of the released model, n songs.
        exam: its holdout and measured model; ``None`` where nothing was held out.
        index: as it was measured; ``None`` before there is one.
        plan: how it held out, for advice: ``--holdout 0.2 --seed 0``; empty where that is not known.
    """

    id: ReleaseId
    song_ids: IdMap
    listener_ids: IdMap
    popularity: Int64
    space: ItemSpace
    exam: Exam | None
    index: IndexEntry | None = None
    plan: str = ""

    @classmethod
    def of(cls, opened: OpenCandidate | OpenRelease, index: IndexEntry | None = None) -> "Contender":
        """What a candidate or release holds. ``index`` stands for the one a candidate is about to get.

        Raises :class:`ReleaseRefused` where arrays are missing or do not fit.
        """
        try:
            return cls._of(opened, index)
        except (KeyError, ValueError) as error:
            raise ReleaseRefused(f"{opened.id} is refused: it can't be judged ({error}).") from error

    @classmethod
    def _of(cls, opened: OpenCandidate | OpenRelease, index: IndexEntry | None) -> "Contender":
        manifest, arrays = opened.manifest, opened.arrays
        space = stored_space(manifest.fold_in, arrays)
        said = manifest.holdout
        return cls(
            opened.id,
            IdMap.from_arrays(arrays, "song_ids"),
            IdMap.from_arrays(arrays, "model/user_ids"),
            stored_pairs(arrays, len(space)).song_counts,
            space,
            stored_exam(manifest, arrays),
            index or manifest.index,
            _plan(said["fraction"], said["seed"]) if said else "",
        )

    @cached_property
    def measured(self) -> MeasuredModel:
        """The model that was measured; the released one where nothing was held out."""
        if self.exam is not None:
            return self.exam.measured
        return MeasuredModel(self.space, np.arange(len(self.space), dtype=np.int32), self.popularity)

    def ranker(self, songs: IdMap) -> Ranker:
        """The measured model, asked in the rows of ``songs``."""
        rows = self.rows_of(songs)
        places = self.measured.places(len(self.space))
        return TranslatedRanker(self.measured.space, np.where(rows >= 0, places[rows], np.int32(-1)))

    def held_out_as(self, fraction: float, seed: int) -> bool:
        """Whether it held out as these settings do, so that its measured model has not seen their holdout."""
        return self.plan == _plan(fraction, seed)

    def rows_of(self, songs: IdMap) -> Rows:
        """int32: the row each of ``songs`` has here, −1 for those unknown."""
        if songs.checksum == self.song_ids.checksum:
            return np.arange(len(songs), dtype=np.int32)
        return self.song_ids.look_up(songs.ids)


def _plan(fraction: Any, seed: Any) -> str:
    return f"--holdout {fraction} --seed {seed}"
