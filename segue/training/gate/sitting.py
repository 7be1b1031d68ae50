"""An exam, sat by models that have not seen it: whom they are asked about, and what they answer."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from segue.base.arrays import Bool, Float64, Int64
from segue.factors import metrics
from segue.training.exam import Exam
from segue.training.gate.contender import Contender
from segue.training.rankers import PopularityRanker, Ranker, SpaceRanker

DEPTH: Final = 20

MOST_LISTENERS: Final = 2000
"""Asked about at most, evenly spread. Judging then takes seconds, and the interval stays wide enough for the
same recipe to pass with another seed (docs/releases.md)."""

FEWEST_LISTENERS: Final = 10
"""An interval over fewer listeners says nothing."""

_ADVICE: Final = "If that is all, `promote --force --reason TEXT` is right."


@dataclass(frozen=True, eq=False)
class Answers:
    """What a model shows the m listeners of a sitting.

    Attributes:
        values: float64 (m,), nDCG@20 of each listener; a song the model does not know is not found.
        shown: int64 (n,), in how many lists each song of the host stands.
    """

    values: Float64
    shown: Int64


@dataclass(frozen=True, eq=False)
class Sitting:
    """The listeners of an exam that both sides may be asked about.

    Attributes:
        host: whose exam it is; n songs.
        exam: of m listeners, each with something to find.
        n_left_out: listeners with something to find that the guest's measured model has learned from.
        remark: why the comparison is not quite even, as a sentence; mostly empty.
    """

    host: Contender
    exam: Exam
    n_left_out: int
    remark: str

    @classmethod
    def of(cls, host: Contender, exam: Exam, guest: Contender | None = None) -> "Sitting":
        """Choose listeners of the host's exam that the guest's measured model has not learned from."""
        able = np.diff(exam.truth.indptr) > 0
        unseen, remark = (able, "") if guest is None else _unseen(exam, guest)
        chosen = exam.take(np.flatnonzero(able & unseen).astype(np.int32))
        n_left_out = int(able.sum()) - len(chosen.listeners)
        chosen = chosen.take(chosen.history.evenly(MOST_LISTENERS))
        return cls(host, chosen, n_left_out, remark)

    @property
    def n_listeners(self) -> int:
        """How many are asked about: m."""
        return len(self.exam.listeners)

    @property
    def too_small(self) -> bool:
        """Whether next to nobody is left because the two sides held different listeners out."""
        return self.n_listeners < FEWEST_LISTENERS and self.n_left_out > 0

    def measured(self, contender: Contender) -> Answers:
        """What the measured model of host or guest answers, out of the host's songs.

        Songs that only the guest knows take no place: who sits the exam could not have heard them.
        """
        return self._answers(contender.ranker(self.host.song_ids))

    def released(self) -> Answers:
        """What the released model of the host answers."""
        return self._answers(SpaceRanker(self.host.space))

    def popular(self) -> Answers:
        """What everybody gets who is shown what was popular where the measured model learned."""
        popularity = np.zeros(len(self.host.space), np.int64)
        popularity[self.host.measured.song_rows] = self.host.measured.popularity
        return self._answers(PopularityRanker(popularity))

    def _answers(self, ranker: Ranker) -> Answers:
        lists = metrics.padded(ranker.rank(self.exam.history, DEPTH), DEPTH)
        n_relevant = np.diff(self.exam.truth.indptr)
        values = metrics.ndcg(metrics.hits(lists, self.exam.truth), n_relevant, DEPTH)
        return Answers(values, metrics.exposure_counts(lists, len(self.host.space)))


def _unseen(exam: Exam, guest: Contender) -> tuple[Bool, str]:
    """Listeners of an exam the guest's measured model has not learned from, and what is uneven about that."""
    everyone = np.ones(len(exam.listeners), np.bool_)
    if guest.exam is None:
        return everyone, f"{guest.id} kept no holdout, so it may have learned from this one. {_ADVICE}"
    theirs = guest.exam.protocol
    if theirs["kind"] == "time":
        unseen = exam.protocol["kind"] == "time" and theirs["cut"] <= exam.protocol["cut"]
        return everyone, "" if unseen else f"{guest.id} has learned from part of this holdout. {_ADVICE}"
    ids = exam.listeners.ids
    held_out = guest.exam.listeners.look_up(ids) >= 0
    strangers = guest.listener_ids.look_up(ids) < 0
    return held_out | strangers, ""
