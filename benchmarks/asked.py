"""What benchmarks of recommendations ask: a model as it was measured, and the listeners it has not seen."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from segue.base.arrays import Rows
from segue.catalogue.identity import artist_rows, work_rows
from segue.factors.facts import Facts
from segue.factors.interactions import Interactions
from segue.factors.snapshot import Snapshot
from segue.factors.trainer import TrainerConfig
from segue.listening.log import ListeningLog
from segue.releases.index import IndexSettings, build_index
from segue.releases.reader import OpenRelease, open_release
from segue.releases.store import ReleaseStore
from segue.training.candidate import stored_exam
from segue.training.evaluation import HeldOut
from segue.training.exam import Exam
from segue.training.holdout import HoldoutPlan
from segue.training.measures import SongFacts
from segue.training.measuring import Measures
from segue.training.training import train


@dataclass(frozen=True, eq=False)
class Asked:
    """A model and the listeners it is asked for.

    Attributes:
        snapshot: n songs, as the model was when it was measured.
        history: m listeners' songs that are known, each a seed.
        truth: the same listeners' songs to be found.
        facts: of the n songs.
    """

    snapshot: Snapshot
    history: Interactions
    truth: Interactions
    facts: SongFacts

    @classmethod
    def by(cls, exam: Exam, artist_rows: Rows, work_rows: Rows, most: int) -> "Asked":
        """Put the measured model of an exam in the place of the one that serves.

        Args:
            exam: of a release.
            artist_rows: int32, of the songs of the release.
            work_rows: likewise.
            most: how many listeners to ask for, evenly spread over those with something to find.
        """
        measured = exam.measured
        n_songs, rows = len(measured.space), measured.song_rows
        places = exam.measured.places(len(artist_rows))
        history, truth = (part.with_songs(places, n_songs) for part in (exam.history, exam.truth))
        held_out = HeldOut(history, truth, exam.protocol).evaluated(most)
        snapshot = Snapshot(
            release_id="measured",
            space=measured.space,
            index=build_index(measured.space.item_vectors, IndexSettings()).index,
            popularity=measured.popularity.astype(np.float32),
            artist_rows=artist_rows[rows],
            work_rows=work_rows[rows],
            facts=Facts.unknown(n_songs),
        )
        # how many listeners there were only moves novelty, which is not shown
        facts = SongFacts(measured.popularity, 1, snapshot.artist_rows, measured.space.personal.item_vectors)
        return cls(snapshot, held_out.history, held_out.truth, facts)

    @classmethod
    def trained(cls, log: ListeningLog, config: TrainerConfig, most: int) -> "Asked":
        """Train on a log but for its holdout, and ask for at most so many of the listeners held out."""
        trained = train(log, config, HoldoutPlan(), measures=Measures(detail=False))
        if trained.exam is None:
            raise ValueError("the log is too small to hold listeners out")
        return cls.by(trained.exam, artist_rows(trained.songs), work_rows(trained.songs), most)

    def of(self, most: int) -> "Asked":
        """At most so many of the listeners, evenly spread."""
        rows = self.truth.evenly(most)
        return replace(self, history=self.history.take(rows), truth=self.truth.take(rows))


def asked_of(artifacts: Path, most: int) -> Asked:
    """The measured model of the current release of an artifacts folder, and its held-out listeners."""
    release = current_release(artifacts)
    exam = stored_exam(release.manifest, release.arrays)
    if exam is None:
        raise SystemExit("The current release kept no holdout; train one with a --holdout above 0.")
    return Asked.by(exam, release.arrays["artist_rows"], release.arrays["work_rows"], most)


def current_release(artifacts: Path) -> OpenRelease:
    """The current release of an artifacts folder; without one the script ends and says what to do."""
    store = ReleaseStore(artifacts)
    current = store.current_id()
    if current is None:
        raise SystemExit(f"{artifacts} has no current release; make one with `make train`.")
    return open_release(store.path(current))
